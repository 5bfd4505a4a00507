/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_writer: where the bytes of the file go that is coming.  The receiver
 * writes and hashes them; main opens it before it sends TAKE, and closes it. */
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

/* So many files that were stopped are known for their last bytes. */
#define FILE_WRITER_EARLIER_MAX 16

/* How the file stands. */
enum file_writer_state {
    FILE_WRITER_CLOSED,
    FILE_WRITER_OPEN,    /* more is to come */
    FILE_WRITER_WHOLE,   /* all is there, and the hash is right */
    FILE_WRITER_DIFFERS, /* all is there, and the hash is wrong */
    FILE_WRITER_FAILED,  /* it cannot be written: `number` */
};

struct file_writer {
    pthread_mutex_t lock; /* guards all but `state` and `at` */
    atomic_int state;     /* enum file_writer_state */
    atomic_uint_least64_t at; /* so many bytes have come */
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

/* Main's: let the file come into `fd`, which is taken, from the byte `at` on;
 * `digest`, which is taken, is that of the bytes before. */
void file_writer_open(struct file_writer *writer, uint32_t id, uint64_t size,
                    uint64_t at, int fd, struct digest *digest);

/* Main's: how much has come, and the hash of it; all of it is in the file
 * then, or the file has failed. */
uint64_t file_writer_peek(struct file_writer *writer,
                        unsigned char hash[FILE_FRAME_HASH_SIZE]);

/* Main's: no more is written; twice is harmless.  What is still on its way is
 * passed over. */
void file_writer_close(struct file_writer *writer);

/* The receiver's: a DATA or a DONE has come.  Returns 0, or -1 with `error`
 * set if that breaks the protocol.  Sets `*changed` if main has to look. */
int file_writer_take(struct file_writer *writer, const struct frame *frame,
                   bool *changed, struct error *error);

#endif
