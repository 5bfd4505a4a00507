/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/message.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/output.h"
#include "base/ppoll.h"
#include "base/signals.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Guarded by the lock. */
static struct output output;
static bool is_open;
static struct buffer kept; /* text that waits for room */

static void open_locked(void)
{
    if (!is_open)
        output_init(&output, STDERR_FILENO);
    is_open = true;
}

/* There is nowhere to report a failure of this. */
static void push_locked(void)
{
    struct error ignored = {0};
    ssize_t written;

    if (kept.length == 0)
        return;
    written = output_try(&output, kept.data, kept.length, &ignored);
    buffer_drop(&kept, written < 0 ? kept.length : (size_t)written);
}

void message_begin(void)
{
    pthread_mutex_lock(&lock);
    open_locked();
    pthread_mutex_unlock(&lock);
}

void message_write(const char *text, size_t length)
{
    pthread_mutex_lock(&lock);
    open_locked();
    push_locked();
    if (kept.length + length <= MESSAGE_KEPT_MAX)
        buffer_append(&kept, text, length);
    push_locked();
    pthread_mutex_unlock(&lock);
}

void message_say(const char *sentence)
{
    struct buffer line = {0};

    buffer_printf(&line, "charla: %s\n", sentence);
    message_write(line.data, line.length);
    buffer_release(&line);
}

int message_behind_fd(void)
{
    int fd;

    pthread_mutex_lock(&lock);
    fd = kept.length > 0 ? output.fd : -1;
    pthread_mutex_unlock(&lock);
    return fd;
}

void message_push(void)
{
    pthread_mutex_lock(&lock);
    push_locked();
    pthread_mutex_unlock(&lock);
}

bool message_flush(const sigset_t *wait_mask)
{
    static const struct timespec timeout = {MESSAGE_LAST_MS / 1000,
                                            MESSAGE_LAST_MS % 1000 * 1000000L};
    struct pollfd room = {.events = POLLOUT};
    int count;

    message_push();
    while ((room.fd = message_behind_fd()) >= 0) {
        count = ppoll(&room, 1, &timeout, wait_mask);
        if (count == 0 ||
            (signals_take() & (SIGNALS_INTERRUPT | SIGNALS_LEAVE)))
            break;
        message_push();
    }
    pthread_mutex_lock(&lock);
    buffer_release(&kept);
    pthread_mutex_unlock(&lock);
    return room.fd < 0;
}
