/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* option_values: what the words of a command line have set. */
#ifndef CHARLA_OPTION_VALUES_H
#define CHARLA_OPTION_VALUES_H

#include <stdbool.h>

#include "cli/route.h"
#include "terminal/bell.h"

#define OPTIONS_DEFAULT_PORT "8081"
#define OPTIONS_DEFAULT_TIMEOUT 20 /* seconds */
#define OPTIONS_DEFAULT_RESUME 600 /* seconds, for a person */

enum action {
    ACTION_MENU,          /* ask what to do */
    ACTION_CALL,          /* call `host` */
    ACTION_LISTEN,        /* wait on `host`, NULL for every interface */
    ACTION_FINGERPRINT,   /* show the fingerprint of this user's key */
    ACTION_FIND,          /* list who waits in this network */
    ACTION_CONTACTS,      /* list the contacts */
    ACTION_FORGET,        /* forget the key of `host` and `port` */
    ACTION_FORGET_CALLER, /* forget the caller whose fingerprint `host` is */
    ACTION_HELP,          /* --help */
    ACTION_VERSION,       /* --version */
};

struct options {
    enum action action;
    const char *host;   /* a name or a numeric address; borrowed from argv.
                           NULL with `code`: who shows that is called */
    const char *port;   /* a decimal number, "0" to "65535"; borrowed */
    bool has_port;      /* it was given */
    bool is_contact;    /* `host` is the name of a contact; the command line
                           does not know that... */
    bool meets;         /* ...who is called, and waited for */
    int family;         /* AF_UNSPEC, AF_INET or AF_INET6 */
    bool keep;          /* --keep */
    bool no_announce;   /* --no-announce */
    bool shows_code;    /* --code */
    char *code;         /* the code to call with; NULL: none; borrowed from
                           argv, and to be wiped */
    bool plain;         /* --plain */
    bool encrypt;       /* --encrypt */
    bool no_web;        /* --no-web */
    bool quiet;         /* --quiet */
    bool wait;          /* --wait: go on calling */
    unsigned wait_s;    /* for so long; 0: until somebody answers */
    unsigned timeout_s; /* --timeout; 0: as long as the system thinks fit */
    int resume_s;       /* --resume; -1: as the terminal asks for */
    const char *name;   /* --name, or NULL; borrowed */
    bool verbose;       /* --verbose */
    bool timestamps;    /* --timestamps */
    bool linear;        /* --linear */
    enum notify notify; /* --notify */
    const char *download; /* --download, or NULL; borrowed */
    struct route route; /* --proxy, --via */
};

#endif
