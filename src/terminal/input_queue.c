/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/input_queue.h"

#include <string.h>

#include "text/sanitize.h"
#include "text/utf8.h"

void input_queue_add_line(struct input_queue *queue, const char *line,
                          size_t length)
{
    if (length == 0) {
        queue->enters++;
        return;
    }
    queue->has_quit_word |= command_is_quit_word(line, length);
    buffer_append(&queue->lines, line, length);
    buffer_append(&queue->lines, "\n", 1);
}

void input_queue_add(struct input_queue *queue, const char *bytes,
                     size_t length)
{
    buffer_append(&queue->lines, bytes, length);
}

void input_queue_add_text(struct input_queue *queue, const char *text,
                          size_t length)
{
    const char *limit = text + length;
    const char *newline;

    do {
        newline = memchr(text, '\n', (size_t)(limit - text));
        if (text < limit && *text == '/')
            buffer_append(&queue->lines, "/", 1);
        buffer_append(&queue->lines, text,
                      (size_t)((newline ? newline : limit) - text));
        buffer_append(&queue->lines, "\n", 1);
        text = newline ? newline + 1 : limit;
    } while (newline);
}

void input_queue_finish(struct input_queue *queue)
{
    queue->finished = true;
}

/* Measure the line that begins at `at`; its length does not include the line
 * end.  Returns false if it is not complete. */
static bool measure_line(const struct input_queue *queue, size_t at,
                         size_t *length)
{
    const struct buffer *lines = &queue->lines;
    const char *newline = NULL;

    if (lines->length > at)
        newline = memchr(lines->data + at, '\n', lines->length - at);
    *length = newline ? (size_t)(newline - lines->data) - at
                      : lines->length - at;
    return newline || queue->finished;
}

enum kind { NOTHING, TEXT, ESCAPED_TEXT, COMMAND };

/* What begins at `at`, the beginning of a line or of what is left of one?  As
 * long as that cannot be told, it is nothing. */
static enum kind kind_at(const struct input_queue *queue, size_t at)
{
    const struct buffer *lines = &queue->lines;
    size_t length;

    if (lines->length == at)
        return NOTHING;
    if ((at == 0 && queue->mid_line) || lines->data[at] != '/')
        return TEXT;
    if (lines->length > at + 1 && lines->data[at + 1] == '/')
        return ESCAPED_TEXT;
    return measure_line(queue, at, &length) ? COMMAND : NOTHING;
}

/* Copy text, made safe to show.  Text that is too long is cut, but never inside
 * a character. */
static void copy_safe(char word[INPUT_QUEUE_WORD_MAX], const char *text,
                      size_t length)
{
    struct buffer safe = {0};
    size_t end;

    sanitize_append(&safe, text, length);
    end = utf8_cut(safe.data, safe.length, INPUT_QUEUE_WORD_MAX - 1);
    if (end > 0)
        memcpy(word, safe.data, end);
    word[end] = '\0';
    buffer_release(&safe);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Copy the first word of the line, and the text that follows it. */
static void copy_words(struct user_command *asked, const char *line,
                       size_t length)
{
    size_t word = 0, rest;

    while (word < length && !is_blank(line[word]))
        word++;
    for (rest = word; rest < length && is_blank(line[rest]); rest++)
        ;
    while (length > rest && is_blank(line[length - 1]))
        length--;
    copy_safe(asked->word, line, word);
    copy_safe(asked->argument, line + rest, length - rest);
    length = length - rest < sizeof asked->rest ? length - rest
                                                : sizeof asked->rest - 1;
    memcpy(asked->rest, line + rest, length);
    asked->rest[length] = '\0';
}

/* Take the command in the line that begins at `at`. */
static void take_command(struct input_queue *queue, size_t at,
                         struct user_command *asked)
{
    char *line = queue->lines.data + at;
    size_t left = queue->lines.length - at, length, taken;

    (void)measure_line(queue, at, &length);
    asked->command = command_of(line, length);
    copy_words(asked, line, length);
    taken = length < left ? length + 1 : length;
    memmove(line, line + taken, left - taken);
    queue->lines.length -= taken;
}

/* Returns how many bytes precede the next line that begins with a slash. */
static size_t run_length(const struct buffer *lines)
{
    const char *limit = lines->data + lines->length;

    for (const char *at = lines->data + 1; at < limit; at++) {
        at = memchr(at, '/', (size_t)(limit - at));
        if (!at)
            break;
        if (at[-1] == '\n')
            return (size_t)(at - lines->data);
    }
    return lines->length;
}

enum input_queue_event input_queue_take(struct input_queue *queue, char *room,
                                        size_t size, size_t *length,
                                        struct user_command *asked)
{
    enum kind kind = kind_at(queue, 0);

    *length = 0;
    if (kind == COMMAND) {
        take_command(queue, 0, asked);
        return INPUT_QUEUE_COMMAND;
    }
    if (kind == NOTHING || size == 0)
        return INPUT_QUEUE_EMPTY;
    if (kind == ESCAPED_TEXT)
        buffer_drop(&queue->lines, 1);
    *length = run_length(&queue->lines);
    if (*length > size)
        *length = size;
    memcpy(room, queue->lines.data, *length);
    buffer_drop(&queue->lines, *length);
    queue->mid_line = room[*length - 1] != '\n';
    return INPUT_QUEUE_TEXT;
}

bool input_queue_take_command(struct input_queue *queue,
                              struct user_command *asked)
{
    const struct buffer *lines = &queue->lines;
    size_t at = 0, length;

    while (at < lines->length && measure_line(queue, at, &length)) {
        if (kind_at(queue, at) == COMMAND) {
            take_command(queue, at, asked);
            return true;
        }
        at += length + 1;
    }
    return false;
}

bool input_queue_has_more(const struct input_queue *queue)
{
    return kind_at(queue, 0) != NOTHING;
}

void input_queue_release(struct input_queue *queue)
{
    buffer_release(&queue->lines);
}
