/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/screen_peer.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "support/loopback.h"

/* How much waits at least while the peer floods, in bytes. */
#define FLOOD (1 << 20)

struct peer {
    int listener, fd;
    unsigned port;
    bool hangs_up;
    struct buffer out, in, expected;
};

struct peer *peer_new(void)
{
    struct peer *peer = calloc(1, sizeof *peer);
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;

    loopback_need();
    peer->fd = -1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(bind(peer->listener, (struct sockaddr *)&address, length) == 0);
    cr_assert(listen(peer->listener, 1) == 0);
    cr_assert(getsockname(peer->listener, (struct sockaddr *)&address,
                          &length) == 0);
    fcntl(peer->listener, F_SETFL, O_NONBLOCK);
    peer->port = ntohs(address.sin_port);
    return peer;
}

struct peer *peer_new_calling(unsigned port)
{
    struct peer *peer = calloc(1, sizeof *peer);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port)};

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    peer->listener = -1;
    peer->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(connect(peer->fd, (struct sockaddr *)&address,
                      sizeof address) == 0);
    fcntl(peer->fd, F_SETFL, O_NONBLOCK);
    peer->port = port;
    return peer;
}

void peer_free(struct peer *peer)
{
    if (peer->listener >= 0)
        close(peer->listener);
    if (peer->fd >= 0)
        close(peer->fd);
    buffer_release(&peer->out);
    buffer_release(&peer->in);
    buffer_release(&peer->expected);
    free(peer);
}

unsigned peer_port(const struct peer *peer)
{
    return peer->port;
}

static void take_in(struct peer *peer)
{
    char bytes[16 * 1024];
    ssize_t length;

    while ((length = read(peer->fd, bytes, sizeof bytes)) > 0)
        buffer_append(&peer->in, bytes, (size_t)length);
}

static void give_out(struct peer *peer)
{
    ssize_t length = 1;

    while (peer->out.length > 0 && length > 0) {
        length = send(peer->fd, peer->out.data, peer->out.length,
                      MSG_NOSIGNAL);
        if (length > 0)
            buffer_drop(&peer->out, (size_t)length);
    }
    if (peer->out.length == 0 && peer->hangs_up) {
        shutdown(peer->fd, SHUT_WR);
        peer->hangs_up = false;
    }
}

void peer_pump(struct peer *peer)
{
    if (peer->fd < 0) {
        peer->fd = accept(peer->listener, NULL, NULL);
        if (peer->fd < 0)
            return;
        fcntl(peer->fd, F_SETFL, O_NONBLOCK);
        fcntl(peer->fd, F_SETFD, FD_CLOEXEC);
    }
    give_out(peer);
    take_in(peer);
}

bool peer_is_done(const struct peer *peer)
{
    return peer->out.length == 0;
}

static bool has_call(void *context)
{
    return ((struct peer *)context)->fd >= 0;
}

void peer_await_call(struct peer *peer, struct screen *screen)
{
    screen_await(screen, has_call, peer, "a call");
}

void peer_send(struct peer *peer, const char *bytes, size_t length)
{
    buffer_append(&peer->out, bytes, length);
    peer_pump(peer);
}

void peer_say(struct peer *peer, const char *text)
{
    peer_send(peer, text, strlen(text));
}

void peer_hang_up(struct peer *peer)
{
    peer->hangs_up = true;
    peer_pump(peer);
}

static bool has_expected(void *context)
{
    struct peer *peer = context;

    return peer->in.length >= peer->expected.length;
}

void peer_expect(struct peer *peer, struct screen *screen, const char *text)
{
    buffer_clear(&peer->expected);
    buffer_append_string(&peer->expected, text);
    screen_await(screen, has_expected, peer, text);
    cr_assert(memcmp(peer->in.data, text, strlen(text)) == 0,
              "expected: %s\nreceived: %s", text, peer_received(peer));
    buffer_drop(&peer->in, strlen(text));
}

static bool has_line(void *context)
{
    struct peer *peer = context;

    return peer->in.length > 0 && peer->in.data[peer->in.length - 1] == '\n';
}

void peer_await_any(struct peer *peer, struct screen *screen)
{
    screen_await(screen, has_line, peer, "a line");
}

/* Once around; waits a little for something to do. */
static void pump_alone(struct peer *peer, int wait_ms)
{
    struct pollfd fd = {.fd = peer->fd, .events = POLLIN};

    if (peer->out.length > 0)
        fd.events |= POLLOUT;
    (void)poll(&fd, 1, wait_ms);
    peer_pump(peer);
}

void peer_expect_still(struct peer *peer, const char *text)
{
    for (int i = 0; i < 2000; i++) {
        if (strcmp(peer_received(peer), text) == 0)
            return;
        pump_alone(peer, 20);
    }
    cr_assert_fail("awaited in vain: %s", text);
}

void peer_flood(struct peer *peer, const char *text)
{
    size_t before;

    do {
        while (peer->out.length < FLOOD)
            peer_say(peer, text);
        before = peer->out.length;
        pump_alone(peer, 300);
    } while (peer->out.length != before);
}

void peer_drop(struct peer *peer)
{
    buffer_clear(&peer->out);
    peer_hang_up(peer);
}

const char *peer_received(struct peer *peer)
{
    buffer_append(&peer->in, "", 1);
    peer->in.length--;
    return peer->in.data;
}

struct screen *screen_of_charla(const struct screen_setup *setup,
                                struct peer *peer, const char *options)
{
    static char command[512];
    struct screen_setup own = *setup;
    struct screen *screen;

    snprintf(command, sizeof command,
             "exec \"$CHARLA\" --plain %s 127.0.0.1 %u", options,
             peer_port(peer));
    own.program = screen_shell;
    own.context = command;
    screen = screen_start(&own);
    screen_meet(screen, peer);
    peer_await_call(peer, screen);
    return screen;
}
