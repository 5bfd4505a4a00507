/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/returning.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "chat/first_frame.h"
#include "chat/session.h"
#include "crypto/encryption_handshake.h"
#include "monitor/monitor.h"
#include "monitor/monitor_client.h"
#include "net/address.h"
#include "net/retry.h"
#include "net/transport.h"
#include "net/transport_tcp.h"
#include "wire/greeting.h"

struct attempt {
    struct session *session;
    struct error *error;
    int64_t deadline;
    char line[GREETING_MAX]; /* the greeting, as far as it has come */
    size_t length;
};

/* ---- Waiting ------------------------------------------------------------- */

/* Wait until `fd` is readable, or until `until`.  Returns RETURNING_DONE if
 * something has happened before. */
static enum returning wait_for(struct attempt *attempt, int fd, int64_t until)
{
    struct pollfd fds[] = {
        {.fd = fd, .events = POLLIN},
        {.fd = flag_fd(&attempt->session->shutdown), .events = POLLIN},
    };
    int left = clock_ms_left(until);

    if (session_poll(attempt->session, NULL, fds, 2, left) <= 0) {
        error_set(attempt->error, _("no answer came"));
        return left == 0 || clock_ms_left(until) == 0 ? RETURNING_FAILED
                                                      : RETURNING_DONE;
    }
    return fds[1].revents ? RETURNING_STOPPED : RETURNING_DONE;
}

/* ---- The call ------------------------------------------------------------ */

static enum returning call(struct attempt *attempt,
                           struct transport **transport)
{
    const struct conversation_setup *setup = attempt->session->setup;
    struct monitor *monitor = setup->caller ? setup->caller : setup->monitor;
    struct address peer;
    enum returning result;
    int fd;

    if (monitor_client_dial(monitor, 0, attempt->error) < 0)
        return RETURNING_FAILED;
    /* No deadline: the monitor knows when to give up. */
    result = wait_for(attempt, monitor->socket, CLOCK_NEVER);
    if (result != RETURNING_DONE)
        return result;
    fd = monitor_client_dialled(monitor, &peer, attempt->error);
    if (fd < 0)
        return errno == ECONNREFUSED ? RETURNING_NOBODY : RETURNING_FAILED;
    *transport = transport_tcp_new(fd, (unsigned)setup->timeout_ms / 1000);
    return RETURNING_DONE;
}

/* ---- The handshake ------------------------------------------------------- */

/* Judge the greeting after each byte of it. */
static enum returning judge_greeting(struct attempt *attempt)
{
    size_t line_length;

    switch (greeting_judge(attempt->line, attempt->length, &line_length)) {
    case GREETING_OFFERS:
        attempt->length = 0;
        return RETURNING_DONE;
    case GREETING_PERHAPS:
        return RETURNING_DONE;
    case GREETING_NO:
    case GREETING_PLAIN:
    case GREETING_BUSY:
        break;
    }
    error_set(attempt->error, _("somebody else has answered"));
    return RETURNING_FAILED;
}

/* Skip the greeting, which a listener that waits for anybody sends first; it
 * may be there before this side has said anything.
 * Returns true when TLS comes next, or the end; false when more must come, or
 * when the attempt is over, as `*result` says. */
static bool pass_greeting(struct attempt *attempt, int fd,
                          enum returning *result)
{
    ssize_t length;
    char byte;

    while ((length = recv(fd, &byte, 1, MSG_PEEK)) == 1) {
        if (attempt->length == 0 && byte != 'c')
            return true;
        (void)recv(fd, &attempt->line[attempt->length++], 1, 0);
        *result = judge_greeting(attempt);
        if (*result != RETURNING_DONE)
            return false;
    }
    return length == 0;
}

static bool is_same_key(const struct session *session,
                        const struct trust *trust)
{
    return strcmp(session->trust.theirs.text, trust->theirs.text) == 0;
}

static enum returning judge_key(struct attempt *attempt,
                                const struct trust *trust)
{
    if (trust->state != TRUST_CHANGED && is_same_key(attempt->session, trust))
        return RETURNING_DONE;
    error_set(attempt->error,
              _("somebody with ANOTHER KEY has answered in place of the other "
                "side: it was %s, now it is %s"),
              attempt->session->trust.theirs.text, trust->theirs.text);
    return RETURNING_UNSAFE;
}

static enum returning shake_hands(struct attempt *attempt,
                                  struct encryption_handshake *handshake,
                                  int fd, struct transport **transport)
{
    enum encryption_result step = ENCRYPTION_PENDING;
    enum returning result = RETURNING_DONE;
    struct trust trust = {0};
    bool is_tls = false;

    if (encryption_handshake_say_hello(handshake, attempt->error) < 0)
        return RETURNING_FAILED;
    while (step == ENCRYPTION_PENDING && result == RETURNING_DONE) {
        result = wait_for(attempt, fd, attempt->deadline);
        if (result == RETURNING_DONE && !is_tls)
            is_tls = pass_greeting(attempt, fd, &result);
        if (result == RETURNING_DONE && is_tls)
            step = encryption_handshake_step(handshake, transport, &trust,
                                             attempt->error);
    }
    if (result != RETURNING_DONE)
        return result;
    return step == ENCRYPTION_ON ? judge_key(attempt, &trust)
                                 : RETURNING_FAILED;
}

static enum returning start_tls(struct attempt *attempt,
                                struct transport **transport)
{
    struct transport *below = *transport;
    int fd = transport_fd(below);
    struct encryption_handshake *handshake;
    enum returning result;

    *transport = NULL;
    handshake = encryption_handshake_new(attempt->session->setup->encryption,
                                         below, true, attempt->error);
    if (!handshake)
        return RETURNING_FAILED;
    result = shake_hands(attempt, handshake, fd, transport);
    encryption_handshake_free(handshake);
    return result;
}

/* ---- RESUME and the answer ----------------------------------------------- */

/* Send RESUME: a new connection has room for it, so one try is enough. */
static bool say_resume(struct attempt *attempt, uint64_t received,
                       struct transport *transport)
{
    struct buffer frame = {0};
    size_t sent = 0;
    enum transport_status status;

    frame_append_resume(&frame, attempt->session->link.id, received);
    status = transport_send(transport, frame.data, frame.length, &sent,
                            attempt->error);
    buffer_release(&frame);
    return status == TRANSPORT_OK;
}

static enum returning judge_answer(struct attempt *attempt,
                                   const struct frame *frame,
                                   uint64_t *position)
{
    const struct session *session = attempt->session;

    if (frame->type == FRAME_GONE) {
        error_set(attempt->error,
                  _("the other side has restarted charla, so this conversation "
                    "cannot go on"));
        return RETURNING_GONE;
    }
    *position = frame->position;
    if (frame->type == FRAME_RESUMED && session_may_resume_at(session,
                                                              *position))
        return RETURNING_DONE;
    error_set(attempt->error,
              _("protocol error: the other side cannot go on from where it "
                "says"));
    return RETURNING_GONE;
}

static enum returning ask(struct attempt *attempt, uint64_t received,
                          struct transport *transport, uint64_t *position)
{
    struct first_frame first = {0};
    enum first_frame_state state = FIRST_FRAME_PENDING;
    enum returning result = RETURNING_DONE;

    if (!say_resume(attempt, received, transport))
        return RETURNING_FAILED;
    while (state == FIRST_FRAME_PENDING && result == RETURNING_DONE) {
        state = first_frame_read(&first, transport, attempt->error);
        if (state == FIRST_FRAME_PENDING)
            result = wait_for(attempt, transport_fd(transport),
                              attempt->deadline);
    }
    if (result != RETURNING_DONE || state == FIRST_FRAME_BROKEN)
        return result == RETURNING_DONE ? RETURNING_FAILED : result;
    if (state == FIRST_FRAME_HELLO) /* it was started again */
        first.frame.type = FRAME_GONE;
    return judge_answer(attempt, &first.frame, position);
}

/* ---- The whole ----------------------------------------------------------- */

static enum returning try_once(struct session *session, uint64_t received,
                               struct transport **transport,
                               uint64_t *position, struct error *error)
{
    struct attempt attempt = {.session = session, .error = error};
    enum returning result;

    *transport = NULL;
    result = call(&attempt, transport);
    attempt.deadline = clock_monotonic_ms() + session->setup->handshake_ms;
    if (result == RETURNING_DONE)
        result = start_tls(&attempt, transport);
    if (result == RETURNING_DONE)
        result = ask(&attempt, received, *transport, position);
    if (result != RETURNING_DONE) {
        transport_free(*transport);
        *transport = NULL;
    }
    return result;
}

/* Wait until it is time for the next try.  Returns false if the user has
 * left. */
static bool pause_until(struct session *session, int64_t next)
{
    struct pollfd stop = {.fd = flag_fd(&session->shutdown),
                          .events = POLLIN};

    while (!flag_is_raised(&session->shutdown) && clock_ms_left(next) > 0)
        (void)session_poll(session, NULL, &stop, 1, clock_ms_left(next));
    return !flag_is_raised(&session->shutdown);
}

enum returning returning_run(struct session *session, uint64_t received,
                             const struct returning_limits *limits,
                             struct transport **transport,
                             uint64_t *position, struct error *error)
{
    enum returning result = RETURNING_FAILED;
    struct retry retry;
    unsigned nobody = 0;
    int wait_ms;

    retry_begin(&retry, limits->deadline, (uint32_t)getpid());
    while ((result == RETURNING_FAILED || result == RETURNING_NOBODY) &&
           nobody < limits->nobody_max &&
           (wait_ms = retry_next_ms(&retry, clock_monotonic_ms())) >= 0) {
        if (!pause_until(session, clock_monotonic_ms() + wait_ms))
            return RETURNING_STOPPED;
        result = try_once(session, received, transport, position, error);
        nobody = result == RETURNING_NOBODY ? nobody + 1 : 0;
    }
    return result;
}
