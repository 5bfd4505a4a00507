/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_progress: how fast a file moves, in words.  Pure: the time comes in. */
#ifndef CHARLA_FILE_PROGRESS_H
#define CHARLA_FILE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct buffer;

struct file_progress {
    uint64_t size;    /* bytes of the file */
    uint64_t at;      /* so many are there */
    int64_t looked;   /* when that was, in ms */
    double rate;      /* bytes in a second, of late; 0: not known yet */
    int quarters;     /* of it that file_progress_quarter has told */
};

/* It begins with the byte `at`. */
void file_progress_begin(struct file_progress *progress, uint64_t size,
                         uint64_t at, int64_t now_ms);

/* The file has come as far as the byte `at`. */
void file_progress_move(struct file_progress *progress, uint64_t at,
                        int64_t now_ms);

int file_progress_percent(const struct file_progress *progress);

/* Have 25, 50 or 75 % been passed since the last time?  Then `*percent` is
 * the last of them. */
bool file_progress_quarter(struct file_progress *progress, int *percent);

/* Append "43 %, 1.2 MB/s, 12 s left", as far as it is known. */
void file_progress_append(struct buffer *out,
                          const struct file_progress *progress);

#endif
