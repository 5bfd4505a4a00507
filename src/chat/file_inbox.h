/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_inbox: hands frames about files from the receiver to main, except DATA
 * and DONE, which file_writer takes. */
#ifndef CHARLA_FILE_INBOX_H
#define CHARLA_FILE_INBOX_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "wire/frame.h"

/* How many frames may wait for main; no honest peer sends more. */
#define FILE_INBOX_MAX 1024

/* A frame, and what its `data` points to. */
struct file_message {
    struct frame frame;
    char data[FILE_FRAME_NAME_MAX];
};

struct file_inbox {
    pthread_mutex_t lock;
    struct buffer messages; /* struct file_message, one after the other */
};

void file_inbox_init(struct file_inbox *inbox);
void file_inbox_release(struct file_inbox *inbox);

/* For the receiver: add a frame.  Returns false if there is no room. */
bool file_inbox_put(struct file_inbox *inbox, const struct frame *frame);

/* For the receiver, before the first frame of a new link: drop the frames that
 * main has not taken, because the other side will repeat them. */
void file_inbox_clear(struct file_inbox *inbox);

/* For main: take a frame.  Returns false if there is none. */
bool file_inbox_take(struct file_inbox *inbox, struct file_message *message);

#endif
