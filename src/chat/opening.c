/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/opening.h"

#include <poll.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "chat/opening_private.h"
#include "chat/session.h"
#include "crypto/encryption.h"
#include "net/transport.h"
#include "terminal/terminal.h"
#include "text/framer.h"

/* ---- Listening ----------------------------------------------------------- */

/* Wait until the other side has sent something, at most `timeout` ms (-1: for
 * ever). */
static enum opening wait_for(struct opener *opener, int timeout)
{
    struct pollfd fds[] = {
        {.fd = transport_fd(opener->session->transport), .events = POLLIN},
        {.fd = flag_fd(&opener->session->shutdown), .events = POLLIN},
    };
    int count = session_poll(opener->session, NULL, fds, 2, timeout);

    return count > 0 && fds[1].revents ? OPENING_STOPPED : OPENING_DONE;
}

/* Receive once; if nothing has come, wait until the deadline, or, if that has
 * passed already, for as long as it takes. */
static enum opening receive(struct opener *opener)
{
    size_t size, received = 0;
    char *room = framer_space(opener->framer, &size);
    int left = opener->facts.left_ms;

    switch (transport_receive(opener->session->transport, room, size,
                              &received, opening_error(opener))) {
    case TRANSPORT_OK:
        framer_commit(opener->framer, received);
        return OPENING_DONE;
    case TRANSPORT_WAIT:
        return wait_for(opener, left > 0 ? left : -1);
    case TRANSPORT_END:
        opener->facts.has_ended = true;
        return OPENING_DONE;
    case TRANSPORT_BROKEN:
        return OPENING_BROKEN;
    }
    return OPENING_BROKEN;
}

/* ---- Deciding ------------------------------------------------------------ */

/* Update the facts: what has come so far, and the time left.  Returns true if
 * nothing that may still come can change the first of these. */
static bool look(struct opener *opener)
{
    struct opening_facts *facts = &opener->facts;
    size_t held;
    const char *bytes = framer_held(opener->framer, &held);

    facts->heard = opening_classify(facts->calls, bytes, held);
    facts->left_ms = clock_ms_left(opener->deadline);
    return facts->has_ended || (facts->heard != OPENING_HEARD_NOTHING &&
                                facts->heard != OPENING_HEARD_PART);
}

/* Until when to wait for the other side to say something.  A command of --via
 * may still be on its way to it: ssh asks for a password, and in a room at a
 * broker the caller may be the first.  It ends by itself if it fails. */
static int64_t deadline(const struct opener *opener)
{
    const struct conversation_setup *setup = opener->session->setup;

    if (!opener->facts.must_encrypt)
        return opener->started + setup->undecided_ms;
    return setup->by_command ? CLOCK_NEVER
                             : opener->started + setup->handshake_ms;
}

/* Before plain talk, find out whether the peer's key is known.  If it is,
 * plain is refused: an attacker in the middle could have removed the offer to
 * encrypt. */
static enum opening ask_known_peers(struct opener *opener)
{
    const struct conversation_setup *setup = opener->session->setup;
    int known = 0;

    opener->has_asked = true;
    if (setup->encryption && setup->host)
        known = encryption_knows_peer(setup->encryption,
                                      opening_error(opener));
    if (known < 0)
        return OPENING_REFUSED;
    if (known > 0) {
        opener->knows_peer = opener->facts.must_encrypt = true;
        opener->deadline = deadline(opener);
    }
    return OPENING_DONE;
}

/* Read until it is decided.  OPENING_DONE: the verdict says how. */
static enum opening decide(struct opener *opener,
                           enum opening_verdict *verdict)
{
    enum opening result = OPENING_DONE;

    while (result == OPENING_DONE) {
        if (look(opener))
            opener->facts.has_sent |= session_decide(opener->session);
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

/* With --plain a caller may talk at once.  The user is told of a greeting all
 * the same. */
static enum opening open_plain_caller(struct opener *opener)
{
    enum opening result = opening_open_plain(opener);

    while (result == OPENING_DONE && !look(opener))
        result = receive(opener);
    if (result != OPENING_DONE)
        return result;
    switch (opener->facts.heard) {
    case OPENING_HEARD_BUSY:
        return opening_tell_busy(opener);
    case OPENING_HEARD_OFFER:
    case OPENING_HEARD_MORE:
    case OPENING_HEARD_NO_OFFER:
        opening_take_greeting(opener);
        break;
    case OPENING_HEARD_NOTHING:
    case OPENING_HEARD_PART:
    case OPENING_HEARD_HELLO:
    case OPENING_HEARD_TEXT:
        break;
    }
    return result;
}

static enum opening open_any(struct opener *opener)
{
    enum opening_verdict verdict = OPENING_WAIT;
    enum opening result;

    if (opener->session->setup->is_encrypted) {
        opener->session->trust = opener->session->setup->trust;
        return opening_begin_encrypted(opener);
    }
    if (opener->facts.calls && !opener->facts.may_encrypt)
        return open_plain_caller(opener);
    result = decide(opener, &verdict);
    return result == OPENING_DONE ? opening_carry_out(opener, verdict)
                                  : result;
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

    opener.deadline = deadline(&opener);
    if (setup->encryption && !setup->must_encrypt)
        terminal_set_text(setup->terminal, TERMINAL_PROMPT,
                          _("not encrypted yet"));
    result = open_any(&opener);
    if (result == OPENING_BROKEN && setup->must_encrypt)
        framer_clear(framer); /* plain text that has come is not shown */
    return result == OPENING_DONE && opener.facts.has_ended ? OPENING_CLOSED
                                                            : result;
}
