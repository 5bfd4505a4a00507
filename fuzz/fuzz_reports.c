/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Fuzz the parser of a terminal: wherever what it sends is cut, the same
 * comes out.  But not right after an ESC, which then is the key, nor before
 * Ctrl-C alone, which then drops a paste that does not end. */
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

static void take_all(struct input_parser *parser, struct buffer *out)
{
    enum input_event report;
    char mark[2] = {0};

    do {
        report = input_parser_next(parser, out);
        mark[1] = (char)report;
        if (report != INPUT_NOTHING)
            buffer_append(out, mark, sizeof mark);
    } while (report != INPUT_NOTHING);
}

static bool is_interrupt_alone(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != '\003')
            return false;
    return length > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input_parser whole = {0}, pieces = {0};
    struct buffer whole_out = {0}, pieces_out = {0};
    const char *bytes = (const char *)data + 1;
    size_t cut;

    if (size < 2)
        return 0;
    size--;
    whole.wants_cursor = pieces.wants_cursor = data[0] & 1;
    input_parser_add(&whole, bytes, size);
    take_all(&whole, &whole_out);
    cut = 1 + data[0] / 2 % size;
    while (cut < size && (bytes[cut - 1] == '\033' ||
                          is_interrupt_alone(bytes + cut, size - cut)))
        cut++;
    input_parser_add(&pieces, bytes, cut);
    take_all(&pieces, &pieces_out);
    input_parser_add(&pieces, bytes + cut, size - cut);
    take_all(&pieces, &pieces_out);
    REQUIRE(whole_out.length == pieces_out.length);
    REQUIRE(whole_out.length == 0 || memcmp(whole_out.data, pieces_out.data,
                                            whole_out.length) == 0);
    REQUIRE(whole.raw.length == pieces.raw.length);
    buffer_release(&whole_out);
    buffer_release(&pieces_out);
    input_parser_release(&whole);
    input_parser_release(&pieces);
    return 0;
}
