/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* connection: gets the connection of a conversation, by calling somebody or
 * by waiting for a call, and tells the user what is going on meanwhile. */
#ifndef CHARLA_CONNECTION_H
#define CHARLA_CONNECTION_H

struct address;
struct error;
struct options;
struct terminal;

/* Call or wait, as `options` says.  Returns the connected socket, which the
 * caller closes, and `*peer`, the other end; or -1 with `error` set. */
int connection_open(const struct options *options, struct terminal *terminal,
                    struct address *peer, struct error *error);

#endif
