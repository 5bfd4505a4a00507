/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_output: writes a file in large pieces, and has the kernel begin early
 * to write them to the disk.  Frames are small, so a system call for each
 * would cost more than a copy; and if a whole file were in memory until its
 * fsync(2), the user would have to wait at the end. */
#ifndef CHARLA_FILE_OUTPUT_H
#define CHARLA_FILE_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

struct file_output {
    int fd;        /* owned while it is not -1 */
    char *room;    /* bytes that are not written yet */
    size_t held;   /* how many */
    uint64_t at;   /* where in the file the first of them belongs */
    uint64_t sent; /* how far the kernel was told to write to the disk */
};

#define FILE_OUTPUT_INIT {.fd = -1}

/* Write to `fd`, which is taken, from the byte `at` on. */
void file_output_open(struct file_output *output, int fd, uint64_t at);

/* Add bytes; and write all bytes that are held.  Both return 0, or -1 with
 * errno set; then at least a part of the bytes that were held is lost, and no
 * more may be added.  After a flush everything that was added is in the
 * file. */
int file_output_add(struct file_output *output, const char *data,
                    size_t length);
int file_output_flush(struct file_output *output);

/* Flush, if possible, and close; calling this twice is harmless. */
void file_output_close(struct file_output *output);

#endif
