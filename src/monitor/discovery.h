/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* discovery: announces in this network that somebody is waiting, and finds
 * people who are (DNS-SD, RFC 6763, over the system's Avahi).
 *
 * A separate process does this, because strangers write the announcements.  It
 * has neither a key nor the terminal nor a connection.  It ends when
 * discovery_end is called, or when charla ends in any way.  Avahi's library is
 * loaded only there.
 *
 * An announcement (doc/protocol.md, "Announcements") is an instance of
 * _charla._tcp.  Only its tag says who it is, and only to those who know the
 * key: it is eight random bytes, and the beginning of a hash of them and the
 * fingerprint.
 *
 * An announcement may be found in several ways: through each interface, and by
 * IPv4 and by IPv6.
 *
 * discovery.c starts the process; discovery_none.c is its twin for a charla
 * that is configured --without-avahi. */
#ifndef CHARLA_DISCOVERY_H
#define CHARLA_DISCOVERY_H

#include <stdbool.h>
#include <sys/types.h>

#include "crypto/announcement_tag.h"
#include "net/address.h"

struct error;

/* The longest label of the DNS, in bytes, and '\0'. */
#define DISCOVERY_NAME_MAX 64

/* The public digits of a code, and '\0'. */
#define DISCOVERY_CODE_MAX 5

struct discovery {
    int fd; /* readable: discovery_next has something; -1: it is off */
    pid_t pid;
};

/* What to announce. */
struct discovery_announcement {
    char name[DISCOVERY_NAME_MAX];
    unsigned port;
    struct announcement_tag tag;
    char code[DISCOVERY_CODE_MAX]; /* "": there is none */
};

enum discovery_kind {
    DISCOVERY_ANNOUNCED, /* under `name` */
    DISCOVERY_FOUND,     /* somebody is waiting */
    DISCOVERY_GONE,      /* `name` is not found in that way any more */
    DISCOVERY_ALL,       /* that was everybody who is waiting now */
    DISCOVERY_FAILED,    /* `name` says why (not what has failed); nothing more
                            will come */
};

struct discovery_event {
    enum discovery_kind kind;
    char name[256]; /* as it was announced: not safe to show */
    unsigned way; /* FOUND, GONE: a number for the interface and the version of
                     IP by which it was found */
    char address[ADDRESS_TEXT_MAX]; /* FOUND: numeric, with its scope */
    unsigned port;
    struct announcement_tag tag;
};

/* Was this charla built with discovery? */
bool discovery_is_built_in(void);

/* Begin to announce.  Returns 0, or -1 with `error` set. */
int discovery_announce(struct discovery *discovery,
                       const struct discovery_announcement *announcement,
                       struct error *error);

/* Stop announcing, or go on. */
void discovery_pause(struct discovery *discovery, bool pause);

/* Begin to look for people who are waiting: with `code`, the public digits of
 * a code, for those who show that; with NULL for all.  Returns 0, or -1 with
 * `error` set. */
int discovery_browse(struct discovery *discovery, const char *code,
                     struct error *error);

/* Read the next event from discovery->fd.  Returns false if discovery has
 * ended. */
bool discovery_next(struct discovery *discovery,
                    struct discovery_event *event);

/* End the process; calling this twice is harmless. */
void discovery_end(struct discovery *discovery);

#endif
