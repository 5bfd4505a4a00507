/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* files: measures sending a file to a file, as a script would:
 *
 *     LISTENER > out        CALLER < in
 *
 * The clock runs from the start of the caller until both have ended, which the
 * benchmark waits for in wait4 and in nothing else.  The files are in $TMPDIR
 * or /tmp, and in the page cache. */
#include <config.h>

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "load.h"
#include "measures.h"
#include "program.h"

/* Make a file without a name. */
static int make_file(void)
{
    const char *directory = getenv("TMPDIR");
    char path[512];
    int fd;

    snprintf(path, sizeof path, "%s/charla-bench.XXXXXX",
             directory && *directory ? directory : "/tmp");
    fd = mkstemp(path);
    if (fd < 0 || unlink(path) < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
        program_fail("cannot make a file");
    return fd;
}

/* How much of the stream is at the beginning of the file, with nothing after
 * it. */
static size_t compare(int fd, const struct load *load)
{
    static char room[LOAD_CHUNK];
    size_t at = 0;
    ssize_t length;

    while ((length = pread(fd, room, sizeof room, (off_t)at)) > 0) {
        if (memcmp(room, load_at(load, at), (size_t)length) != 0)
            return SIZE_MAX;
        at += (size_t)length;
    }
    return at;
}

void measure_files(const struct pair *pair, size_t line, size_t bytes)
{
    static struct load load;
    unsigned port = program_free_port();
    int in = make_file(), out = make_file();
    struct program listener, caller;
    struct program_cost of_caller;
    double cpu, begun, ended;
    size_t arrived;

    if (!load_make(&load, line) || !load_feed(&load, in, 0, bytes) ||
        lseek(in, 0, SEEK_SET) < 0)
        program_fail("no such load");
    listener = program_start_on(pair->listener, port, -1, out);
    program_await_port(port);
    begun = program_now();
    caller = program_start_on(pair->caller, port, in, -1);
    of_caller = program_await(&caller);
    if (of_caller.status != 0) /* then nobody may have called */
        kill(listener.pid, SIGKILL);
    cpu = of_caller.cpu_seconds + program_await(&listener).cpu_seconds;
    ended = program_now();
    arrived = compare(out, &load);
    printf("{\"seconds\": %.6f, \"sent\": %zu, \"arrived\": %zu, "
           "\"wrong\": %s, \"cpu\": %.3f}\n",
           ended - begun, bytes, arrived > bytes ? bytes : arrived,
           arrived > bytes ? "true" : "false", cpu);
}
