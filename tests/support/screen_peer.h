/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* screen_peer: a plain socket that talks to the charla on a screen. */
#ifndef CHARLA_SCREEN_PEER_H
#define CHARLA_SCREEN_PEER_H

#include <stddef.h>

#include "support/screen.h"

struct peer;

/* Wait for a call on a port of its own. */
struct peer *peer_new(void);
/* Call a charla that waits at this port of 127.0.0.1. */
struct peer *peer_new_calling(unsigned port);
void peer_free(struct peer *peer);
unsigned peer_port(const struct peer *peer);
void peer_await_call(struct peer *peer, struct screen *screen);

/* Send all of it, without waiting for it to be read. */
void peer_say(struct peer *peer, const char *text);
void peer_send(struct peer *peer, const char *bytes, size_t length);
/* Send no more. */
void peer_hang_up(struct peer *peer);

/* Wait until exactly this has been received since the last time. */
void peer_expect(struct peer *peer, struct screen *screen, const char *text);
/* The same without a screen to keep going. */
void peer_expect_still(struct peer *peer, const char *text);
/* Wait until any complete line has been received. */
void peer_await_any(struct peer *peer, struct screen *screen);
/* Say this again and again, until the other side reads no more and no buffer of
 * the kernel takes any of it. */
void peer_flood(struct peer *peer, const char *text);
/* Drop the bytes that are not sent yet, and send no more. */
void peer_drop(struct peer *peer);
/* The bytes that have been received but not expected yet. */
const char *peer_received(struct peer *peer);

/* Move what can be moved, without waiting. */
void peer_pump(struct peer *peer);
/* Has everything been sent? */
bool peer_is_done(const struct peer *peer);

/* charla --plain with these options, calling `peer`, at its prompt.  The
 * setup's program is filled in. */
struct screen *screen_of_charla(const struct screen_setup *setup,
                                struct peer *peer, const char *options);

#endif
