/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_inbox: the frames of files that the receiver hands to main.  DATA and
 * DONE are not among them: file_writer takes these. */
#ifndef CHARLA_FILE_INBOX_H
#define CHARLA_FILE_INBOX_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "wire/frame.h"

/* So many wait for main; more come from nobody in good faith. */
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

/* The receiver's: false if there is no room. */
bool file_inbox_put(struct file_inbox *inbox, const struct frame *frame);

/* The receiver's, before it takes the first frame of a new link: all that main
 * has not taken is said again there. */
void file_inbox_clear(struct file_inbox *inbox);

/* Main's: false if there is none. */
bool file_inbox_take(struct file_inbox *inbox, struct file_message *message);

#endif
