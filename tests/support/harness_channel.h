/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* harness_channel: the test's ends of pipes, sockets and terminals.
 *
 * While a test waits for one channel, bytes move on all of them, so a test need
 * not care which of them is full.  A wait ends when the expected thing has
 * happened; if nothing moves on any channel for a long time, the test fails. */
#ifndef CHARLA_HARNESS_CHANNEL_H
#define CHARLA_HARNESS_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

/* How long nothing may move before the test fails, in ms. */
#define CHANNEL_PATIENCE_MS 60000

struct channel;

/* Make a channel of two descriptors, which may be the same, or -1; they are
 * taken and made non-blocking.  `name` is shown when a test fails. */
struct channel *channel_new(const char *name, int from, int to);
/* Close them all and forget them. */
void channel_end_all(void);

/* ---- Sending ------------------------------------------------------------- */

/* Queue bytes to be sent. */
void channel_send(struct channel *channel, const void *data, size_t length);
void channel_say(struct channel *channel, const char *text);
/* Send no more after the queued bytes: close a pipe, half-close a socket. */
void channel_finish(struct channel *channel);
/* Wait until everything queued has been written. */
void channel_drain(struct channel *channel);
/* Write as much as possible at once, at most `length` bytes.  Returns how many
 * bytes that was. */
size_t channel_stuff(struct channel *channel, const void *data,
                     size_t length);

/* Close both directions now. */
void channel_close(struct channel *channel);
/* Close a socket with a reset. */
void channel_reset(struct channel *channel);

/* ---- Receiving ----------------------------------------------------------- */

/* Stop reading, or go on reading. */
void channel_pause(struct channel *channel, bool pause);
/* Wait for `text` after what was expected before. */
void channel_expect(struct channel *channel, const char *text);
/* Wait until `length` bytes in all have come. */
void channel_expect_length(struct channel *channel, size_t length);
/* Wait for the end, whatever came before it. */
void channel_expect_end(struct channel *channel);
/* Does it end, without a pause of `ms` in which nothing moves? */
bool channel_ends_within(struct channel *channel, int ms);
/* Wait for the end; all that came must be exactly this. */
void channel_expect_all(struct channel *channel, const void *data,
                        size_t length);
void channel_expect_only(struct channel *channel, const char *text);

/* Forget the text up to the last expected one: only the rest counts. */
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
