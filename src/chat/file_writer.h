/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_writer: writes and hashes the bytes of the file that is being received.
 * The receiver does this; main opens the file before it sends TAKE, and closes
 * it. */
#ifndef CHARLA_FILE_WRITER_H
#define CHARLA_FILE_WRITER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat/file_output.h"
#include "crypto/digest.h"
#include "wire/file_frame.h"

struct error;
struct frame;

/* How many files that were stopped are remembered, because bytes of them may
 * still be on their way. */
#define FILE_WRITER_EARLIER_MAX 16

/* How far the file is. */
enum file_writer_state {
    FILE_WRITER_CLOSED,
    FILE_WRITER_OPEN,    /* more will come */
    FILE_WRITER_WHOLE,   /* it is complete, and the hash is right */
    FILE_WRITER_DIFFERS, /* it is complete, but the hash is wrong */
    FILE_WRITER_FAILED,  /* it cannot be written, because of `number` */
};

struct file_writer {
    pthread_mutex_t lock; /* guards all but `state` and `at` */
    atomic_int state;     /* enum file_writer_state */
    atomic_uint_least64_t at; /* how many bytes have come */
    uint32_t id;
    uint64_t size;
    struct file_output output;
    int number; /* of errno */
    struct digest digest;
    uint32_t earlier[FILE_WRITER_EARLIER_MAX]; /* ids: of these bytes may still
                                                be on their way */
    unsigned opened; /* how often it was opened */
};

void file_writer_init(struct file_writer *writer);
void file_writer_release(struct file_writer *writer);

/* For main: receive into `fd`, which is taken, from the byte `at` on; `digest`,
 * which is taken, is that of the bytes before. */
void file_writer_open(struct file_writer *writer, uint32_t id, uint64_t size,
                    uint64_t at, int fd, struct digest *digest);

/* For main: how many bytes have come, and their hash.  Afterwards all of them
 * are in the file, or the file has failed. */
uint64_t file_writer_peek(struct file_writer *writer,
                        unsigned char hash[FILE_FRAME_HASH_SIZE]);

/* For main: stop writing, and ignore bytes that are still on their way; calling
 * this twice is harmless. */
void file_writer_close(struct file_writer *writer);

/* For the receiver: take a DATA or a DONE.  Returns 0, or -1 with `error` set
 * if it is a protocol error.  Sets `*changed` if main has to look. */
int file_writer_take(struct file_writer *writer, const struct frame *frame,
                   bool *changed, struct error *error);

#endif
