/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/frame.h"

#include <string.h>
#include <unistr.h>

#include "base/buffer.h"
#include "base/i18n.h"
#include "wire/number.h"

_Static_assert(FILE_FRAME_PAYLOAD_MAX >= FRAME_HELLO_MAX,
               "every frame that is gathered has room");
#define HELLO_FIXED_SIZE ((size_t)5) /* version and features */
#define POSITION_SIZE ((size_t)8)

/* The types, and how long the payload of each may be, in bytes. */
static const struct kind {
    const char *name;
    size_t least, most;
    enum frame_type type;
    bool is_first; /* it may only be the first frame of a link */
} kinds[] = {
    {"HELLO", HELLO_FIXED_SIZE, FRAME_HELLO_MAX, FRAME_HELLO, true},
    {"TEXT", 1, FRAME_PAYLOAD_MAX, FRAME_TEXT, false},
    {"END", 0, 0, FRAME_END, false},
    {"EOF", 0, 0, FRAME_EOF, false},
    {"ACK", POSITION_SIZE, POSITION_SIZE, FRAME_ACK, false},
    {"RESUME", FRAME_ID_SIZE + POSITION_SIZE, FRAME_ID_SIZE + POSITION_SIZE,
     FRAME_RESUME, true},
    {"RESUMED", POSITION_SIZE, POSITION_SIZE, FRAME_RESUMED, true},
    {"GONE", 0, 0, FRAME_GONE, true},
    {"OFFER", 20, FILE_FRAME_PAYLOAD_MAX, FRAME_OFFER, false},
    {"TAKE", 12, 12 + FILE_FRAME_HASH_SIZE, FRAME_TAKE, false},
    {"DECLINE", 5, 5, FRAME_DECLINE, false},
    {"DATA", 5, FILE_FRAME_ID_SIZE + FILE_FRAME_DATA_MAX, FRAME_DATA, false},
    {"DONE", 4 + FILE_FRAME_HASH_SIZE, 4 + FILE_FRAME_HASH_SIZE, FRAME_DONE,
     false},
    {"RESULT", 5, 5, FRAME_RESULT, false},
    {"CANCEL", 5, 5, FRAME_CANCEL, false},
    {"TYPING", 0, 0, FRAME_TYPING, false},
};

static const struct kind *find_kind(unsigned char type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].type == type)
            return &kinds[i];
    return NULL;
}

/* ---- Decoding ------------------------------------------------------------ */

#define BROKEN(decoder, ...)                                                  \
    (error_set(&(decoder)->error, __VA_ARGS__), break_off(decoder))

static enum frame_result break_off(struct frame_decoder *decoder)
{
    decoder->is_broken = true;
    return FRAME_BROKEN;
}

/* Gather bytes until there are `wanted`.  Returns false if more must come. */
static bool gather(struct frame_decoder *decoder, const char **bytes,
                   size_t *length, size_t wanted)
{
    size_t missing = wanted - decoder->gathered_length;
    size_t taken = missing < *length ? missing : *length;

    if (taken > 0) /* *bytes may be NULL when there are none */
        memcpy(decoder->gathered + decoder->gathered_length, *bytes, taken);
    decoder->gathered_length += taken;
    *bytes += taken;
    *length -= taken;
    return taken == missing;
}

/* May a frame of this kind come now? */
static enum frame_result judge_order(struct frame_decoder *decoder,
                                     const struct kind *kind)
{
    if (!decoder->has_begun && (!kind || !kind->is_first))
        return BROKEN(decoder, _("protocol error: the first frame of the "
                                 "other side is not HELLO"));
    if (!kind)
        return FRAME_TAKEN;
    if (decoder->has_begun && kind->is_first)
        return BROKEN(decoder,
                      _("protocol error: %s came in the middle of a "
                        "connection"),
                      kind->name);
    if (decoder->has_end && (kind->type & ~0xFU) == FRAME_OFFER)
        return BROKEN(decoder, _("protocol error: %s came after END"),
                      kind->name);
    if ((decoder->has_end || decoder->has_eof) && kind->type == FRAME_TEXT)
        return BROKEN(decoder, _("protocol error: TEXT came after its end"));
    if ((decoder->has_end && kind->type == FRAME_END) ||
        ((decoder->has_end || decoder->has_eof) && kind->type == FRAME_EOF))
        return BROKEN(decoder, _("protocol error: a second end came"));
    return FRAME_TAKEN;
}

/* The header is complete: is it valid? */
static enum frame_result judge_header(struct frame_decoder *decoder)
{
    unsigned char type = decoder->gathered[0];
    size_t length = (size_t)number_read(decoder->gathered + 1, 3);
    const struct kind *kind = find_kind(type);

    decoder->wants_code = type == FRAME_CODE_WANTED && !decoder->has_begun;
    if (decoder->wants_code)
        return BROKEN(decoder, _("the other side only talks to somebody who "
                                 "has its code"));
    if (!kind && !(type & FRAME_MAY_BE_SKIPPED))
        return BROKEN(decoder,
                      _("protocol error: a frame of unknown type 0x%02x came"),
                      type);
    if (judge_order(decoder, kind) == FRAME_BROKEN)
        return FRAME_BROKEN;
    if (length > FRAME_PAYLOAD_MAX)
        return BROKEN(decoder,
                      _("protocol error: a frame of %zu bytes came, the "
                        "longest has %zu"),
                      length, FRAME_PAYLOAD_MAX);
    if (kind && (length < kind->least || length > kind->most))
        return BROKEN(decoder,
                      _("protocol error: %s with %zu bytes of payload"),
                      kind->name, length);
    decoder->left = length;
    return FRAME_TAKEN;
}

static enum frame_result take_hello(struct frame_decoder *decoder,
                                    const unsigned char *payload,
                                    size_t length, struct frame *frame)
{
    const unsigned char *name = payload + HELLO_FIXED_SIZE;

    if (payload[0] != FRAME_VERSION)
        return BROKEN(decoder,
                      _("protocol error: HELLO is of version %d, not %d"),
                      payload[0], FRAME_VERSION);
    frame->features = (uint32_t)number_read(payload + 1, 4);
    frame->data = (const char *)name;
    frame->length = length - HELLO_FIXED_SIZE;
    if (frame->length > 0 && u8_check(name, frame->length) != NULL)
        return BROKEN(decoder,
                      _("protocol error: the name in HELLO is not UTF-8"));
    return FRAME_TAKEN;
}

static enum frame_result take_ack(struct frame_decoder *decoder,
                                  const unsigned char *payload,
                                  struct frame *frame)
{
    frame->position = number_read(payload, POSITION_SIZE);
    if (frame->position < decoder->acknowledged)
        return BROKEN(decoder,
                      _("protocol error: an ACK takes back an earlier one"));
    decoder->acknowledged = frame->position;
    return FRAME_TAKEN;
}

/* A frame that is gathered is complete. */
static enum frame_result take_whole(struct frame_decoder *decoder,
                                    struct frame *frame)
{
    const unsigned char *payload = decoder->gathered + FRAME_HEADER_SIZE;
    size_t length = decoder->gathered_length - FRAME_HEADER_SIZE;

    *frame = (struct frame){.type = decoder->gathered[0]};
    decoder->gathered_length = decoder->left = 0;
    decoder->has_begun = true;
    switch (frame->type) {
    case FRAME_HELLO:
        return take_hello(decoder, payload, length, frame);
    case FRAME_ACK:
        return take_ack(decoder, payload, frame);
    case FRAME_END:
        decoder->has_end = true;
        break;
    case FRAME_EOF:
        decoder->has_eof = true;
        break;
    case FRAME_RESUME:
        frame->data = (const char *)payload;
        frame->length = FRAME_ID_SIZE;
        frame->position = number_read(payload + FRAME_ID_SIZE, POSITION_SIZE);
        break;
    case FRAME_RESUMED:
        frame->position = number_read(payload, POSITION_SIZE);
        break;
    case FRAME_GONE:
    case FRAME_TYPING:
    case FRAME_TEXT: /* never gathered, nor is DATA */
    case FRAME_DATA:
        break;
    case FRAME_OFFER:
    case FRAME_TAKE:
    case FRAME_DECLINE:
    case FRAME_DONE:
    case FRAME_RESULT:
    case FRAME_CANCEL:
        if (file_frame_parse(payload, length, frame, &decoder->error) < 0)
            return break_off(decoder);
        break;
    }
    return FRAME_TAKEN;
}

/* Take the next bytes of a payload that is not gathered. */
static size_t pass_over(struct frame_decoder *decoder, const char **bytes,
                        size_t *length)
{
    size_t taken = decoder->left < *length ? decoder->left : *length;

    *bytes += taken;
    *length -= taken;
    decoder->left -= taken;
    if (decoder->left == 0)
        decoder->gathered_length = 0;
    return taken;
}

/* Take DATA: the id of the file, then its bytes. */
static enum frame_result take_data(struct frame_decoder *decoder,
                                   const char **bytes, size_t *length,
                                   struct frame *frame)
{
    const size_t head = FRAME_HEADER_SIZE + FILE_FRAME_ID_SIZE;

    if (decoder->gathered_length < head) {
        if (!gather(decoder, bytes, length, head))
            return FRAME_NONE;
        decoder->left -= FILE_FRAME_ID_SIZE;
    }
    *frame = (struct frame){.type = FRAME_DATA, .data = *bytes};
    frame->file = (uint32_t)number_read(
        decoder->gathered + FRAME_HEADER_SIZE, FILE_FRAME_ID_SIZE);
    frame->length = pass_over(decoder, bytes, length);
    return frame->length > 0 ? FRAME_TAKEN : FRAME_NONE;
}

/* The header is valid: go on with the payload. */
static enum frame_result take_payload(struct frame_decoder *decoder,
                                      const char **bytes, size_t *length,
                                      struct frame *frame)
{
    unsigned char type = decoder->gathered[0];

    if (type == FRAME_TEXT) {
        *frame = (struct frame){.type = FRAME_TEXT, .data = *bytes};
        frame->length = pass_over(decoder, bytes, length);
        return frame->length > 0 ? FRAME_TAKEN : FRAME_NONE;
    }
    if (type == FRAME_DATA)
        return take_data(decoder, bytes, length, frame);
    if (!find_kind(type)) {
        pass_over(decoder, bytes, length);
        return FRAME_NONE;
    }
    return gather(decoder, bytes, length, FRAME_HEADER_SIZE + decoder->left)
               ? take_whole(decoder, frame)
               : FRAME_NONE;
}

enum frame_result frame_decode(struct frame_decoder *decoder,
                               const char **bytes, size_t *length,
                               struct frame *frame)
{
    enum frame_result result = FRAME_NONE;

    if (decoder->is_broken)
        return FRAME_BROKEN;
    while (result == FRAME_NONE && *length > 0) {
        if (decoder->gathered_length < FRAME_HEADER_SIZE) {
            if (!gather(decoder, bytes, length, FRAME_HEADER_SIZE))
                break;
            if (judge_header(decoder) == FRAME_BROKEN)
                return FRAME_BROKEN;
        }
        result = take_payload(decoder, bytes, length, frame);
    }
    return result;
}

int frame_finish(struct frame_decoder *decoder)
{
    if (decoder->is_broken)
        return -1;
    if (decoder->gathered_length > 0)
        (void)BROKEN(decoder, _("protocol error: the other side ended in the "
                                "middle of a frame"));
    else if (!decoder->has_begun)
        (void)BROKEN(decoder, _("protocol error: the other side ended before "
                                "HELLO"));
    return decoder->is_broken ? -1 : 0;
}

/* ---- Encoding ------------------------------------------------------------ */

static void append_header(struct buffer *out, enum frame_type type,
                          size_t length)
{
    char header[FRAME_HEADER_SIZE];

    frame_write_header(header, type, length);
    buffer_append(out, header, sizeof header);
}

void frame_append_hello(struct buffer *out, uint32_t features,
                        const char *name)
{
    append_header(out, FRAME_HELLO, HELLO_FIXED_SIZE + strlen(name));
    number_append(out, FRAME_VERSION, 1);
    number_append(out, features, 4);
    buffer_append_string(out, name);
}

void frame_append_ack(struct buffer *out, uint64_t position)
{
    append_header(out, FRAME_ACK, POSITION_SIZE);
    number_append(out, position, POSITION_SIZE);
}

void frame_append_resume(struct buffer *out, const void *id, uint64_t position)
{
    append_header(out, FRAME_RESUME, FRAME_ID_SIZE + POSITION_SIZE);
    buffer_append(out, id, FRAME_ID_SIZE);
    number_append(out, position, POSITION_SIZE);
}

void frame_append_resumed(struct buffer *out, uint64_t position)
{
    append_header(out, FRAME_RESUMED, POSITION_SIZE);
    number_append(out, position, POSITION_SIZE);
}

void frame_append_text(struct buffer *out, const char *text, size_t length)
{
    append_header(out, FRAME_TEXT, length);
    buffer_append(out, text, length);
}

void frame_append_bare(struct buffer *out, enum frame_type type)
{
    append_header(out, type, 0);
}
