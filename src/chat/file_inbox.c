/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/file_inbox.h"

#include <string.h>

void file_inbox_init(struct file_inbox *inbox)
{
    pthread_mutex_init(&inbox->lock, NULL);
    inbox->messages = (struct buffer){0};
}

void file_inbox_release(struct file_inbox *inbox)
{
    pthread_mutex_destroy(&inbox->lock);
    buffer_release(&inbox->messages);
}

bool file_inbox_put(struct file_inbox *inbox, const struct frame *frame)
{
    struct file_message message = {.frame = *frame};
    bool has_room;

    if (frame->length > 0)
        memcpy(message.data, frame->data, frame->length);
    pthread_mutex_lock(&inbox->lock);
    has_room = inbox->messages.length < FILE_INBOX_MAX * sizeof message;
    if (has_room)
        buffer_append(&inbox->messages, &message, sizeof message);
    pthread_mutex_unlock(&inbox->lock);
    return has_room;
}

void file_inbox_clear(struct file_inbox *inbox)
{
    pthread_mutex_lock(&inbox->lock);
    buffer_clear(&inbox->messages);
    pthread_mutex_unlock(&inbox->lock);
}

bool file_inbox_take(struct file_inbox *inbox, struct file_message *message)
{
    bool is_there;

    pthread_mutex_lock(&inbox->lock);
    is_there = inbox->messages.length > 0;
    if (is_there) {
        memcpy(message, inbox->messages.data, sizeof *message);
        buffer_drop(&inbox->messages, sizeof *message);
    }
    pthread_mutex_unlock(&inbox->lock);
    if (is_there)
        message->frame.data = message->data;
    return is_there;
}
