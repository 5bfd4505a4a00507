/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/sender.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "terminal/command.h"
#include "chat/delivery.h"
#include "text/framer.h"
#include "base/i18n.h"
#include "wire/send_queue.h"
#include "net/lingering_close.h"
#include "chat/close_timer.h"
#include "chat/session.h"
#include "base/signals.h"
#include "terminal/terminal.h"
#include "net/transport.h"
#include "chat/verification.h"

/* So much of the input is taken, and sent, at once: what a pipe holds, less
 * what would no longer fit into one TCP segment over loopback when it is
 * encrypted.  A tiny second segment costs as much as the first
 * (doc/performance.md). */
#define TAKEN_MAX ((size_t)60 * 1024)

/* So often there was something to do at once until signals are let in: ppoll
 * lets none in when it finds a descriptor ready. */
#define BUSY_MAX 64

struct sender {
    struct session *session;
    struct terminal *terminal;
    struct send_queue queue; /* what is to be sent */
    struct delivery delivery; /* what was sent and may not have arrived */
    size_t allowance;        /* bytes of input that may still be taken */
    bool leaving;            /* the user has had enough */
    bool end_asked;          /* what follows "%end%" or /end is not meant */
    bool opened;             /* it is known how to talk: sending may begin */
    bool must_wait;          /* the transport takes nothing now */
    bool half_closed;        /* everything is sent, and we have said so */
    bool parted;             /* and nothing is lost by a close */
    uint64_t parting_at;     /* how far it was acknowledged on the way there */
    unsigned busy;           /* counts what there was to do at once */
    bool broken;             /* sending has failed */
    bool peer_over;          /* the receiver has ended */
    struct close_timer
        close_timer; /* at the end; when it runs out one gives up */
    bool gave_up;
    struct ending *ending;
};

/* ---- Time ---------------------------------------------------------------- */

/* After their "%end%" and our half-close something may still come. */
static bool is_parting(const struct sender *sender)
{
    return sender->peer_over && sender->half_closed && !sender->broken &&
           !sender->parted;
}

/* For poll: how long to wait, in ms; -1: for ever. */
static int time_left(struct sender *sender)
{
    int closing = close_timer_left(&sender->close_timer);
    int look = is_parting(sender) ? LINGERING_CLOSE_STEP_MS
                                  : delivery_left(&sender->delivery);

    return look < 0 || (closing >= 0 && closing < look) ? closing : look;
}

/* ---- Ends ---------------------------------------------------------------- */

/* Are there lines that are still to be taken?  Only an editor reads ahead. */
static bool has_typed_ahead(const struct sender *sender)
{
    return sender->terminal->is_editor && !sender->queue.has_ended &&
           !sender->end_asked &&
           terminal_untaken(sender->terminal)->length > 0;
}

/* The user has had enough: after what is typed a goodbye goes out.  Behind
 * lines that are still to be taken it waits for TERMINAL_END. */
static void leave(struct sender *sender)
{
    sender->leaving = true;
    if (!has_typed_ahead(sender))
        send_queue_end(&sender->queue, true);
    /* Before the other side hears of it: who insists then is heard too. */
    terminal_stop_reading(sender->terminal);
    close_timer_start(&sender->close_timer);
}

static void fail_input(struct sender *sender)
{
    sender->ending->sent = SENT_UNREAD;
    send_queue_end(&sender->queue, false);
    close_timer_start(&sender->close_timer);
}

/* Nothing can be sent any more.  What has come from the other side may still
 * say why, so the receiver is given the time to read it. */
static void fail_sending(struct sender *sender)
{
    sender->broken = true;
    send_queue_end(&sender->queue, false);
    close_timer_start(&sender->close_timer);
}

/* The receiver has ended: how does sending go on?  (doc/protocol.md,
 * "Ending") */
static void follow_receiver(struct sender *sender)
{
    sender->peer_over = true;
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
        sender->broken = true;
        break;
    }
    if (sender->allowance == 0)
        send_queue_end(&sender->queue, false);
}

static bool is_over(const struct sender *sender)
{
    /* Two Ctrl-C in one go: the second one was read like a key. */
    if (sender->gave_up ||
        (sender->leaving && terminal_insists(sender->terminal)))
        return true;
    /* Nothing is said yet and nothing will be: there is none to wait for.
     * With --plain the opening is over before one can wait for it. */
    if (sender->session->setup->encryption && !sender->opened &&
        sender->queue.wants_goodbye && send_queue_held(&sender->queue) == 0)
        return true;
    return sender->peer_over && (sender->parted || sender->broken);
}

static void part(struct sender *sender)
{
    uint64_t acknowledged = sender->parting_at;
    enum lingering_close parting = LINGERING_CLOSE_DONE;

    if (!is_parting(sender))
        return;
    if (sender->session->received == RECEIVED_END)
        parting =
            lingering_close_step(sender->session->transport, &acknowledged);
    sender->parted = parting != LINGERING_CLOSE_PENDING;
    sender->ending->cut_short = parting == LINGERING_CLOSE_LOST;
    if (acknowledged != sender->parting_at)
        atomic_fetch_add(&sender->session->progress, 1);
    sender->parting_at = acknowledged;
}

/* ---- Sending ------------------------------------------------------------- */

/* Tell the other side that this was all. */
static void half_close(struct sender *sender)
{
    delivery_close(&sender->delivery);
    if (!sender->half_closed &&
        transport_finish(sender->session->transport) == TRANSPORT_WAIT)
        sender->must_wait = true;
    else
        sender->half_closed = true;
}

/* "%end%" has been typed.  Nothing that follows it can be sent. */
static void take_end(struct sender *sender)
{
    struct error error = {0};
    bool has_rest = send_queue_held(&sender->queue) > 0;

    sender->end_asked = true;
    leave(sender);
    if (sender->terminal->is_person) {
        if (has_rest)
            terminal_notice(sender->terminal,
                            _("what was typed after %s is not sent"),
                            FRAMER_END_LINE);
    } else if (has_rest || terminal_held(sender->terminal) > 0) {
        /* Nobody has read it over: this is data that is lost. */
        error_set(&error, _("what followed %s in the input is not sent"),
                  FRAMER_END_LINE);
        terminal_complain(sender->terminal, error.text);
    }
}

/* Is there something to send? */
static bool has_next(struct sender *sender)
{
    enum send_queue_state state = send_queue_next(&sender->queue);

    if (state == SEND_QUEUE_END_TYPED) {
        take_end(sender);
        state = send_queue_next(&sender->queue);
    }
    if (state == SEND_QUEUE_GOODBYE)
        delivery_close(&sender->delivery);
    if (state == SEND_QUEUE_DONE)
        half_close(sender);
    return state == SEND_QUEUE_SEND || state == SEND_QUEUE_GOODBYE;
}

/* The first thing to do once it is known how to talk. */
static void follow_opening(struct sender *sender)
{
    const struct session *session = sender->session;

    sender->opened = true;
    sender->delivery.transport = session->transport;
    if (session->is_encrypted)
        send_queue_encrypt(&sender->queue, session->setup->name);
}

/* Send as much as the transport takes. */
static void pump(struct sender *sender)
{
    if (!sender->opened && flag_is_raised(&sender->session->opened))
        follow_opening(sender);
    while (sender->opened && !sender->broken && !sender->gave_up &&
           has_next(sender)) {
        struct send_queue *queue = &sender->queue;
        size_t sent = 0;

        switch (transport_send(sender->session->transport, queue->data,
                               queue->length, &sent,
                               &sender->ending->in_sending)) {
        case TRANSPORT_OK:
            if (queue->is_text)
                delivery_sent(&sender->delivery, queue->data, sent);
            send_queue_sent(queue, sent);
            atomic_fetch_add(&sender->session->progress, 1);
            break;
        case TRANSPORT_WAIT:
            sender->must_wait = true;
            return;
        case TRANSPORT_END:
        case TRANSPORT_BROKEN:
            sender->ending->sent = SENT_BROKEN;
            fail_sending(sender);
            return;
        }
    }
}

/* ---- Reading the terminal ------------------------------------------------ */

/* What is typed and not sent yet stays where it is until it has gone, so
 * nothing more is taken in meanwhile. */
static bool has_room(const struct sender *sender)
{
    if (sender->opened)
        return sender->queue.length == 0;
    /* While it is undecided, what is typed is held here. */
    return sender->session->setup->encryption &&
           send_queue_held(&sender->queue) < FRAMER_CAPACITY;
}

/* An editor wants its keys at all times. */
static bool wants_input(const struct sender *sender)
{
    if (sender->queue.has_ended || sender->broken)
        return false;
    return has_room(sender) || sender->terminal->is_editor;
}

/* A person has typed a command. */
static void carry_out(struct sender *sender, const struct user_command *asked)
{
    switch (asked->command) {
    case COMMAND_UNKNOWN:
    case COMMAND_HELP:
        terminal_explain(sender->terminal, asked);
        break;
    case COMMAND_VERIFY:
        verification_show(sender->session);
        break;
    case COMMAND_VERIFY_YES:
        verification_confirm(sender->session);
        break;
    case COMMAND_END:
        sender->end_asked = true;
        leave(sender);
        if (terminal_untaken(sender->terminal)->length > 0)
            terminal_notice(sender->terminal,
                            _("what was typed after %s is not sent"),
                            asked->word);
        break;
    }
}

static void read_input(struct sender *sender)
{
    size_t size = 0, length = 0;
    char *room = NULL;

    if (has_room(sender))
        room = send_queue_space(&sender->queue, &size);
    if (size > TAKEN_MAX)
        size = TAKEN_MAX;
    if (size > sender->allowance)
        size = sender->allowance;
    switch (terminal_read(sender->terminal, room, size, &length,
                          &sender->ending->in_sending)) {
    case TERMINAL_TEXT:
        send_queue_commit(&sender->queue, length);
        if (sender->allowance != SIZE_MAX)
            sender->allowance -= length;
        if (sender->allowance == 0)
            send_queue_end(&sender->queue, false);
        break;
    case TERMINAL_NONE:
        break;
    case TERMINAL_COMMAND:
        carry_out(sender, &sender->terminal->asked);
        break;
    case TERMINAL_END:
        if (sender->terminal->is_person)
            leave(sender);
        else
            send_queue_end(&sender->queue, false);
        break;
    case TERMINAL_FAILED:
        fail_input(sender);
        break;
    }
    if (sender->terminal->has_left && !sender->leaving)
        leave(sender);
}

/* ---- Waiting ------------------------------------------------------------- */

static void give_up(struct sender *sender)
{
    sender->gave_up = true;
}

/* The first request to leave is polite, the second one does not wait. */
static void leave_or_give_up(struct sender *sender)
{
    if (sender->leaving)
        give_up(sender);
    else
        leave(sender);
}

static void handle_signals(struct sender *sender)
{
    unsigned arrived = signals_take();

    if ((arrived & SIGNALS_INTERRUPT) &&
        (sender->leaving || !terminal_interrupt(sender->terminal)))
        leave_or_give_up(sender);
    if (arrived & SIGNALS_LEAVE)
        leave_or_give_up(sender);
    terminal_follow(sender->terminal, arrived);
}

/* What to wait for on the connection; -1: nothing.  Errors always count. */
static short wanted_of_transport(const struct sender *sender)
{
    if (sender->must_wait)
        return POLLOUT;
    if (is_parting(sender))
        return POLLIN;
    /* With the receiver gone nobody else sees the connection break. */
    return sender->peer_over && sender->opened && !sender->half_closed ? 0
                                                                       : -1;
}

static void follow_transport(struct sender *sender)
{
    if (is_parting(sender))
        return; /* part sees it */
    if (!sender->must_wait) {
        sender->ending->sent = SENT_BROKEN;
        error_set_errno(&sender->ending->in_sending, EPIPE, _("cannot send"));
        fail_sending(sender);
    }
    sender->must_wait = false;
}

static void follow_delivery(struct sender *sender)
{
    delivery_look(&sender->delivery);
    if (!sender->delivery.is_lost || sender->broken)
        return;
    sender->ending->sent = SENT_BROKEN;
    error_set_errno(&sender->ending->in_sending, ETIMEDOUT, _("cannot send"));
    fail_sending(sender);
}

static void let_signals_in(const struct sender *sender)
{
    static const struct timespec at_once;

    (void)ppoll(NULL, 0, &at_once, sender->session->setup->wait_mask);
}

/* Wait until something happens, and take note of it. */
static void wait_and_follow(struct sender *sender)
{
    short wanted = wanted_of_transport(sender);
    bool input = wants_input(sender);
    bool at_once = input && sender->terminal->has_more && has_room(sender);
    struct pollfd fds[] = {
        {.fd = input && !sender->leaving ? sender->terminal->input_fd : -1,
         .events = POLLIN},
        {.fd = sender->peer_over ? -1
                                 : flag_fd(&sender->session->shutdown),
         .events = POLLIN},
        {.fd = wanted < 0 ? -1 : transport_fd(sender->session->transport),
         .events = wanted},
        {.fd = sender->opened ? -1 : flag_fd(&sender->session->opened),
         .events = POLLIN},
        {.fd = terminal_behind_fd(sender->terminal), .events = POLLOUT},
    };
    int left = at_once ? 0 : time_left(sender);
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
    follow_delivery(sender);
    if (count == 0 && !at_once && close_timer_left(&sender->close_timer) == 0)
        give_up(sender);
    /* The descriptor wakes; only the flag makes what was written seen. */
    if (fds[1].revents && flag_is_raised(&sender->session->shutdown))
        follow_receiver(sender);
    if (fds[2].revents)
        follow_transport(sender);
    if (fds[4].revents)
        terminal_draw(sender->terminal);
    if ((fds[0].revents || at_once) && wants_input(sender))
        read_input(sender);
}

/* ---- The whole ----------------------------------------------------------- */

/* Write down what was not sent and what may not have arrived. */
static void account(struct sender *sender)
{
    struct ending *ending = sender->ending;
    const struct buffer *late = &sender->delivery.unacked.text;
    const struct buffer *untaken = terminal_untaken(sender->terminal);
    struct buffer unsent = {0};

    send_queue_append_unsent(&sender->queue, &unsent);
    if (!sender->end_asked)
        buffer_append(&unsent, untaken->data, untaken->length);
    ending->unacknowledged = delivery_missing(&sender->delivery);
    ending->unsent = unsent.length;
    ending->cut_short |= sender->gave_up || sender->broken;
    if (sender->terminal->is_person) {
        buffer_append(&ending->lines, late->data, late->length);
        buffer_append(&ending->lines, unsent.data, unsent.length);
    }
    buffer_release(&unsent);
}

void sender_run(struct session *session, struct ending *ending)
{
    struct sender sender = {
        .session = session,
        .terminal = session->setup->terminal,
        .delivery = {.terminal = session->setup->terminal,
                     .timeout_ms = session->setup->timeout_ms},
        .close_timer = {.progress = &session->progress,
                     .limit_ms = session->setup->close_ms},
        .allowance = SIZE_MAX,
        .ending = ending,
    };

    send_queue_init(&sender.queue);
    ending->sent = SENT_ALL;
    for (;;) {
        pump(&sender);
        part(&sender);
        if (is_over(&sender))
            break;
        wait_and_follow(&sender);
    }
    if (ending->sent == SENT_ALL && sender.leaving)
        ending->sent = SENT_LEAVING;
    account(&sender);
    send_queue_release(&sender.queue);
    delivery_release(&sender.delivery);
}
