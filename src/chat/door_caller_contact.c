/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/door_caller_contact.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/i18n.h"
#include "crypto/encrypted_transport.h"
#include "crypto/encryption.h"
#include "wire/greeting.h"

void caller_begin_call(struct caller *caller, int fd, int64_t now)
{
    caller->fd = fd;
    caller->calls = true;
    caller->guest.was_called = true;
    caller->state = CALLER_CALLED;
    caller->deadline = now + DOOR_CALLER_MS;
}

/* ---- The greeting -------------------------------------------------------- */

static enum caller_greeting leave(struct caller *caller, const char *why)
{
    caller_leave(caller);
    error_set(&caller->why, "%s", why);
    return CALLER_GREETING_OVER;
}

static enum caller_greeting leave_unsafe(struct caller *caller,
                                         const char *why)
{
    caller->is_unsafe = true;
    return leave(caller, why);
}

/* The greeting is complete and offers charla/1: take it from the socket, and
 * nothing else. */
static enum caller_greeting take_offer(struct caller *caller,
                                       size_t line_length, size_t length)
{
    char line[GREETING_MAX];

    if (length > line_length + 1)
        return leave_unsafe(caller, _("something was slipped in after the "
                                      "greeting; somebody may be listening "
                                      "in"));
    (void)recv(caller->fd, line, line_length + 1, 0);
    return CALLER_GREETING_OFFERS;
}

enum caller_greeting caller_read_greeting(struct caller *caller)
{
    char bytes[GREETING_MAX];
    size_t line_length = 0;
    ssize_t length;

    do
        length = recv(caller->fd, bytes, sizeof bytes, MSG_PEEK);
    while (length < 0 && errno == EINTR);
    if (length < 0 && errno == EAGAIN)
        return CALLER_GREETING_PENDING;
    if (length <= 0)
        return leave(caller, _("the other side has closed the connection"));
    switch (greeting_judge(bytes, (size_t)length, &line_length)) {
    case GREETING_PERHAPS:
        return CALLER_GREETING_PENDING;
    case GREETING_OFFERS:
        return take_offer(caller, line_length, (size_t)length);
    case GREETING_BUSY:
        return leave(caller, _("the other side is busy, talking with "
                               "somebody else"));
    case GREETING_PLAIN:
    case GREETING_NO:
        break;
    }
    return leave_unsafe(caller,
                        _("the other side has always encrypted and now does "
                          "not, somebody may be listening in; --plain talks to "
                          "it anyway"));
}

/* ---- The key ------------------------------------------------------------- */

bool caller_is_contact(struct caller *caller, const struct door_setup *setup)
{
    const struct trust *trust = &caller->guest.trust;
    struct transport *transport = caller->guest.transport;

    if (trust->state != TRUST_CHANGED)
        return true;
    caller_leave(caller);
    if (trust->is_own) { /* this user's own charla has the address now */
        encrypted_transport_refuse_busy(transport);
        caller->is_counted = false;
        error_set(&caller->why, _("nobody else is waiting for a call there"));
    } else if (caller->calls) {
        encrypted_transport_refuse_key(transport, trust, &caller->why);
        caller->is_unsafe = true;
    } else {
        encrypted_transport_refuse_busy(transport);
        caller->is_stranger = true;
        error_set(&caller->why, _("it is not %s"), setup->contact);
    }
    return false;
}

bool caller_awaits_choice(const struct caller *caller,
                          const struct door_setup *setup)
{
    const struct fingerprint *own = encryption_fingerprint(setup->encryption);

    return setup->contact &&
           strcmp(own->text, caller->guest.trust.theirs.text) > 0;
}
