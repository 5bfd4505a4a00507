/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/first_frame.h"

#include "base/error.h"
#include "base/i18n.h"
#include "net/transport.h"

/* How many bytes may be read without reading past the frame. */
static size_t wanted(const struct first_frame *first)
{
    if (first->length < FRAME_HEADER_SIZE)
        return FRAME_HEADER_SIZE - first->length;
    return first->decoder.left + FRAME_HEADER_SIZE - first->length;
}

static enum first_frame_state decode(struct first_frame *first,
                                     const char *bytes, size_t length,
                                     struct error *error)
{
    for (size_t i = 0; i < length; i++, first->length++)
        if (first->length < FRAME_HEADER_SIZE)
            first->header[first->length] = bytes[i];
    if (first->length == FRAME_HEADER_SIZE &&
        (first->header[0] == FRAME_HELLO ||
         (unsigned char)first->header[0] == FRAME_CODE_WANTED))
        return FIRST_FRAME_HELLO;
    switch (frame_decode(&first->decoder, &bytes, &length, &first->frame)) {
    case FRAME_TAKEN:
        return FIRST_FRAME_WHOLE;
    case FRAME_BROKEN:
        *error = first->decoder.error;
        return FIRST_FRAME_BROKEN;
    case FRAME_NONE:
        break;
    }
    return FIRST_FRAME_PENDING;
}

enum first_frame_state first_frame_read(struct first_frame *first,
                                        struct transport *transport,
                                        struct error *error)
{
    enum first_frame_state state = FIRST_FRAME_PENDING;
    enum transport_status status = TRANSPORT_OK;
    char bytes[FRAME_RESUME_SIZE];

    while (state == FIRST_FRAME_PENDING && status == TRANSPORT_OK) {
        size_t received = 0;

        status = transport_receive(transport, bytes, wanted(first), &received,
                                   error);
        if (status == TRANSPORT_OK)
            state = decode(first, bytes, received, error);
    }
    if (status == TRANSPORT_END)
        error_set(error, _("the other side has closed the connection"));
    return status == TRANSPORT_END || status == TRANSPORT_BROKEN
               ? FIRST_FRAME_BROKEN
               : state;
}
