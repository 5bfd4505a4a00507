/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/input_parser.h"

#include <string.h>

#include "terminal/control_sequence.h"
#include "text/utf8.h"

#define ESCAPE '\033'
#define INTERRUPT '\003'
#define PASTE_BEGIN "\033[200~"
#define PASTE_END "\033[201~"
#define LENGTH(literal) (sizeof(literal) - 1)

/* ---- Keys ---------------------------------------------------------------- */

/* Returns how many of the `wanted` bytes of a character have come. */
static size_t bytes_there(const char *bytes, size_t length, size_t wanted)
{
    size_t i = 1;

    while (i < wanted && i < length && utf8_is_continuation(bytes[i]))
        i++;
    return i;
}

/* Move the keys at the front to `keys`.  An incomplete character stays until
 * the rest of it has come. */
static void take_keys(struct input_parser *parser, struct buffer *keys)
{
    struct buffer *raw = &parser->raw;
    size_t at = 0;

    while (at < raw->length && raw->data[at] != ESCAPE &&
           raw->data[at] != INTERRUPT) {
        const char *bytes = raw->data + at;
        size_t length = raw->length - at;
        size_t wanted = utf8_length(*bytes);
        size_t there = bytes_there(bytes, length, wanted);

        if (there < wanted && there == length)
            break;
        if (there == wanted)
            buffer_append(keys, bytes, wanted);
        at += there;
    }
    if (at > 0)
        parser->late = 0;
    buffer_drop(raw, at);
}

/* ---- Sequences ----------------------------------------------------------- */

static bool begins_with(const struct buffer *raw, const char *text)
{
    size_t length = strlen(text);

    return raw->length >= length && memcmp(raw->data, text, length) == 0;
}

/* Take the complete sequence of `used` bytes at the front, and return what it
 * is. */
static enum input_event take_sequence(struct input_parser *parser,
                                      size_t used, struct buffer *bytes)
{
    struct buffer *raw = &parser->raw;
    enum input_event event = used == 1 ? INPUT_KEYS : INPUT_SEQUENCE;

    buffer_append(bytes, raw->data, used);
    buffer_drop(raw, used);
    parser->late = memcmp(bytes->data, "\033[", used < 2 ? used : 2) == 0 &&
                           used <= 2
                       ? used
                       : 0;
    if (begins_with(bytes, "\033[I"))
        return INPUT_FOCUS_IN;
    if (begins_with(bytes, "\033[O"))
        return INPUT_FOCUS_OUT;
    if (!begins_with(bytes, PASTE_END))
        return event;
    buffer_clear(bytes); /* the end of a paste that has not begun */
    return INPUT_NOTHING;
}

/* ---- Pastes -------------------------------------------------------------- */

/* A single Ctrl-C may belong to the paste. */
static bool ends_in_interrupts(const struct buffer *raw)
{
    return raw->data[raw->length - 1] == INTERRUPT &&
           raw->data[raw->length - 2] == INTERRUPT;
}

/* Take the paste at the front.  Returns INPUT_NOTHING if its end has not come.
 * A paste that is given up is dropped. */
static enum input_event take_paste(struct input_parser *parser,
                                   struct buffer *bytes)
{
    struct buffer *raw = &parser->raw;
    size_t i = parser->scanned;

    if (i < LENGTH(PASTE_BEGIN))
        i = LENGTH(PASTE_BEGIN);
    for (; i + LENGTH(PASTE_END) <= raw->length; i++)
        if (memcmp(raw->data + i, PASTE_END, LENGTH(PASTE_END)) == 0) {
            buffer_append(bytes, raw->data + LENGTH(PASTE_BEGIN),
                          i - LENGTH(PASTE_BEGIN));
            buffer_drop(raw, i + LENGTH(PASTE_END));
            parser->scanned = 0;
            return INPUT_PASTE;
        }
    parser->scanned = i;
    if (!parser->has_settled || !ends_in_interrupts(raw))
        return INPUT_NOTHING;
    input_parser_reset(parser);
    return INPUT_DROPPED;
}

/* ---- The whole ----------------------------------------------------------- */

void input_parser_add(struct input_parser *parser, const char *bytes,
                      size_t length)
{
    if (parser->raw.length == 0 && length > 0 && *bytes &&
        strchr(parser->late == 2 ? "0123456789<?" : "[", *bytes))
        buffer_append(&parser->raw, "\033[", parser->late);
    buffer_append(&parser->raw, bytes, length);
    parser->has_settled = false;
}

/* Take the ESC at the front and what belongs to it.  Returns false if there is
 * nothing to take yet. */
static bool take_escape(struct input_parser *parser, struct buffer *bytes,
                        enum input_event *event)
{
    struct buffer *raw = &parser->raw;
    size_t used;

    if (begins_with(raw, PASTE_BEGIN)) {
        *event = take_paste(parser, bytes);
        return *event != INPUT_NOTHING;
    }
    switch (control_sequence_measure(raw->data, raw->length, &used)) {
    case CONTROL_SEQUENCE_PARTIAL:
        return false;
    case CONTROL_SEQUENCE_AMBIGUOUS:
        if (!parser->has_settled)
            return false;
        break;
    case CONTROL_SEQUENCE_WHOLE:
        break;
    case CONTROL_SEQUENCE_BROKEN:
        buffer_drop(raw, used);
        parser->late = 0;
        return true;
    }
    *event = take_sequence(parser, used, bytes);
    return true;
}

enum input_event input_parser_next(struct input_parser *parser,
                                   struct buffer *bytes)
{
    struct buffer *raw = &parser->raw;
    enum input_event event = INPUT_NOTHING;

    buffer_clear(bytes);
    while (event == INPUT_NOTHING) {
        take_keys(parser, bytes);
        if (bytes->length > 0)
            return INPUT_KEYS;
        if (raw->length > 0 && raw->data[0] == INTERRUPT) {
            buffer_drop(raw, 1);
            parser->late = 0;
            return INPUT_INTERRUPT;
        }
        if (raw->length == 0 || raw->data[0] != ESCAPE ||
            !take_escape(parser, bytes, &event))
            return INPUT_NOTHING;
    }
    return event;
}

bool input_parser_is_ambiguous(const struct input_parser *parser)
{
    const struct buffer *raw = &parser->raw;
    size_t used;

    if (raw->length == 0 || raw->data[0] != ESCAPE || parser->has_settled)
        return false;
    if (begins_with(raw, PASTE_BEGIN))
        return ends_in_interrupts(raw);
    return control_sequence_measure(raw->data, raw->length, &used) ==
               CONTROL_SEQUENCE_AMBIGUOUS;
}

void input_parser_settle(struct input_parser *parser)
{
    parser->has_settled = true;
}

bool input_parser_is_pasting(const struct input_parser *parser)
{
    return begins_with(&parser->raw, PASTE_BEGIN);
}

void input_parser_reset(struct input_parser *parser)
{
    buffer_clear(&parser->raw);
    parser->scanned = 0;
    parser->late = 0;
}

void input_parser_release(struct input_parser *parser)
{
    buffer_release(&parser->raw);
}
