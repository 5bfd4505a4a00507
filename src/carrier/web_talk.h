/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_talk: carries the one conversation of charla-web, the page's lines to
 * charla and charla's to the page, over one WebSocket after the other.
 *
 * A page that opens a WebSocket and sends "N" asks charla for a conversation,
 * and gets a token.  A page that comes back with the token goes on where it
 * was.  It has a minute for that if its connection broke, and ten seconds if
 * the browser closed it in order (reloading a page and closing a tab look the
 * same).  The page with the newest WebSocket has the conversation.  A page
 * without the token is told that charla is busy. */
#ifndef CHARLA_WEB_TALK_H
#define CHARLA_WEB_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct web_socket;
struct web_talk;

/* How long a page may be away, in ms. */
#define WEB_TALK_BROKEN_MS 60000 /* its connection broke */
#define WEB_TALK_LEFT_MS 10000   /* it closed the connection */

/* Make one; the caller frees.  Changes of the stream to charla are events of
 * the set `events` (base/event_set.h), with the talk as data; guests are
 * reported to charla on `reports`; `now` is the clock, in ms. */
struct web_talk *web_talk_new(int events, int reports, int64_t (*now)(void));
void web_talk_free(struct web_talk *talk);

/* The page at this socket has sent a message. */
void web_talk_receive(struct web_talk *talk, struct web_socket *socket,
                   const char *text, size_t length);

/* May messages of pages be read now? */
bool web_talk_may_receive(const struct web_talk *talk);

/* This socket is about to be freed. */
void web_talk_forget(struct web_talk *talk, struct web_socket *socket);

/* Is this the socket of the conversation? */
bool web_talk_has(const struct web_talk *talk,
                  const struct web_socket *socket);

/* Has the page's socket room for more lines? */
bool web_talk_has_room(const struct web_talk *talk);

/* Move lines in both directions, and end a conversation that is over.  Returns
 * true if there are more lines than the page's socket has room for. */
bool web_talk_step(struct web_talk *talk);

/* How long until the next step is due, in ms; -1: when something comes. */
int web_talk_timeout(const struct web_talk *talk);

#endif
