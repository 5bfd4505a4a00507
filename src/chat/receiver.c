/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/receiver.h"

#include <poll.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/spin.h"
#include "chat/opening.h"
#include "chat/receiver_private.h"
#include "chat/session.h"
#include "crypto/encrypted_transport.h"
#include "net/transport.h"
#include "terminal/terminal.h"
#include "text/framer.h"

/* If the rest of a line has not come after this long, in ms, its beginning is
 * shown. */
#define PIECE_MS 1000

/* How much text is received at once for a person, in bytes: the keyboard does
 * not respond while a piece is drawn, so that must not take long. */
#define BY_LINES_RECEIVE_MAX ((size_t)16 * 1024)

void receiver_end(struct receiver *receiver, enum received how)
{
    if (receiver->has_ended)
        return;
    receiver->has_ended = true;
    receiver->session->received = how;
    flag_raise(&receiver->session->ended);
}

void receiver_fail(struct receiver *receiver)
{
    receiver_end(receiver, RECEIVED_UNSHOWN);
    receiver->is_done = true;
}

/* ---- Plain text ---------------------------------------------------------- */

static enum framer_event next(struct receiver *receiver,
                              struct framer_piece *piece)
{
    return receiver->terminal->by_lines
               ? framer_next_line(receiver->framer, piece)
               : framer_next_run(receiver->framer, piece);
}

/* Is this piece only the line end of a message whose text was shown before? */
static bool is_only_an_end(const struct framer_piece *piece)
{
    return !piece->begins && piece->length == 0;
}

/* Note when the beginning of an unfinished line is to be shown.  Only a
 * terminal holds lines back. */
static void note_piece(struct receiver *receiver)
{
    size_t held = 0;

    if (receiver->terminal->by_lines)
        (void)framer_held(receiver->framer, &held);
    receiver->piece_due = held > 0 ? clock_monotonic_ms() + PIECE_MS
                                   : CLOCK_NEVER;
}

int receiver_show(struct receiver *receiver, bool *ends)
{
    struct session *session = receiver->session;
    int stop_fd = flag_fd(&session->shutdown);
    enum framer_event event = FRAMER_NOTHING;
    struct framer_piece piece;
    int shown = 0;

    while (shown == 0 && (event = next(receiver, &piece)) == FRAMER_TEXT) {
        session->has_heard = true;
        if (!is_only_an_end(&piece))
            shown = terminal_show(receiver->terminal, &piece, stop_fd,
                                  &session->in_receiving);
        atomic_fetch_add(&session->progress, 1);
    }
    if (shown == 0)
        shown = terminal_flush(receiver->terminal, stop_fd,
                               &session->in_receiving);
    if (shown < 0)
        receiver_fail(receiver);
    note_piece(receiver);
    *ends = event == FRAMER_END;
    return shown;
}

/* Show the beginning of a line whose rest has not come in time. */
static void deliver_piece(struct receiver *receiver)
{
    struct session *session = receiver->session;
    int stop_fd = flag_fd(&session->shutdown);
    struct framer_piece piece;

    receiver->piece_due = CLOCK_NEVER;
    if (framer_next_partial(receiver->framer, &piece) != FRAMER_TEXT)
        return;
    atomic_fetch_add(&session->progress, 1);
    if (terminal_show(receiver->terminal, &piece, stop_fd,
                      &session->in_receiving) < 0 ||
        terminal_flush(receiver->terminal, stop_fd,
                       &session->in_receiving) < 0)
        receiver_fail(receiver);
    else if (receiver->room)
        receiver_note_handled(receiver);
}

/* Show the complete lines, or, in a pipe, all bytes. */
static void deliver(struct receiver *receiver)
{
    bool ends = false;

    if (receiver_show(receiver, &ends) == 0 && ends) {
        receiver_end(receiver, RECEIVED_END);
        receiver->is_done = true;
    }
}

/* No more will come: show what is held back, then end as `how` says. */
static void finish(struct receiver *receiver, enum received how)
{
    framer_finish(receiver->framer);
    deliver(receiver);
    receiver_end(receiver, how);
    receiver->is_done = true;
}

/* ---- Receiving ----------------------------------------------------------- */

/* The screen may have to change although nothing comes. */
static void wait_for_person(struct receiver *receiver, struct pollfd *fds)
{
    int left = clock_shorter(clock_ms_left(receiver->piece_due),
                             clock_ms_left(receiver->typing_due));

    if (session_poll(receiver->session, NULL, fds, SESSION_FDS_MAX, left) != 0)
        return;
    if (clock_ms_left(receiver->piece_due) == 0)
        deliver_piece(receiver);
    if (clock_ms_left(receiver->typing_due) == 0)
        receiver_end_typing(receiver);
}

static void wait_for_more(struct receiver *receiver)
{
    struct session *session = receiver->session;
    struct pollfd fds[SESSION_FDS_MAX] = {
        {.fd = transport_fd(session->transport), .events = POLLIN},
        {.fd = flag_fd(&session->shutdown), .events = POLLIN},
        {.fd = flag_fd(&session->link.lost), .events = POLLIN},
    };

    /* The result does not matter: the loop looks again.  For a person, spinning
     * would not pay. */
    if (!receiver->terminal->by_lines)
        (void)session_poll(session, &receiver->spin, fds, SESSION_FDS_MAX, -1);
    else
        wait_for_person(receiver, fds);
    receiver_answer_door(receiver);
}

/* `length` bytes have been received. */
static void take(struct receiver *receiver, size_t length)
{
    if (length > 0 && !receiver->has_ended)
        atomic_fetch_add(&receiver->session->progress, 1);
    if (receiver->room) {
        receiver_take_frames(receiver, length);
        return;
    }
    framer_commit(receiver->framer, length);
    deliver(receiver);
}

/* The stream has ended. */
static void close_stream(struct receiver *receiver, enum received how)
{
    if (receiver->room)
        receiver_finish_frames(receiver, how);
    else
        finish(receiver, how);
}

/* How the stream ended that is broken.  Somebody busy may say so before the
 * other side's first frame only: then there was no conversation. */
static enum received judge_broken(const struct receiver *receiver)
{
    bool has_begun = !receiver->room || receiver->has_hello;

    return !has_begun &&
                   encrypted_transport_is_busy(receiver->session->transport)
               ? RECEIVED_BUSY
               : RECEIVED_BROKEN;
}

/* The link is broken; the conversation may go on over another one. */
static void on_broken(struct receiver *receiver, const struct error *why)
{
    const struct error copy = *why;

    receiver_end_typing(receiver);
    if (receiver_can_resume(receiver)) {
        receiver_resume(receiver, &copy);
        return;
    }
    if (!receiver->has_ended)
        receiver->session->in_receiving = copy;
    close_stream(receiver, judge_broken(receiver));
}

/* Nothing has come.  If main has found the link broken, nothing will. */
static void on_wait(struct receiver *receiver, bool is_lost)
{
    if (is_lost)
        on_broken(receiver, &receiver->session->link.why);
    else
        wait_for_more(receiver);
}

/* Receive once. */
static void receive(struct receiver *receiver, bool is_lost)
{
    struct session *session = receiver->session;
    struct error *error =
        receiver->has_ended ? &session->in_closing : &session->in_receiving;
    size_t size = FRAMER_CAPACITY, received = 0;
    char *room = receiver->room ? receiver->room
                                : framer_space(receiver->framer, &size);

    if (receiver->terminal->by_lines && size > BY_LINES_RECEIVE_MAX)
        size = BY_LINES_RECEIVE_MAX;
    switch (transport_receive(session->transport, room, size, &received,
                              error)) {
    case TRANSPORT_OK:
        take(receiver, received);
        break;
    case TRANSPORT_WAIT:
        on_wait(receiver, is_lost);
        break;
    case TRANSPORT_END:
        close_stream(receiver, RECEIVED_CLOSE);
        break;
    case TRANSPORT_BROKEN:
        on_broken(receiver, error);
        break;
    }
}

/* Open the conversation, and show the text that came with the opening. */
static void begin(struct receiver *receiver)
{
    switch (opening_run(receiver->session, receiver->framer)) {
    case OPENING_DONE:
        if (receiver->session->is_encrypted)
            receiver_use_frames(receiver);
        else
            deliver(receiver);
        break;
    case OPENING_CLOSED:
        finish(receiver, RECEIVED_CLOSE);
        break;
    case OPENING_REFUSED:
        receiver_end(receiver, RECEIVED_REFUSED);
        receiver->is_done = true;
        break;
    case OPENING_IS_BUSY:
        receiver_end(receiver, RECEIVED_BUSY);
        receiver->is_done = true;
        break;
    case OPENING_BROKEN:
        finish(receiver, RECEIVED_BROKEN);
        break;
    case OPENING_STOPPED:
        receiver->is_done = true;
        break;
    }
}

/* Take one step: receive, or deal with a broken link.  When main has found the
 * link broken, text that has come is not read: the other side will send it
 * again.  The exception is a HELLO that has not been read, because without it
 * the conversation may not be resumed. */
static void step(struct receiver *receiver)
{
    struct link *link = &receiver->session->link;
    bool is_lost = flag_is_raised(&link->lost);

    if (is_lost && atomic_load(&link->resumable) != LINK_OFFERED)
        on_broken(receiver, &link->why);
    else
        receive(receiver, is_lost);
}

void *receiver_run(void *argument)
{
    struct session *session = argument;
    struct receiver receiver = {
        .session = session,
        .terminal = session->setup->terminal,
        .framer = framer_new(),
        .piece_due = CLOCK_NEVER,
        .typing_due = CLOCK_NEVER,
    };

    session->received = RECEIVED_STOPPED;
    begin(&receiver);
    while (!receiver.is_done && !flag_is_raised(&session->shutdown))
        step(&receiver);
    receiver_end_typing(&receiver);
    framer_free(receiver.framer);
    free(receiver.room);
    flag_raise(&session->closed);
    return NULL;
}
