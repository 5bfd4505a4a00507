/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_output: writes a file in large pieces, and lets the kernel begin early
 * to bring them to the disk.  Frames are small: a system call for each costs
 * more than the copy, and a whole file that waits in memory until its fsync(2)
 * keeps the user waiting at the end. */
#ifndef CHARLA_FILE_OUTPUT_H
#define CHARLA_FILE_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

struct file_output {
    int fd;        /* owned while it is not -1 */
    char *room;    /* bytes that are not written yet */
    size_t held;   /* so many */
    uint64_t at;   /* where in the file the first of them belongs */
    uint64_t sent; /* up to this byte the kernel writes to the disk */
};

#define FILE_OUTPUT_INIT {.fd = -1}

/* Write to `fd`, which is taken, from the byte `at` on. */
void file_output_open(struct file_output *output, int fd, uint64_t at);

/* Both return 0, or -1 with errno set: then what was held is lost but for a
 * part of it, and nothing may be added any more.  After a flush all that was
 * added is in the file. */
int file_output_add(struct file_output *output, const char *data,
                    size_t length);
int file_output_flush(struct file_output *output);

/* Flush, as far as that is possible, and close; twice is harmless. */
void file_output_close(struct file_output *output);

#endif
