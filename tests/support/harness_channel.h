/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* harness_channel: the test's ends of pipes, sockets and terminals.
 *
 * Whatever is waited for, all channels move: a test need not mind which of
 * them is full.  A wait ends when what is waited for has happened; one that
 * sees nothing at all move for a long time fails the test. */
#ifndef CHARLA_HARNESS_CHANNEL_H
#define CHARLA_HARNESS_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

/* How long nothing at all may move before a test is given up, in ms. */
#define CHANNEL_PATIENCE_MS 60000

struct channel;

/* Take two descriptors, which may be the same, or -1; they are made
 * non-blocking.  `name` is for what is said when a test fails. */
struct channel *channel_new(const char *name, int from, int to);
/* Close them all and forget them. */
void channel_end_all(void);

/* ---- Sending ------------------------------------------------------------- */

/* Queue bytes to be sent. */
void channel_send(struct channel *channel, const void *data, size_t length);
void channel_say(struct channel *channel, const char *text);
/* Send no more after what is queued: close a pipe, half-close a socket. */
void channel_finish(struct channel *channel);
/* Wait until everything queued is out of this process. */
void channel_drain(struct channel *channel);
/* Send as much as goes at once, `length` bytes at most, whatever the other
 * side does meanwhile.  Returns how much has gone. */
size_t channel_stuff(struct channel *channel, const void *data,
                     size_t length);

/* Close both directions now. */
void channel_close(struct channel *channel);
/* Close a socket the hard way: the other side sees a reset. */
void channel_reset(struct channel *channel);

/* ---- Receiving ----------------------------------------------------------- */

/* Take in nothing more, or go on taking it in. */
void channel_pause(struct channel *channel, bool pause);
/* Wait for `text` after what was expected before. */
void channel_expect(struct channel *channel, const char *text);
/* Wait until `length` bytes in all have come. */
void channel_expect_length(struct channel *channel, size_t length);
/* Wait for the end; whatever came before it. */
void channel_expect_end(struct channel *channel);
/* Does it end before nothing has moved for `ms`? */
bool channel_ends_within(struct channel *channel, int ms);
/* Wait for the end; all that came must be exactly this. */
void channel_expect_all(struct channel *channel, const void *data,
                        size_t length);
void channel_expect_only(struct channel *channel, const char *text);

/* Forget what has been expected, so that only the rest counts. */
void channel_forget(struct channel *channel);
/* What has come so far, with a '\0' after it.  Borrowed: valid until the
 * next call that waits. */
const char *channel_text(struct channel *channel);
/* Has this text come, at any time? */
bool channel_holds(struct channel *channel, const char *text);

/* Fail the test, and show what every channel has seen. */
void channel_fail(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
