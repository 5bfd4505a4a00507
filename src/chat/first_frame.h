/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* first_frame: reads the first frame of a link while it is not known whether
 * the link resumes a conversation (doc/protocol.md, "Resuming").
 *
 * It reads exactly that frame.  Of HELLO, which begins a new conversation, it
 * reads only the header and keeps it for the receiver of that conversation. */
#ifndef CHARLA_FIRST_FRAME_H
#define CHARLA_FIRST_FRAME_H

#include <stddef.h>

#include "wire/frame.h"

struct error;
struct transport;

/* Start as {0}. */
struct first_frame {
    struct frame frame; /* with FIRST_FRAME_WHOLE; its data is borrowed from
                           this struct */
    char header[FRAME_HEADER_SIZE]; /* with FIRST_FRAME_HELLO */
    size_t length;                  /* bytes read */
    struct frame_decoder decoder;   /* private */
};

enum first_frame_state {
    FIRST_FRAME_PENDING, /* call again when the transport is readable */
    FIRST_FRAME_HELLO,   /* a new conversation begins */
    FIRST_FRAME_WHOLE,   /* RESUME, RESUMED or GONE */
    FIRST_FRAME_BROKEN,  /* the link broke, or this is a protocol error;
                            `error` says which */
};

/* Read what has come, without waiting. */
enum first_frame_state first_frame_read(struct first_frame *first,
                                        struct transport *transport,
                                        struct error *error);

#endif
