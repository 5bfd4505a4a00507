/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* receiver_resume: gets a new link when the old one breaks (doc/protocol.md,
 * "Resuming").  The caller's receiver calls again; the listener's waits until
 * it is called again. */
#include <config.h>

#include "chat/receiver_private.h"

#include <poll.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "chat/door.h"
#include "chat/door_return.h"
#include "chat/returning.h"
#include "chat/session.h"
#include "crypto/encrypted_transport.h"
#include "monitor/monitor_client.h"
#include "net/address.h"
#include "net/transport.h"
#include "terminal/terminal.h"
#include "terminal/terminal_notice.h"

/* After this many refused connections in a row, nobody waits there any
 * more. */
#define NOBODY_MAX 3

/* The shortest time between two starts of the command of --via, in ms; also how
 * often to check whether the last one has failed. */
#define COMMAND_AGAIN_MS 1000

/* How an attempt to get a new link has ended. */
enum way {
    WAY_ON,      /* there is a new link */
    WAY_NONE,    /* there is none in time, or no use in trying */
    WAY_REFUSED, /* it was not safe */
    WAY_STOPPED, /* the user has left */
};

struct resume {
    struct receiver *receiver;
    struct error why;  /* why the link broke */
    int64_t began;     /* when it broke */
    int64_t deadline;  /* until when to try */
    bool is_settled;   /* this side misses nothing: a new link is only for what
                          the other side may miss */
    struct transport *transport; /* the new one */
    struct link_resumption resumption;
    struct error error; /* why there is no new link */
};

/* Does each side have all of the other's text and its end, as far as this side
 * knows? */
static bool is_settled(const struct receiver *receiver)
{
    struct session *session = receiver->session;

    return receiver->has_ended && atomic_load(&session->is_all_sent) &&
           atomic_load(&session->acknowledged) == atomic_load(&session->sent);
}

/* ---- What the user is told ----------------------------------------------- */

static void tell_break(const struct resume *resume)
{
    const struct session *session = resume->receiver->session;
    struct terminal *terminal = session->setup->terminal;
    bool calls = session->setup->host != NULL;

    if (resume->is_settled)
        return;
    if (!terminal->quiet)
        terminal_warn(terminal,
                      calls ? _("connection lost (%s); calling again (what you "
                                "send is kept)")
                            : _("connection lost (%s); waiting for the other "
                                "side to call again (what you send is kept)"),
                      resume->why.text);
    terminal_set_text(terminal, TERMINAL_PROMPT,
                      calls ? _("calling again")
                            : _("waiting for the other side"));
}

static void tell_restored(const struct resume *resume)
{
    const struct session *session = resume->receiver->session;
    int64_t took = clock_monotonic_ms() - resume->began;

    session_label(session);
    if (!resume->is_settled)
        terminal_notice(session->setup->terminal,
                        _("connected again after %d s; nothing was lost"),
                        (int)((took + 999) / 1000));
}

/* ---- The old link -------------------------------------------------------- */

/* Wait until `fd` is readable, or the deadline has passed.  Returns false if
 * the user has left. */
static bool wait_until(struct session *session, int fd, int64_t deadline)
{
    struct pollfd fds[] = {
        {.fd = fd, .events = POLLIN},
        {.fd = flag_fd(&session->shutdown), .events = POLLIN},
    };

    (void)session_poll(session, NULL, fds, 2, clock_ms_left(deadline));
    return !flag_is_raised(&session->shutdown);
}

/* Wait until main no longer uses the transport, then free it.  Returns false
 * if the user has left. */
static bool drop_link(struct session *session)
{
    struct link *link = &session->link;

    link_break(link);
    while (!flag_is_raised(&link->released))
        if (!wait_until(session, flag_fd(&link->released), CLOCK_NEVER))
            return false;
    transport_abort(session->transport);
    transport_free(session->transport);
    session->transport = NULL;
    return true;
}

/* ---- The caller ---------------------------------------------------------- */

static enum way call_again(struct resume *resume)
{
    const struct receiver *receiver = resume->receiver;
    const struct returning_limits limits = {
        .deadline = resume->deadline,
        .nobody_max = resume->is_settled ? 1 : NOBODY_MAX,
    };

    switch (returning_run(receiver->session, receiver->taken, &limits,
                          &resume->transport, &resume->resumption.position,
                          &resume->error)) {
    case RETURNING_DONE:
        return WAY_ON;
    case RETURNING_STOPPED:
        return WAY_STOPPED;
    case RETURNING_UNSAFE:
        return WAY_REFUSED;
    case RETURNING_FAILED:
    case RETURNING_NOBODY:
    case RETURNING_GONE:
        break;
    }
    return WAY_NONE;
}

/* ---- The listener -------------------------------------------------------- */

/* Let in the caller at the door that has the right key.  Returns true if it
 * resumes this conversation; false if it wants to begin a new one, or cannot
 * go on from where it says. */
static bool let_in(struct resume *resume)
{
    struct receiver *receiver = resume->receiver;
    struct door *door = receiver->session->setup->door;
    const struct door_guest *guest = door_look_return(door);
    struct door_guest taken;

    if (!guest || !session_may_resume_at(receiver->session, guest->position)) {
        door_refuse_return(door);
        return false;
    }
    door_take_return(door, &taken);
    resume->transport = taken.transport;
    resume->resumption = (struct link_resumption){
        .position = taken.position,
        .is_answer_due = true,
        .answer = receiver->taken,
    };
    return true;
}

/* The link was a command, so nobody can call: start it again, at most once a
 * second.  If it cannot be started, try again in the same way. */
static void renew_command(struct session *session, int64_t *next)
{
    struct address nobody;
    struct error ignored = {0};
    int fd;

    if (clock_ms_left(*next) > 0)
        return;
    *next = clock_monotonic_ms() + COMMAND_AGAIN_MS;
    if (monitor_client_dial(session->setup->monitor, 0, &ignored) < 0)
        return;
    fd = monitor_client_dialled(session->setup->monitor, &nobody, &ignored);
    if (fd < 0)
        return;
    door_admit(session->setup->door, fd);
}

static enum way wait_for_caller(struct resume *resume)
{
    struct session *session = resume->receiver->session;
    struct door *door = session->setup->door;
    const struct door_guest *guest;
    int64_t next = 0, until;

    door_miss(door);
    do {
        int64_t soon = clock_monotonic_ms() + COMMAND_AGAIN_MS;

        until = resume->deadline;
        if (session->setup->by_command) {
            if (door_is_empty(door))
                renew_command(session, &next);
            until = soon < until ? soon : until;
        }
        guest = door_look_return(door);
        if (guest && guest->begins_anew) {
            error_set(&resume->error,
                      _("the other side has begun a new conversation"));
            return WAY_NONE; /* a peer that begins anew waits at the door */
        }
        if (guest && let_in(resume))
            return WAY_ON;
        if (!wait_until(session, -1, until))
            return WAY_STOPPED;
    } while (clock_ms_left(resume->deadline) > 0);
    return WAY_NONE;
}

/* ---- The whole ----------------------------------------------------------- */

/* There is no new link: end, with the reason where that of a broken link
 * belongs. */
static void give_up(struct resume *resume, enum way way)
{
    struct receiver *receiver = resume->receiver;
    struct session *session = receiver->session;
    struct error *error =
        receiver->has_ended ? &session->in_closing : &session->in_receiving;

    *error = (struct error){0};
    if (way == WAY_STOPPED)
        return;
    if (way == WAY_REFUSED) {
        *error = resume->error;
        receiver_end(receiver, RECEIVED_REFUSED);
    } else if (!resume->is_settled && *resume->error.text) {
        error_set(error, _("connection lost, and not resumed: %s"),
                  resume->error.text);
    } else if (!resume->is_settled) {
        error_set(error,
                  _("connection lost, and the other side has not called "
                    "again in %d s"),
                  session->setup->resume_ms / 1000);
    }
    receiver_finish_frames(receiver, RECEIVED_BROKEN);
}

/* When to give up, in ms on the monotonic clock. */
static int64_t limit(const struct resume *resume)
{
    const struct conversation_setup *setup =
        resume->receiver->session->setup;
    int resume_ms = setup->resume_ms;

    if (resume->is_settled && setup->close_ms < resume_ms)
        resume_ms = setup->close_ms;
    return resume->began + resume_ms;
}

/* Is a new link worth the wait before HELLO has come?  The other side may not
 * have wanted to talk at all, so only if text is on its way. */
static bool is_worth_it(const struct session *session)
{
    return atomic_load(&session->sent) > 0 &&
           !encrypted_transport_is_refused(session->transport);
}

bool receiver_can_resume(struct receiver *receiver)
{
    struct session *session = receiver->session;
    if (!receiver->room || receiver->is_done)
        return false;
    switch ((enum link_resumable)atomic_load(&session->link.resumable)) {
    case LINK_NOT_RESUMABLE:
        return false;
    case LINK_OFFERED:
        return is_worth_it(session);
    case LINK_RESUMABLE:
        break;
    }
    return true;
}

void receiver_answer_door(struct receiver *receiver)
{
    struct door *door = receiver->session->setup->door;
    const struct door_guest *guest = door ? door_look_return(door) : NULL;
    struct error why = {0};

    if (!guest)
        return;
    if (guest->begins_anew || receiver->is_done) {
        door_refuse_return(door);
        return;
    }
    error_set(&why, _("the other side calls again"));
    receiver_resume(receiver, &why);
}

void receiver_resume(struct receiver *receiver, const struct error *why)
{
    struct session *session = receiver->session;
    struct resume resume = {
        .receiver = receiver,
        .why = *why,
        .began = clock_monotonic_ms(),
        .is_settled = is_settled(receiver),
    };
    enum way way;

    resume.deadline = limit(&resume);
    if (!drop_link(session))
        return; /* the user is leaving */
    tell_break(&resume);
    way = session->setup->host ? call_again(&resume)
                               : wait_for_caller(&resume);
    if (way != WAY_ON) {
        give_up(&resume, way);
        return;
    }
    session->in_receiving = session->in_closing = (struct error){0};
    session->transport = resume.transport;
    receiver->decoder = (struct frame_decoder){0};
    receiver->ends_text = false;
    file_inbox_clear(&session->file_inbox);
    link_restore(&session->link, &resume.resumption);
    tell_restored(&resume);
}
