/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* output: writes to a descriptor that belongs to other processes too, without
 * ever being held up by its reader.
 *
 * Waiting for room is done in poll(2) alone, and only until the conversation is
 * over.  A pipe or a terminal is opened a second time, non-blocking; a socket
 * is asked not to wait; where neither can be had, every write is bounded
 * (bounded_write.h).  Files and devices other than terminals do not wait. */
#ifndef CHARLA_OUTPUT_H
#define CHARLA_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct error;

struct output {
    int fd;         /* where to write */
    bool own;       /* opened here, to be closed here */
    bool is_socket; /* which can be asked not to wait */
    bool may_block; /* neither: writes must be bounded */
};

/* Write to what `fd` is open on.  The descriptor itself is borrowed, and its
 * flags, which other processes may share, are left alone. */
void output_init(struct output *output, int fd);
void output_release(struct output *output);

/* Write all of `data`.  When `stop_fd` turns readable while the reader does
 * not read, that is an error too.  Returns how many bytes were written; less
 * than `length` means failure, with `error` set. */
size_t output_write(struct output *output, const void *data, size_t length,
                    int stop_fd, struct error *error);

/* Write what can be written without waiting (up to BOUNDED_WRITE_MS where
 * writes must be bounded).  Returns how many bytes that was, or -1 with
 * `error` set. */
ssize_t output_try(struct output *output, const void *data, size_t length,
                   struct error *error);

/* Wait until there is room to write, or `stop_fd` turns readable (-1: only
 * room counts), or `timeout` ms have gone by (-1: for ever).  Returns true if
 * there is room. */
bool output_wait(const struct output *output, int stop_fd, int timeout);

#endif
