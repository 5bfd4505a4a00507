/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* option_values: holds what the command line has asked for. */
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
                           NULL with `code`: call the person who shows it */
    const char *port;   /* a decimal number, "0" to "65535"; borrowed */
    bool has_port;      /* it was given */
    bool is_contact;    /* `host` is the name of a contact; set after parsing,
                           when the contacts can be read */
    bool meets;         /* ...who is waited for as well as called */
    int family;         /* AF_UNSPEC, AF_INET or AF_INET6 */
    bool keep;          /* --keep */
    bool no_announce;   /* --no-announce */
    bool shows_code;    /* --code */
    char *code;         /* the code to call with; NULL: none; borrowed from
                           argv, and must be wiped there */
    bool plain;         /* --plain */
    bool encrypt;       /* --encrypt */
    bool no_web;        /* --no-web */
    bool quiet;         /* --quiet */
    bool wait;          /* --wait: go on calling */
    unsigned wait_s;    /* for how long, in seconds; 0: until somebody
                           answers */
    unsigned timeout_s; /* --timeout; 0: the system's own timeout */
    int resume_s;       /* --resume; -1: not given, the default depends on
                           whether there is a terminal */
    const char *name;   /* --name, or NULL; borrowed */
    bool verbose;       /* --verbose */
    bool timestamps;    /* --timestamps */
    bool linear;        /* --linear */
    enum notify notify; /* --notify */
    const char *log;    /* --log, or NULL; borrowed */
    bool typing;        /* --typing */
    const char *download; /* --download, or NULL; borrowed */
    struct route route; /* --proxy, --via */
};

#endif
