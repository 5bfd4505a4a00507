/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/sender_private.h"

#include <errno.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/flag.h"
#include "base/i18n.h"
#include "base/message.h"
#include "base/ppoll.h"
#include "base/signals.h"
#include "chat/ending.h"
#include "chat/files.h"
#include "chat/notes.h"
#include "chat/session.h"
#include "monitor/monitor.h"
#include "net/lingering_close.h"
#include "net/transport.h"
#include "terminal/terminal.h"
#include "terminal/terminal_input.h"

/* After how many waits in a row that found something at once signals are let
 * in: ppoll lets none in when it finds a descriptor ready. */
#define BUSY_MAX 64

/* How much time is left for the close, in ms; -1: there is no limit, for
 * example while the link is broken and the user has not asked for the end. */
static int closing_left(struct sender *sender)
{
    return sender->is_down && !sender->is_leaving
               ? -1
               : close_timer_left(&sender->close_timer);
}

/* For poll: how long to wait, in ms; -1: for ever. */
static int wait_limit(struct sender *sender)
{
    int closing = closing_left(sender);
    int look = sender_is_confirming(sender) ? LINGERING_CLOSE_STEP_MS
                                            : delivery_left(&sender->delivery);

    return clock_shorter(
        clock_shorter(clock_shorter(closing, look),
                      files_left(sender->files)),
        clock_shorter(sender_ack_left(sender), sender_silence_left(sender)));
}

/* The other side's text has ended: decide how sending goes on (doc/protocol.md,
 * "Ending"). */
static void on_receiver_ended(struct sender *sender)
{
    struct session *session = sender->session;

    sender->receiver_ended = true;
    /* In plain nothing else will come either. */
    sender->receiver_closed =
        !flag_is_raised(&session->opened) || !session->is_encrypted;
    switch (session->received) {
    case RECEIVED_END: /* send only what has been typed by now */
        sender_limit_input(sender);
        close_timer_start(&sender->close_timer);
        break;
    case RECEIVED_CLOSE: /* a pipe goes on to its end, as nc does */
        if (sender->terminal->is_person) {
            sender_limit_input(sender);
            close_timer_start(&sender->close_timer);
        }
        delivery_must_move(&sender->delivery);
        break;
    case RECEIVED_STOPPED:
    case RECEIVED_REFUSED:
    case RECEIVED_BUSY:
    case RECEIVED_UNWANTED:
    case RECEIVED_BROKEN:
    case RECEIVED_UNSHOWN:
        sender->is_broken = true;
        send_queue_end(&sender->queue, false);
        break;
    }
}

/* The monitor has been killed: charla does not go on without it. */
static void on_monitor_gone(struct sender *sender)
{
    sender->ending->sent = SENT_UNREAD;
    error_set(&sender->ending->in_sending, _("charla's monitor is gone"));
    sender_leave(sender);
}

/* The other side has made no progress for too long. */
static void time_out(struct sender *sender)
{
    sender->gave_up = true;
    sender->ending->timed_out = true;
}

/* The first request to leave is polite, the second one does not wait. */
static void leave_or_stop(struct sender *sender)
{
    if (sender->is_leaving)
        sender->gave_up = true;
    else
        sender_leave(sender);
}

void sender_drain(struct sender *sender)
{
    enum terminal_typing typing = terminal_drain(sender->terminal);

    sender->is_input_over = true;
    sender->drains = sender->terminal->is_editor && typing != TERMINAL_GONE;
    if (typing == TERMINAL_INTERRUPTED)
        leave_or_stop(sender);
}

static void handle_signals(struct sender *sender)
{
    unsigned arrived = signals_take();
    unsigned forced = sender->is_leaving ? arrived & SIGNALS_INTERRUPT : 0;
    unsigned left =
        terminal_signal(sender->terminal, arrived & ~forced) | forced;

    if (arrived & (SIGNALS_STOP | SIGNALS_CONTINUE)) {
        delivery_begin_anew(&sender->delivery);
        close_timer_begin_anew(&sender->close_timer);
    }
    if (left & SIGNALS_INTERRUPT)
        leave_or_stop(sender);
    if (left & SIGNALS_LEAVE)
        leave_or_stop(sender);
}

/* The system says that the connection is gone. */
static void lose_link(struct sender *sender, int number)
{
    struct error why = {0};

    error_set_errno(&why, number, _("cannot send"));
    if (sender_break(sender, &why))
        return;
    sender->ending->sent = SENT_BROKEN;
    sender->ending->in_sending = why;
    sender_fail(sender);
}

/* What to wait for on the connection; -1: nothing.  Errors always count. */
static short wanted_of_transport(const struct sender *sender)
{
    if (sender->is_down)
        return -1;
    if (sender->must_wait)
        return POLLOUT;
    if (sender_is_confirming(sender))
        return -1; /* a descriptor at its end would wake for ever */
    /* When the receiver has ended, only main can see the connection break. */
    return sender->receiver_closed && sender->is_opened &&
                   !sender->is_half_closed
               ? 0
               : -1;
}

static bool is_command_over(const struct sender *sender, short events)
{
    struct transport_link link;

    if (sender->must_wait || events != POLLHUP)
        return false;
    transport_look(sender->session->transport, &link);
    return link.is_command && !link.is_broken;
}

static void on_transport(struct sender *sender, short events)
{
    if (is_command_over(sender, events)) {
        sender_limit_input(sender);
        close_timer_start(&sender->close_timer);
        return;
    }
    if (!sender->must_wait)
        lose_link(sender, EPIPE);
    sender->must_wait = false;
}

static void check_delivery(struct sender *sender)
{
    delivery_look(&sender->delivery);
    if (sender->is_broken)
        return;
    if (sender->delivery.is_stalled)
        time_out(sender);
    if (sender->delivery.is_lost)
        lose_link(sender, ETIMEDOUT);
}

/* Is it time to judge whether the other side takes too long?  That must not be
 * done before it is known whether this process was stopped. */
static bool is_late(struct sender *sender)
{
    return delivery_left(&sender->delivery) == 0 || closing_left(sender) == 0;
}

static void let_signals_in(struct sender *sender)
{
    static const struct timespec at_once;

    if (++sender->busy % BUSY_MAX == 0 || is_late(sender))
        (void)ppoll(NULL, 0, &at_once, sender->session->setup->wait_mask);
}

/* What sender_wait waits for. */
enum event {
    ON_INPUT,
    ON_ENDED,     /* no more text will come */
    ON_CLOSED,    /* nor anything else */
    ON_MOVED,     /* text was shown, or acknowledged */
    ON_LOST,      /* the link is broken */
    ON_RESTORED,  /* there is a new one */
    ON_TRANSPORT, /* room, or trouble */
    ON_OPENED,
    ON_SILENT, /* like ON_OPENED it only wakes: send_queued looks itself */
    ON_SCREEN, /* room, for what is still to be drawn */
    ON_ERRORS, /* room on standard error */
    ON_MONITOR, /* the monitor is gone */
    ON_NOTES, /* the command of --via has written a note */
    EVENTS,
};

static void choose_events(struct sender *sender, bool input,
                          struct pollfd fds[EVENTS])
{
    struct session *session = sender->session;
    struct terminal *terminal = sender->terminal;
    short wanted = wanted_of_transport(sender);

    for (int i = 0; i < EVENTS; i++)
        fds[i] = (struct pollfd){.fd = -1, .events = POLLIN};
    if (sender->drains || (input && !sender->is_leaving))
        fds[ON_INPUT].fd = terminal->input_fd;
    if (!sender->receiver_ended)
        fds[ON_ENDED].fd = flag_fd(&session->ended);
    if (sender->receiver_ended && !sender->receiver_closed)
        fds[ON_CLOSED].fd = flag_fd(&session->closed);
    fds[ON_MOVED].fd = flag_fd(&session->moved);
    fds[sender->is_down ? ON_RESTORED : ON_LOST].fd = flag_fd(
        sender->is_down ? &session->link.restored : &session->link.lost);
    if (!sender->is_opened)
        fds[ON_OPENED].fd = flag_fd(&session->opened);
    if (!sender->is_opened && !sender->knows_silence)
        fds[ON_SILENT].fd = flag_fd(&session->silent);
    if (wanted >= 0)
        fds[ON_TRANSPORT] = (struct pollfd){
            .fd = transport_fd(session->transport), .events = wanted};
    fds[ON_SCREEN] = (struct pollfd){.fd = terminal_undrawn_fd(terminal),
                                     .events = POLLOUT};
    fds[ON_ERRORS] =
        (struct pollfd){.fd = message_behind_fd(), .events = POLLOUT};
    fds[ON_NOTES].fd = notes_fd(session->setup->notes);
    /* While the link is broken the receiver asks the monitor to call. */
    if (session->setup->monitor && !sender->is_leaving && !sender->is_down)
        fds[ON_MONITOR] =
            (struct pollfd){.fd = session->setup->monitor->socket};
}

static void act_on(struct sender *sender, const struct pollfd fds[EVENTS],
                   bool at_once)
{
    /* Only flag_is_raised makes visible what the other thread has written. */
    if (fds[ON_ENDED].revents && flag_is_raised(&sender->session->ended))
        on_receiver_ended(sender);
    if (fds[ON_CLOSED].revents && flag_is_raised(&sender->session->closed))
        sender_on_closed(sender);
    if (fds[ON_MOVED].revents)
        flag_lower(&sender->session->moved);
    if (fds[ON_LOST].revents && !sender->is_down &&
        flag_is_raised(&sender->session->link.lost))
        sender_suspend(sender);
    else if (fds[ON_TRANSPORT].revents)
        on_transport(sender, fds[ON_TRANSPORT].revents);
    if (fds[ON_RESTORED].revents &&
        flag_is_raised(&sender->session->link.restored))
        sender_restore(sender);
    if (fds[ON_SCREEN].revents)
        terminal_draw(sender->terminal);
    if (fds[ON_ERRORS].revents)
        message_push();
    if (fds[ON_NOTES].revents)
        notes_show(sender->session->setup->notes, sender->terminal);
    if (fds[ON_MONITOR].revents)
        on_monitor_gone(sender);
    if (fds[ON_INPUT].revents && sender->drains)
        sender_drain(sender);
    else if ((fds[ON_INPUT].revents || at_once) && sender_wants_input(sender))
        sender_read_input(sender);
}

/* Is there a piece of a file to read or to send? */
static bool has_file_work(const struct sender *sender)
{
    return !sender->must_wait && !sender->is_down && !sender->queue.has_ended &&
           files_are_busy(sender->files);
}

void sender_wait(struct sender *sender)
{
    bool input = sender_wants_input(sender);
    bool at_once =
        input && sender->terminal->has_more && sender_has_room(sender);
    int left = at_once || has_file_work(sender) ? 0 : wait_limit(sender);
    struct timespec timeout = {left / 1000, left % 1000 * 1000000L};
    struct pollfd fds[EVENTS];
    int count;

    choose_events(sender, input, fds);
    count = ppoll(fds, EVENTS, left < 0 ? NULL : &timeout,
                  sender->session->setup->wait_mask);
    if (count > 0)
        let_signals_in(sender);
    handle_signals(sender);
    if (count < 0)
        return; /* a signal */
    check_delivery(sender);
    if (count == 0 && !at_once && closing_left(sender) == 0)
        time_out(sender);
    act_on(sender, fds, at_once);
}
