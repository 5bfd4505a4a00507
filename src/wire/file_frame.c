/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/file_frame.h"

#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "wire/frame_type.h"
#include "wire/number.h"

#define OFFER_FIXED_SIZE (FILE_FRAME_ID_SIZE + 16)

/* ---- Decoding ------------------------------------------------------------ */

static int take_offer(const unsigned char *payload, size_t length,
                      struct frame *frame, struct error *error)
{
    frame->position = number_read(payload + FILE_FRAME_ID_SIZE, 8);
    frame->modified = (int64_t)number_read(payload + FILE_FRAME_ID_SIZE + 8, 8);
    frame->data = (const char *)payload + OFFER_FIXED_SIZE;
    frame->length = length - OFFER_FIXED_SIZE;
    if (frame->position <= INT64_MAX)
        return 0;
    error_set(error, _("protocol error: OFFER of a file that is larger than "
                       "a file can be"));
    return -1;
}

static int take_take(const unsigned char *payload, size_t length,
                     struct frame *frame, struct error *error)
{
    const size_t fixed = FILE_FRAME_ID_SIZE + 8;

    frame->position = number_read(payload + FILE_FRAME_ID_SIZE, 8);
    frame->data = (const char *)payload + fixed;
    frame->length = length - fixed;
    if (frame->length == (frame->position > 0 ? FILE_FRAME_HASH_SIZE : 0))
        return 0;
    error_set(error, _("protocol error: %s with %zu bytes of payload"), "TAKE",
              length);
    return -1;
}

int file_frame_parse(const unsigned char *payload, size_t length,
                     struct frame *frame, struct error *error)
{
    frame->file = (uint32_t)number_read(payload, FILE_FRAME_ID_SIZE);
    switch ((int)frame->type) {
    case FRAME_OFFER:
        return take_offer(payload, length, frame, error);
    case FRAME_TAKE:
        return take_take(payload, length, frame, error);
    case FRAME_DONE:
        frame->data = (const char *)payload + FILE_FRAME_ID_SIZE;
        frame->length = FILE_FRAME_HASH_SIZE;
        break;
    case FRAME_DECLINE:
    case FRAME_RESULT:
    case FRAME_CANCEL:
        frame->reason = payload[FILE_FRAME_ID_SIZE];
        if (frame->reason > FILE_REASON_LAST)
            frame->reason = FILE_REASON_OTHER;
        break;
    default:
        break;
    }
    return 0;
}

/* ---- Encoding ------------------------------------------------------------ */

static void append_beginning(struct buffer *out, enum frame_type type,
                             uint32_t id, size_t rest)
{
    char header[FRAME_HEADER_SIZE];

    frame_write_header(header, type, FILE_FRAME_ID_SIZE + rest);
    buffer_append(out, header, sizeof header);
    number_append(out, id, FILE_FRAME_ID_SIZE);
}

void file_frame_append_offer(struct buffer *out, uint32_t id, uint64_t size,
                             int64_t modified, const char *name, size_t length)
{
    append_beginning(out, FRAME_OFFER, id, 16 + length);
    number_append(out, size, 8);
    number_append(out, (uint64_t)modified, 8);
    buffer_append(out, name, length);
}

void file_frame_append_take(struct buffer *out, uint32_t id, uint64_t offset,
                            const unsigned char *hash)
{
    size_t length = offset > 0 ? FILE_FRAME_HASH_SIZE : 0;

    append_beginning(out, FRAME_TAKE, id, 8 + length);
    number_append(out, offset, 8);
    buffer_append(out, hash, length);
}

void file_frame_append_done(struct buffer *out, uint32_t id,
                            const unsigned char *hash)
{
    append_beginning(out, FRAME_DONE, id, FILE_FRAME_HASH_SIZE);
    buffer_append(out, hash, FILE_FRAME_HASH_SIZE);
}

void file_frame_append_reason(struct buffer *out, enum frame_type type,
                              uint32_t id, enum file_reason reason)
{
    append_beginning(out, type, id, 1);
    number_append(out, reason, 1);
}

void file_frame_append_data_header(struct buffer *out, uint32_t id,
                                   size_t length)
{
    append_beginning(out, FRAME_DATA, id, length);
}
