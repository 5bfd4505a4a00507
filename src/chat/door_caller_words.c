/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/door_caller_words.h"

#include <errno.h>
#include <sys/socket.h>

#include "base/buffer.h"
#include "chat/door_caller_state.h"
#include "wire/greeting.h"

void caller_let_go(struct caller *caller, const char *words, size_t length,
                   int64_t now)
{
    caller->state = CALLER_LEAVING;
    caller->deadline = now + DOOR_LEAVE_MS;
    if (length > 0)
        (void)send(caller->fd, words, length, MSG_NOSIGNAL);
    (void)shutdown(caller->fd, SHUT_WR);
}

/* How often a send is tried: a new socket has room for a line, so a few tries
 * are enough. */
#define SAY_TRIES 100

bool caller_say(const struct caller *caller, const struct buffer *line)
{
    size_t done = 0;

    for (int i = 0; i < SAY_TRIES && done < line->length; i++) {
        ssize_t sent = send(caller->fd, line->data + done,
                            line->length - done, MSG_NOSIGNAL);

        if (sent > 0)
            done += (size_t)sent;
        else if (errno != EINTR && errno != EAGAIN && errno != ENOBUFS &&
                 errno != ENOMEM)
            return false;
    }
    return done == line->length;
}

void caller_tell_busy(struct caller *caller, int64_t now)
{
    struct buffer busy = {0};

    greeting_append_busy(&busy);
    caller_let_go(caller, busy.data, busy.length, now);
    buffer_release(&busy);
}
