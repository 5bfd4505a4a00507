/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/record_file.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistr.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"

/* The word that begins the last line.  No record of two fields may begin with
 * it. */
#define END_WORD "end"
#define END_LINE_MAX 16

/* The polynomial of RFC 1952 section 8, its bits reversed. */
#define CRC_POLYNOMIAL UINT32_C(0xEDB88320)

static uint32_t checksum(const char *data, size_t length)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned char)data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? CRC_POLYNOMIAL : 0);
    }
    return ~crc;
}

static void write_end_line(char line[END_LINE_MAX], const char *data,
                           size_t length)
{
    snprintf(line, END_LINE_MAX, END_WORD " %08lx",
             (unsigned long)checksum(data, length));
}

/* ---- Reading ------------------------------------------------------------- */

int record_reader_refuse(const struct record_reader *reader, const char *why,
                         struct error *error)
{
    error_set(error,
              _("%s is damaged at line %lu: %s; charla trusts nobody until "
                "you repair that file or move it away"),
              reader->path, reader->number, why);
    return -1;
}

static bool has_control_character(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
            return true;
    return false;
}

/* What is wrong with the bytes of a line; NULL: nothing. */
static const char *fault_of_line(const char *line, size_t length)
{
    if (length > RECORD_FILE_LINE_MAX)
        return _("it is too long");
    if (has_control_character(line, length))
        return _("it holds a control character");
    if (u8_check((const uint8_t *)line, length))
        return _("it is not UTF-8");
    return NULL;
}

/* Copy the next line, without its line end.  Returns 0, or -1 with `error`
 * set, also when there is no next line: a complete file never gets here after
 * its last one. */
static int take_line(struct record_reader *reader, struct error *error)
{
    size_t left = reader->text->length - reader->at;
    const char *start = left > 0 ? reader->text->data + reader->at : NULL;
    const char *newline = left > 0 ? memchr(start, '\n', left) : NULL;
    size_t length = newline ? (size_t)(newline - start) : left;
    const char *fault;

    reader->number++;
    if (left == 0)
        return record_reader_refuse(reader, _("the rest is missing"), error);
    fault = fault_of_line(start, length);
    if (!fault && !newline)
        fault = _("its end is missing");
    if (fault)
        return record_reader_refuse(reader, fault, error);
    memcpy(reader->line, start, length);
    reader->line[length] = '\0';
    reader->at += length + 1;
    return 0;
}

int record_reader_open(struct record_reader *reader, const char *path,
                       const char *title, const struct buffer *text,
                       struct error *error)
{
    *reader = (struct record_reader){.path = path, .text = text};
    if (take_line(reader, error) < 0)
        return -1;
    if (strcmp(reader->line, title) != 0)
        return record_reader_refuse(
            reader, _("this charla does not know that format"), error);
    return 0;
}

/* Split the line into fields.  False if a field is empty or there are too
 * many. */
static bool split(struct record_reader *reader)
{
    char *at = reader->line;

    reader->count = 0;
    while (reader->count < RECORD_FILE_FIELDS_MAX) {
        char *blank = strchr(at, ' ');

        if (*at == '\0' || blank == at)
            return false;
        reader->fields[reader->count++] = at;
        if (!blank)
            return true;
        *blank = '\0';
        at = blank + 1;
    }
    return false;
}

/* Check that the last line, which begins at `start`, has the right checksum
 * and that nothing follows it. */
static int check_end(struct record_reader *reader, size_t start,
                     struct error *error)
{
    char right[END_LINE_MAX];

    write_end_line(right, reader->text->data, start);
    if (strcmp(reader->fields[1], strchr(right, ' ') + 1) != 0)
        return record_reader_refuse(
            reader, _("something above it has been changed"), error);
    if (reader->at != reader->text->length)
        return record_reader_refuse(reader, _("something follows it"), error);
    return 0;
}

int record_reader_next(struct record_reader *reader, struct error *error)
{
    size_t start = reader->at;

    if (take_line(reader, error) < 0)
        return -1;
    if (!split(reader))
        return record_reader_refuse(reader, _("it is not a record"), error);
    if (reader->count == 2 && strcmp(reader->fields[0], END_WORD) == 0)
        return check_end(reader, start, error);
    return 1;
}

/* ---- Writing ------------------------------------------------------------- */

void record_file_begin(struct buffer *out, const char *title)
{
    buffer_printf(out, "%s\n", title);
}

void record_file_end(struct buffer *out)
{
    char line[END_LINE_MAX];

    write_end_line(line, out->data, out->length);
    buffer_printf(out, "%s\n", line);
}
