/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_web: hands browsers that call to charla-web, through the monitor, and
 * takes back from charla-web the guests who want to talk.
 *
 * A guest with a browser comes as a stream of plain lines, as from any other
 * program; nothing here knows HTTP or WebSocket.  Only the door uses this, in
 * the thread that calls door_step. */
#ifndef CHARLA_DOOR_WEB_H
#define CHARLA_DOOR_WEB_H

#include <stdbool.h>

struct door_guest;
struct error;
struct monitor;
struct terminal;

struct door_web;

/* Make one; the caller frees.  `monitor` and `terminal` are borrowed. */
struct door_web *door_web_new(struct monitor *monitor,
                              struct terminal *terminal);
/* Free it; NULL is allowed. */
void door_web_free(struct door_web *web);

/* Add charla-web's reports to this event set (base/event_set.h), with `web` as
 * data, as soon as charla-web runs. */
void door_web_join(struct door_web *web, int events);

/* Hand a copy of the browser's socket to charla-web; the caller still owns
 * `fd` and closes it.  Returns false, with `why` set, if charla-web cannot
 * take it; with `web` NULL always, and `why` is left alone. */
bool door_web_give(struct door_web *web, int fd, struct error *why);

/* Read a report; to be called when there is one.  Returns true with `guest`
 * filled in if somebody with a browser wants to talk. */
bool door_web_take(struct door_web *web, struct door_guest *guest);

#endif
