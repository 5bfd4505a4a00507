/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/code_exchange.h"

#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "chat/session.h"
#include "crypto/code_proof.h"
#include "crypto/encrypted_transport.h"
#include "crypto/encryption.h"
#include "net/transport.h"
#include "terminal/terminal_notice.h"
#include "wire/frame.h"

#define ANSWER_SIZE (CODE_PROOF_SHARE + CODE_PROOF_TAG)

struct exchange {
    struct session *session;
    struct code_proof *proof;
    int64_t deadline;
    bool is_at_stake; /* if the other side leaves now, it has had a try */
};

/* ---- Frames -------------------------------------------------------------- */

static enum opening fail(struct exchange *exchange, enum opening result,
                         const char *sentence)
{
    error_set(&exchange->session->in_receiving, "%s", sentence);
    return result;
}

static enum opening use_up(struct exchange *exchange)
{
    return fail(exchange, OPENING_REFUSED,
                _("THE CODE WAS WRONG, or somebody is listening in; it is "
                  "used up: show a new one with charla -l --code"));
}

/* The other side has left, or has sent something else. */
static enum opening fail_unanswered(struct exchange *exchange)
{
    if (exchange->is_at_stake)
        return use_up(exchange);
    if (exchange->session->setup->host)
        return fail(exchange, OPENING_REFUSED,
                    _("the other side shows no code; call it by its address, "
                      "without a code"));
    return fail(exchange, OPENING_BROKEN,
                _("somebody called without the code"));
}

static enum opening wait_for(struct exchange *exchange, short events)
{
    struct session *session = exchange->session;
    struct pollfd fds[] = {
        {.fd = transport_fd(session->transport), .events = events},
        {.fd = flag_fd(&session->shutdown), .events = POLLIN},
    };
    int left = clock_ms_left(exchange->deadline);

    if (left == 0)
        return fail_unanswered(exchange);
    (void)session_poll(session, NULL, fds, 2, left);
    return fds[1].revents ? OPENING_STOPPED : OPENING_DONE;
}

/* Receive exactly `size` bytes: what follows belongs to the conversation. */
static enum opening receive(struct exchange *exchange, unsigned char *room,
                            size_t size)
{
    struct session *session = exchange->session;
    enum opening result = OPENING_DONE;
    size_t length;

    while (size > 0 && result == OPENING_DONE)
        switch (transport_receive(session->transport, room, size, &length,
                                  &session->in_receiving)) {
        case TRANSPORT_OK:
            room += length;
            size -= length;
            break;
        case TRANSPORT_WAIT:
            result = wait_for(exchange, POLLIN);
            break;
        case TRANSPORT_END:
        case TRANSPORT_BROKEN:
            result = fail_unanswered(exchange);
            break;
        }
    return result;
}

static enum opening expect(struct exchange *exchange, enum frame_code_type type,
                           void *payload, size_t size)
{
    char right[FRAME_HEADER_SIZE];
    unsigned char header[FRAME_HEADER_SIZE];
    enum opening result = receive(exchange, header, sizeof header);

    frame_write_header(right, (enum frame_type)type, size);
    if (result == OPENING_DONE && memcmp(header, right, sizeof header) != 0)
        result = fail_unanswered(exchange);
    return result == OPENING_DONE ? receive(exchange, payload, size) : result;
}

static enum opening send(struct exchange *exchange, enum frame_code_type type,
                         const void *payload, size_t size)
{
    struct session *session = exchange->session;
    char frame[FRAME_HEADER_SIZE + ANSWER_SIZE];
    size_t length = FRAME_HEADER_SIZE + size, at = 0, sent;
    enum opening result = OPENING_DONE;

    frame_write_header(frame, (enum frame_type)type, size);
    if (size > 0)
        memcpy(frame + FRAME_HEADER_SIZE, payload, size);
    while (at < length && result == OPENING_DONE) {
        sent = 0;
        switch (transport_send(session->transport, frame + at, length - at,
                               &sent, &session->in_receiving)) {
        case TRANSPORT_OK:
            at += sent;
            break;
        case TRANSPORT_WAIT:
            result = wait_for(exchange, POLLOUT);
            break;
        case TRANSPORT_END:
        case TRANSPORT_BROKEN:
            result = fail_unanswered(exchange);
            break;
        }
    }
    return result;
}

/* ---- The two sides ------------------------------------------------------- */

static enum opening run_caller(struct exchange *exchange,
                               unsigned char share[CODE_PROOF_SHARE])
{
    unsigned char answer[ANSWER_SIZE], tag[CODE_PROOF_TAG];
    enum opening result = expect(exchange, FRAME_CODE_WANTED, NULL, 0);

    if (result == OPENING_DONE)
        result = send(exchange, FRAME_CODE_SHARE, share, CODE_PROOF_SHARE);
    exchange->is_at_stake = result == OPENING_DONE;
    if (result == OPENING_DONE)
        result = expect(exchange, FRAME_CODE_ANSWER, answer, sizeof answer);
    if (result == OPENING_DONE &&
        !code_proof_take_answer(exchange->proof, answer,
                                answer + CODE_PROOF_SHARE, tag))
        result = use_up(exchange);
    if (result == OPENING_DONE)
        result = send(exchange, FRAME_CODE_TAG, tag, sizeof tag);
    return result;
}

/* The listener's side; the door has asked for the code, and has the caller's
 * share. */
static enum opening run_listener(struct exchange *exchange,
                                 const unsigned char share[CODE_PROOF_SHARE])
{
    const unsigned char *theirs = exchange->session->setup->share;
    unsigned char answer[ANSWER_SIZE], tag[CODE_PROOF_TAG];
    enum opening result = OPENING_DONE;

    memcpy(answer, share, CODE_PROOF_SHARE);
    if (!code_proof_answer(exchange->proof, theirs,
                           answer + CODE_PROOF_SHARE))
        result = fail_unanswered(exchange); /* it is not told why */
    exchange->is_at_stake = result == OPENING_DONE;
    if (result == OPENING_DONE)
        result = send(exchange, FRAME_CODE_ANSWER, answer, sizeof answer);
    if (result == OPENING_DONE)
        result = expect(exchange, FRAME_CODE_TAG, tag, sizeof tag);
    if (result == OPENING_DONE && !code_proof_take_tag(exchange->proof, tag))
        result = use_up(exchange);
    return result;
}

/* The code has proved who the other side is, so its key is verified. */
static enum opening accept_key(struct exchange *exchange)
{
    struct session *session = exchange->session;
    const struct conversation_setup *setup = session->setup;

    if (encryption_verify_peer(setup->encryption, &session->trust.theirs,
                               &session->in_receiving) < 0)
        return OPENING_REFUSED;
    session->trust.verified = true;
    terminal_notice(setup->terminal,
                    _("the code is right, so the other person's key is "
                      "verified"));
    return OPENING_DONE;
}

enum opening code_exchange_run(struct session *session)
{
    const struct conversation_setup *setup = session->setup;
    struct exchange exchange = {
        .session = session,
        .deadline = clock_monotonic_ms() + setup->handshake_ms,
    };
    struct code_proof_setup proof = {
        .calls = setup->host != NULL,
        .code = setup->code,
        .own = encryption_fingerprint(setup->encryption),
        .theirs = &session->trust.theirs,
    };
    unsigned char share[CODE_PROOF_SHARE];
    enum opening result;

    if (encrypted_transport_export_for_code(session->transport,
                                            proof.session) == 0)
        exchange.proof = code_proof_begin(&proof, share);
    if (!exchange.proof)
        return fail(&exchange, OPENING_REFUSED, _("cannot check the code"));
    result = proof.calls ? run_caller(&exchange, share)
                         : run_listener(&exchange, share);
    code_proof_free(exchange.proof);
    return result == OPENING_DONE ? accept_key(&exchange) : result;
}
