/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "receiver.h"

#include <poll.h>
#include <stddef.h>

#include "buffer.h"
#include "framer.h"
#include "greeting.h"
#include "i18n.h"
#include "session.h"
#include "terminal.h"
#include "text.h"
#include "transport.h"

/* A person waits for the keyboard while a piece is drawn: keep it short. */
#define BY_LINES_RECEIVE_MAX ((size_t)16 * 1024)

struct receiver {
    struct session *session;
    struct transport *transport;
    struct terminal *terminal;
    struct framer *framer;
    bool expects_greeting; /* nothing has come yet that rules one out */
    bool finished;         /* the stream has ended */
};

static void end(struct receiver *receiver, enum received how)
{
    receiver->session->received = how;
    shutdown_raise(&receiver->session->shutdown);
}

static void tell_greeting(struct receiver *receiver,
                          const struct framer_piece *line)
{
    struct buffer safe = {0};

    text_append_safe(&safe, line->data, line->length);
    buffer_append(&safe, "", 1);
    terminal_notice(receiver->terminal, _("the other side greets: %s"),
                    safe.data);
    buffer_release(&safe);
}

/* Is the beginning of the stream settled, so that the rest is messages?  The
 * greeting of another charla is told, not shown as text. */
static bool is_past_greeting(struct receiver *receiver)
{
    size_t held, length;
    const char *bytes = framer_held(receiver->framer, &held);
    enum greeting_verdict verdict;
    struct framer_piece line;

    if (!receiver->expects_greeting)
        return true;
    verdict = greeting_judge(bytes, held, &length);
    if (verdict == GREETING_PERHAPS && !receiver->finished)
        return false;
    receiver->expects_greeting = false;
    if (verdict == GREETING_YES &&
        framer_next_line(receiver->framer, &line) == FRAMER_TEXT)
        tell_greeting(receiver, &line);
    return true;
}

static enum framer_event next(struct receiver *receiver,
                              struct framer_piece *piece)
{
    return receiver->terminal->by_lines
               ? framer_next_line(receiver->framer, piece)
               : framer_next_run(receiver->framer, piece);
}

/* Show what has come.  Returns false when the conversation is over. */
static bool deliver(struct receiver *receiver)
{
    struct session *session = receiver->session;
    int stop_fd = shutdown_fd(&session->shutdown);
    enum framer_event event = FRAMER_NOTHING;
    struct framer_piece piece;
    int shown = 0;

    if (!is_past_greeting(receiver))
        return true;
    while (shown == 0 &&
           (event = next(receiver, &piece)) == FRAMER_TEXT) {
        shown = terminal_show(receiver->terminal, &piece, stop_fd,
                              &session->in_receiving);
        atomic_fetch_add(&session->progress, 1);
    }
    if (shown == 0)
        shown = terminal_flush(receiver->terminal, stop_fd,
                               &session->in_receiving);
    if (shown < 0)
        end(receiver, RECEIVED_UNSHOWN);
    else if (event == FRAMER_END)
        end(receiver, RECEIVED_END);
    return shown == 0 && event != FRAMER_END;
}

/* No more will come: show what is held, then end in the given way. */
static void finish(struct receiver *receiver, enum received how)
{
    receiver->finished = true;
    framer_finish(receiver->framer);
    if (deliver(receiver))
        end(receiver, how);
}

static void wait_for_more(struct receiver *receiver)
{
    struct pollfd fds[] = {
        {.fd = transport_fd(receiver->transport), .events = POLLIN},
        {.fd = shutdown_fd(&receiver->session->shutdown), .events = POLLIN},
    };

    (void)poll(fds, 2, -1); /* whatever woke it, the loop looks again */
}

/* Receive once.  Returns false when the stream is over. */
static bool receive(struct receiver *receiver)
{
    size_t size, received;
    char *room = framer_space(receiver->framer, &size);

    if (receiver->terminal->by_lines && size > BY_LINES_RECEIVE_MAX)
        size = BY_LINES_RECEIVE_MAX;
    switch (transport_receive(receiver->transport, room, size, &received,
                              &receiver->session->in_receiving)) {
    case TRANSPORT_OK:
        framer_commit(receiver->framer, received);
        atomic_fetch_add(&receiver->session->progress, 1);
        return deliver(receiver);
    case TRANSPORT_WAIT:
        wait_for_more(receiver);
        return true;
    case TRANSPORT_END:
        finish(receiver, RECEIVED_CLOSE);
        return false;
    case TRANSPORT_BROKEN:
        finish(receiver, RECEIVED_BROKEN);
        return false;
    }
    return false;
}

void *receiver_run(void *argument)
{
    struct session *session = argument;
    struct receiver receiver = {
        .session = session,
        .transport = session->setup->transport,
        .terminal = session->setup->terminal,
        .framer = framer_new(),
        .expects_greeting = !session->setup->greets,
    };

    session->received = RECEIVED_STOPPED;
    while (!shutdown_raised(&session->shutdown) && receive(&receiver))
        ;
    framer_free(receiver.framer);
    return NULL;
}
