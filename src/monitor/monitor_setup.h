/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_setup: what the monitor knows of its own accord. */
#ifndef CHARLA_MONITOR_SETUP_H
#define CHARLA_MONITOR_SETUP_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/key_agent.h"
#include "monitor/launcher.h"

struct contact;
struct proxy;

/* What the monitor is told before the peer can say anything. */
struct monitor_setup {
    const char *host;     /* whom to call; NULL: a listener */
    const char *port;     /* with `host` */
    const struct contact *contact; /* who is called; NULL: `host` is no
                                      contact */
    bool meets;           /* the contact may call as well, and is looked for
                             in this network */
    int family;           /* AF_UNSPEC, AF_INET or AF_INET6 */
    unsigned timeout_s;   /* for a call as a whole; 0: the system's */
    const struct proxy *proxy; /* to call through; NULL: none */
    const char *directory; /* charla's own, the only one to write in; NULL:
                              none */
    const char *web;       /* the program that talks with browsers; NULL:
                              none does */
    char *const *command;  /* the words of --via, ending with NULL: it is the
                              link, for a listener too; NULL: none */
    bool has_files;        /* files may be sent and received */
    const char *download;  /* where received files go, as the user named it;
                              NULL: monitor.c finds that, and leaves NULL if
                              there is no place */
    struct launcher launcher; /* of the command; filled in by monitor.c */
    struct key_agent keys; /* asked in the monitor's process alone */
};

#endif
