/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/transport_tcp.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef HAVE_LINUX_SOCKIOS_H
#include <linux/sockios.h>
#endif

#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "net/transport.h"

/* Does the system count a FIN that is not acknowledged as a byte? */
#ifdef SIOCOUTQ
#define FIN_IS_A_BYTE true
#else
#define FIN_IS_A_BYTE false
#endif

struct tcp {
    struct transport base;
    uint64_t sent;          /* bytes that send has taken */
    unsigned timeout_ms;    /* 0: the system's own */
    bool is_tcp;            /* else a socket to a command */
    bool is_finished;       /* shutdown was called: no more is sent */
    bool is_timeout_lifted; /* the other side is alive but does not read */
};

static struct tcp *as_tcp(struct transport *transport)
{
    return (struct tcp *)transport; /* base is its first member */
}

static bool must_wait(int number)
{
    /* ENOBUFS and ENOMEM are temporary: the kernel lacks memory for now. */
    return number == EAGAIN || number == EWOULDBLOCK || number == ENOBUFS ||
           number == ENOMEM;
}

static enum transport_status tcp_receive(struct transport *transport,
                                         void *room, size_t size,
                                         size_t *received, struct error *error)
{
    ssize_t result;

    do
        result = recv(transport->fd, room, size, 0);
    while (result < 0 && errno == EINTR);
    if (result > 0) {
        *received = (size_t)result;
        return TRANSPORT_OK;
    }
    if (result == 0)
        return TRANSPORT_END;
    if (must_wait(errno))
        return TRANSPORT_WAIT;
    error_set_errno(error, errno, _("cannot receive"));
    return TRANSPORT_BROKEN;
}

static enum transport_status tcp_send(struct transport *transport,
                                      const void *data, size_t length,
                                      size_t *sent, struct error *error)
{
    ssize_t result;

    do
        result = send(transport->fd, data, length, MSG_NOSIGNAL);
    while (result < 0 && errno == EINTR);
    if (result >= 0) {
        *sent = (size_t)result;
        as_tcp(transport)->sent += *sent;
        return TRANSPORT_OK;
    }
    if (must_wait(errno))
        return TRANSPORT_WAIT;
    error_set_errno(error, errno, _("cannot send"));
    return TRANSPORT_BROKEN;
}

static enum transport_status tcp_finish(struct transport *transport)
{
    /* It only fails if the connection is gone, which receiving reports. */
    (void)shutdown(transport->fd, SHUT_WR);
    as_tcp(transport)->is_finished = true;
    return TRANSPORT_OK;
}

/* ---- The link ------------------------------------------------------------ */

static void set_option(int fd, int level, int name, int value)
{
    /* It only fails on systems without this option, and charla can do without
     * it. */
    (void)setsockopt(fd, level, name, &value, sizeof value);
}

/* How long sent data may stay without an answer (RFC 5482). */
static void set_user_timeout(const struct tcp *tcp, unsigned timeout_ms)
{
#ifdef TCP_USER_TIMEOUT
    set_option(tcp->base.fd, IPPROTO_TCP, TCP_USER_TIMEOUT, (int)timeout_ms);
#else
    (void)tcp;
    (void)timeout_ms;
#endif
}

/* Linux refuses more seconds than this (MAX_TCP_KEEPIDLE), and its own two
 * hours would stay. */
#define KEEPALIVE_MAX_S 32767

/* Probe a silent peer (RFC 9293 section 3.8.4), early enough for three probes
 * within the timeout. */
static void enable_keepalive(const struct tcp *tcp)
{
    int seconds = (int)(tcp->timeout_ms / 1000);
    int silence = (seconds + 1) / 2, between = (seconds + 5) / 6;

    set_option(tcp->base.fd, SOL_SOCKET, SO_KEEPALIVE, 1);
#if defined TCP_KEEPIDLE && defined TCP_KEEPINTVL && defined TCP_KEEPCNT
    if (silence > KEEPALIVE_MAX_S)
        silence = KEEPALIVE_MAX_S;
    if (between > KEEPALIVE_MAX_S)
        between = KEEPALIVE_MAX_S;
    set_option(tcp->base.fd, IPPROTO_TCP, TCP_KEEPIDLE, silence);
    set_option(tcp->base.fd, IPPROTO_TCP, TCP_KEEPINTVL, between);
    set_option(tcp->base.fd, IPPROTO_TCP, TCP_KEEPCNT, 3);
#else
    (void)silence;
    (void)between;
#endif
}

/* The user timeout of Linux also ends a connection whose peer answers every
 * probe but keeps its window closed, because its user is reading in a pager.
 * That is the case if nothing is in flight although there is something to send,
 * and fewer probes than this are unanswered (each answer sets their count back
 * to 0). */
#define UNANSWERED_PROBES 3
static void suspend_timeout_if_held(struct tcp *tcp, size_t waiting)
{
#ifdef HAVE_STRUCT_TCP_INFO_TCPI_PROBES
    struct tcp_info info;
    socklen_t length = sizeof info;
    bool is_full;

    if (tcp->timeout_ms == 0 || getsockopt(tcp->base.fd, IPPROTO_TCP, TCP_INFO,
                                           &info, &length) < 0)
        return;
    is_full = waiting > 0 && info.tcpi_unacked == 0 &&
              info.tcpi_probes < UNANSWERED_PROBES;
    if (is_full != tcp->is_timeout_lifted)
        set_user_timeout(tcp, is_full ? 0 : tcp->timeout_ms);
    tcp->is_timeout_lifted = is_full;
#else
    (void)tcp;
    (void)waiting;
#endif
}

/* Is the connection broken?  SO_ERROR would tell that too, but reading it would
 * take the error away from the receiving thread. */
static bool is_broken(int fd)
{
    struct pollfd socket = {.fd = fd};

    return poll(&socket, 1, 0) > 0 && (socket.revents & POLLERR);
}

/* Ask how many bytes are not acknowledged, sent or not.  Returns false if the
 * system does not tell: for sockets that are not TCP, only Linux does. */
static bool ask_waiting(const struct tcp *tcp, int *waiting)
{
    (void)tcp;
    *waiting = -1;
#if defined SIOCOUTQ /* Linux, tcp(7) */
    (void)ioctl(tcp->base.fd, SIOCOUTQ, waiting);
#elif defined FIONWRITE /* FreeBSD, NetBSD */
    if (tcp->is_tcp)
        (void)ioctl(tcp->base.fd, FIONWRITE, waiting);
#elif defined SO_NWRITE /* macOS */
    socklen_t length = sizeof *waiting;

    if (tcp->is_tcp)
        (void)getsockopt(tcp->base.fd, SOL_SOCKET, SO_NWRITE, waiting,
                         &length);
#endif
    return *waiting >= 0;
}

static void tcp_look(struct transport *transport, struct transport_link *link)
{
    struct tcp *tcp = as_tcp(transport);
    int waiting;

    *link = (struct transport_link){
        .sent = tcp->sent,
        .is_broken = is_broken(transport->fd),
        .is_command = !tcp->is_tcp,
    };
    if (!ask_waiting(tcp, &waiting))
        return;
    link->is_settled = waiting == 0;
    if (!tcp->is_tcp)
        return; /* the command has read it; more is not known */
    link->is_known = true;
    suspend_timeout_if_held(tcp, (size_t)waiting);
    link->is_held = tcp->is_timeout_lifted;
    if (FIN_IS_A_BYTE && tcp->is_finished && waiting > 0)
        waiting--;
    link->acknowledged = tcp->sent - (uint64_t)waiting;
}

static void tcp_abort(struct transport *transport)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    (void)setsockopt(transport->fd, SOL_SOCKET, SO_LINGER, &at_once,
                     sizeof at_once);
}

static void tcp_free(struct transport *transport)
{
    close(transport->fd);
    free(as_tcp(transport));
}

static const struct transport_ops tcp_ops = {
    .receive = tcp_receive,
    .send = tcp_send,
    .finish = tcp_finish,
    .look = tcp_look,
    .abort = tcp_abort,
    .free = tcp_free,
};

static bool is_tcp(int fd)
{
    struct sockaddr_storage name = {0};
    socklen_t length = sizeof name;

    return getsockname(fd, (struct sockaddr *)&name, &length) < 0 ||
           name.ss_family != AF_UNIX;
}

struct transport *transport_tcp_new(int fd, unsigned timeout_s)
{
    struct tcp *tcp = memory_zeroed(sizeof *tcp);

    tcp->base = (struct transport){.ops = &tcp_ops, .fd = fd};
    tcp->timeout_ms = timeout_s * 1000;
    tcp->is_tcp = is_tcp(fd);
    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    /* Send a typed line at once; bulk goes out in large pieces anyway. */
    set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    if (timeout_s > 0) {
        set_user_timeout(tcp, tcp->timeout_ms);
        enable_keepalive(tcp);
    }
    return &tcp->base;
}

void transport_tcp_limit_unsent(int fd, unsigned bytes)
{
#ifdef TCP_NOTSENT_LOWAT
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &bytes, sizeof bytes);
#else
    (void)fd;
    (void)bytes;
#endif
}
