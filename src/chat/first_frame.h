/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* first_frame: reads the first frame of a link, when it is not known yet
 * whether the link goes on with a conversation (doc/protocol.md, "Resuming").
 *
 * Not a byte more than that frame is read; and of HELLO, which begins a new
 * conversation, only its header, which is kept for whoever holds that
 * conversation. */
#ifndef CHARLA_FIRST_FRAME_H
#define CHARLA_FIRST_FRAME_H

#include <stddef.h>

#include "wire/frame.h"

struct error;
struct transport;

/* Start as {0}. */
struct first_frame {
    struct frame frame; /* when it is whole; its data is borrowed from here */
    char header[FRAME_HEADER_SIZE]; /* of HELLO: what has been read of it */
    size_t length;                  /* bytes read */
    struct frame_decoder decoder;   /* private */
};

enum first_frame_state {
    FIRST_FRAME_PENDING, /* call again when the transport is readable */
    FIRST_FRAME_HELLO,   /* a new conversation begins */
    FIRST_FRAME_WHOLE,   /* RESUME, RESUMED or GONE */
    FIRST_FRAME_BROKEN,  /* the link broke, or the protocol was; `error` says
                            how */
};

/* Read what has come, without waiting. */
enum first_frame_state first_frame_read(struct first_frame *first,
                                        struct transport *transport,
                                        struct error *error);

#endif
