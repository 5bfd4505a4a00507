/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_server.h"

#include <fcntl.h>
#include <microhttpd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/event_set.h"
#include "base/memory.h"
#include "carrier/web_answer.h"
#include "carrier/web_authority.h"
#include "carrier/web_handshake.h"

/* How many bytes a request with its headers may have; a longer one is answered
 * with 431 or 413. */
#define REQUEST_BYTES ((size_t)16 * 1024)

struct request {
    int fd; /* of the connection; owned by MHD; -1: the place is free */
    int64_t deadline;
};

struct web_server {
    struct web_server_owner owner;
    int events; /* the owner's event set */
    int64_t (*now)(void);
    struct MHD_Daemon *daemon;
    struct request requests[WEB_SERVER_CONNECTIONS];
};

/* ---- The upgrade --------------------------------------------------------- */

/* The answer to one request. */
struct exchange {
    struct web_server *server;
    struct MHD_Connection *connection;
    const char *host;   /* the headers, or NULL */
    const char *origin;
};

static const char *header(const struct exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND,
                                       name);
}

static void address_of(const struct exchange *exchange,
                       struct address *address)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        exchange->connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    address->length = sizeof address->storage;
    if (!info || getpeername(info->connect_fd,
                             (struct sockaddr *)&address->storage,
                             &address->length) < 0)
        *address = (struct address){.length = 0};
}

/* Hand a WebSocket to the owner, with a copy of the descriptor, because MHD
 * closes its own. */
static void upgrade(void *context, struct MHD_Connection *connection,
                    void *request, const char *early, size_t length, int fd,
                    struct MHD_UpgradeResponseHandle *handle)
{
    const struct web_server *server = context;
    const struct exchange exchange = {.connection = connection};
    int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    struct address from;

    (void)request;
    address_of(&exchange, &from);
    if (own >= 0) {
        (void)fcntl(own, F_SETFL, fcntl(own, F_GETFL) | O_NONBLOCK);
        server->owner.upgraded(server->owner.context, own, &from, early,
                               length);
    }
    (void)MHD_upgrade_action(handle, MHD_UPGRADE_ACTION_CLOSE);
}

static enum MHD_Result open_socket(const struct exchange *exchange)
{
    char accept[WEB_ACCEPT_SIZE];
    const char *version = header(exchange, "Sec-WebSocket-Version");

    if (!web_handshake_lists(header(exchange, "Upgrade"), "websocket") ||
        !web_handshake_lists(header(exchange, "Connection"), "upgrade") ||
        !version || strcmp(version, "13") != 0)
        return web_answer_refuse(exchange->connection,
                                 MHD_HTTP_UPGRADE_REQUIRED,
                                 "This address is for WebSockets.\n");
    if (!web_handshake_accept(header(exchange, "Sec-WebSocket-Key"), accept) ||
        !web_handshake_lists(header(exchange, "Sec-WebSocket-Protocol"),
                             WEB_PROTOCOL))
        return web_answer_refuse(exchange->connection, MHD_HTTP_BAD_REQUEST,
                                 "This is no WebSocket of charla's page.\n");
    return web_answer_upgrade(exchange->connection, accept, upgrade,
                              exchange->server);
}

/* ---- Requests ------------------------------------------------------------ */

static enum MHD_Result count_host(void *context, enum MHD_ValueKind kind,
                                  const char *name, const char *value)
{
    (void)kind;
    (void)value;
    *(int *)context += strcasecmp(name, "Host") == 0;
    return MHD_YES;
}

/* Is there exactly one Host header (RFC 9112 section 3.2), and is it this
 * machine? */
static bool is_for_us(const struct exchange *exchange)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        exchange->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct address local = {.length = sizeof local.storage};
    int hosts = 0;

    (void)MHD_get_connection_values(exchange->connection, MHD_HEADER_KIND,
                                    count_host, &hosts);
    return hosts == 1 && info &&
           getsockname(info->connect_fd, (struct sockaddr *)&local.storage,
                       &local.length) == 0 &&
           web_authority_is_own(exchange->host, &local);
}

static enum MHD_Result refuse_stranger(const struct exchange *exchange)
{
    const struct web_server_owner *owner = &exchange->server->owner;
    struct address from;

    address_of(exchange, &from);
    owner->refused(owner->context, &from, exchange->host, exchange->origin);
    return web_answer_refuse(exchange->connection, MHD_HTTP_FORBIDDEN,
                             "Only charla's own page may talk here.\n");
}

/* Does the request come from a page of another site, as its Origin says? */
static bool is_foreign(const struct exchange *exchange, bool is_socket)
{
    return !is_for_us(exchange) ||
           ((is_socket || exchange->origin) &&
            !web_authority_is_origin(exchange->origin, exchange->host));
}

/* Answer a request.  MHD calls this when the headers have come, and again when
 * the whole request has.  A body is never read: a request with one is
 * refused. */
static enum MHD_Result answer(void *context,
                              struct MHD_Connection *connection,
                              const char *path, const char *method,
                              const char *version, const char *body,
                              size_t *length, void **state)
{
    struct exchange exchange = {.server = context, .connection = connection};
    bool is_socket = strcmp(path, "/talk") == 0;
    bool is_page = strcmp(path, "/") == 0;
    bool gets = strcmp(method, MHD_HTTP_METHOD_GET) == 0;

    (void)version;
    (void)body;
    (void)length;
    exchange.host = header(&exchange, "Host");
    exchange.origin = header(&exchange, "Origin");
    if (is_foreign(&exchange, is_socket))
        return refuse_stranger(&exchange);
    if (!gets && (is_socket || strcmp(method, MHD_HTTP_METHOD_HEAD) != 0))
        return web_answer_refuse(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
                                 "Only GET is answered here.\n");
    if (!is_socket && !is_page)
        return web_answer_refuse(connection, MHD_HTTP_NOT_FOUND,
                                 "There is only one page here: /\n");
    if (!*state) {
        *state = context; /* wait for the end of the request */
        return MHD_YES;
    }
    return is_socket ? open_socket(&exchange)
                     : web_answer_page(connection, exchange.host);
}

/* ---- Connections --------------------------------------------------------- */

static void forget(struct web_server *server, int fd)
{
    event_set_remove(server->events, fd);
    for (size_t i = 0; i < WEB_SERVER_CONNECTIONS; i++)
        if (server->requests[i].fd == fd)
            server->requests[i].fd = -1;
}

/* MHD is about to close a connection. */
static void note_closed(void *context, struct MHD_Connection *connection,
                        void **state, enum MHD_ConnectionNotificationCode what)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    (void)state;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED && info)
        forget(context, info->connect_fd);
}

/* Find a place for one more connection: a free one, else that of the oldest,
 * which is shut down, so that MHD finds it closed. */
static struct request *make_place(struct web_server *server)
{
    struct request *oldest = server->requests;

    for (size_t i = 0; i < WEB_SERVER_CONNECTIONS; i++) {
        if (server->requests[i].fd < 0)
            return &server->requests[i];
        if (server->requests[i].deadline < oldest->deadline)
            oldest = &server->requests[i];
    }
    (void)shutdown(oldest->fd, SHUT_RDWR);
    web_server_step(server);
    return oldest;
}

void web_server_add(struct web_server *server, int fd)
{
    struct address peer = {.length = sizeof peer.storage};
    struct request *place = make_place(server);

    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    (void)getpeername(fd, (struct sockaddr *)&peer.storage, &peer.length);
    *place = (struct request){
        .fd = fd,
        .deadline = server->now() + WEB_SERVER_REQUEST_MS,
    };
    if (MHD_add_connection(server->daemon, fd, address_sockaddr(&peer),
                           peer.length) != MHD_YES)
        place->fd = -1;
    else
        (void)event_set_add(server->events, fd, EVENT_SET_CHANGES,
                            server->owner.context);
}

/* ---- The whole ----------------------------------------------------------- */

struct web_server *web_server_new(const struct web_server_owner *owner,
                                  int events, int64_t (*now)(void))
{
    struct web_server *server = memory_zeroed(sizeof *server);

    server->owner = *owner;
    server->events = events;
    server->now = now;
    for (size_t i = 0; i < WEB_SERVER_CONNECTIONS; i++)
        server->requests[i].fd = -1;
    server->daemon = MHD_start_daemon(
        MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_UPGRADE, 0, NULL, NULL, answer,
        server, MHD_OPTION_CONNECTION_LIMIT,
        2U * WEB_SERVER_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        REQUEST_BYTES, MHD_OPTION_NOTIFY_CONNECTION, note_closed, server,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (server->daemon)
        return server;
    free(server);
    return NULL;
}

void web_server_free(struct web_server *server)
{
    MHD_stop_daemon(server->daemon);
    free(server);
}

/* Has MHD left something to do?  It reads and writes a piece at a time, and
 * there is no event for the rest. */
static bool has_more(const struct web_server *server)
{
    struct timeval at_once = {0, 0};
    fd_set input, output, urgent;
    int most = -1;

    FD_ZERO(&input);
    FD_ZERO(&output);
    FD_ZERO(&urgent);
    return MHD_get_fdset(server->daemon, &input, &output, &urgent, &most) ==
               MHD_YES &&
           select(most + 1, &input, &output, &urgent, &at_once) > 0;
}

static int ms_until(int64_t deadline, int64_t now)
{
    return deadline > now ? (int)(deadline - now) : 0;
}

int web_server_timeout(const struct web_server *server)
{
    MHD_UNSIGNED_LONG_LONG due;
    int64_t now = server->now();
    int timeout = -1;

    if (has_more(server))
        return 0;
    if (MHD_get_timeout(server->daemon, &due) == MHD_YES)
        timeout = due < 1000 ? (int)due : 1000;
    for (size_t i = 0; i < WEB_SERVER_CONNECTIONS; i++)
        if (server->requests[i].fd >= 0)
            timeout = clock_shorter(
                timeout, ms_until(server->requests[i].deadline, now));
    return timeout;
}

void web_server_step(struct web_server *server)
{
    int64_t now = server->now();

    for (size_t i = 0; i < WEB_SERVER_CONNECTIONS; i++)
        if (server->requests[i].fd >= 0 &&
            server->requests[i].deadline <= now) {
            (void)shutdown(server->requests[i].fd, SHUT_RDWR);
            server->requests[i].fd = -1;
        }
    (void)MHD_run(server->daemon);
}
