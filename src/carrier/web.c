/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* charla-web: talks with guests who have only a browser, for a charla that
 * waits for a call.
 *
 * charla's monitor starts it (monitor/carrier.h) and hands it the sockets of
 * browsers that have called.  It answers each with the page, or makes it a
 * WebSocket.  What the guest types on the page goes to charla as lines over a
 * stream socket, and charla's lines come back the same way.  It reads what
 * strangers send, so it enters the sandbox before it reads a byte; it has
 * neither a terminal nor a key. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/event_set.h"
#include "carrier/web_server.h"
#include "carrier/web_socket.h"
#include "carrier/web_talk.h"
#include "monitor/carrier.h"
#include "monitor/monitor_message.h"
#include "monitor/sandbox.h"
#include "monitor/web_report.h"

/* How many WebSockets there may be at once: that of the conversation, one that
 * comes back to it, and some that are told to go. */
#define SOCKETS_MAX 8

/* How long a WebSocket may take to say what it wants, in ms. */
#define SOCKET_SILENT_MS 10000

/* After how long without an answer a connection breaks, in seconds: less than
 * the time that a page has to come back. */
#define SOCKET_DEAD_S 30

struct visit {
    struct web_socket *socket; /* NULL: the place is free */
    int64_t deadline;          /* CLOCK_NEVER for that of the conversation */
    bool is_closing;
};

struct web {
    int events; /* base/event_set.h */
    struct web_server *server;
    struct web_talk *talk;
    struct visit visits[SOCKETS_MAX];
};

/* ---- WebSockets ---------------------------------------------------------- */

static void receive(void *context, struct web_socket *socket, const char *text,
                 size_t length)
{
    struct web *web = context;

    web_talk_receive(web->talk, socket, text, length);
}

static bool may_receive(void *context)
{
    const struct web *web = context;

    return web_talk_may_receive(web->talk);
}

static void dismiss(struct web *web, struct visit *visit)
{
    web_talk_forget(web->talk, visit->socket);
    web_socket_free(visit->socket);
    *visit = (struct visit){.socket = NULL};
}

/* Find a free place, or else that of the WebSocket with the earliest deadline,
 * but never that of the conversation. */
static struct visit *make_place(struct web *web)
{
    struct visit *first = web->visits;

    for (struct visit *each = web->visits; each < web->visits + SOCKETS_MAX;
         each++) {
        if (!each->socket)
            return each;
        if (each->deadline < first->deadline)
            first = each;
    }
    dismiss(web, first);
    return first;
}

/* Have the system notice when the other machine is gone without closing the
 * connection, like a phone that sleeps (RFC 9293 section 3.8.4, RFC 5482). */
static void watch_over(int fd)
{
    static const struct {
        int level, name, value;
    } options[] = {
        {SOL_SOCKET, SO_KEEPALIVE, 1},
        {IPPROTO_TCP, TCP_NODELAY, 1},
        {IPPROTO_TCP, TCP_KEEPIDLE, SOCKET_DEAD_S / 2},
        {IPPROTO_TCP, TCP_KEEPINTVL, SOCKET_DEAD_S / 6},
        {IPPROTO_TCP, TCP_KEEPCNT, 3},
        {IPPROTO_TCP, TCP_USER_TIMEOUT, SOCKET_DEAD_S * 1000},
    };

    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        (void)setsockopt(fd, options[i].level, options[i].name,
                         &options[i].value, sizeof options[i].value);
}

static void take_upgraded(void *context, int fd, const struct address *from,
                          const void *early, size_t length)
{
    struct web *web = context;
    const struct web_socket_owner owner = {receive, may_receive, web};
    struct visit *visit = make_place(web);

    watch_over(fd);
    *visit = (struct visit){
        .socket = web_socket_new(fd, from, &owner, early, length),
        .deadline = clock_monotonic_ms() + SOCKET_SILENT_MS,
    };
    (void)event_set_add(web->events, fd, EVENT_SET_CHANGES, web);
}

static void step_visit(struct web *web, struct visit *visit)
{
    int64_t now = clock_monotonic_ms();

    if (!web_socket_step(visit->socket) || visit->deadline <= now) {
        dismiss(web, visit);
    } else if (web_socket_is_closing(visit->socket) && !visit->is_closing) {
        web_talk_forget(web->talk, visit->socket);
        visit->is_closing = true;
        visit->deadline = now + WEB_SOCKET_CLOSE_MS;
    } else if (web_talk_has(web->talk, visit->socket)) {
        visit->deadline = CLOCK_NEVER;
    }
}

static void step_visits(struct web *web)
{
    for (size_t i = 0; i < SOCKETS_MAX; i++)
        if (web->visits[i].socket)
            step_visit(web, &web->visits[i]);
}

/* Move everything as far as possible, because the sockets wake this program
 * only when something changes. */
static void move(struct web *web)
{
    bool has_more;

    step_visits(web);
    do {
        has_more = web_talk_step(web->talk);
        step_visits(web);
    } while (has_more && web_talk_has_room(web->talk));
}

/* ---- What is reported ---------------------------------------------------- */

static void copy_header(char out[WEB_HEADER_MAX], const char *header)
{
    snprintf(out, WEB_HEADER_MAX, "%s", header ? header : "");
}

static void report_refused(void *context, const struct address *from,
                           const char *host, const char *origin)
{
    struct web_refusal refusal = {.address = *from};
    struct monitor_message report = {
        .code = WEB_REPORT_REFUSED,
        .length = sizeof refusal,
    };

    (void)context;
    copy_header(refusal.host, host);
    copy_header(refusal.origin, origin);
    memcpy(report.data, &refusal, sizeof refusal);
    (void)monitor_message_send(CARRIER_REPORTS, &report, -1);
}

/* ---- The loop ------------------------------------------------------------ */

/* Take the socket of a browser.  Returns false when the monitor is gone. */
static bool take_browser(struct web *web)
{
    struct monitor_message message;
    int fd = -1;

    if (monitor_message_receive(CARRIER_SOCKETS, &message, &fd) !=
        MONITOR_RECEIVED)
        return false;
    if (fd >= 0)
        web_server_add(web->server, fd);
    return true;
}

static int timeout_of(const struct web *web)
{
    int timeout = clock_shorter(web_server_timeout(web->server),
                                web_talk_timeout(web->talk));

    for (size_t i = 0; i < SOCKETS_MAX; i++)
        if (web->visits[i].socket)
            timeout = clock_shorter(timeout,
                                    clock_ms_left(web->visits[i].deadline));
    return timeout;
}

static void run(struct web *web)
{
    void *moved[16]; /* NULL: CARRIER_SOCKETS */
    bool goes_on = true;

    while (goes_on) {
        int count = event_set_wait(web->events, moved, 16, timeout_of(web));

        if (count < 0 && errno != EINTR)
            return;
        for (int i = 0; i < count; i++)
            if (!moved[i])
                goes_on = take_browser(web);
        web_server_step(web->server);
        move(web);
    }
}

static bool begin(struct web *web)
{
    const struct web_server_owner owner = {take_upgraded, report_refused, web};

    web->events = event_set_new();
    web->server = web_server_new(&owner, web->events, clock_monotonic_ms);
    if (web->events < 0 || !web->server)
        return false;
    web->talk = web_talk_new(web->events, CARRIER_REPORTS, clock_monotonic_ms);
    return fcntl(CARRIER_REPORTS, F_SETFL, O_NONBLOCK) == 0 &&
           event_set_add(web->events, CARRIER_SOCKETS, EVENT_SET_INPUT,
                         NULL) == 0;
}

int main(void)
{
    struct web web = {.events = -1};

    if (fcntl(CARRIER_SOCKETS, F_GETFD) < 0 ||
        fcntl(CARRIER_REPORTS, F_GETFD) < 0) {
        fputs("charla-web is started by charla itself.\n", stderr);
        return 2;
    }
    if (!begin(&web))
        return 1;
    (void)sandbox_enter_carrier();
    run(&web);
    for (size_t i = 0; i < SOCKETS_MAX; i++)
        if (web.visits[i].socket)
            dismiss(&web, &web.visits[i]);
    web_talk_free(web.talk);
    web_server_free(web.server);
    return 0;
}
