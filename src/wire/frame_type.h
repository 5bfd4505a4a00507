/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* frame_type: defines the types, sizes and contents of frames (doc/protocol.md,
 * "charla/1: frames"); frame.h and file_frame.h encode and decode them. */
#ifndef CHARLA_FRAME_TYPE_H
#define CHARLA_FRAME_TYPE_H

#include <stddef.h>
#include <stdint.h>

#include "wire/number.h"

/* Sizes in bytes. */
#define FRAME_HEADER_SIZE ((size_t)4)
#define FRAME_PAYLOAD_MAX ((size_t)64 * 1024)
#define FRAME_NAME_MAX ((size_t)256)
#define FRAME_HELLO_MAX (5 + FRAME_NAME_MAX) /* the payload of HELLO */
#define FRAME_ID_SIZE ((size_t)16)            /* of a conversation */
#define FRAME_RESUME_SIZE (FRAME_HEADER_SIZE + FRAME_ID_SIZE + 8)
#define FRAME_RESUMED_SIZE (FRAME_HEADER_SIZE + 8)

/* The values are those of the first byte. */
enum frame_type {
    FRAME_HELLO = 0x01,
    FRAME_TEXT = 0x02,
    FRAME_END = 0x03,
    FRAME_EOF = 0x04,
    FRAME_ACK = 0x05,
    FRAME_RESUME = 0x06,
    FRAME_RESUMED = 0x07,
    FRAME_GONE = 0x08,
    /* Of files; wire/file_frame.h. */
    FRAME_OFFER = 0x20,
    FRAME_TAKE = 0x21,
    FRAME_DECLINE = 0x22,
    FRAME_DATA = 0x23,
    FRAME_DONE = 0x24,
    FRAME_RESULT = 0x25,
    FRAME_CANCEL = 0x26,
    /* Who does not know it skips it. */
    FRAME_TYPING = 0xC0,
};

/* What the sender of HELLO can do; unknown bits are ignored. */
#define FRAME_FEATURE_RESUME 0x00000001U
#define FRAME_FEATURE_FILES 0x00000002U /* there is a person to take them */
#define FRAME_FEATURE_TYPING 0x00000004U /* TYPING is wanted, and sent */

/* An unknown type may be skipped if it has this bit. */
#define FRAME_MAY_BE_SKIPPED 0x80

/* The contents of a frame; only the fields of its type are set. */
struct frame {
    enum frame_type type;
    const char *data;  /* TEXT, DATA: the next bytes of it; HELLO: the name,
                          UTF-8; RESUME: the id, FRAME_ID_SIZE bytes; OFFER:
                          the name, of any bytes; TAKE, DONE: the hash.
                          Borrowed: valid until the next frame_decode, and
                          TEXT and DATA as long as the caller's own bytes */
    size_t length;     /* of `data`; TEXT, DATA: never 0 */
    uint32_t features; /* HELLO */
    uint64_t position; /* ACK, RESUME, RESUMED, TAKE; OFFER: the file's size */
    uint32_t file;     /* of files: the offer's id */
    int64_t modified;  /* OFFER: in s since 1970 */
    unsigned char reason; /* DECLINE, RESULT, CANCEL: enum file_reason */
};

/* Write the FRAME_HEADER_SIZE bytes that go before a payload of `length`
 * bytes, at most FRAME_PAYLOAD_MAX. */
static inline void frame_write_header(char *room, enum frame_type type,
                                      size_t length)
{
    room[0] = (char)type;
    number_write(room + 1, length, 3);
}

#endif
