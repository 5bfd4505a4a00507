/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_setup: holds what the monitor is told when it starts. */
#ifndef CHARLA_MONITOR_SETUP_H
#define CHARLA_MONITOR_SETUP_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/key_agent.h"
#include "monitor/launcher.h"

struct contact;
struct proxy;

/* Set before the peer can have sent anything. */
struct monitor_setup {
    const char *host;     /* the host to call; NULL: this is a listener */
    const char *port;     /* with `host` */
    const struct contact *contact; /* the contact to call; NULL: `host` is
                                      not one */
    bool meets;           /* the contact may call too, and is searched for in
                             this network */
    int family;           /* AF_UNSPEC, AF_INET or AF_INET6 */
    unsigned timeout_s;   /* for a call as a whole; 0: the system's */
    const struct proxy *proxy; /* to call through; NULL: none */
    const char *directory; /* charla's own directory; NULL: there is none */
    const char *web;       /* the file of charla-web; NULL: no browsers */
    char *const *command;  /* the words of the command of --via, ending with
                              NULL; NULL: there is none */
    bool has_files;        /* files may be sent and received */
    const char *download;  /* the directory for received files, as the user
                              named it; NULL: monitor.c finds one, and leaves
                              NULL if there is none */
    struct launcher launcher; /* starts the command; filled in by monitor.c */
    struct key_agent keys; /* used only in the monitor's process */
};

#endif
