/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/receiver.h"

#include <poll.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "text/control.h"
#include "text/framer.h"
#include "base/i18n.h"
#include "base/spin.h"
#include "chat/opening.h"
#include "chat/session.h"
#include "terminal/terminal.h"
#include "net/transport.h"

/* The beginning of a line is shown when its rest has not come for this long,
 * in ms. */
#define PIECE_MS 1000

/* A person waits for the keyboard while a piece is drawn: keep it short. */
#define BY_LINES_RECEIVE_MAX ((size_t)16 * 1024)

struct receiver {
    struct session *session;
    struct terminal *terminal;
    struct framer *framer;
    struct spin spin;
    int64_t piece_due; /* when the beginning of a line is shown, in ms of the
                          monotonic clock; CLOCK_NEVER: none is held */
    bool knows_name; /* the other side has told its name */
};

static void end(struct receiver *receiver, enum received how)
{
    receiver->session->received = how;
    flag_raise(&receiver->session->shutdown);
}

static enum framer_event next(struct receiver *receiver,
                              struct framer_piece *piece)
{
    return receiver->terminal->by_lines
               ? framer_next_line(receiver->framer, piece)
               : framer_next_run(receiver->framer, piece);
}

/* The name is told once: a flood of names is no way to fill a screen.  It is
 * no proof of anything, so what is known of the key stands before it, where no
 * name can pretend to be that.  Digits of the key do not: a key with any few
 * of them is found in seconds, all are for /verify. */
static void tell_name(struct receiver *receiver, const char *name,
                      size_t length)
{
    const struct trust *trust = &receiver->session->trust;
    struct buffer safe = {0};

    if (receiver->knows_name)
        return;
    receiver->knows_name = true;
    control_append_safe_name(&safe, name, length);
    buffer_append(&safe, "", 1);
    terminal_notice(receiver->terminal,
                    trust->verified ? _("the other side (key verified) goes "
                                        "by the name of %s")
                                    : _("the other side (key not verified) "
                                        "goes by the name of %s"),
                    safe.data);
    terminal_set_text(receiver->terminal, TERMINAL_TITLE, safe.data);
    buffer_release(&safe);
}

static void obey(struct receiver *receiver, const struct framer_piece *line)
{
    const char *value;
    size_t length;

    switch (control_parse(line->data, line->length, &value, &length)) {
    case CONTROL_NAME:
        tell_name(receiver, value, length);
        break;
    case CONTROL_UNKNOWN: /* a later charla may know more words */
        break;
    }
}

static bool has_piece(enum framer_event event)
{
    return event == FRAMER_TEXT || event == FRAMER_CONTROL;
}

/* The rest of a message that was shown already has nothing but a line end. */
static bool is_only_an_end(const struct framer_piece *piece)
{
    return !piece->begins && piece->length == 0;
}

/* Only a terminal holds lines back, and only with one half come is there
 * something to wait for. */
static void note_piece(struct receiver *receiver)
{
    size_t held = 0;

    if (receiver->terminal->by_lines)
        (void)framer_held(receiver->framer, &held);
    receiver->piece_due = held > 0 ? clock_monotonic_ms() + PIECE_MS
                                   : CLOCK_NEVER;
}

/* Show what has come.  Returns false when the conversation is over. */
static bool deliver(struct receiver *receiver)
{
    struct session *session = receiver->session;
    int stop_fd = flag_fd(&session->shutdown);
    enum framer_event event = FRAMER_NOTHING;
    struct framer_piece piece;
    int shown = 0;

    while (shown == 0 && has_piece(event = next(receiver, &piece))) {
        if (event == FRAMER_CONTROL)
            obey(receiver, &piece);
        else if (!is_only_an_end(&piece))
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
    note_piece(receiver);
    return shown == 0 && event != FRAMER_END;
}

/* The rest of a line has not come in time: show its beginning.  Returns false
 * when that cannot be shown. */
static bool deliver_piece(struct receiver *receiver)
{
    struct session *session = receiver->session;
    int stop_fd = flag_fd(&session->shutdown);
    struct framer_piece piece;

    receiver->piece_due = CLOCK_NEVER;
    if (framer_next_partial(receiver->framer, &piece) != FRAMER_TEXT)
        return true;
    atomic_fetch_add(&session->progress, 1);
    if (terminal_show(receiver->terminal, &piece, stop_fd,
                      &session->in_receiving) == 0 &&
        terminal_flush(receiver->terminal, stop_fd,
                       &session->in_receiving) == 0)
        return true;
    end(receiver, RECEIVED_UNSHOWN);
    return false;
}

/* No more will come: show what is held, then end in the given way. */
static void finish(struct receiver *receiver, enum received how)
{
    framer_finish(receiver->framer);
    if (deliver(receiver))
        end(receiver, how);
}

/* Returns false when the conversation is over. */
static bool wait_for_more(struct receiver *receiver)
{

    struct pollfd fds[] = {
        {.fd = transport_fd(receiver->session->transport), .events = POLLIN},
        {.fd = flag_fd(&receiver->session->shutdown), .events = POLLIN},
    };

    /* Whatever woke it, the loop looks again.  A person is not that quick. */
    if (!receiver->terminal->by_lines)
        (void)spin_poll(&receiver->spin, fds, 2);
    else if (poll(fds, 2, clock_ms_left(receiver->piece_due)) == 0)
        return deliver_piece(receiver);
    return true;
}

/* Receive once.  Returns false when the stream is over. */
static bool receive(struct receiver *receiver)
{
    size_t size, received = 0;
    char *room = framer_space(receiver->framer, &size);

    if (receiver->terminal->by_lines && size > BY_LINES_RECEIVE_MAX)
        size = BY_LINES_RECEIVE_MAX;
    switch (transport_receive(receiver->session->transport, room, size,
                              &received, &receiver->session->in_receiving)) {
    case TRANSPORT_OK:
        framer_commit(receiver->framer, received);
        if (received > 0)
            atomic_fetch_add(&receiver->session->progress, 1);
        return deliver(receiver);
    case TRANSPORT_WAIT:
        return wait_for_more(receiver);
    case TRANSPORT_END:
        finish(receiver, RECEIVED_CLOSE);
        return false;
    case TRANSPORT_BROKEN:
        finish(receiver, RECEIVED_BROKEN);
        return false;
    }
    return false;
}

/* Open the conversation, and show what came with it.  Returns false when it
 * is over already. */
static bool begin(struct receiver *receiver)
{
    switch (opening_run(receiver->session, receiver->framer)) {
    case OPENING_DONE:
        return deliver(receiver);
    case OPENING_CLOSED:
        finish(receiver, RECEIVED_CLOSE);
        return false;
    case OPENING_REFUSED:
        end(receiver, RECEIVED_REFUSED);
        return false;
    case OPENING_BROKEN:
        finish(receiver, RECEIVED_BROKEN);
        return false;
    case OPENING_STOPPED:
        return false;
    }
    return false;
}

void *receiver_run(void *argument)
{
    struct session *session = argument;
    struct receiver receiver = {
        .session = session,
        .terminal = session->setup->terminal,
        .framer = framer_new(),
        .piece_due = CLOCK_NEVER,
    };

    session->received = RECEIVED_STOPPED;
    if (begin(&receiver))
        while (!flag_is_raised(&session->shutdown) && receive(&receiver))
            ;
    framer_free(receiver.framer);
    return NULL;
}
