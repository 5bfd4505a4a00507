/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_progress: measures how fast a file moves, and puts that into words.
 * Pure: the time is passed in. */
#ifndef CHARLA_FILE_PROGRESS_H
#define CHARLA_FILE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct buffer;

struct file_progress {
    uint64_t size;    /* bytes of the file */
    uint64_t at;      /* how many have arrived */
    int64_t looked;   /* when that was, in ms */
    double rate;      /* recent bytes per second; 0: not known yet */
    int quarters;     /* how many file_progress_quarter has reported */
};

/* Begin at the byte `at`. */
void file_progress_begin(struct file_progress *progress, uint64_t size,
                         uint64_t at, int64_t now_ms);

/* The file has arrived up to the byte `at`. */
void file_progress_move(struct file_progress *progress, uint64_t at,
                        int64_t now_ms);

int file_progress_percent(const struct file_progress *progress);

/* Have 25, 50 or 75 % been passed since the last time?  Then `*percent` is
 * the last of them. */
bool file_progress_quarter(struct file_progress *progress, int *percent);

/* Append "43 %, 1.2 MB/s, 12 s left", or as much of that as is known. */
void file_progress_append(struct buffer *out,
                          const struct file_progress *progress);

#endif
