/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/sender_private.h"

#include <errno.h>
#include <poll.h>

#include "base/error.h"
#include "base/flag.h"
#include "base/i18n.h"
#include "base/signals.h"
#include "chat/ending.h"
#include "chat/session.h"
#include "net/lingering_close.h"
#include "net/transport.h"
#include "terminal/terminal.h"

/* So often there was something to do at once until signals are let in: ppoll
 * lets none in when it finds a descriptor ready. */
#define BUSY_MAX 64

/* For poll: how long to wait, in ms; -1: for ever. */
static int wait_limit(struct sender *sender)
{
    int closing = close_timer_left(&sender->close_timer);
    int look = sender_is_confirming(sender) ? LINGERING_CLOSE_STEP_MS
                                            : delivery_left(&sender->delivery);

    return look < 0 || (closing >= 0 && closing < look) ? closing : look;
}

/* The receiver thread has ended: how sending goes on (doc/protocol.md,
 * "Ending"). */
static void on_receiver_ended(struct sender *sender)
{
    sender->receiver_ended = true;
    switch (sender->session->received) {
    case RECEIVED_END: /* send what the input holds, then stop */
        if (!sender->queue.has_ended)
            sender->allowance = terminal_held(sender->terminal);
        close_timer_start(&sender->close_timer);
        break;
    case RECEIVED_CLOSE: /* a pipe goes on to its end, as nc does */
        if (sender->terminal->is_person) {
            sender->allowance = 0;
            close_timer_start(&sender->close_timer);
        }
        break;
    case RECEIVED_STOPPED:
    case RECEIVED_REFUSED:
    case RECEIVED_BROKEN:
    case RECEIVED_UNSHOWN:
        sender->is_broken = true;
        break;
    }
    if (sender->allowance == 0)
        send_queue_end(&sender->queue, false);
}

static void give_up(struct sender *sender)
{
    sender->gave_up = true;
}

/* The first request to leave is polite, the second one does not wait. */
static void leave_or_stop(struct sender *sender)
{
    if (sender->is_leaving)
        give_up(sender);
    else
        sender_leave(sender);
}

static void handle_signals(struct sender *sender)
{
    unsigned arrived = signals_take();

    if ((arrived & SIGNALS_INTERRUPT) &&
        (sender->is_leaving || !terminal_interrupt(sender->terminal)))
        leave_or_stop(sender);
    if (arrived & SIGNALS_LEAVE)
        leave_or_stop(sender);
    terminal_follow(sender->terminal, arrived);
}

/* What to wait for on the connection; -1: nothing.  Errors always count. */
static short wanted_of_transport(const struct sender *sender)
{
    if (sender->must_wait)
        return POLLOUT;
    if (sender_is_confirming(sender))
        return POLLIN;
    /* With the receiver gone nobody else sees the connection break. */
    return sender->receiver_ended && sender->is_opened &&
                   !sender->is_half_closed
               ? 0
               : -1;
}

static void on_transport(struct sender *sender)
{
    if (sender_is_confirming(sender))
        return; /* the lingering close sees it */
    if (!sender->must_wait) {
        sender->ending->sent = SENT_BROKEN;
        error_set_errno(&sender->ending->in_sending, EPIPE, _("cannot send"));
        sender_fail(sender);
    }
    sender->must_wait = false;
}

static void check_delivery(struct sender *sender)
{
    delivery_look(&sender->delivery);
    if (!sender->delivery.is_lost || sender->is_broken)
        return;
    sender->ending->sent = SENT_BROKEN;
    error_set_errno(&sender->ending->in_sending, ETIMEDOUT, _("cannot send"));
    sender_fail(sender);
}

static void let_signals_in(const struct sender *sender)
{
    static const struct timespec at_once;

    (void)ppoll(NULL, 0, &at_once, sender->session->setup->wait_mask);
}

void sender_wait(struct sender *sender)
{
    short wanted = wanted_of_transport(sender);
    bool input = sender_wants_input(sender);
    bool at_once =
        input && sender->terminal->has_more && sender_has_room(sender);
    struct pollfd fds[] = {
        {.fd = input && !sender->is_leaving ? sender->terminal->input_fd : -1,
         .events = POLLIN},
        {.fd =
             sender->receiver_ended ? -1 : flag_fd(&sender->session->shutdown),
         .events = POLLIN},
        {.fd = wanted < 0 ? -1 : transport_fd(sender->session->transport),
         .events = wanted},
        {.fd = sender->is_opened ? -1 : flag_fd(&sender->session->opened),
         .events = POLLIN},
        {.fd = terminal_behind_fd(sender->terminal), .events = POLLOUT},
    };
    int left = at_once ? 0 : wait_limit(sender);
    struct timespec timeout = {left / 1000, left % 1000 * 1000000L};
    int count;

    if (sender->queue.has_ended)
        terminal_stop_reading(sender->terminal);
    count = ppoll(fds, 5, left < 0 ? NULL : &timeout,
                  sender->session->setup->wait_mask);
    if (count > 0 && ++sender->busy % BUSY_MAX == 0)
        let_signals_in(sender);

    handle_signals(sender);
    if (count < 0)
        return; /* a signal */
    check_delivery(sender);
    if (count == 0 && !at_once && close_timer_left(&sender->close_timer) == 0)
        give_up(sender);
    /* The descriptor wakes; only the flag makes what was written seen. */
    if (fds[1].revents && flag_is_raised(&sender->session->shutdown))
        on_receiver_ended(sender);
    if (fds[2].revents)
        on_transport(sender);
    if (fds[4].revents)
        terminal_draw(sender->terminal);
    if ((fds[0].revents || at_once) && sender_wants_input(sender))
        sender_read_input(sender);
}
