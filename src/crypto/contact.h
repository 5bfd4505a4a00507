/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* contact: somebody whom the user has saved under a name, with the key and the
 * places where they were last called. */
#ifndef CHARLA_CONTACT_H
#define CHARLA_CONTACT_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/fingerprint.h"
#include "crypto/trust.h"
#include "net/host_name.h"
#include "text/contact_name.h"

/* How many places of a contact are kept. */
#define CONTACT_PLACES_MAX 3

#define CONTACT_PORT_MAX 6

struct contact_place {
    char host[HOST_NAME_BYTES_MAX + 1]; /* in normal form */
    char port[CONTACT_PORT_MAX];        /* a number without leading zeros */
};

struct contact {
    char name[CONTACT_NAME_MAX + 1]; /* in normal form */
    struct fingerprint key;
    char since[TRUST_DATE_MAX];
    bool verified;
    size_t place_count;
    struct contact_place places[CONTACT_PLACES_MAX]; /* the latest first */
};

#endif
