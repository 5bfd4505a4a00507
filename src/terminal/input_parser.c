/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/input_parser.h"

#include <string.h>

#define ESCAPE '\033'
#define INTERRUPT '\003'
#define PASTE_BEGIN "\033[200~"
#define PASTE_END "\033[201~"
#define LENGTH(literal) (sizeof(literal) - 1)
#define CURSOR_MAX 16 /* a longer one is no report */

/* How the bytes that begin with ESC begin. */
enum kind {
    KIND_KEY,     /* like no report: ESC is a key */
    KIND_PARTIAL, /* more bytes are needed to tell */
    KIND_FOCUS_IN,
    KIND_FOCUS_OUT,
    KIND_CURSOR,
    KIND_PASTE, /* a whole one */
};

/* ESC [ digits ; digits R */
static enum kind judge_cursor(const char *bytes, size_t length, size_t *used,
                              unsigned *column)
{
    size_t i = 2;

    for (int n = 0; n < 2; n++, i++) {
        size_t first = i;

        for (*column = 0; i < length && bytes[i] >= '0' && bytes[i] <= '9';
             i++)
            *column = *column * 10 + (unsigned)(bytes[i] - '0');
        if (i > CURSOR_MAX)
            return KIND_KEY;
        if (i >= length)
            return KIND_PARTIAL;
        if (i == first || bytes[i] != ";R"[n])
            return KIND_KEY;
    }
    *used = i;
    return KIND_CURSOR;
}

static enum kind judge_paste(const char *bytes, size_t length, size_t *used)
{
    size_t known = length < LENGTH(PASTE_BEGIN) ? length : LENGTH(PASTE_BEGIN);

    if (memcmp(bytes, PASTE_BEGIN, known) != 0)
        return KIND_KEY;
    for (size_t i = known; i + LENGTH(PASTE_END) <= length; i++)
        if (memcmp(bytes + i, PASTE_END, LENGTH(PASTE_END)) == 0) {
            *used = i + LENGTH(PASTE_END);
            return KIND_PASTE;
        }
    return KIND_PARTIAL;
}

/* What begins here with ESC?  `*used` is the length of a whole one.  A lone
 * ESC is the key: a terminal sends a report in one go. */
static enum kind judge(const struct input_parser *parser, size_t *used)
{
    const char *bytes = parser->raw.data;
    size_t length = parser->raw.length;
    unsigned column;
    enum kind kind;

    if (length == 1 || bytes[1] != '[')
        return KIND_KEY;
    if (length == 2)
        return KIND_PARTIAL;
    *used = 3;
    if (bytes[2] == 'I')
        return KIND_FOCUS_IN;
    if (bytes[2] == 'O')
        return KIND_FOCUS_OUT;
    kind = judge_paste(bytes, length, used);
    if (kind == KIND_KEY && parser->wants_cursor)
        return judge_cursor(bytes, length, used, &column);
    return kind;
}

/* Hand on the first `length` bytes. */
static void pass(struct input_parser *parser, size_t length,
                 struct buffer *keys)
{
    buffer_append(keys, parser->raw.data, length);
    buffer_drop(&parser->raw, length);
}

static size_t plain_length(const struct buffer *raw)
{
    size_t length = 0;

    while (length < raw->length && raw->data[length] != ESCAPE &&
           raw->data[length] != INTERRUPT)
        length++;
    return length;
}

/* What a key sends when it is struck comes alone, unlike the same byte in the
 * middle of something. */
static bool is_interrupt_alone(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != INTERRUPT)
            return false;
    return length > 0;
}

void input_parser_add(struct input_parser *parser, const char *bytes,
                      size_t length)
{
    buffer_append(&parser->raw, bytes, length);
    parser->is_insistent = is_interrupt_alone(bytes, length);
}

/* One may be a byte of the paste, which some terminals send one by one. */
static bool ends_in_two_interrupts(const struct buffer *raw)
{
    return raw->length >= 2 && raw->data[raw->length - 1] == INTERRUPT &&
           raw->data[raw->length - 2] == INTERRUPT;
}

enum input_event input_parser_next(struct input_parser *parser,
                                   struct buffer *keys)
{
    struct buffer *raw = &parser->raw;

    for (;;) {
        size_t used = 1;

        pass(parser, plain_length(raw), keys);
        if (raw->length == 0)
            return INPUT_NOTHING;
        if (raw->data[0] == INTERRUPT) {
            buffer_drop(raw, 1);
            return INPUT_INTERRUPT;
        }
        switch (judge(parser, &used)) {
        case KIND_PARTIAL:
            if (!parser->is_insistent || !ends_in_two_interrupts(raw))
                return INPUT_NOTHING;
            buffer_clear(raw); /* a paste that has lost its end */
            return INPUT_INTERRUPT;
        case KIND_KEY:
            pass(parser, 1, keys);
            break;
        case KIND_PASTE:
            pass(parser, used, keys);
            break;
        case KIND_FOCUS_IN:
            buffer_drop(raw, used);
            return INPUT_FOCUS_IN;
        case KIND_FOCUS_OUT:
            buffer_drop(raw, used);
            return INPUT_FOCUS_OUT;
        case KIND_CURSOR:
            buffer_drop(raw, used);
            parser->wants_cursor = false;
            break;
        }
    }
}

void input_parser_expect_cursor(struct input_parser *parser)
{
    parser->wants_cursor = true;
}

/* Take `length` bytes out of the middle. */
static void cut_out(struct buffer *raw, size_t from, size_t length)
{
    memmove(raw->data + from, raw->data + from + length,
            raw->length - from - length);
    raw->length -= length;
}

bool input_parser_take_cursor(struct input_parser *parser, unsigned *column)
{
    struct buffer *raw = &parser->raw;

    for (size_t i = 0; i + 3 < raw->length; i++) {
        size_t used;

        if (raw->data[i] != ESCAPE || raw->data[i + 1] != '[' ||
            judge_cursor(raw->data + i, raw->length - i, &used, column) !=
                KIND_CURSOR)
            continue;
        cut_out(raw, i, used);
        parser->wants_cursor = false;
        *column -= *column > 0;
        return true;
    }
    return false;
}

void input_parser_reset(struct input_parser *parser)
{
    buffer_clear(&parser->raw);
}

void input_parser_release(struct input_parser *parser)
{
    buffer_release(&parser->raw);
}
