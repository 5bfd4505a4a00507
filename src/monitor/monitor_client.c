/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor_client.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "monitor/monitor_ask.h"
#include "monitor/monitor_message.h"
#include "net/address.h"

static int ask(struct monitor *monitor, enum monitor_request code,
               const void *data, size_t length, struct monitor_message *reply,
               size_t least, size_t most, struct error *error)
{
    const struct monitor_question question = {
        .code = code,
        .data = data,
        .length = length,
        .passed = -1,
        .least = least,
        .most = most,
    };

    return monitor_ask(monitor, &question, reply, NULL, error);
}

static int public_key(void *context, struct key_agent_spki *spki,
                      struct error *error)
{
    struct monitor_message reply;

    if (ask(context, MONITOR_PUBLIC_KEY, NULL, 0, &reply, 1,
            KEY_AGENT_SPKI_MAX, error) < 0)
        return -1;
    spki->length = reply.length;
    memcpy(spki->data, reply.data, reply.length);
    return 0;
}

static int sign(void *context, const void *text, size_t length,
                unsigned char signature[KEY_AGENT_SIGNATURE_SIZE],
                struct error *error)
{
    struct monitor_message reply;

    if (length > KEY_AGENT_SIGNED_MAX) {
        error_set(error, _("too much to sign"));
        return -1;
    }
    if (ask(context, MONITOR_SIGN, text, length, &reply,
            KEY_AGENT_SIGNATURE_SIZE, KEY_AGENT_SIGNATURE_SIZE, error) < 0)
        return -1;
    memcpy(signature, reply.data, KEY_AGENT_SIGNATURE_SIZE);
    return 0;
}

static int check_peer(void *context, const struct fingerprint *theirs,
                      struct trust *trust, struct error *error)
{
    struct monitor_message reply;

    if (ask(context, MONITOR_PEER_CHECK, theirs->text,
            FINGERPRINT_TEXT_MAX - 1, &reply, sizeof *trust, sizeof *trust,
            error) < 0)
        return -1;
    memcpy(trust, reply.data, sizeof *trust);
    return 0;
}

static int knows_peer(void *context, struct error *error)
{
    struct monitor_message reply;

    if (ask(context, MONITOR_PEER_IS_KNOWN, NULL, 0, &reply, 1, 1, error) < 0)
        return -1;
    return reply.data[0];
}

static int verify_peer(void *context, const struct fingerprint *theirs,
                       struct error *error)
{
    struct monitor_message reply;

    return ask(context, MONITOR_PEER_VERIFY, theirs->text,
               FINGERPRINT_TEXT_MAX - 1, &reply, 0, 0, error);
}

/* Write a fingerprint, and after it a name, as the data of a request. */
static size_t put_named(char data[MONITOR_DATA_MAX],
                        const struct fingerprint *key, const char *name,
                        size_t length)
{
    memcpy(data, key->text, FINGERPRINT_TEXT_MAX - 1);
    memcpy(data + FINGERPRINT_TEXT_MAX - 1, name, length);
    return FINGERPRINT_TEXT_MAX - 1 + length;
}

static int keep_peer(void *context, const struct fingerprint *theirs,
                     const char *name, struct error *error)
{
    struct monitor_message reply;
    char data[MONITOR_DATA_MAX];
    size_t length = strlen(name);

    if (length > KEY_AGENT_CLAIM_MAX)
        length = KEY_AGENT_CLAIM_MAX; /* this is too long for a name too */
    length = put_named(data, theirs, name, length);
    return ask(context, MONITOR_PEER_KEEP, data, length, &reply, 0, 0, error);
}

static int find_claimed(void *context, const struct fingerprint *theirs,
                        const char *claim, size_t length,
                        char name[CONTACT_NAME_MAX + 1], struct error *error)
{
    struct monitor_message reply;
    char data[MONITOR_DATA_MAX];

    if (length > KEY_AGENT_CLAIM_MAX)
        length = KEY_AGENT_CLAIM_MAX;
    length = put_named(data, theirs, claim, length);
    if (ask(context, MONITOR_FIND_CLAIMED, data, length, &reply, 0,
            CONTACT_NAME_MAX, error) < 0)
        return -1;
    memcpy(name, reply.data, reply.length);
    name[reply.length] = '\0';
    return reply.length > 0;
}

struct key_agent monitor_client_keys(struct monitor *monitor)
{
    return (struct key_agent){
        .public_key = public_key,
        .sign = sign,
        .check_peer = check_peer,
        .knows_peer = knows_peer,
        .verify_peer = verify_peer,
        .keep_peer = keep_peer,
        .find_claimed = find_claimed,
        .context = monitor,
    };
}

/* The only request that is made in two steps. */
static const struct monitor_question dial = {
    .code = MONITOR_DIAL,
    .length = sizeof(uint32_t),
    .passed = -1,
    .least = sizeof(struct address),
    .most = sizeof(struct address),
};

int monitor_client_dial(struct monitor *monitor, int delay_ms,
                        struct error *error)
{
    const uint32_t delay = (uint32_t)delay_ms;
    struct monitor_question question = dial;

    question.data = &delay;
    return monitor_ask_begin(monitor, &question, error);
}

void monitor_client_call_off(struct monitor *monitor)
{
    static const struct monitor_question call_off = {
        .code = MONITOR_CALL_OFF,
        .passed = -1,
    };
    struct error ignored = {0};
    struct address peer;
    struct monitor_message reply;
    int fd;

    if (monitor_ask_begin(monitor, &call_off, &ignored) < 0)
        return;
    fd = monitor_client_dialled(monitor, &peer, &ignored);
    if (fd >= 0)
        close(fd);
    (void)monitor_ask_end(monitor, &call_off, &reply, NULL, &ignored);
}

void monitor_client_judge(struct monitor *monitor, bool is_right)
{
    const unsigned char right = is_right;
    struct error ignored = {0};
    struct monitor_message reply;

    (void)ask(monitor, MONITOR_CALL_JUDGED, &right, sizeof right, &reply, 0, 0,
              &ignored);
}

int monitor_client_dialled(struct monitor *monitor, struct address *peer,
                           struct error *error)
{
    struct monitor_message reply;
    int fd;

    if (monitor_ask_end(monitor, &dial, &reply, &fd, error) < 0)
        return -1;
    if (fd < 0)
        return monitor_ask_lost(error);
    memcpy(peer, reply.data, sizeof *peer);
    return fd;
}

int monitor_client_pass_browser(struct monitor *monitor, int socket,
                                int *reports, struct error *error)
{
    const struct monitor_question question = {
        .code = MONITOR_BROWSER,
        .passed = socket,
    };
    struct monitor_message reply;

    return monitor_ask(monitor, &question, &reply, reports, error);
}

int monitor_client_hang_up(struct monitor *monitor, bool *failed,
                           struct error *error)
{
    struct monitor_message reply;

    if (ask(monitor, MONITOR_HANG_UP, NULL, 0, &reply, 1, 1, error) < 0)
        return -1;
    *failed = reply.data[0] != 0;
    return 0;
}
