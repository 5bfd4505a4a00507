/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* frame: encodes and decodes the frames that two charlas send each other inside
 * TLS (doc/protocol.md, "charla/1: frames").  Pure.
 *
 * A frame is a type (1 byte), the length of its payload (3 bytes, big endian)
 * and the payload.  The decoder takes the stream in pieces of any size.  It
 * hands out the bytes of TEXT and DATA as they come, without copying them; the
 * other frames, which are short, are gathered until they are complete.
 *
 *     while (frame_decode(&decoder, &bytes, &length, &frame) == FRAME_TAKEN)
 *         act_on(&frame);
 */
#ifndef CHARLA_FRAME_H
#define CHARLA_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "wire/file_frame.h"
#include "wire/frame_type.h"

struct buffer;

/* The version of the protocol, which is in HELLO. */
#define FRAME_VERSION 1

/* The frames that prove a code.  They come only before HELLO
 * (chat/code_exchange.h). */
enum frame_code_type {
    FRAME_CODE_WANTED = 0x30,
    FRAME_CODE_SHARE = 0x31,
    FRAME_CODE_ANSWER = 0x32,
    FRAME_CODE_TAG = 0x33,
};

/* Start as {0}. */
struct frame_decoder {
    struct error error; /* with FRAME_BROKEN: the reason */
    bool wants_code; /* with FRAME_BROKEN: the other side only talks to somebody
                        who has its code */
    /* Private: */
    unsigned char gathered[FRAME_HEADER_SIZE + FILE_FRAME_PAYLOAD_MAX];
    size_t gathered_length;
    size_t left;           /* bytes of payload that are still to come */
    bool has_begun;        /* the first frame has come */
    bool has_eof;          /* EOF has come: TEXT may not follow */
    bool has_end;          /* END has come: TEXT and EOF may not follow */
    bool is_broken;        /* there was a protocol error */
    uint64_t acknowledged; /* by the last ACK */
};

enum frame_result {
    FRAME_NONE,   /* all bytes are taken, and no frame is complete */
    FRAME_TAKEN,  /* the frame is filled in */
    FRAME_BROKEN, /* protocol error, as decoder->error says; every later call
                     returns this too */
};

/* Take bytes from the front of the `*length` bytes at `*bytes` until a frame is
 * complete, or, of TEXT and DATA, as many as there are. */
enum frame_result frame_decode(struct frame_decoder *decoder,
                               const char **bytes, size_t *length,
                               struct frame *frame);

/* The stream has ended.  Returns 0; or -1 with decoder->error set if it ended
 * in the middle of a frame or before the first one. */
int frame_finish(struct frame_decoder *decoder);

/* Append a whole frame.  A name has at most FRAME_NAME_MAX bytes of UTF-8; ""
 * means no name. */
void frame_append_hello(struct buffer *out, uint32_t features,
                        const char *name);
void frame_append_ack(struct buffer *out, uint64_t position);
void frame_append_resume(struct buffer *out, const void *id,
                         uint64_t position);
void frame_append_resumed(struct buffer *out, uint64_t position);
/* A whole TEXT of at most FRAME_PAYLOAD_MAX bytes. */
void frame_append_text(struct buffer *out, const char *text, size_t length);
/* One without payload: END, EOF, GONE or TYPING. */
void frame_append_bare(struct buffer *out, enum frame_type type);

#endif
