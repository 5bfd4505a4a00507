/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* output: writes to a descriptor that belongs to other processes too, without
 * ever being held up by its reader.
 *
 * It waits for room only in poll(2), and only until the conversation is over.
 * A pipe or a terminal is opened a second time, non-blocking; a socket is
 * written to with MSG_DONTWAIT; where neither is possible, every write is
 * bounded (bounded_write.h).  Files and devices other than terminals do not
 * block. */
#ifndef CHARLA_OUTPUT_H
#define CHARLA_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct error;

struct output {
    int fd;         /* where to write */
    bool own;       /* opened by this module, which must close it */
    bool is_socket; /* MSG_DONTWAIT works */
    bool may_block; /* writes must be bounded */
};

/* Prepare to write to the file behind `fd`.  The descriptor itself is borrowed;
 * its flags, which other processes may share, are not changed. */
void output_init(struct output *output, int fd);
void output_release(struct output *output);

/* Write all of `data`.  It is also an error if `stop_fd` turns readable while
 * the reader does not read.  Returns how many bytes were written; fewer than
 * `length` means failure, with `error` set. */
size_t output_write(struct output *output, const void *data, size_t length,
                    int stop_fd, struct error *error);

/* Write as much as possible without waiting (or within BOUNDED_WRITE_MS where
 * writes must be bounded).  Returns how many bytes were written, or -1 with
 * `error` set. */
ssize_t output_try(struct output *output, const void *data, size_t length,
                   struct error *error);

/* Wait until there is room to write, or `stop_fd` (-1: none) turns readable, or
 * `timeout` ms have passed (-1: for ever).  Returns true if there is room. */
bool output_wait(const struct output *output, int stop_fd, int timeout);

#endif
