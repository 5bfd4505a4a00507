/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* harness_peer: the other side of a conversation, played by the test itself,
 * and the ports it needs. */
#ifndef CHARLA_HARNESS_PEER_H
#define CHARLA_HARNESS_PEER_H

#include <stdbool.h>

struct channel;

/* Listen on 127.0.0.1.  `room` limits what the kernel takes in unread; 0:
 * its own limit. */
int peer_listen(unsigned *port, int room);
struct channel *peer_accept(int listener);
struct channel *peer_call(unsigned port);
/* Does this machine have the IPv6 loopback address? */
bool peer_has_ipv6(void);
/* Wait until somebody listens there who does not say so. */
void peer_await(unsigned port);
/* Is nobody listening there? */
bool peer_is_refused(unsigned port);
/* A port that nobody uses now, outside the range that the kernel gives to
 * those who do not care. */
unsigned peer_free_port(void);

#endif
