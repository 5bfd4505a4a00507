/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* trust: what is known about the key of the other side. */
#ifndef CHARLA_TRUST_H
#define CHARLA_TRUST_H

#include <stdbool.h>

#include "crypto/fingerprint.h"

/* "2026-11-22", and '\0'. */
#define TRUST_DATE_MAX 11

enum trust_state {
    TRUST_NEW,     /* met for the first time; it is remembered now */
    TRUST_KNOWN,   /* the key is the one remembered */
    TRUST_CHANGED, /* another key is remembered for this address */
};

struct trust {
    enum trust_state state;
    bool verified;              /* the user has compared the digits, for this
                                   address; of a caller, for any */
    bool verified_elsewhere;    /* or for another address */
    char since[TRUST_DATE_MAX]; /* the day of the first meeting, UTC */
    struct fingerprint theirs;
    struct fingerprint remembered; /* with TRUST_CHANGED: the old key's */
};

#endif
