/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_frame: encodes and decodes the frames that carry files
 * (doc/protocol.md, "Files").  Pure.
 *
 * The offering side gives each offer an id, which every frame repeats.  That
 * side sends OFFER, DATA, DONE and CANCEL; the other side sends TAKE, DECLINE
 * and RESULT. */
#ifndef CHARLA_FILE_FRAME_H
#define CHARLA_FILE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/frame_type.h"

struct buffer;
struct error;

/* Sizes in bytes. */
#define FILE_FRAME_ID_SIZE ((size_t)4)
#define FILE_FRAME_NAME_MAX ((size_t)255)
#define FILE_FRAME_HASH_SIZE ((size_t)32)   /* SHA-256 (FIPS 180-4) */
#define FILE_FRAME_DATA_MAX ((size_t)16000) /* a DATA fits into one record of
                                               TLS */
/* The longest payload of a frame other than DATA. */
#define FILE_FRAME_PAYLOAD_MAX (20 + FILE_FRAME_NAME_MAX)

/* Why a file has ended, in DECLINE, RESULT and CANCEL.  An unknown number means
 * FILE_REASON_OTHER. */
enum file_reason {
    FILE_REASON_NONE = 0,     /* RESULT: the file is whole */
    FILE_REASON_HASH = 1,     /* RESULT: the hash differs */
    FILE_REASON_FULL = 2,     /* RESULT: the disk is full */
    FILE_REASON_OTHER = 3,
    FILE_REASON_USER = 4,     /* the user does not want it */
    FILE_REASON_MANY = 5,     /* DECLINE: too many offers wait */
    FILE_REASON_PIPE = 6,     /* DECLINE: there is no person to take it */
    FILE_REASON_DIFFERS = 7,  /* CANCEL: the beginning in TAKE is not that of
                                 the file; TAKE from 0 may follow */
    FILE_REASON_SHRUNK = 8,   /* CANCEL: the file has become shorter */
    FILE_REASON_LAST = FILE_REASON_SHRUNK,
};

/* Fill in `frame`, whose type is set, from the payload of a frame about files
 * other than DATA.  Returns 0, or -1 with `error` set. */
int file_frame_parse(const unsigned char *payload, size_t length,
                     struct frame *frame, struct error *error);

/* Append a whole frame; `hash` has FILE_FRAME_HASH_SIZE bytes. */
void file_frame_append_offer(struct buffer *out, uint32_t id, uint64_t size,
                             int64_t modified, const char *name,
                             size_t length);
void file_frame_append_take(struct buffer *out, uint32_t id, uint64_t offset,
                            const unsigned char *hash);
void file_frame_append_done(struct buffer *out, uint32_t id,
                            const unsigned char *hash);
/* DECLINE, RESULT or CANCEL. */
void file_frame_append_reason(struct buffer *out, enum frame_type type,
                              uint32_t id, enum file_reason reason);

/* Append the header and id of a DATA with `length` bytes of the file, 1 to
 * FILE_FRAME_DATA_MAX. */
void file_frame_append_data_header(struct buffer *out, uint32_t id,
                                   size_t length);

#endif
