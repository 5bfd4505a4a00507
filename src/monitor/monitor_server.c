/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor_server.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "crypto/contact.h"
#include "monitor/carrier.h"
#include "monitor/monitor_dial.h"
#include "monitor/monitor_exchange.h"
#include "monitor/monitor_file_server.h"
#include "monitor/monitor_message.h"
#include "monitor/monitor_setup.h"
#include "net/address.h"

/* ---- What is asked ------------------------------------------------------- */

/* Have the command of --via started.  It is always that of the command line. */
static int launch(struct exchange *exchange)
{
    const struct address nobody = {.length = 0};

    exchange->passed =
        launcher_run(&exchange->setup->launcher, &exchange->error);
    if (exchange->passed < 0)
        return -1;
    monitor_exchange_reply(exchange, &nobody, sizeof nobody);
    return 0;
}

static int hang_up(struct exchange *exchange)
{
    bool has_failed;
    unsigned char answer;

    if (launcher_hang_up(&exchange->setup->launcher, &has_failed,
                         &exchange->error) < 0)
        return -1;
    answer = has_failed;
    monitor_exchange_reply(exchange, &answer, sizeof answer);
    return 0;
}

/* Make a call.  The request cannot say to whom: that is on the command
 * line. */
static int dial(struct exchange *exchange)
{
    const struct monitor_setup *setup = exchange->setup;
    struct address peer;
    uint32_t delay_ms;

    memcpy(&delay_ms, exchange->request->data, sizeof delay_ms);
    if (setup->command)
        return launch(exchange);
    if (!setup->host) {
        error_set(&exchange->error, "a listener calls nobody");
        return -1;
    }
    exchange->passed = monitor_dial(setup, exchange->places, exchange->socket,
                                    delay_ms, &peer, &exchange->error);
    if (exchange->passed < 0) {
        if (errno == ECONNREFUSED)
            exchange->failure = MONITOR_REFUSED;
        return -1;
    }
    monitor_exchange_reply(exchange, &peer, sizeof peer);
    return 0;
}

static int judge_call(struct exchange *exchange)
{
    monitor_places_judge(exchange->places, exchange->request->data[0] != 0,
                         exchange->setup->contact);
    return 0;
}

/* Nothing is left to do: a call in progress has ended when this request came
 * in. */
static int call_off(struct exchange *exchange)
{
    (void)exchange;
    return 0;
}

static int tell_public_key(struct exchange *exchange)
{
    const struct key_agent *keys = &exchange->setup->keys;
    struct key_agent_spki spki;

    if (keys->public_key(keys->context, &spki, &exchange->error) < 0)
        return -1;
    monitor_exchange_reply(exchange, spki.data, spki.length);
    return 0;
}

/* Is this exactly the text that TLS 1.3 signs in the given role?  (RFC 8446
 * section 4.4.3: 64 blanks, the context, a zero, the hash of the handshake) */
static bool is_certificate_verify(const struct monitor_message *request,
                                  bool is_client)
{
    static const char server[] = "TLS 1.3, server CertificateVerify";
    static const char client[] = "TLS 1.3, client CertificateVerify";
    const char *context = is_client ? client : server;
    const unsigned char *at = request->data;
    size_t hash = request->length - 64 - sizeof server;

    for (size_t i = 0; i < 64; i++)
        if (at[i] != ' ')
            return false;
    return memcmp(at + 64, context, sizeof server) == 0 &&
           (hash == 32 || hash == 48);
}

static int sign(struct exchange *exchange)
{
    const struct key_agent *keys = &exchange->setup->keys;
    unsigned char signature[KEY_AGENT_SIGNATURE_SIZE];
    const struct monitor_setup *setup = exchange->setup;
    bool calls = setup->host != NULL;

    if (!is_certificate_verify(exchange->request, calls) &&
        !(setup->meets && is_certificate_verify(exchange->request, !calls))) {
        error_set(&exchange->error, "only a TLS 1.3 handshake is signed");
        return -1;
    }
    if (keys->sign(keys->context, exchange->request->data,
                   exchange->request->length, signature,
                   &exchange->error) < 0)
        return -1;
    monitor_exchange_reply(exchange, signature, sizeof signature);
    return 0;
}

/* Read the fingerprint in a request.  Returns false with exchange->error set if
 * it is invalid. */
static bool take_fingerprint(struct exchange *exchange,
                             struct fingerprint *fingerprint)
{
    char text[FINGERPRINT_TEXT_MAX] = "";

    memcpy(text, exchange->request->data, sizeof text - 1);
    if (fingerprint_parse(text, fingerprint))
        return true;
    error_set(&exchange->error, "not a fingerprint");
    return false;
}

static int check_peer(struct exchange *exchange)
{
    const struct key_agent *keys = &exchange->setup->keys;
    struct fingerprint theirs;
    struct trust trust;

    if (!take_fingerprint(exchange, &theirs) ||
        keys->check_peer(keys->context, &theirs, &trust, &exchange->error) < 0)
        return -1;
    if (trust.state == TRUST_CHANGED)
        monitor_places_judge(exchange->places, false,
                             exchange->setup->contact);
    monitor_exchange_reply(exchange, &trust, sizeof trust);
    return 0;
}

static int knows_peer(struct exchange *exchange)
{
    const struct key_agent *keys = &exchange->setup->keys;
    int known = keys->knows_peer(keys->context, &exchange->error);
    unsigned char answer = known > 0;

    if (known < 0)
        return -1;
    monitor_exchange_reply(exchange, &answer, sizeof answer);
    return 0;
}

static int verify_peer(struct exchange *exchange)
{
    const struct key_agent *keys = &exchange->setup->keys;
    struct fingerprint theirs;

    if (!take_fingerprint(exchange, &theirs))
        return -1;
    return keys->verify_peer(keys->context, &theirs, &exchange->error);
}

/* Hand the browser's socket on without reading from it. */
static int pass_browser(struct exchange *exchange)
{
    return carrier_give(exchange->web, exchange->setup->web,
                        exchange->received, &exchange->passed,
                        &exchange->error);
}

/* Copy the name that follows the fingerprint in a request, terminated. */
static size_t take_name(const struct exchange *exchange,
                        char name[KEY_AGENT_CLAIM_MAX + 1])
{
    size_t length = exchange->request->length - (FINGERPRINT_TEXT_MAX - 1);

    memcpy(name, exchange->request->data + FINGERPRINT_TEXT_MAX - 1, length);
    name[length] = '\0';
    return length;
}

static int keep_peer(struct exchange *exchange)
{
    const struct key_agent *keys = &exchange->setup->keys;
    char name[KEY_AGENT_CLAIM_MAX + 1];
    struct fingerprint theirs;

    (void)take_name(exchange, name);
    if (!take_fingerprint(exchange, &theirs))
        return -1;
    return keys->keep_peer(keys->context, &theirs, name, &exchange->error);
}

static int find_claimed(struct exchange *exchange)
{
    const struct key_agent *keys = &exchange->setup->keys;
    char claim[KEY_AGENT_CLAIM_MAX + 1], name[CONTACT_NAME_MAX + 1] = "";
    size_t length = take_name(exchange, claim);
    struct fingerprint theirs;

    if (!take_fingerprint(exchange, &theirs) ||
        keys->find_claimed(keys->context, &theirs, claim, length, name,
                           &exchange->error) < 0)
        return -1;
    monitor_exchange_reply(exchange, name, strlen(name));
    return 0;
}

/* ---- The loop ------------------------------------------------------------ */

/* The form of each request; any other length, or a descriptor where none
 * belongs, makes it malformed. */
static const struct {
    enum monitor_request code;
    size_t least, most; /* bytes of data */
    int (*answer)(struct exchange *exchange);
} requests[] = {
    {MONITOR_DIAL, sizeof(uint32_t), sizeof(uint32_t), dial},
    {MONITOR_PUBLIC_KEY, 0, 0, tell_public_key},
    {MONITOR_SIGN, 64 + 34 + 32, KEY_AGENT_SIGNED_MAX, sign},
    {MONITOR_PEER_CHECK, FINGERPRINT_TEXT_MAX - 1, FINGERPRINT_TEXT_MAX - 1,
     check_peer},
    {MONITOR_PEER_IS_KNOWN, 0, 0, knows_peer},
    {MONITOR_PEER_VERIFY, FINGERPRINT_TEXT_MAX - 1, FINGERPRINT_TEXT_MAX - 1,
     verify_peer},
    {MONITOR_BROWSER, 0, 0, pass_browser},
    {MONITOR_PEER_KEEP, FINGERPRINT_TEXT_MAX - 1,
     FINGERPRINT_TEXT_MAX - 1 + KEY_AGENT_CLAIM_MAX, keep_peer},
    {MONITOR_FIND_CLAIMED, FINGERPRINT_TEXT_MAX - 1,
     FINGERPRINT_TEXT_MAX - 1 + KEY_AGENT_CLAIM_MAX, find_claimed},
    {MONITOR_HANG_UP, 0, 0, hang_up},
    {MONITOR_CALL_JUDGED, 1, 1, judge_call},
    {MONITOR_CALL_OFF, 0, 0, call_off},
    {MONITOR_FILE_OPEN, 1, PATH_MAX - 1, monitor_file_open},
    {MONITOR_FILE_CREATE, sizeof(struct monitor_file_offer),
     sizeof(struct monitor_file_offer) + NAME_MAX, monitor_file_create},
    {MONITOR_FILE_FINISH, 0, 0, monitor_file_finish},
    {MONITOR_FILE_DROP, 1, 1, monitor_file_drop},
    {MONITOR_FILE_COMPLETE, 0, PATH_MAX - 1, monitor_file_complete},
    {MONITOR_FILE_PLACE, 0, 0, monitor_file_place},
};

/* Answer a request.  Returns false if it is malformed. */
static bool answer(struct exchange *exchange)
{
    const struct monitor_message *request = exchange->request;

    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        if (requests[i].code == request->code &&
            request->length >= requests[i].least &&
            request->length <= requests[i].most &&
            (request->code == MONITOR_BROWSER) == (exchange->received >= 0)) {
            if (requests[i].answer(exchange) < 0) {
                exchange->reply.code = exchange->failure;
                monitor_exchange_reply(exchange, exchange->error.text,
                                       strlen(exchange->error.text));
            }
            return true;
        }
    return false;
}

static void close_if_open(int fd)
{
    if (fd >= 0)
        close(fd);
}

/* Receive a request into exchange->request and answer it.  Returns
 * MONITOR_RECEIVED to go on. */
static enum monitor_receipt serve_one(struct exchange *exchange,
                                      struct monitor_message *request)
{
    enum monitor_receipt result = monitor_message_receive(
        exchange->socket, request, &exchange->received);

    if (result != MONITOR_RECEIVED)
        return result;
    if (!answer(exchange))
        result = MONITOR_MALFORMED;
    else if (monitor_message_send(exchange->socket, &exchange->reply,
                                  exchange->passed) < 0)
        result = MONITOR_CLOSED;
    close_if_open(exchange->passed);
    close_if_open(exchange->received);
    return result;
}

int monitor_serve(int socket, const struct monitor_setup *setup)
{
    struct monitor_places places = {.discovery = {-1, -1}};
    struct carrier web = {.socket = -1};
    struct monitor_file_state files;
    enum monitor_receipt result;

    monitor_file_state_begin(&files, setup);
    do {
        struct monitor_message request;
        struct exchange exchange = {
            .socket = socket,
            .request = &request,
            .places = &places,
            .setup = setup,
            .web = &web,
            .files = &files,
            .received = -1,
            .passed = -1,
            .failure = MONITOR_FAILED,
        };

        result = serve_one(&exchange, &request);
    } while (result == MONITOR_RECEIVED);
    monitor_file_state_end(&files);
    carrier_end(&web);
    discovery_end(&places.discovery);
    return result == MONITOR_MALFORMED;
}
