/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* connection: gets the connection of a conversation, by calling somebody or
 * by waiting for a call, and tells the user what is going on meanwhile. */
#ifndef CHARLA_CONNECTION_H
#define CHARLA_CONNECTION_H

#include <signal.h>
#include <stdbool.h>

#include "net/address.h"

struct error;
struct options;
struct terminal;

/* Start as {0}. */
struct connection_result {
    struct address peer; /* the other end */
    bool user_left;      /* no connection: the user wants to leave */
    unsigned signals;    /* no connection: these (signals.h) have come */
};

/* Call or wait, as `options` says; the terminal begins at the latest when
 * somebody is there.  `wait_mask` lets signals in while this waits.  Returns
 * the connected socket, which the caller closes; or -1 with `error` set, or
 * left alone when `result` says why. */
int connection_open(const struct options *options, struct terminal *terminal,
                    const sigset_t *wait_mask,
                    struct connection_result *result, struct error *error);

#endif
