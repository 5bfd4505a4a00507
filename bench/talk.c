/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* talk: measures how soon short lines through two programs arrive, and what a
 * silent conversation costs. */
#include <config.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "load.h"
#include "measures.h"
#include "program.h"

/* How many rounds do not count, because both programs have to warm up. */
#define WARM_UP 100

/* Write one line, and read it at the other end. */
static void pass(struct program *from, struct program *to, const char *line)
{
    char room[LOAD_AHEAD];
    size_t length = 0;

    if (write(from->in, line, LOAD_AHEAD) != LOAD_AHEAD)
        program_fail("cannot write a line");
    while (length < LOAD_AHEAD) {
        ssize_t more = read(to->out, room + length, LOAD_AHEAD - length);
        if (more <= 0)
            program_fail("a line has not arrived");
        length += (size_t)more;
    }
    if (memcmp(room, line, LOAD_AHEAD) != 0)
        program_fail("another line has arrived");
}

static const char *a_line(void)
{
    static struct load load;

    load_make(&load, LOAD_AHEAD);
    return load_at(&load, 0);
}

static void begin(const struct pair *pair, struct program *listener,
                  struct program *caller)
{
    unsigned port = program_free_port();

    *listener = program_start(pair->listener, port, PROGRAM_PIPES);
    program_await_port(port);
    *caller = program_start(pair->caller, port, PROGRAM_PIPES);
}

static void end(struct program *listener, struct program *caller)
{
    program_hang_up(caller);
    program_hang_up(listener);
    program_stop(caller);
    program_stop(listener);
}

static int by_size(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* Sort the times and print those in the middle and near the end. */
static void report(double *times, size_t count)
{
    qsort(times, count, sizeof *times, by_size);
    printf("{\"median\": %.9f, \"p99\": %.9f}\n", times[count / 2],
           times[count * 99 / 100]);
    free(times);
}

static double *room_for(size_t count)
{
    double *times = calloc(count, sizeof *times);

    if (!times || count == 0)
        program_fail("no rounds");
    return times;
}

void measure_round_trip(const struct pair *pair, size_t count)
{
    struct program listener, caller;
    const char *line = a_line();
    double *times = room_for(count);

    begin(pair, &listener, &caller);
    for (size_t i = 0; i < WARM_UP + count; i++) {
        double begun = program_now();
        pass(&caller, &listener, line);
        pass(&listener, &caller, line);
        if (i >= WARM_UP)
            times[i - WARM_UP] = program_now() - begun;
    }
    end(&listener, &caller);
    report(times, count);
}

static double time_first(const struct pair *pair, const char *line)
{
    unsigned port = program_free_port();
    struct program listener, caller;
    double begun, taken;

    listener = program_start(pair->listener, port, PROGRAM_PIPES);
    program_await_port(port);
    begun = program_now();
    caller = program_start(pair->caller, port, PROGRAM_PIPES);
    pass(&caller, &listener, line);
    taken = program_now() - begun;
    end(&listener, &caller);
    return taken;
}

void measure_first(const struct pair *pair, size_t count)
{
    double *times = room_for(count);

    for (size_t i = 0; i < count; i++)
        times[i] = time_first(pair, a_line());
    report(times, count);
}

static long larger(long one, long other)
{
    return one > other ? one : other;
}

void measure_idle(const struct pair *pair, int settle_ms, int window_ms)
{
    struct program listener, caller;
    const char *line = a_line();
    long before;

    begin(pair, &listener, &caller);
    for (int i = 0; i < WARM_UP; i++) {
        pass(&caller, &listener, line);
        pass(&listener, &caller, line);
    }
    poll(NULL, 0, settle_ms); /* until what follows a line is done */
    before = program_wakeups(&listener) + program_wakeups(&caller);
    poll(NULL, 0, window_ms); /* the measure itself, not a wait */
    printf("{\"wakeups\": %ld, \"rss_kib\": %ld, \"all_rss_kib\": %ld, "
           "\"all_pss_kib\": %ld}\n",
           program_wakeups(&listener) + program_wakeups(&caller) - before,
           larger(program_status(&listener, "VmRSS:"),
                  program_status(&caller, "VmRSS:")),
           larger(program_memory(&listener, "Rss:"),
                  program_memory(&caller, "Rss:")),
           larger(program_memory(&listener, "Pss:"),
                  program_memory(&caller, "Pss:")));
    end(&listener, &caller);
}

static double time_usage(const struct pair *pair)
{
    double begun = program_now(), taken;
    struct program program =
        program_start(pair->listener, 0, PROGRAM_WORDS);
    char room[4096];
    size_t length = 0;
    ssize_t more;

    while ((more = read(program.out, room, sizeof room)) > 0)
        length += (size_t)more;
    taken = program_now() - begun;
    if (length == 0)
        program_fail("no usage message");
    program_stop(&program);
    return taken;
}

void measure_usage(const struct pair *pair, size_t count)
{
    double *times = room_for(count);

    for (size_t i = 0; i < count; i++)
        times[i] = time_usage(pair);
    report(times, count);
}
