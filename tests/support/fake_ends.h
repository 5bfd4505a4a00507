/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* fake_ends: the terminal and the transport of a fake conversation.  Private
 * to fake. */
#ifndef CHARLA_TESTS_FAKE_ENDS_H
#define CHARLA_TESTS_FAKE_ENDS_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/buffer.h"
#include "support/fake.h"
#include "terminal/terminal.h"
#include "net/transport.h"

struct fake {
    struct terminal terminal;
    struct transport transport;
    const struct talk *talk;
    pthread_t main;

    /* The script's own ends. */
    int keyboard, peer;
    size_t blocking; /* bytes that block the transport */
    atomic_bool is_blocked; /* until all of them are gone: the kernel may
                               find room for a few bytes at any time */
    size_t seen;     /* bytes of `shown` that the script has waited for */
    int awaited[CALLS];

    /* Used only by main, except the last two, which the receiver uses. */
    struct buffer typed; /* typed text for which there was no room */
    size_t sent;
    bool finished, waited_to_send, waited_to_receive, closed, aborted;

    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t news;
    struct buffer drawn; /* but not flushed */
    struct buffer shown, notices;
    int calls[CALLS];
};

extern const struct terminal_ops fake_terminal_ops;
extern const struct transport_ops fake_transport_ops;

#endif
