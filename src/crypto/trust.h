/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* trust: what charla knows about the key of the other side. */
#ifndef CHARLA_TRUST_H
#define CHARLA_TRUST_H

#include <stdbool.h>

#include "crypto/fingerprint.h"
#include "text/contact_name.h"

/* "2026-11-22", and '\0'. */
#define TRUST_DATE_MAX 11

enum trust_state {
    TRUST_NEW,     /* no key was remembered for this peer; now this one is */
    TRUST_KNOWN,   /* this is the key that is remembered for this peer */
    TRUST_CHANGED, /* another key is remembered for this peer */
};

struct trust {
    enum trust_state state;
    bool verified;              /* /verify or a code has verified this key
                                   for this host and port; if the peer calls
                                   us, for any; a contact's, for the name */
    bool verified_elsewhere;    /* ... for another host or port */
    char since[TRUST_DATE_MAX]; /* the day of the first conversation, UTC */
    struct fingerprint theirs;
    struct fingerprint remembered; /* with TRUST_CHANGED: the old key's */
    char contact[CONTACT_NAME_MAX + 1]; /* whose key it is; with TRUST_CHANGED
                                           whose key was expected; "": no
                                           contact's */
    char shown_by[CONTACT_NAME_MAX + 1]; /* with TRUST_CHANGED: the contact
                                            whose key `theirs` is; "": no
                                            contact's */
    bool is_own; /* it is this user's own key */
};

#endif
