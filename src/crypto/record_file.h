/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* record_file: the strict text form of the files that charla keeps.  Pure.
 *
 *     charla known_peers 1    the title: which file this is, which version
 *     FIELD FIELD FIELD       a record a line, one blank between its fields
 *     end 1b2c3d4e            CRC-32 of everything above (RFC 1952 section 8)
 *
 * The text is UTF-8 without control characters, each line ends in "\n" and
 * holds at most RECORD_FILE_LINE_MAX bytes before that.  Everything else is an
 * error, never a shorter file: so are a file that was cut short, wherever, and
 * one in which a byte was changed.  Errors name the file and the line. */
#ifndef CHARLA_RECORD_FILE_H
#define CHARLA_RECORD_FILE_H

#include <stddef.h>

struct buffer;
struct error;

#define RECORD_FILE_LINE_MAX 1023
#define RECORD_FILE_FIELDS_MAX 8

/* Walks over the records; filled by record_reader_open. */
struct record_reader {
    const char *fields[RECORD_FILE_FIELDS_MAX]; /* valid until the next one */
    size_t count;                               /* of fields */

    const char *path;          /* for sentences; borrowed */
    const struct buffer *text; /* borrowed */
    size_t at;                 /* where the next line begins */
    unsigned long number;      /* of this line */
    char line[RECORD_FILE_LINE_MAX + 1];
};

/* Begin to read `text`, which came from the file `path` and has to begin with
 * `title`; both are borrowed until the last record.  Returns 0, or -1 with
 * `error` set. */
int record_reader_open(struct record_reader *reader, const char *path,
                       const char *title, const struct buffer *text,
                       struct error *error);

/* Go on to the next record.  Returns 1 with `fields` and `count` filled in, 0
 * at the end of a file that was whole, or -1 with `error` set.  Only after the
 * 0 may anything that was read be believed. */
int record_reader_next(struct record_reader *reader, struct error *error);

/* Say that something is wrong with this line; `why` is a few translated words.
 * Returns -1. */
int record_reader_refuse(const struct record_reader *reader, const char *why,
                         struct error *error);

/* To write a file: begin an empty `out` with the title, append the records,
 * each with its "\n", and end it with the checksum. */
void record_file_begin(struct buffer *out, const char *title);
void record_file_end(struct buffer *out);

#endif
