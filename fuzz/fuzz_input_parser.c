/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Fuzz the parser of what a terminal sends: wherever it is cut, the same keys,
 * sequences and pastes come out, in the same order.  Whether nothing more has
 * come for a moment (input_parser_settle) is said by the first byte, and only
 * at the end. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "terminal/input_parser.h"

#define REQUIRE(condition)                                                    \
    do {                                                                      \
        if (!(condition))                                                     \
            abort();                                                          \
    } while (0)

struct outcome {
    struct input_parser parser;
    struct buffer events; /* keys as they are; before what is no key, a NUL and
                             the event */
};

static void take_all(struct outcome *outcome)
{
    struct buffer bytes = {0};
    enum input_event event;

    while ((event = input_parser_next(&outcome->parser, &bytes)) !=
           INPUT_NOTHING) {
        char mark[2] = {'\0', (char)event};

        if (event != INPUT_KEYS)
            buffer_append(&outcome->events, mark, sizeof mark);
        buffer_append(&outcome->events, bytes.data, bytes.length);
    }
    buffer_release(&bytes);
}

static void add(struct outcome *outcome, const uint8_t *bytes, size_t length)
{
    input_parser_add(&outcome->parser, (const char *)bytes, length);
    take_all(outcome);
}

static void settle(struct outcome *outcome)
{
    input_parser_settle(&outcome->parser);
    take_all(outcome);
    REQUIRE(!input_parser_is_ambiguous(&outcome->parser));
}

static void compare(const struct buffer *one, const struct buffer *other)
{
    REQUIRE(one->length == other->length);
    REQUIRE(one->length == 0 ||
            memcmp(one->data, other->data, one->length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct outcome whole = {0}, pieces = {0};
    size_t cut;

    if (size < 2)
        return 0;
    cut = data[0] / 2 % size;
    add(&whole, data + 1, size - 1);
    add(&pieces, data + 1, cut);
    add(&pieces, data + 1 + cut, size - 1 - cut);
    if (data[0] & 1) {
        settle(&whole);
        settle(&pieces);
    }
    compare(&whole.events, &pieces.events);
    compare(&whole.parser.raw, &pieces.parser.raw);
    buffer_release(&whole.events);
    buffer_release(&pieces.events);
    input_parser_release(&whole.parser);
    input_parser_release(&pieces.parser);
    return 0;
}
