/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* bulk: measures a long stream through two programs, one way or both ways at
 * once.
 *
 * One short line is sent first; when it has arrived at the other end, the
 * clock starts and the rest follows, so that calling does not count.  Input
 * ends right after the last byte, so a program that then drops bytes loses
 * them.  A relay may be between the two, and cut their connection. */
#include <config.h>

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "load.h"
#include "measures.h"
#include "program.h"
#include "relay.h"

#define STALLED_S 2      /* without a byte for this long it has stopped */
#define STALLED_CUT_S 20 /* the same if it may have to call again */

struct stream {
    const struct load *load;
    size_t bytes;
    struct program *from, *to;
    int stalled_s; /* how long without a byte means the end */
    pthread_barrier_t *start;
    pthread_t feeder, sink;
    atomic_size_t arrived;
    bool wrong;    /* a byte that is not the one that was sent */
    double begun;  /* when the stream proper started */
    double ended;  /* when the last byte that did arrive was compared */
    long peak_from, peak_to; /* memory in KiB, near the end */
};

static void *feed(void *argument)
{
    struct stream *stream = argument;

    load_feed(stream->load, stream->from->in, 0, LOAD_AHEAD);
    pthread_barrier_wait(stream->start);
    stream->begun = program_now();
    load_feed(stream->load, stream->from->in, LOAD_AHEAD, stream->bytes);
    close(stream->from->in);
    stream->from->in = -1;
    return NULL;
}

/* Read up to byte `to`, and compare.  Returns false at the end of it all. */
static bool take(struct stream *stream, char *room, size_t to)
{
    while (stream->arrived < to) {
        size_t at = stream->arrived;
        size_t size = to - at < LOAD_CHUNK ? to - at : LOAD_CHUNK;
        ssize_t length = read(stream->to->out, room, size);

        if (length <= 0)
            return false;
        if (memcmp(room, load_at(stream->load, at), (size_t)length) != 0)
            stream->wrong = true;
        atomic_store(&stream->arrived, at + (size_t)length);
        stream->ended = program_now(); /* it may be the last */
    }
    return true;
}

static void *sink(void *argument)
{
    static _Thread_local char room[LOAD_CHUNK];
    struct stream *stream = argument;
    bool going = take(stream, room, LOAD_AHEAD);

    pthread_barrier_wait(stream->start);
    /* Not at the very end, when a program may be gone. */
    going = going && take(stream, room, stream->bytes / 10 * 9);
    stream->peak_from = program_status(stream->from, "VmHWM:");
    stream->peak_to = program_status(stream->to, "VmHWM:");
    if (going)
        take(stream, room, stream->bytes);
    /* More than was sent is wrong too. */
    if (going && read(stream->to->out, room, sizeof room) > 0)
        stream->wrong = true;
    return NULL;
}

/* Wait for the sink; if nothing moves any more, kill the program that it waits
 * for. */
static void await_sink(struct stream *stream)
{
    size_t seen = SIZE_MAX;
    struct timespec until;

    for (;;) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += stream->stalled_s;
        if (pthread_timedjoin_np(stream->sink, NULL, &until) == 0)
            return;
        if (stream->arrived == seen) {
            kill(stream->from->pid, SIGKILL);
            kill(stream->to->pid, SIGKILL);
        }
        seen = stream->arrived;
    }
}

/* The result. */
struct bulk {
    double seconds;
    size_t sent, arrived;
    long peak; /* KiB, of the larger program */
    bool wrong;
};

static struct bulk sum_up(const struct stream *streams, size_t count)
{
    double begun = streams[0].begun, ended = streams[0].ended;
    struct bulk bulk = {0};

    for (size_t i = 0; i < count; i++) {
        const struct stream *each = &streams[i];
        long higher = each->peak_from > each->peak_to ? each->peak_from
                                                      : each->peak_to;
        bulk.sent += each->bytes;
        bulk.arrived += each->arrived;
        bulk.wrong |= each->wrong;
        bulk.peak = higher > bulk.peak ? higher : bulk.peak;
        begun = each->begun < begun ? each->begun : begun;
        ended = each->ended > ended ? each->ended : ended;
    }
    /* If not, at most the line that was sent first has arrived. */
    bulk.seconds = ended > begun ? ended - begun : 0;
    return bulk;
}

/* Run one or both streams, and wait until they have ended. */
static struct bulk run_streams(struct stream *streams, size_t count)
{
    pthread_barrier_t start;

    pthread_barrier_init(&start, NULL, (unsigned)(2 * count));
    for (size_t i = 0; i < count; i++) {
        streams[i].start = &start;
        pthread_create(&streams[i].feeder, NULL, feed, &streams[i]);
        pthread_create(&streams[i].sink, NULL, sink, &streams[i]);
    }
    for (size_t i = 0; i < count; i++)
        await_sink(&streams[i]);
    /* A feeder whose reader has gone is told so by the program's end. */
    for (size_t i = 0; i < count; i++)
        if (streams[i].arrived < streams[i].bytes)
            kill(streams[i].from->pid, SIGKILL);
    for (size_t i = 0; i < count; i++)
        pthread_join(streams[i].feeder, NULL);
    return sum_up(streams, count);
}

static struct bulk run_bulk(const struct pair *pair, const struct load *load,
                            size_t bytes, bool both, struct relay *relay,
                            double *cpu)
{
    unsigned port = program_free_port();
    enum program_wiring wiring = both ? PROGRAM_PIPES : PROGRAM_NOTHING;
    struct program listener = program_start(pair->listener, port, wiring);
    struct program caller;
    struct stream streams[2] = {
        {.load = load,
         .bytes = bytes,
         .from = &caller,
         .to = &listener,
         .stalled_s = relay ? STALLED_CUT_S : STALLED_S},
    };
    struct bulk bulk;

    program_await_port(port);
    if (relay) {
        relay->listener = port;
        relay_start(relay);
        port = relay->port;
    }
    caller = program_start(pair->caller, port, PROGRAM_PIPES);
    streams[1] = streams[0];
    streams[1].from = &listener;
    streams[1].to = &caller;
    bulk = run_streams(streams, both ? 2 : 1);
    program_hang_up(&caller);
    program_hang_up(&listener);
    *cpu = program_stop(&caller).cpu_seconds;
    *cpu += program_stop(&listener).cpu_seconds;
    return bulk;
}

static void make_load(struct load *load, size_t line, size_t bytes)
{
    if (!load_make(load, line) || bytes < LOAD_AHEAD)
        program_fail("no such load");
}

static void report(const struct bulk *bulk, double cpu)
{
    printf("{\"seconds\": %.6f, \"sent\": %zu, \"arrived\": %zu, "
           "\"wrong\": %s, \"cpu\": %.3f, \"peak_kib\": %ld",
           bulk->seconds, bulk->sent, bulk->arrived,
           bulk->wrong ? "true" : "false", cpu, bulk->peak);
}

void measure_bulk(const struct pair *pair, size_t line, size_t bytes,
                  bool both)
{
    static struct load load;
    struct bulk bulk;
    double cpu;

    make_load(&load, line, bytes);
    bulk = run_bulk(pair, &load, bytes, both, NULL, &cpu);
    report(&bulk, cpu);
    puts("}");
}

void measure_cuts(const struct pair *pair, size_t line, size_t bytes,
                  size_t every)
{
    static struct relay whole, cutting;
    static struct load load;
    struct bulk without, bulk;
    double cpu;

    make_load(&load, line, bytes);
    cutting.every = every;
    without = run_bulk(pair, &load, bytes, false, &whole, &cpu);
    bulk = run_bulk(pair, &load, bytes, false, &cutting, &cpu);
    report(&bulk, cpu);
    printf(", \"whole_seconds\": %.6f, \"cuts\": %d}\n", without.seconds,
           cutting.cuts);
}
