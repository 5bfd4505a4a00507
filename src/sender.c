/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "sender.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>

#include "buffer.h"
#include "command.h"
#include "control.h"
#include "delivery.h"
#include "framer.h"
#include "i18n.h"
#include "monotonic.h"
#include "session.h"
#include "signals.h"
#include "terminal.h"
#include "transport.h"
#include "verification.h"

/* Bytes on their way out. */
struct pending {
    const char *data;
    size_t length;
    bool is_text; /* the user's, not our own name, "%" or goodbye */
};

struct sender {
    struct session *session;
    struct terminal *terminal;
    struct framer *framer;   /* what was typed and is not sent yet */
    struct delivery delivery; /* what was sent and may not have arrived */
    struct pending pending;  /* borrowed from the framer or constant */
    size_t allowance;        /* bytes of input that may still be taken */
    struct buffer name;      /* the line that tells our name, once */
    bool opened;             /* it is known how to talk: sending may begin */
    bool input_over;         /* no input will be taken any more */
    bool end_typed;          /* "%end%" was in the input */
    bool leaving;            /* the user leaves: a goodbye is due, or said */
    bool goodbye_said;
    bool mid_line;           /* what was sent last did not end a line */
    bool must_wait;          /* the transport takes nothing now */
    bool half_closed;        /* everything is sent, and we have said so */
    bool broken;             /* sending has failed */
    bool peer_over;          /* the receiver has ended */
    bool impatient;          /* give up after a while without progress */
    bool gave_up;
    unsigned long progress;  /* as it was when the deadline was set */
    long deadline;           /* in ms, with `impatient` */
    struct facts *facts;
};

/* ---- Patience ------------------------------------------------------------ */

static void set_deadline(struct sender *sender)
{
    sender->progress = atomic_load(&sender->session->progress);
    sender->deadline = monotonic_ms() + sender->session->setup->patience_ms;
}

static void grow_impatient(struct sender *sender)
{
    if (!sender->impatient)
        set_deadline(sender);
    sender->impatient = true;
}

/* How long to wait before giving up, in ms; -1: for ever. */
static int patience_left(struct sender *sender)
{
    if (!sender->impatient)
        return -1;
    if (sender->progress != atomic_load(&sender->session->progress))
        set_deadline(sender);
    return monotonic_left(sender->deadline);
}

/* For poll: how long to wait, in ms; -1: for ever. */
static int time_left(struct sender *sender)
{
    int patience = patience_left(sender);
    int look = delivery_left(&sender->delivery);

    return look < 0 || (patience >= 0 && patience < look) ? patience : look;
}

/* ---- Ends ---------------------------------------------------------------- */

/* The user has had enough: after what is typed a goodbye goes out. */
static void leave(struct sender *sender)
{
    sender->input_over = true;
    sender->leaving = true;
    grow_impatient(sender);
}

static void fail_input(struct sender *sender)
{
    sender->facts->sent = SENT_UNREAD;
    sender->input_over = true;
    grow_impatient(sender);
}

/* Nothing can be sent any more.  What has come from the other side may still
 * say why, so the receiver is given the time to read it. */
static void fail_sending(struct sender *sender)
{
    sender->broken = true;
    sender->input_over = true;
    grow_impatient(sender);
}

/* The receiver has ended: how does sending go on?  (doc/protocol.md,
 * "Ending") */
static void follow_receiver(struct sender *sender)
{
    sender->peer_over = true;
    switch (sender->session->received) {
    case RECEIVED_END: /* send what the input holds, then stop */
        if (!sender->input_over)
            sender->allowance = terminal_held(sender->terminal);
        grow_impatient(sender);
        break;
    case RECEIVED_CLOSE: /* a pipe goes on to its end, as nc does */
        if (sender->terminal->is_person) {
            sender->allowance = 0;
            grow_impatient(sender);
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
        sender->input_over = true;
}

static size_t held_of(const struct sender *sender)
{
    size_t held;

    framer_held(sender->framer, &held);
    return held;
}

static bool is_over(const struct sender *sender)
{
    if (sender->gave_up)
        return true;
    /* Nothing is said yet and nothing will be: there is none to wait for.
     * With --plain the opening is over before one can wait for it. */
    if (sender->session->setup->encryption && !sender->opened &&
        sender->leaving && held_of(sender) == 0)
        return true;
    return sender->peer_over && (sender->half_closed || sender->broken);
}

/* ---- Sending ------------------------------------------------------------- */

static void say(struct sender *sender, const char *words)
{
    sender->pending = (struct pending){words, strlen(words), false};
}

/* The input is over and all of it is sent: say goodbye once, if one is due,
 * then half-close.  Returns true if there is something to send. */
static bool close_sending(struct sender *sender)
{
    delivery_close(&sender->delivery);
    if (sender->leaving && !sender->goodbye_said) {
        sender->goodbye_said = true;
        say(sender, sender->mid_line ? "\n" FRAMER_END_LINE "\n"
                                     : FRAMER_END_LINE "\n");
        return true;
    }
    if (!sender->half_closed &&
        transport_finish(sender->session->transport) == TRANSPORT_WAIT)
        sender->must_wait = true;
    else
        sender->half_closed = true;
    return false;
}

/* "%end%" has been typed.  Nothing that follows it can be sent. */
static void take_end(struct sender *sender)
{
    if (sender->end_typed)
        return;
    sender->end_typed = true;
    leave(sender);
    if (held_of(sender) > 0)
        terminal_notice(sender->terminal,
                        _("what was typed after %s is not sent"),
                        FRAMER_END_LINE);
}

/* Find what to send next.  Returns false if there is nothing now. */
static bool next_pending(struct sender *sender)
{
    struct framer_piece piece;

    if (sender->pending.length > 0)
        return true;
    if (sender->input_over)
        framer_finish(sender->framer);
    switch (framer_next_run(sender->framer, &piece)) {
    case FRAMER_TEXT:
        sender->pending = (struct pending){piece.data, piece.length, true};
        sender->mid_line = !piece.ends;
        return true;
    case FRAMER_END:
        take_end(sender);
        return close_sending(sender);
    case FRAMER_ESCAPE:
        sender->pending = (struct pending){"%", 1, false};
        return true;
    case FRAMER_CONTROL: /* not in this dialect */
    case FRAMER_NOTHING:
        return sender->input_over && close_sending(sender);
    }
    return false;
}

/* The first thing to do once it is known how to talk. */
static void follow_opening(struct sender *sender)
{
    const struct session *session = sender->session;

    sender->opened = true;
    sender->delivery.transport = session->transport;
    if (!session->is_encrypted)
        return;
    framer_set_dialect(sender->framer, FRAMER_TO_PEER);
    if (session->setup->name) {
        control_append_name(&sender->name, session->setup->name);
        sender->pending =
            (struct pending){sender->name.data, sender->name.length, false};
    }
}

/* Send as much as the transport takes. */
static void pump(struct sender *sender)
{
    if (!sender->opened && shutdown_raised(&sender->session->opened))
        follow_opening(sender);
    while (sender->opened && !sender->broken && !sender->gave_up &&
           next_pending(sender)) {
        struct pending *pending = &sender->pending;
        size_t sent = 0;

        switch (transport_send(sender->session->transport, pending->data,
                               pending->length, &sent,
                               &sender->facts->in_sending)) {
        case TRANSPORT_OK:
            if (pending->is_text)
                delivery_sent(&sender->delivery, pending->data, sent);
            pending->data += sent;
            pending->length -= sent;
            atomic_fetch_add(&sender->session->progress, 1);
            break;
        case TRANSPORT_WAIT:
            sender->must_wait = true;
            return;
        case TRANSPORT_END:
        case TRANSPORT_BROKEN:
            sender->facts->sent = SENT_BROKEN;
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
        return sender->pending.length == 0;
    /* While it is undecided, what is typed is held here. */
    return sender->session->setup->encryption &&
           held_of(sender) < FRAMER_CAPACITY;
}

/* An editor wants its keys at all times. */
static bool wants_input(const struct sender *sender)
{
    if (sender->input_over || sender->broken)
        return false;
    return has_room(sender) || sender->terminal->is_editor;
}

/* A person has typed a command. */
static void carry_out(struct sender *sender, const struct asked *asked)
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
        leave(sender);
        sender->end_typed = true;
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
        room = framer_space(sender->framer, &size);
    if (size > sender->allowance)
        size = sender->allowance;
    switch (terminal_read(sender->terminal, room, size, &length,
                          &sender->facts->in_sending)) {
    case TERMINAL_TEXT:
        framer_commit(sender->framer, length);
        if (sender->allowance != SIZE_MAX)
            sender->allowance -= length;
        if (sender->allowance == 0)
            sender->input_over = true;
        break;
    case TERMINAL_NONE:
        break;
    case TERMINAL_COMMAND:
        carry_out(sender, &sender->terminal->asked);
        break;
    case TERMINAL_END:
        if (sender->terminal->is_person)
            leave(sender);
        sender->input_over = true;
        break;
    case TERMINAL_FAILED:
        fail_input(sender);
        break;
    }
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
    /* With the receiver gone nobody else sees the connection break. */
    return sender->peer_over && sender->opened && !sender->half_closed ? 0
                                                                       : -1;
}

static void follow_transport(struct sender *sender)
{
    if (!sender->must_wait) {
        sender->facts->sent = SENT_BROKEN;
        error_set_errno(&sender->facts->in_sending, EPIPE, _("cannot send"));
        fail_sending(sender);
    }
    sender->must_wait = false;
}

/* Wait until something happens, and take note of it. */
static void wait_and_follow(struct sender *sender)
{
    short wanted = wanted_of_transport(sender);
    bool input = wants_input(sender);
    bool at_once = input && sender->terminal->has_more && has_room(sender);
    struct pollfd fds[] = {
        {.fd = input ? sender->terminal->input_fd : -1, .events = POLLIN},
        {.fd = sender->peer_over ? -1
                                 : shutdown_fd(&sender->session->shutdown),
         .events = POLLIN},
        {.fd = wanted < 0 ? -1 : transport_fd(sender->session->transport),
         .events = wanted},
        {.fd = sender->opened ? -1 : shutdown_fd(&sender->session->opened),
         .events = POLLIN},
        {.fd = terminal_behind_fd(sender->terminal), .events = POLLOUT},
    };
    int left = at_once ? 0 : time_left(sender);
    struct timespec timeout = {left / 1000, left % 1000 * 1000000L};
    int count;

    if (sender->input_over)
        terminal_stop_reading(sender->terminal);
    count = ppoll(fds, 5, left < 0 ? NULL : &timeout,
                  sender->session->setup->wait_mask);

    handle_signals(sender);
    if (count < 0)
        return; /* a signal */
    delivery_look(&sender->delivery);
    if (count == 0 && !at_once && patience_left(sender) == 0)
        give_up(sender);
    /* The descriptor wakes; only the flag makes what was written seen. */
    if (fds[1].revents && shutdown_raised(&sender->session->shutdown))
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
    struct facts *facts = sender->facts;
    const struct pending *pending = &sender->pending;
    size_t held;
    const char *rest = framer_held(sender->framer, &held);
    const struct buffer *untaken = terminal_untaken(sender->terminal);
    size_t left = untaken->length;

    if (sender->end_typed)
        held = left = 0; /* what follows "%end%" is not meant, the user knows */
    facts->unacknowledged = delivery_missing(&sender->delivery);
    facts->unsent = held + left + (pending->is_text ? pending->length : 0);
    if (!sender->terminal->is_person)
        return;
    buffer_append(&facts->lines, sender->delivery.outbox.text.data,
                  sender->delivery.outbox.text.length);
    if (pending->is_text)
        buffer_append(&facts->lines, pending->data, pending->length);
    buffer_append(&facts->lines, rest, held);
    buffer_append(&facts->lines, untaken->data, left);
}

void sender_run(struct session *session, struct facts *facts)
{
    struct sender sender = {
        .session = session,
        .terminal = session->setup->terminal,
        .framer = framer_new(),
        .delivery = {.terminal = session->setup->terminal},
        .allowance = SIZE_MAX,
        .facts = facts,
    };

    facts->sent = SENT_ALL;
    for (pump(&sender); !is_over(&sender); pump(&sender))
        wait_and_follow(&sender);
    if (facts->sent == SENT_ALL && sender.leaving)
        facts->sent = SENT_LEAVING;
    account(&sender);
    framer_free(sender.framer);
    delivery_release(&sender.delivery);
    buffer_release(&sender.name);
}
