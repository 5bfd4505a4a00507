/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Fuzz the decoder of frames.
 *
 * The first byte of the input says how the rest is cut.  Cut or whole, the
 * same has to come out; and what comes out, encoded again, is what came in,
 * but for the frames that are skipped and the borders of TEXT. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/buffer.h"
#include "wire/frame.h"

#define REQUIRE(condition)                                                    \
    do {                                                                      \
        if (!(condition))                                                     \
            abort();                                                          \
    } while (0)

struct outcome {
    struct frame_decoder decoder;
    struct buffer text;   /* all TEXT */
    struct buffer others; /* all other frames, encoded again */
    uint32_t last_file;   /* of the last DATA */
    bool is_broken;
    bool has_finished;
};

static void take_hello(struct outcome *outcome, const struct frame *frame)
{
    struct buffer name = {0};

    REQUIRE(frame->length <= FRAME_NAME_MAX);
    REQUIRE(frame->length == 0 ||
            !u8_check((const uint8_t *)frame->data, frame->length));
    buffer_append(&name, frame->data, frame->length);
    buffer_append(&name, "", 1);
    frame_append_hello(&outcome->others, frame->features, name.data);
    buffer_release(&name);
}

static void take_frame(struct outcome *outcome, const struct frame *frame,
                       const char *first, const char *limit)
{
    switch (frame->type) {
    case FRAME_TEXT: /* borrowed from what was given */
        REQUIRE(frame->length > 0 && frame->data >= first &&
                frame->data + frame->length <= limit);
        buffer_append(&outcome->text, frame->data, frame->length);
        break;
    case FRAME_HELLO:
        REQUIRE(outcome->others.length == 0 && outcome->text.length == 0);
        take_hello(outcome, frame);
        break;
    case FRAME_ACK:
        frame_append_ack(&outcome->others, frame->position);
        break;
    case FRAME_RESUME:
        REQUIRE(outcome->others.length == 0 && outcome->text.length == 0);
        REQUIRE(frame->length == FRAME_ID_SIZE);
        frame_append_resume(&outcome->others, frame->data, frame->position);
        break;
    case FRAME_RESUMED:
        REQUIRE(outcome->others.length == 0 && outcome->text.length == 0);
        frame_append_resumed(&outcome->others, frame->position);
        break;
    case FRAME_GONE:
        REQUIRE(outcome->others.length == 0 && outcome->text.length == 0);
        frame_append_bare(&outcome->others, frame->type);
        break;
    case FRAME_END:
    case FRAME_EOF:
    case FRAME_TYPING:
        frame_append_bare(&outcome->others, frame->type);
        break;
    case FRAME_DATA: /* borrowed as well; where it is cut means nothing */
        REQUIRE(frame->length > 0 && frame->data >= first &&
                frame->data + frame->length <= limit);
        buffer_append(&outcome->text, frame->data, frame->length);
        outcome->last_file = frame->file;
        break;
    case FRAME_OFFER:
        file_frame_append_offer(&outcome->others, frame->file,
                                frame->position, frame->modified, frame->data,
                                frame->length);
        break;
    case FRAME_TAKE:
        file_frame_append_take(&outcome->others, frame->file, frame->position,
                               (const unsigned char *)frame->data);
        break;
    case FRAME_DONE:
        REQUIRE(frame->length == FILE_FRAME_HASH_SIZE);
        file_frame_append_done(&outcome->others, frame->file,
                               (const unsigned char *)frame->data);
        break;
    case FRAME_DECLINE:
    case FRAME_RESULT:
    case FRAME_CANCEL:
        REQUIRE(frame->reason <= FILE_REASON_LAST);
        file_frame_append_reason(&outcome->others, frame->type, frame->file,
                                 frame->reason);
        break;
    }
}

static void feed(struct outcome *outcome, const uint8_t *data, size_t length)
{
    char *copy = malloc(length ? length : 1);
    const char *bytes = copy, *limit = copy + length;
    struct frame frame;
    enum frame_result result;

    REQUIRE(copy != NULL);
    memcpy(copy, data, length);
    while ((result = frame_decode(&outcome->decoder, &bytes, &length,
                                  &frame)) == FRAME_TAKEN)
        take_frame(outcome, &frame, copy, limit);
    REQUIRE(result == FRAME_BROKEN || length == 0);
    REQUIRE(!outcome->is_broken || result == FRAME_BROKEN);
    outcome->is_broken = result == FRAME_BROKEN;
    REQUIRE(outcome->is_broken == (outcome->decoder.error.text[0] != '\0'));
    free(copy);
}

static struct outcome decode(const uint8_t *data, size_t length, size_t step)
{
    struct outcome outcome = {0};

    for (size_t at = 0; at < length; at += step)
        feed(&outcome, data + at, length - at < step ? length - at : step);
    outcome.has_finished = frame_finish(&outcome.decoder) == 0;
    REQUIRE(!outcome.has_finished || !outcome.is_broken);
    return outcome;
}

static void compare(const struct buffer *one, const struct buffer *other)
{
    REQUIRE(one->length == other->length);
    REQUIRE(one->length == 0 ||
            memcmp(one->data, other->data, one->length) == 0);
}

/* The frames that came out, encoded again, come out again. */
static void check_round_trip(const struct outcome *outcome)
{
    struct outcome again = decode((const uint8_t *)outcome->others.data,
                                  outcome->others.length,
                                  outcome->others.length + 1);

    REQUIRE(!again.is_broken);
    compare(&again.others, &outcome->others);
    buffer_release(&again.others);
    buffer_release(&again.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct outcome whole, split;

    if (length < 1)
        return 0;
    whole = decode(data + 1, length - 1, length);
    split = decode(data + 1, length - 1, 1 + data[0] % 16u);
    compare(&whole.text, &split.text);
    compare(&whole.others, &split.others);
    REQUIRE(strcmp(whole.decoder.error.text, split.decoder.error.text) == 0);
    REQUIRE(whole.last_file == split.last_file);
    REQUIRE(whole.has_finished == split.has_finished);
    REQUIRE(whole.text.length + whole.others.length <= length);
    check_round_trip(&whole);
    buffer_release(&whole.text);
    buffer_release(&whole.others);
    buffer_release(&split.text);
    buffer_release(&split.others);
    return 0;
}
