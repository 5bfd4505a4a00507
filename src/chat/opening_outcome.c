/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/opening_private.h"

#include <string.h>

#include "base/buffer.h"
#include "base/i18n.h"
#include "chat/code_exchange.h"
#include "chat/door_return.h"
#include "chat/introduction.h"
#include "chat/session.h"
#include "crypto/encrypted_transport.h"
#include "crypto/encryption.h"
#include "terminal/terminal_notice.h"
#include "text/framer.h"
#include "text/sanitize.h"

/* How many columns of a greeting are shown. */
#define GREETING_SHOWN_COLUMNS 100
#define GREETING_SHOWN_BYTES 400

struct error *opening_error(struct opener *opener)
{
    return &opener->session->in_receiving;
}

static enum opening refuse(struct opener *opener, const char *sentence)
{
    framer_clear(opener->framer); /* do not show what has come */
    error_set(opening_error(opener), "%s", sentence);
    return OPENING_REFUSED;
}

/* Refuse to talk plain.  A peer that has ended without sending anything gets
 * another message: it may be any program, or a command of --via that has
 * failed. */
static enum opening refuse_plain(struct opener *opener)
{
    if (opener->facts.heard == OPENING_HEARD_NOTHING &&
        opener->facts.has_ended) {
        error_set(opening_error(opener),
                  _("the connection has ended before anything could be "
                    "encrypted"));
        return OPENING_BROKEN;
    }
    if (opener->knows_peer)
        return refuse(opener,
                      _("the other side has always encrypted and now does not, "
                        "somebody may be listening in; --plain talks to it "
                        "anyway"));
    return refuse(opener, _("the other side does not encrypt, and "
                            "--encrypt asks for it"));
}

enum opening opening_tell_busy(struct opener *opener)
{
    const struct conversation_setup *setup = opener->session->setup;

    framer_clear(opener->framer);
    error_set(opening_error(opener),
              _("%s port %s is busy, talking with somebody else"), setup->host,
              setup->port);
    return OPENING_IS_BUSY;
}

void opening_take_greeting(struct opener *opener)
{
    struct buffer safe = {0};
    struct framer_piece line;

    if (framer_next_line(opener->framer, &line) == FRAMER_TEXT) {
        sanitize_append_short(&safe, line.data, line.length,
                              GREETING_SHOWN_COLUMNS, GREETING_SHOWN_BYTES);
        buffer_append(&safe, "", 1);
        terminal_detail(opener->session->setup->terminal,
                        _("greeting from the other side: %s"), safe.data);
    }
    buffer_release(&safe);
}

enum opening opening_open_plain(struct opener *opener)
{
    struct session *session = opener->session;

    if (opener->facts.heard == OPENING_HEARD_NO_OFFER)
        opening_take_greeting(opener);
    if (!opener->facts.has_sent) /* otherwise main has told the user */
        session_tell_plain(session);
    flag_raise(&session->opened);
    session_label(session); /* when the user sees it, sending is possible */
    return OPENING_DONE;
}

/* From here on the other side may come back over a new connection. */
static void prepare_resuming(struct session *session)
{
    struct door *door = session->setup->door;
    struct door_return who = {.theirs = session->trust.theirs};

    if (!session_offers_resume(session) ||
        encrypted_transport_name_conversation(session->transport,
                                              session->link.id) < 0)
        return;
    memcpy(who.id, session->link.id, sizeof who.id);
    if (door && !session->setup->host) /* the side that called calls again */
        door_let_return(door, &who);
    atomic_store(&session->link.resumable, LINK_OFFERED);
}

enum opening opening_begin_encrypted(struct opener *opener)
{
    struct session *session = opener->session;
    enum opening result = OPENING_DONE;

    if (session->setup->code)
        result = code_exchange_run(session);
    if (result != OPENING_DONE)
        return result;
    framer_ignore_end(opener->framer); /* there is a frame for it */
    session->is_encrypted = true;
    prepare_resuming(session); /* before main, which sends at once, goes on */
    flag_raise(&session->opened);
    session_label(session);
    introduction_tell_key(session); /* who then types /verify finds it open */
    return OPENING_DONE;
}

/* Start TLS; the framer holds the first bytes of it. */
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
        opening_take_greeting(opener);
    if (encryption_prepare(session->setup->encryption,
                           opening_error(opener)) < 0)
        return OPENING_REFUSED;
    start.early = framer_held(opener->framer, &start.early_length);
    result = encryption_begin(session->setup->encryption, &start,
                              &session->transport, &session->trust,
                              opening_error(opener));
    framer_clear(opener->framer); /* the hello of TLS is no text */
    switch (result) {
    case ENCRYPTION_PENDING: /* encryption_begin never returns this */
    case ENCRYPTION_ON:
        break;
    case ENCRYPTION_REFUSED:
        return OPENING_REFUSED;
    case ENCRYPTION_BUSY:
        return opening_tell_busy(opener);
    case ENCRYPTION_LOST:
        return OPENING_BROKEN;
    case ENCRYPTION_STOPPED:
        return OPENING_STOPPED;
    }
    return opening_begin_encrypted(opener);
}

enum opening opening_carry_out(struct opener *opener,
                               enum opening_verdict verdict)
{
    switch (verdict) {
    case OPENING_PLAIN:
        return opening_open_plain(opener);
    case OPENING_ENCRYPT:
        return open_encrypted(opener);
    case OPENING_BUSY:
        return opening_tell_busy(opener);
    case OPENING_REFUSE_LATE:
        return refuse(opener,
                      _("the other side offered encryption only after text was "
                        "sent NOT encrypted; somebody may have held the offer "
                        "back"));
    case OPENING_REFUSE_SLIPPED:
        return refuse(opener, _("something was slipped in after the "
                                "greeting; somebody may be listening in"));
    case OPENING_REFUSE_PLAIN:
    case OPENING_WAIT: /* not decided, so plain is refused */
    case OPENING_MAY_TALK:
        break;
    }
    return refuse_plain(opener);
}
