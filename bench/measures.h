/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* measures: measures two programs that talk to each other.  Each function
 * starts them, measures once, stops them and prints one JSON object. */
#ifndef BENCH_MEASURES_H
#define BENCH_MEASURES_H

#include <stdbool.h>
#include <stddef.h>

/* The command lines, NULL-terminated; "PORT" in them stands for the port. */
struct pair {
    char *const *listener;
    char *const *caller;
};

/* `bytes` of lines of `line` bytes (0: one long line) from the caller to the
 * listener, or the same both ways at once. */
void measure_bulk(const struct pair *pair, size_t line, size_t bytes,
                  bool both);

/* The same one way through a relay, first without a cut, then with one every
 * `every` bytes. */
void measure_cuts(const struct pair *pair, size_t line, size_t bytes,
                  size_t every);

/* How much of `most` bytes of input the caller takes while nothing is
 * acknowledged, from a terminal if `on_screen`, else from a pipe. */
void measure_kept(const struct pair *pair, bool on_screen, size_t most);

/* `bytes` of such lines from a file to a file, from the caller to the
 * listener. */
void measure_files(const struct pair *pair, size_t line, size_t bytes);

/* The time of a line of 64 bytes there and back, `count` times. */
void measure_round_trip(const struct pair *pair, size_t count);

/* The time from starting the caller until its first line has arrived, `count`
 * times. */
void measure_first(const struct pair *pair, size_t count);

/* Memory, and wake-ups in `window_ms`, of a conversation that has been silent
 * for `settle_ms` before. */
void measure_idle(const struct pair *pair, int settle_ms, int window_ms);

/* `lines` lines drawn by the listener on a terminal, and how long the echo of
 * a key takes meanwhile.  The caller is the benchmark itself. */
void measure_screen(const struct pair *pair, size_t lines);

/* The time from starting the listener's command, which prints its usage
 * message, to the end of that output, `count` times. */
void measure_usage(const struct pair *pair, size_t count);

#endif
