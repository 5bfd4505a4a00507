/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* record_file: reads and writes the strict text format of the files that charla
 * keeps.  Pure.
 *
 *     charla known_peers 1    the title: which file this is, which version
 *     FIELD FIELD FIELD       a record a line, one blank between its fields
 *     end 1b2c3d4e            CRC-32 of everything above (RFC 1952 section 8)
 *
 * The text is UTF-8 without control characters; each line ends in "\n" and
 * holds at most RECORD_FILE_LINE_MAX bytes before that.  Anything else is an
 * error.  So is a file that was cut short anywhere, or in which a byte was
 * changed: neither is taken for a shorter file.  Errors name the file and the
 * line. */
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
 * at the end of a complete file, or -1 with `error` set.  Nothing that was
 * read may be relied on before 0 was returned. */
int record_reader_next(struct record_reader *reader, struct error *error);

/* Set `error` to say that something is wrong with this line; `why` is a few
 * translated words.  Returns -1. */
int record_reader_refuse(const struct record_reader *reader, const char *why,
                         struct error *error);

/* To write a file, begin with an empty `out`, which gets the title; append the
 * records, each with its "\n"; and end it, which appends the checksum. */
void record_file_begin(struct buffer *out, const char *title);
void record_file_end(struct buffer *out);

#endif
