/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* kept: measures how much input a caller keeps to send again, and how much
 * memory that takes, while nothing that it sends arrives. */
#include <config.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "load.h"
#include "measures.h"
#include "program.h"
#include "relay.h"

#define LINE 64
#define FULL_MS 2000       /* it takes nothing in for so long: it is full */
#define PIECE ((size_t)1024) /* so that a terminal takes it in */

/* Type `most` bytes, or until the program reads no more; read what a screen
 * shows.  Returns how many bytes that was. */
static size_t glut(const struct program *program, const struct load *load,
                   size_t most)
{
    struct pollfd fds[] = {{.fd = program->in, .events = POLLOUT},
                           {.fd = program->out, .events = POLLIN}};
    static char shown[LOAD_CHUNK];
    double last = program_now();
    size_t at = LOAD_AHEAD;

    fcntl(program->in, F_SETFL, O_NONBLOCK);
    while (at < most && program_now() - last < FULL_MS / 1e3) {
        poll(fds, 2, FULL_MS);
        if (fds[1].revents &&
            read(program->out, shown, sizeof shown) <= 0)
            fds[1].fd = -1;
        if (fds[0].revents & POLLOUT) {
            ssize_t went = write(program->in, load_at(load, at), PIECE);
            at += went > 0 ? (size_t)went : 0;
            last = went > 0 ? program_now() : last;
        }
    }
    return at;
}

/* Read the line that goes ahead. */
static void await_line(const struct program *program)
{
    char line[LOAD_AHEAD];
    size_t length = 0;

    while (length < sizeof line) {
        ssize_t got = read(program->out, line, sizeof line - length);

        if (got <= 0)
            program_fail("no line has come");
        length += (size_t)got;
    }
}

void measure_kept(const struct pair *pair, bool on_screen, size_t most)
{
    static struct load load;
    struct relay relay = {.listener = program_free_port()};
    struct program listener, caller;
    size_t taken;
    long peak;

    load_make(&load, LINE);
    listener = program_start(pair->listener, relay.listener, PROGRAM_NOTHING);
    program_await_port(relay.listener);
    relay_start(&relay);
    caller = program_start(pair->caller, relay.port,
                           on_screen ? PROGRAM_SCREEN : PROGRAM_PIPES);
    load_feed(&load, caller.in, 0, LOAD_AHEAD);
    await_line(&listener);
    relay_swallow(&relay);
    taken = glut(&caller, &load, most);
    peak = program_status(&caller, "VmHWM:");
    printf("{\"taken\": %zu, \"peak_kib\": %ld}\n", taken, peak);
    kill(caller.pid, SIGKILL); /* it would call again */
    kill(listener.pid, SIGKILL);
    program_stop(&caller);
    program_stop(&listener);
}
