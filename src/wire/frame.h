/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* frame: encodes and decodes the frames that two copies of charla send each
 * other inside TLS (doc/protocol.md, "charla/1: frames").  Pure.
 *
 * A frame is a type (1 byte), the length of its payload (3 bytes, big endian)
 * and the payload.  The decoder is given the stream in pieces of any size and
 * hands out the bytes of TEXT and DATA from where they lie, as far as they have
 * come; only the other frames, which are short, are gathered until they are
 * whole.
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

/* The version of the protocol that HELLO tells. */
#define FRAME_VERSION 1

/* These go before HELLO, and are gone when it comes (chat/code_exchange.h). */
enum frame_code_type {
    FRAME_CODE_WANTED = 0x30,
    FRAME_CODE_SHARE = 0x31,
    FRAME_CODE_ANSWER = 0x32,
    FRAME_CODE_TAG = 0x33,
};

/* Start as {0}. */
struct frame_decoder {
    struct error error; /* with FRAME_BROKEN: why; otherwise private, as is
                           all that follows */
    unsigned char gathered[FRAME_HEADER_SIZE + FILE_FRAME_PAYLOAD_MAX];
    size_t gathered_length;
    size_t left;           /* bytes of payload that are still to come */
    bool has_begun;        /* the first frame has come */
    bool has_eof;          /* EOF has come: no more TEXT may */
    bool has_end;          /* END has come: neither TEXT nor EOF may */
    bool is_broken;        /* the protocol was broken */
    uint64_t acknowledged; /* by the last ACK */
};

enum frame_result {
    FRAME_NONE,   /* all bytes are taken, and no frame is complete */
    FRAME_TAKEN,  /* the frame is filled in */
    FRAME_BROKEN, /* protocol error: decoder->error names it; from now on
                     nothing else is said */
};

/* Take bytes from the front of `*bytes`, which are `*length`, up to the next
 * frame, or of TEXT or DATA as much as there is. */
enum frame_result frame_decode(struct frame_decoder *decoder,
                               const char **bytes, size_t *length,
                               struct frame *frame);

/* The stream has ended.  Returns 0, or -1 if that breaks the protocol, with
 * decoder->error set: in the middle of a frame, or before the first one. */
int frame_finish(struct frame_decoder *decoder);

/* Append a whole frame.  A name has at most FRAME_NAME_MAX bytes and is UTF-8;
 * "" is none. */
void frame_append_hello(struct buffer *out, uint32_t features,
                        const char *name);
void frame_append_ack(struct buffer *out, uint64_t position);
void frame_append_resume(struct buffer *out, const void *id,
                         uint64_t position);
void frame_append_resumed(struct buffer *out, uint64_t position);
/* A whole TEXT of at most FRAME_PAYLOAD_MAX bytes. */
void frame_append_text(struct buffer *out, const char *text, size_t length);
/* One without payload: END, EOF or GONE. */
void frame_append_bare(struct buffer *out, enum frame_type type);

#endif
