/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/user_dirs.h"

#include <string.h>

#include "base/buffer.h"

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t'))
        at++;
    return at;
}

/* The place after `word`, if that comes next; else NULL. */
static const char *skip(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);

    if ((size_t)(end - at) < length || memcmp(at, word, length) != 0)
        return NULL;
    return at + length;
}

/* Append the text up to the closing quote.  Returns false if there is no such
 * quote. */
static bool append_quoted(struct buffer *path, const char *at, const char *end)
{
    for (; at < end && *at != '"'; at++) {
        if (*at == '\\' && ++at == end)
            return false;
        if (*at == '\0')
            return false;
        buffer_append(path, at, 1);
    }
    return at < end;
}

/* Append the value after the "=".  Returns false if it is invalid. */
static bool append_value(struct buffer *path, const char *at, const char *end,
                         const char *home)
{
    const char *behind;

    at = skip(skip_blanks(at, end), end, "\"");
    if (!at)
        return false;
    behind = skip(at, end, "$HOME");
    if (behind)
        buffer_append_string(path, home);
    else
        behind = at;
    if (behind == end || (*behind != '/' && (behind == at || *behind != '"')))
        return false;
    return append_quoted(path, behind, end);
}

/* If the line is for this key, put its value into `path`, terminated. */
static void take_line(struct buffer *path, const char *at, const char *end,
                      const char *key, const char *home)
{
    struct buffer value = {0};

    at = skip(skip_blanks(at, end), end, key);
    if (at)
        at = skip(skip_blanks(at, end), end, "=");
    if (at && append_value(&value, at, end, home)) {
        while (value.length > 1 && value.data[value.length - 1] == '/')
            value.length--;
        buffer_clear(path);
        buffer_append(path, value.data, value.length);
        buffer_append(path, "", 1);
    }
    buffer_release(&value);
}

static bool is_home(const char *path, const char *home)
{
    size_t length = strlen(home);

    while (length > 1 && home[length - 1] == '/')
        length--;
    return strlen(path) == length && memcmp(path, home, length) == 0;
}

bool user_dirs_find(const char *text, size_t length, const char *key,
                    const char *home, struct buffer *path)
{
    const char *end = text + length;
    struct buffer found = {0};
    bool result;

    while (text < end) {
        const char *line_end = memchr(text, '\n', (size_t)(end - text));

        if (!line_end)
            line_end = end;
        take_line(&found, text, line_end, key, home);
        text = line_end + (line_end < end);
    }
    result = found.length > 0 && !is_home(found.data, home);
    if (result)
        buffer_append(path, found.data, found.length);
    buffer_release(&found);
    return result;
}
