/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Fuzz the framer, by lines and in runs.
 *
 * The first byte of the input chooses; the second one says how the rest is
 * cut.  Cut or whole, the same has to come out, and in runs nothing is lost up
 * to the end. */
#include <config.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "text/framer.h"

#define REQUIRE(condition)                                                    \
    do {                                                                      \
        if (!(condition))                                                     \
            abort();                                                          \
    } while (0)

/* What has come out, in one piece. */
struct outcome {
    struct buffer text; /* with marks, so that no two outcomes look alike */
    bool ended;
    bool inside; /* a piece has not ended its line yet */
};

typedef enum framer_event (*next_function)(struct framer *framer,
                                           struct framer_piece *piece);

static void take_piece(struct outcome *outcome, bool by_lines,
                       const struct framer_piece *piece)
{
    REQUIRE(piece->begins == !outcome->inside);
    outcome->inside = !piece->ends;
    if (by_lines) {
        REQUIRE(piece->length <= FRAMER_LINE_MAX + 1);
        buffer_append(&outcome->text, piece->ends ? "T" : "t", 1);
    } else {
        REQUIRE(piece->length > 0);
    }
    buffer_append(&outcome->text, piece->data, piece->length);
}

/* Take all pieces.  In runs the pieces of text are one whole. */
static void take(struct framer *framer, bool by_lines,
                 struct outcome *outcome)
{
    next_function next = by_lines ? framer_next_line : framer_next_run;
    struct framer_piece piece;
    enum framer_event event;

    while ((event = next(framer, &piece)) == FRAMER_TEXT)
        take_piece(outcome, by_lines, &piece);
    if (event == FRAMER_END)
        outcome->ended = true;
}

static void feed(struct framer *framer, const uint8_t *data, size_t length)
{
    while (length > 0) {
        size_t size;
        char *room = framer_space(framer, &size);

        REQUIRE(size > 0);
        if (size > length)
            size = length;
        memcpy(room, data, size);
        framer_commit(framer, size);
        data += size;
        length -= size;
    }
}

static struct outcome frame(const uint8_t *data, size_t length, size_t step,
                            bool ignores_end, bool by_lines)
{
    struct framer *framer = framer_new();
    struct outcome outcome = {0};

    if (ignores_end)
        framer_ignore_end(framer);
    for (size_t at = 0; at < length && !outcome.ended; at += step) {
        feed(framer, data + at, length - at < step ? length - at : step);
        take(framer, by_lines, &outcome);
    }
    framer_finish(framer);
    take(framer, by_lines, &outcome);
    framer_free(framer);
    return outcome;
}

static void compare(const struct outcome *one, const struct outcome *other)
{
    REQUIRE(one->ended == other->ended);
    REQUIRE(one->text.length == other->text.length);
    REQUIRE(one->text.length == 0 ||
            memcmp(one->text.data, other->text.data, one->text.length) == 0);
}

/* Nothing changes on the way, up to the end. */
static void check_run(const struct outcome *outcome,
                            const uint8_t *data, size_t length)
{
    REQUIRE(outcome->text.length <= length);
    REQUIRE(outcome->text.length == 0 ||
            memcmp(outcome->text.data, data, outcome->text.length) == 0);
    REQUIRE(outcome->ended || outcome->text.length == length);
    if (outcome->ended) { /* only an end is one */
        REQUIRE(length - outcome->text.length >= strlen(FRAMER_END_LINE));
        REQUIRE(memcmp(data + outcome->text.length, FRAMER_END_LINE,
                       strlen(FRAMER_END_LINE)) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct outcome whole, split;
    bool ignores_end, by_lines;
    size_t step;

    if (length < 2)
        return 0;
    ignores_end = data[0] % 2;
    by_lines = data[0] / 2 % 2;
    step = data[1] % 16 ? data[1] % 16u : 60000u + data[1];
    data += 2;
    length -= 2;
    whole = frame(data, length, length + 1, ignores_end, by_lines);
    split = frame(data, length, step, ignores_end, by_lines);
    compare(&whole, &split);
    REQUIRE(!ignores_end || !whole.ended);
    if (!by_lines)
        check_run(&whole, data, length);
    buffer_release(&whole.text);
    buffer_release(&split.text);
    return 0;
}
