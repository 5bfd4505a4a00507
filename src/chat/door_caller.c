/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/door_caller.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/i18n.h"
#include "chat/door_caller_code.h"
#include "chat/door_caller_contact.h"
#include "chat/door_caller_return.h"
#include "chat/door_caller_words.h"
#include "chat/door_web.h"
#include "crypto/encrypted_transport.h"
#include "crypto/encryption_handshake.h"
#include "net/transport.h"
#include "net/transport_tcp.h"
#include "terminal/terminal.h"
#include "wire/first_bytes.h"
#include "wire/greeting.h"

static const char http_answer[] = "HTTP/1.0 400 Bad Request\r\n"
                                  "Connection: close\r\n"
                                  "Content-Length: 0\r\n\r\n";

/* The caller has left without sending anything.  The user is told, unless it
 * was the command of --via. */
static void leave_unheard(struct caller *caller,
                          const struct door_setup *setup)
{
    caller_leave(caller);
    caller->is_counted = setup->listener >= 0;
}

/* Could this silent caller be the peer that is missed? */
static bool is_perhaps_missed(const struct caller *caller)
{
    return caller->may_return && caller->may_return->is_missed &&
           !caller->has_spoken;
}

static void greet(struct caller *caller, const struct door_setup *setup,
                  int64_t now)
{
    struct buffer greeting = {0};

    if (caller->is_turned_away ||
        (caller->may_return && !is_perhaps_missed(caller))) {
        caller_tell_busy(caller, now);
        return;
    }
    caller->state = CALLER_GREETED;
    caller->deadline = now + (setup->must_encrypt ? DOOR_CALLER_MS
                                                  : setup->undecided_ms);
    if (setup->listener < 0)
        caller->deadline = CLOCK_NEVER; /* perhaps not connected yet */
    greeting_append(&greeting, setup->encryption != NULL);
    if (!caller_say(caller, &greeting))
        leave_unheard(caller, setup);
    buffer_release(&greeting);
}

void caller_begin(struct caller *caller, const struct door_setup *setup,
                  int fd, bool is_busy, int64_t now)
{
    caller->fd = fd;
    caller->is_turned_away = is_busy && !caller->may_return;
    /* A command is greeted at once in any case. */
    if (caller->may_return ? setup->listener < 0 && is_perhaps_missed(caller)
                           : !setup->web) {
        greet(caller, setup, now);
        return;
    }
    caller->state = CALLER_UNGREETED;
    caller->deadline = now + (caller->may_return ? DOOR_RETURN_MS
                                                 : DOOR_SPEAK_FIRST_MS);
    if (setup->listener < 0)
        caller->deadline = CLOCK_NEVER; /* as in greet */
}

/* ---- What it turns out to be --------------------------------------------- */

static void refuse_plain(struct caller *caller, int64_t now)
{
    error_set(&caller->why,
              _("it does not encrypt, and --encrypt asks for it"));
    caller->is_counted = true;
    caller_let_go(caller, NULL, 0, now);
}

static void decide_plain(struct caller *caller,
                         const struct door_setup *setup, int64_t now)
{
    bool is_other = caller->is_turned_away || caller->may_return;

    if (is_other || setup->must_encrypt) {
        if (is_other)
            caller_tell_busy(caller, now);
        else
            refuse_plain(caller, now);
        return;
    }
    caller->guest.transport = transport_tcp_new(caller->fd, setup->timeout_s);
    caller->guest.is_silent = !caller->has_spoken;
    caller->fd = -1;
    caller->state = CALLER_DECIDED;
}

static void start_handshake(struct caller *caller,
                            const struct door_setup *setup, int64_t now)
{
    struct transport *below;

    if (!setup->encryption) {
        error_set(&caller->why, _("it wants to encrypt, and --plain forbids "
                                  "it"));
        caller->is_counted = true;
        caller_let_go(caller, NULL, 0, now);
        return;
    }
    below = transport_tcp_new(caller->fd, setup->timeout_s);
    caller->fd = -1;
    caller->state = CALLER_HANDSHAKE;
    caller->deadline = now + DOOR_CALLER_MS;
    caller->handshake =
        encryption_handshake_new(setup->encryption, below, caller->calls,
                                 &caller->why);
    if (!caller->handshake)
        caller_leave(caller);
    else if (caller->is_turned_away)
        caller_turn_away(caller);
}

static void take_handshake_step(struct caller *caller,
                                const struct door_setup *setup)
{
    struct door_guest *guest = &caller->guest;

    switch (encryption_handshake_step(caller->handshake, &guest->transport,
                                      &guest->trust, &caller->why)) {
    case ENCRYPTION_PENDING:
        break;
    case ENCRYPTION_ON:
        encryption_handshake_free(caller->handshake);
        caller->handshake = NULL;
        guest->is_encrypted = true;
        if (!setup->contact || caller_is_contact(caller, setup))
            caller_admit(caller, setup);
        break;
    case ENCRYPTION_REFUSED:
        caller->is_unsafe = true;
        caller_leave(caller);
        break;
    case ENCRYPTION_BUSY:
    case ENCRYPTION_LOST:
    case ENCRYPTION_STOPPED:
        caller_leave(caller);
        break;
    }
}

static void answer_browser(struct caller *caller,
                           const struct door_setup *setup, int64_t now)
{
    if (caller->state == CALLER_UNGREETED &&
        door_web_give(setup->web, caller->fd, &caller->why)) {
        caller->state = CALLER_GONE; /* charla-web has it now */
        return;
    }
    if (!*caller->why.text && setup->web)
        error_set(&caller->why, _("it is a browser that was slow to ask; it "
                                  "may try again"));
    else if (!*caller->why.text)
        error_set(&caller->why, _("it is a browser"));
    caller->is_counted = true;
    caller_let_go(caller, http_answer, sizeof http_answer - 1, now);
}

static bool is_undecided(const struct caller *caller)
{
    return caller->state == CALLER_UNGREETED ||
           caller->state == CALLER_GREETED;
}

/* Look at what has come without taking it from the socket: the next reader of
 * the connection needs all of it. */
static void look(struct caller *caller, const struct door_setup *setup,
                 int64_t now)
{
    char bytes[FIRST_BYTES_MAX];
    ssize_t length;

    do
        length = recv(caller->fd, bytes, sizeof bytes, MSG_PEEK);
    while (length < 0 && errno == EINTR);
    if (length < 0 && errno != ECONNRESET)
        return;
    if (length < 0) {
        leave_unheard(caller, setup);
        return;
    }
    caller->has_ended = length == 0;
    caller->has_spoken = length > 0;
    if (caller->has_spoken && caller->deadline == CLOCK_NEVER)
        caller->deadline = now + setup->undecided_ms;
    switch (first_bytes_judge(bytes, (size_t)length,
                              setup->terminal->is_person)) {
    case FIRST_BYTES_UNCLEAR: /* the deadline decides */
        break;
    case FIRST_BYTES_TLS: /* in a pipe that never encrypts, it is text */
        if (setup->encryption || setup->terminal->is_person)
            start_handshake(caller, setup, now);
        else
            decide_plain(caller, setup, now);
        break;
    case FIRST_BYTES_HTTP:
        answer_browser(caller, setup, now);
        break;
    case FIRST_BYTES_TEXT:
        if (caller->state == CALLER_UNGREETED)
            greet(caller, setup, now);
        if (caller->state == CALLER_GREETED)
            decide_plain(caller, setup, now);
        break;
    }
    /* A caller that sends no more may have left, or may only want to listen.
     * A person does not talk to a silent caller; a pipe does. */
    if (is_undecided(caller) && caller->has_ended &&
        (setup->terminal->is_person || setup->listener < 0))
        leave_unheard(caller, setup);
}

/* Read on until the other side closes, too. */
static void drain(struct caller *caller)
{
    int fd = caller->fd >= 0 ? caller->fd
                             : transport_fd(caller->guest.transport);
    char ignored[4096];
    ssize_t length;

    for (int i = 0; i < 16; i++) {
        length = recv(fd, ignored, sizeof ignored, 0);
        if (length < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (length <= 0) {
            caller->state = CALLER_GONE;
            return;
        }
    }
}

void caller_advance(struct caller *caller, const struct door_setup *setup,
                    int64_t now)
{
    if (is_undecided(caller))
        look(caller, setup, now);
    if (caller->state == CALLER_CALLED &&
        caller_read_greeting(caller) == CALLER_GREETING_OFFERS)
        start_handshake(caller, setup, now);
    if (caller->state == CALLER_HANDSHAKE)
        take_handshake_step(caller, setup);
    if (caller->state == CALLER_TO_SPEAK && caller->is_asked)
        caller_take_share(caller, now);
    else if (caller->state == CALLER_TO_SPEAK)
        caller_take_first_frame(caller);
    else if (caller->state == CALLER_LEAVING)
        drain(caller);
}

/* ---- Ends ---------------------------------------------------------------- */

/* Greet a caller that has been silent.  One that has begun to send, but not
 * enough to tell what it is, gets more time: if it is a browser, a greeting
 * would make it fail. */
static void wait_or_greet(struct caller *caller,
                          const struct door_setup *setup, int64_t now)
{
    if (caller->has_spoken && !caller->is_late) {
        caller->is_late = true;
        caller->deadline = now + setup->undecided_ms;
        return;
    }
    greet(caller, setup, now);
}

/* This process may have been late itself: what has come by now counts, not what
 * it had seen. */
void caller_expire(struct caller *caller, const struct door_setup *setup,
                   int64_t now)
{
    enum caller_state before = caller->state;

    if (is_undecided(caller))
        look(caller, setup, now);
    if (caller->state != before)
        return;
    switch (caller->state) {
    case CALLER_UNGREETED:
        wait_or_greet(caller, setup, now);
        break;
    case CALLER_GREETED:
        decide_plain(caller, setup, now);
        break;
    case CALLER_CALLED:
        error_set(&caller->why, _("no answer came"));
        caller_leave(caller);
        break;
    case CALLER_HANDSHAKE:
    case CALLER_TO_SPEAK:
        error_set(&caller->why,
                  _("the other side did not finish setting up encryption"));
        caller_leave(caller);
        break;
    case CALLER_LEAVING:
        caller->state = CALLER_GONE;
        break;
    case CALLER_DECIDED:
    case CALLER_GONE:
        break;
    }
}

void caller_turn_away(struct caller *caller)
{
    caller->is_turned_away = true;
    if (caller->state == CALLER_HANDSHAKE) {
        encryption_handshake_refuse_busy(caller->handshake);
        caller->state = CALLER_GONE;
    } else if (caller->state == CALLER_TO_SPEAK && !caller->may_return) {
        encrypted_transport_refuse_busy(caller->guest.transport);
        caller->state = CALLER_GONE;
    } else if (caller->state == CALLER_CALLED) {
        caller->state = CALLER_GONE;
    }
}

void caller_free(struct caller *caller)
{
    encryption_handshake_free(caller->handshake);
    transport_free(caller->guest.transport);
    if (caller->fd >= 0)
        close(caller->fd);
    free(caller);
}
