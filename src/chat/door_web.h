/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_web: hands browsers that have knocked to charla-web, by way of the
 * monitor, and takes from charla-web the guests that come of it.
 *
 * A guest with a browser is a stream of plain lines, as from any other
 * program; nothing of HTTP or WebSocket is seen here.  Used by the door alone,
 * in the thread that steps it. */
#ifndef CHARLA_DOOR_WEB_H
#define CHARLA_DOOR_WEB_H

#include <stdbool.h>

struct door_guest;
struct error;
struct monitor;
struct terminal;

struct door_web;

/* `monitor` and `terminal` are borrowed. */
struct door_web *door_web_new(struct monitor *monitor,
                              struct terminal *terminal);
/* Free it; NULL is allowed. */
void door_web_free(struct door_web *web);

/* Once charla-web runs, its reports wake this epoll with `web` as the data's
 * pointer. */
void door_web_join(struct door_web *web, int epoll);

/* Hand the browser's socket over; it stays the caller's, who closes it now.
 * Returns false, with `why` set, when there is nobody to hand it to; `web`
 * NULL: `why` is left alone. */
bool door_web_give(struct door_web *web, int fd, struct error *why);

/* Take a report; to be called when one is there.  Returns true if somebody
 * with a browser wants to talk: then `guest` is filled in. */
bool door_web_take(struct door_web *web, struct door_guest *guest);

#endif
