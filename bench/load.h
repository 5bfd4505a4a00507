/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* load: the stream of bytes that the benchmark sends, and its check at the
 * other end.  Every byte follows from its place in the stream. */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes that are sent before the clock starts: one short line. */
#define LOAD_AHEAD 64

/* Large enough for the system call not to matter, small enough to stay in the
 * cache. */
#define LOAD_CHUNK ((size_t)256 * 1024)

/* The stream repeats after about LOAD_CHUNK bytes, and not at a power of two,
 * so that a chunk lost, doubled or swapped shows. */
struct load {
    size_t period;
    char bytes[2 * LOAD_CHUNK]; /* `period`, and as much again for a chunk */
};

/* Lines of `line` bytes, "\n" included; 0: one line that never ends.  Returns
 * false if there can be no such lines. */
bool load_make(struct load *load, size_t line);

/* The stream from position `at` on; LOAD_CHUNK bytes of it can be used. */
const char *load_at(const struct load *load, size_t at);

/* Write bytes [from, to) of the stream.  Returns false if nobody reads. */
bool load_feed(const struct load *load, int fd, size_t from, size_t to);

#endif
