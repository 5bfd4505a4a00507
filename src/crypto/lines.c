/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/lines.h"

#include <string.h>

#include "base/buffer.h"
#include "crypto/storage.h"

int lines_read(const char *name, struct buffer *lines, struct error *error)
{
    if (storage_read(name, lines, error) == STORAGE_FAILED) {
        buffer_release(lines);
        return -1;
    }
    if (lines->length > 0 && lines->data[lines->length - 1] != '\n')
        buffer_append(lines, "\n", 1);
    return 0;
}

int lines_write(const char *name, const struct buffer *lines,
                struct error *error)
{
    if (storage_write(name, lines->data, lines->length, error) != STORAGE_OK)
        return -1;
    return 0;
}

bool lines_next(const struct buffer *lines, struct line *line)
{
    size_t start = 0;
    const char *newline;

    if (line->text)
        start = (size_t)(line->text - lines->data) + line->length + 1;
    if (start >= lines->length)
        return false;
    line->text = lines->data + start;
    line->length = lines->length - start;
    newline = memchr(line->text, '\n', line->length);
    if (newline)
        line->length = (size_t)(newline - line->text);
    return true;
}

bool lines_cut(struct line *line, const struct buffer *prefix)
{
    if (line->length < prefix->length ||
        memcmp(line->text, prefix->data, prefix->length) != 0)
        return false;
    line->text += prefix->length;
    line->length -= prefix->length;
    return true;
}

void lines_append(struct buffer *lines, const struct line *line)
{
    buffer_append(lines, line->text, line->length);
    buffer_append(lines, "\n", 1);
}

size_t lines_copy_others(const struct buffer *lines,
                         const struct buffer *prefix, struct buffer *out)
{
    struct line line = {0};
    size_t left_out = 0;

    while (lines_next(lines, &line))
        if (lines_cut(&line, prefix))
            left_out++;
        else
            lines_append(out, &line);
    return left_out;
}

bool lines_find(const struct buffer *lines, const struct buffer *prefix,
                struct line *rest)
{
    struct line line = {0};

    *rest = (struct line){0};
    while (lines_next(lines, &line))
        if (lines_cut(&line, prefix)) {
            *rest = line;
            return true;
        }
    return false;
}
