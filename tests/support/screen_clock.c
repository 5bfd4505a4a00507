/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/screen_clock.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "chat/conversation.h"
#include "base/i18n.h"
#include "support/screen_peer.h"
#include "base/signals.h"
#include "terminal/terminal.h"
#include "terminal/terminal_choice.h"
#include "net/transport.h"
#include "net/transport_tcp.h"

struct screen_clock {
    atomic_llong time; /* shared with the process on the screen */
};

struct screen_clock *screen_clock_new(long long time)
{
    struct screen_clock *clock =
        mmap(NULL, sizeof *clock, PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    atomic_init(&clock->time, time);
    return clock;
}

void screen_clock_free(struct screen_clock *clock)
{
    munmap(clock, sizeof *clock);
}

void screen_clock_set(struct screen_clock *clock, long long time)
{
    atomic_store(&clock->time, time);
}

static long long now(void *context)
{
    return atomic_load(&((struct screen_clock *)context)->time) * 1000;
}

struct talk {
    struct terminal_settings settings;
    unsigned port;
};

/* In the child. */
static int talk(void *context)
{
    const struct talk *talk = context;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((in_port_t)talk->port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct terminal *terminal;
    struct transport *transport;
    struct signals signals;
    struct ending ending;
    struct error error = {0};
    int status;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
        return 99;
    i18n_begin();
    terminal = terminal_choose(&talk->settings);
    transport = transport_tcp_new(fd, 0);
    signals_begin(&signals);
    terminal_begin(terminal);
    conversation_run(
        &(struct conversation_setup){
            .transport = transport,
            .terminal = terminal,
            .host = "127.0.0.1",
            .timeout_ms = CONVERSATION_CLOSE_MS,
            .wait_mask = &signals.previous,
        },
        &ending, &error);
    terminal_free(terminal);
    status = ending_status(ending_reason(&ending), &ending);
    ending_release(&ending);
    return status;
}

struct screen *screen_of_talk(const struct screen_setup *setup,
                              struct screen_clock *clock, bool timestamps,
                              enum notify notify, struct peer *peer)
{
    struct talk *own = &(struct talk){
        .settings = {.quiet = true,
                     .timestamps = timestamps,
                     .notify = notify,
                     .clock = {now, clock}},
        .port = peer_port(peer),
    };
    struct screen_setup with_talk = *setup;
    struct screen *screen;

    with_talk.program = talk;
    with_talk.context = own;
    screen = screen_start(&with_talk);
    screen_meet(screen, peer);
    peer_await_call(peer, screen);
    return screen;
}
