/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/opening.h"

#include <poll.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "chat/opening_rules.h"
#include "chat/session.h"
#include "crypto/encryption.h"
#include "net/transport.h"
#include "terminal/terminal.h"
#include "text/framer.h"
#include "text/sanitize.h"
#include "wire/greeting.h"

/* As much of a greeting is shown. */
#define GREETING_SHOWN_COLUMNS 100
#define GREETING_SHOWN_BYTES 400

struct opener {
    struct session *session;
    struct framer *framer;
    struct opening_facts facts;
    int64_t started;  /* in ms, on the monotonic clock */
    int64_t deadline; /* when waiting for a word of the other side ends */
    bool knows_peer;  /* its key is known, so plain is refused */
    bool has_asked;   /* whether it is known */
};

static struct error *error_of(struct opener *opener)
{
    return &opener->session->in_receiving;
}

/* ---- Bytes in and out ---------------------------------------------------- */

/* Wait for `events` on the transport, `timeout` ms at most (-1: for ever). */
static enum opening wait_for(struct opener *opener, short events, int timeout)
{
    struct pollfd fds[] = {
        {.fd = transport_fd(opener->session->transport), .events = events},
        {.fd = flag_fd(&opener->session->shutdown), .events = POLLIN},
    };
    int count = session_poll(opener->session, NULL, fds, 2, timeout);

    return count > 0 && fds[1].revents ? OPENING_STOPPED : OPENING_DONE;
}

/* Receive once, or wait for it, until the time is over.  If it is over
 * already, wait for as long as it takes. */
static enum opening receive(struct opener *opener)
{
    size_t size, received = 0;
    char *room = framer_space(opener->framer, &size);
    int left = opener->facts.left_ms;

    switch (transport_receive(opener->session->transport, room, size,
                              &received, error_of(opener))) {
    case TRANSPORT_OK:
        framer_commit(opener->framer, received);
        return OPENING_DONE;
    case TRANSPORT_WAIT:
        return wait_for(opener, POLLIN, left > 0 ? left : -1);
    case TRANSPORT_END:
        opener->facts.has_ended = true;
        return OPENING_DONE;
    case TRANSPORT_BROKEN:
        return OPENING_BROKEN;
    }
    return OPENING_BROKEN;
}

static enum opening send_greeting(struct opener *opener)
{
    struct buffer greeting = {0};
    enum opening result = OPENING_DONE;

    greeting_append(&greeting, opener->facts.may_encrypt);
    while (greeting.length > 0 && result == OPENING_DONE) {
        size_t sent = 0;

        switch (transport_send(opener->session->transport, greeting.data,
                               greeting.length, &sent, error_of(opener))) {
        case TRANSPORT_OK:
            buffer_drop(&greeting, sent);
            break;
        case TRANSPORT_WAIT:
            result = wait_for(opener, POLLOUT, -1);
            break;
        case TRANSPORT_END:
        case TRANSPORT_BROKEN:
            result = OPENING_BROKEN;
            break;
        }
    }
    buffer_release(&greeting);
    return result;
}

/* ---- What a verdict comes to --------------------------------------------- */

static enum opening refuse(struct opener *opener, const char *sentence)
{
    framer_clear(opener->framer); /* what came is not to be shown */
    error_set(error_of(opener), "%s", sentence);
    return OPENING_REFUSED;
}

static enum opening refuse_plain(struct opener *opener)
{
    if (opener->knows_peer)
        return refuse(opener,
                      _("the other side has always encrypted and now does "
                        "not, somebody may be listening in; --plain talks to "
                        "it all the same"));
    return refuse(opener, _("the other side does not encrypt, and "
                            "--encrypt asks for it"));
}

static enum opening tell_busy(struct opener *opener)
{
    const struct conversation_setup *setup = opener->session->setup;

    framer_clear(opener->framer);
    error_set(error_of(opener),
              _("%s port %s is busy, talking with somebody else"), setup->host,
              setup->port);
    return OPENING_IS_BUSY;
}

/* The greeting is told as a notice, not shown as text. */
static void take_greeting(struct opener *opener)
{
    struct buffer safe = {0};
    struct framer_piece line;

    if (framer_next_line(opener->framer, &line) == FRAMER_TEXT) {
        sanitize_append_short(&safe, line.data, line.length,
                              GREETING_SHOWN_COLUMNS, GREETING_SHOWN_BYTES);
        buffer_append(&safe, "", 1);
        terminal_notice(opener->session->setup->terminal,
                        _("the other side greets: %s"), safe.data);
    }
    buffer_release(&safe);
}

static enum opening open_plain(struct opener *opener)
{
    struct session *session = opener->session;

    if (opener->facts.heard == OPENING_HEARD_NO_OFFER)
        take_greeting(opener);
    if (!opener->facts.has_sent) /* else main has said so */
        session_tell_plain(session);
    flag_raise(&session->opened);
    return OPENING_DONE;
}

static enum opening begin_encrypted(struct opener *opener)
{
    struct session *session = opener->session;

    framer_ignore_end(opener->framer); /* there is a frame for it */
    session->is_encrypted = true;
    session_label(session);
    flag_raise(&session->opened);
    session_tell_trust(session); /* who then types /verify finds it open */
    return OPENING_DONE;
}

/* Start TLS; what the framer holds is the first of it. */
static enum opening open_encrypted(struct opener *opener)
{
    struct session *session = opener->session;
    enum encryption_result result;
    struct encryption_start start = {
        .host = session->setup->host,
        .port = session->setup->port,
        .timeout_ms = session->setup->handshake_ms,
        .stop_fd = flag_fd(&session->shutdown),
    };

    if (opener->facts.calls)
        take_greeting(opener);
    if (encryption_prepare(session->setup->encryption, error_of(opener)) < 0)
        return OPENING_REFUSED;
    start.early = framer_held(opener->framer, &start.early_length);
    result = encryption_begin(session->setup->encryption, &start,
                              &session->transport, &session->trust,
                              error_of(opener));
    framer_clear(opener->framer); /* a hello is no text, whatever follows */
    switch (result) {
    case ENCRYPTION_PENDING: /* which encryption_begin does not return */
    case ENCRYPTION_ON:
        break;
    case ENCRYPTION_REFUSED:
        return OPENING_REFUSED;
    case ENCRYPTION_BUSY:
        return tell_busy(opener);
    case ENCRYPTION_LOST:
        return OPENING_BROKEN;
    case ENCRYPTION_STOPPED:
        return OPENING_STOPPED;
    }
    return begin_encrypted(opener);
}

/* ---- Deciding ------------------------------------------------------------ */

/* Take note of what has been heard by now, and of the time. */
static void look(struct opener *opener)
{
    struct opening_facts *facts = &opener->facts;
    size_t held;
    const char *bytes = framer_held(opener->framer, &held);

    facts->heard = opening_classify(facts->calls, bytes, held);
    facts->left_ms = clock_ms_left(opener->deadline);
    if (facts->has_ended || (facts->heard != OPENING_HEARD_NOTHING &&
                             facts->heard != OPENING_HEARD_PART))
        facts->has_sent |= session_decide(opener->session);
}

/* Before plain talk: a peer once known to encrypt is not spoken to in plain,
 * that is what somebody in between would make of it. */
static enum opening ask_known_peers(struct opener *opener)
{
    const struct conversation_setup *setup = opener->session->setup;
    int known = 0;

    opener->has_asked = true;
    if (setup->encryption && setup->host)
        known = encryption_knows_peer(setup->encryption,
                                      error_of(opener));
    if (known < 0)
        return OPENING_REFUSED;
    if (known > 0) {
        opener->knows_peer = opener->facts.must_encrypt = true;
        opener->deadline = opener->started + setup->handshake_ms;
    }
    return OPENING_DONE;
}

/* Listen until it is decided.  OPENING_DONE: the verdict says how. */
static enum opening decide(struct opener *opener,
                           enum opening_verdict *verdict)
{
    enum opening result = OPENING_DONE;

    while (result == OPENING_DONE) {
        look(opener);
        *verdict = opening_judge(&opener->facts);
        if ((*verdict == OPENING_PLAIN || *verdict == OPENING_MAY_TALK) &&
            !opener->has_asked) {
            result = ask_known_peers(opener);
            continue;
        }
        if (*verdict == OPENING_MAY_TALK)
            session_allow_plain(opener->session);
        else if (*verdict != OPENING_WAIT)
            break;
        result = receive(opener);
    }
    return result;
}

static enum opening carry_out(struct opener *opener,
                              enum opening_verdict verdict)
{
    switch (verdict) {
    case OPENING_PLAIN:
        return open_plain(opener);
    case OPENING_ENCRYPT:
        return open_encrypted(opener);
    case OPENING_BUSY:
        return tell_busy(opener);
    case OPENING_REFUSE_LATE:
        return refuse(opener,
                      _("the other side offered encryption only after text "
                        "had gone out NOT encrypted; somebody may be holding "
                        "it back"));
    case OPENING_REFUSE_SLIPPED:
        return refuse(opener, _("something was slipped in after the "
                                "greeting; somebody may be listening in"));
    case OPENING_REFUSE_PLAIN:
    case OPENING_WAIT: /* after which nothing is decided */
    case OPENING_MAY_TALK:
        break;
    }
    return refuse_plain(opener);
}

/* With --plain a caller talks at once; a greeting that comes is told all the
 * same. */
static enum opening open_plain_caller(struct opener *opener)
{
    enum opening result = open_plain(opener);
    enum opening_heard heard;
    size_t held;

    do {
        const char *bytes = framer_held(opener->framer, &held);

        heard = opening_classify(true, bytes, held);
        if (opener->facts.has_ended || (heard != OPENING_HEARD_NOTHING &&
                                        heard != OPENING_HEARD_PART))
            break;
        result = receive(opener);
    } while (result == OPENING_DONE);
    if (result == OPENING_DONE && heard == OPENING_HEARD_BUSY)
        return tell_busy(opener);
    if (result == OPENING_DONE && (heard == OPENING_HEARD_OFFER ||
                                   heard == OPENING_HEARD_MORE ||
                                   heard == OPENING_HEARD_NO_OFFER))
        take_greeting(opener);
    return result;
}

static enum opening open_any(struct opener *opener)
{
    enum opening_verdict verdict = OPENING_WAIT;
    enum opening result = OPENING_DONE;

    if (opener->session->setup->is_encrypted) {
        opener->session->trust = opener->session->setup->trust;
        return begin_encrypted(opener);
    }
    if (!opener->facts.calls && !opener->session->setup->is_greeted)
        result = send_greeting(opener);
    if (opener->facts.calls && !opener->facts.may_encrypt)
        return open_plain_caller(opener);
    if (result == OPENING_DONE)
        result = decide(opener, &verdict);
    return result == OPENING_DONE ? carry_out(opener, verdict) : result;
}

enum opening opening_run(struct session *session, struct framer *framer)
{
    const struct conversation_setup *setup = session->setup;
    struct opener opener = {
        .session = session,
        .framer = framer,
        .facts = {.calls = setup->host != NULL,
                  .may_encrypt = setup->encryption != NULL,
                  .must_encrypt = setup->must_encrypt},
        .started = clock_monotonic_ms(),
    };
    enum opening result;

    opener.deadline = opener.started + (setup->must_encrypt
                                            ? setup->handshake_ms
                                            : setup->undecided_ms);
    if (setup->encryption && !setup->must_encrypt)
        terminal_set_text(setup->terminal, TERMINAL_PROMPT,
                          _("not encrypted yet"));
    result = open_any(&opener);
    if (result == OPENING_BROKEN && setup->must_encrypt)
        framer_clear(framer); /* what came in plain is not to be shown */
    return result == OPENING_DONE && opener.facts.has_ended ? OPENING_CLOSED
                                                            : result;
}
