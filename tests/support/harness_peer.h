/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* harness_peer: lets the test itself be the other side of a conversation, and
 * finds the ports that it needs. */
#ifndef CHARLA_HARNESS_PEER_H
#define CHARLA_HARNESS_PEER_H

#include <stdbool.h>

struct channel;

/* Listen on 127.0.0.1.  `room` limits how many unread bytes the kernel keeps;
 * 0: the kernel's own limit. */
int peer_listen(unsigned *port, int room);
struct channel *peer_accept(int listener);
struct channel *peer_call(unsigned port);
/* Does this machine have the IPv6 loopback address? */
bool peer_has_ipv6(void);
/* Wait until somebody listens at this port. */
void peer_await(unsigned port);
/* Is nobody listening there? */
bool peer_is_refused(unsigned port);
/* A port that nobody uses, and no other test until this one ends, outside of
 * the range from which the kernel chooses ports. */
unsigned peer_free_port(void);

#endif
