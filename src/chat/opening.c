/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/opening.h"

#include <poll.h>
#include <stddef.h>

#include "base/buffer.h"
#include "crypto/encryption.h"
#include "text/framer.h"
#include "wire/greeting.h"
#include "base/i18n.h"
#include "base/clock.h"
#include "chat/session.h"
#include "terminal/terminal.h"
#include "text/sanitize.h"
#include "net/transport.h"

/* The first byte of a TLS record that holds a handshake message (RFC 8446
 * section 5.1); no text begins with it. */
#define TLS_HANDSHAKE_BYTE 0x16

/* As much of a greeting is shown. */
#define GREETING_SHOWN_COLUMNS 100
#define GREETING_SHOWN_BYTES 400

struct opener {
    struct session *session;
    struct framer *framer;
    int64_t deadline; /* in ms; 0: none */
    bool has_ended;   /* the other side sends no more */
    bool is_late;     /* time is up */
};

static struct error *error_of(struct opener *opener)
{
    return &opener->session->in_receiving;
}

/* ---- Bytes in and out ---------------------------------------------------- */

/* Wait for `events` on the transport; to hear something, no longer than the
 * deadline. */
static enum opening wait_for(struct opener *opener, short events)
{
    struct pollfd fds[] = {
        {.fd = transport_fd(opener->session->transport), .events = events},
        {.fd = flag_fd(&opener->session->shutdown), .events = POLLIN},
    };
    /* Time presses only him who listens. */
    bool hurries = opener->deadline && events == POLLIN;
    int left = hurries ? clock_ms_left(opener->deadline) : -1;
    int count;

    if (left == 0) {
        opener->is_late = true;
        return OPENING_DONE;
    }
    count = poll(fds, 2, left);
    return count > 0 && fds[1].revents ? OPENING_STOPPED : OPENING_DONE;
}

/* Is nothing more to be heard? */
static bool is_silent(const struct opener *opener)
{
    return opener->has_ended || opener->is_late;
}

/* Receive once more. */
static enum opening hear(struct opener *opener)
{
    size_t size, received = 0;
    char *room = framer_space(opener->framer, &size);

    switch (transport_receive(opener->session->transport, room, size,
                              &received, error_of(opener))) {
    case TRANSPORT_OK:
        framer_commit(opener->framer, received);
        return OPENING_DONE;
    case TRANSPORT_WAIT:
        return wait_for(opener, POLLIN);
    case TRANSPORT_END:
        opener->has_ended = true;
        return OPENING_DONE;
    case TRANSPORT_BROKEN:
        return OPENING_BROKEN;
    }
    return OPENING_BROKEN;
}

static enum opening say_greeting(struct opener *opener)
{
    struct buffer greeting = {0};
    enum opening result = OPENING_DONE;

    greeting_append(&greeting, opener->session->setup->encryption != NULL);
    while (greeting.length > 0 && result == OPENING_DONE) {
        size_t sent = 0;

        switch (transport_send(opener->session->transport, greeting.data,
                               greeting.length, &sent, error_of(opener))) {
        case TRANSPORT_OK:
            buffer_drop(&greeting, sent);
            break;
        case TRANSPORT_WAIT:
            result = wait_for(opener, POLLOUT);
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

/* ---- Deciding ------------------------------------------------------------ */

static enum opening refuse(struct opener *opener, const char *sentence)
{
    error_set(error_of(opener), "%s", sentence);
    return OPENING_REFUSED;
}

/* A peer once known to encrypt is not spoken to in plain: that is what a
 * listener in between would make of it. */
static enum opening check_plain(struct opener *opener)
{
    const struct conversation_setup *setup = opener->session->setup;
    int known = 0;

    if (setup->must_encrypt)
        return refuse(opener, _("the other side does not encrypt, and "
                                "--encrypt asks for it"));
    if (setup->encryption && setup->host)
        known = encryption_knows(setup->host, setup->port, error_of(opener));
    if (known > 0)
        return refuse(opener,
                      _("the other side has always encrypted and now does "
                        "not, somebody may be listening in; --plain talks to "
                        "it all the same"));
    return known < 0 ? OPENING_REFUSED : OPENING_DONE;
}

static enum opening open_plain(struct opener *opener)
{
    enum opening result = check_plain(opener);

    if (result != OPENING_DONE)
        return result;
    terminal_notice(opener->session->setup->terminal,
                    _("NOT encrypted: others may read and change what is "
                      "said"));
    terminal_set_text(opener->session->setup->terminal, TERMINAL_PROMPT,
                      _("NOT encrypted"));
    flag_raise(&opener->session->opened);
    return OPENING_DONE;
}

static void tell_trust(struct opener *opener)
{
    const struct conversation_setup *setup = opener->session->setup;
    struct terminal *terminal = setup->terminal;
    const struct trust *trust = &opener->session->trust;

    if (trust->verified)
        terminal_notice(terminal,
                        _("encrypted; the other side's key is verified: %s"),
                        trust->theirs.text);
    else if (trust->state == TRUST_NEW && trust->verified_elsewhere)
        terminal_notice(terminal,
                        _("encrypted; the other side's key is new for %s port "
                          "%s and not verified there, only under another "
                          "address: %s"),
                        setup->host, setup->port, trust->theirs.text);
    else if (trust->state == TRUST_KNOWN)
        terminal_notice(terminal,
                        _("encrypted; the other side's key is known since %s, "
                          "not verified: %s"),
                        trust->since, trust->theirs.text);
    else
        terminal_notice(terminal,
                        _("encrypted; the other side's key is new, not "
                          "verified: %s"),
                        trust->theirs.text);
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

    if (encryption_prepare(session->setup->encryption, error_of(opener)) < 0)
        return OPENING_REFUSED;
    start.early = framer_held(opener->framer, &start.early_length);
    result = encryption_begin(session->setup->encryption, &start,
                              &session->transport, &session->trust,
                              error_of(opener));
    framer_clear(opener->framer); /* a hello is no text, whatever became */
    switch (result) {
    case ENCRYPTION_ON:
        break;
    case ENCRYPTION_REFUSED:
        return OPENING_REFUSED;
    case ENCRYPTION_LOST:
        return OPENING_BROKEN;
    case ENCRYPTION_STOPPED:
        return OPENING_STOPPED;
    }
    framer_set_dialect(opener->framer, FRAMER_FROM_PEER);
    session->is_encrypted = true;
    terminal_set_text(session->setup->terminal, TERMINAL_PROMPT, NULL);
    flag_raise(&session->opened);
    tell_trust(opener); /* who then types /verify finds it open */
    return OPENING_DONE;
}

/* ---- The two roles ------------------------------------------------------- */

/* Wait for the greeting, or for anything that rules one out. */
static enum opening hear_greeting(struct opener *opener,
                                  enum greeting_verdict *verdict)
{
    enum opening result = OPENING_DONE;

    while (result == OPENING_DONE) {
        size_t held, line_length;
        const char *bytes = framer_held(opener->framer, &held);

        *verdict = greeting_judge(bytes, held, &line_length);
        if (*verdict != GREETING_PERHAPS)
            break;
        if (is_silent(opener)) {
            *verdict = GREETING_NO;
            break;
        }
        result = hear(opener);
    }
    return result;
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

static enum opening open_as_caller(struct opener *opener)
{
    bool may_encrypt = opener->session->setup->encryption != NULL;
    enum greeting_verdict verdict = GREETING_NO;
    enum opening result;
    size_t held;

    if (!may_encrypt) /* nothing to wait for */
        result = open_plain(opener);
    else
        result = OPENING_DONE;
    if (result == OPENING_DONE)
        result = hear_greeting(opener, &verdict);
    if (result != OPENING_DONE)
        return result;
    if (verdict != GREETING_NO)
        take_greeting(opener);
    if (!may_encrypt)
        return OPENING_DONE;
    if (verdict != GREETING_OFFERS)
        return open_plain(opener);
    framer_held(opener->framer, &held);
    if (held > 0) /* a listener waits for our hello */
        return refuse(opener, _("something was slipped in after the "
                                "greeting; somebody may be listening in"));
    return open_encrypted(opener);
}

static enum opening open_as_listener(struct opener *opener)
{
    enum opening result = say_greeting(opener);
    const char *bytes;
    size_t held = 0;

    if (result != OPENING_DONE)
        return result;
    if (!opener->session->setup->encryption)
        return open_plain(opener);
    bytes = framer_held(opener->framer, &held);
    while (held == 0 && !is_silent(opener) && result == OPENING_DONE) {
        result = hear(opener);
        bytes = framer_held(opener->framer, &held);
    }
    if (result != OPENING_DONE)
        return result;
    return held > 0 && bytes[0] == TLS_HANDSHAKE_BYTE
               ? open_encrypted(opener)
               : open_plain(opener);
}

enum opening opening_run(struct session *session, struct framer *framer)
{
    const struct conversation_setup *setup = session->setup;
    struct opener opener = {.session = session, .framer = framer};
    enum opening result;

    if (setup->encryption) {
        opener.deadline = clock_monotonic_ms() + (setup->must_encrypt
                                                ? setup->handshake_ms
                                                : setup->undecided_ms);
        if (!setup->must_encrypt) /* what is typed now may go in plain */
            terminal_set_text(setup->terminal, TERMINAL_PROMPT,
                              _("not encrypted yet"));
    }
    result = setup->host ? open_as_caller(&opener) : open_as_listener(&opener);
    if (result == OPENING_BROKEN && setup->must_encrypt)
        framer_clear(framer); /* what came in plain is not to be shown */
    return result == OPENING_DONE && opener.has_ended ? OPENING_CLOSED
                                                      : result;
}
