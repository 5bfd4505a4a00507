/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* waiting_list: who waits in this network, out of what discovery says: in
 * order, bounded, and everybody once, in however many ways somebody is found.
 * Touches no descriptor. */
#ifndef CHARLA_WAITING_LIST_H
#define CHARLA_WAITING_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/announcement_tag.h"
#include "crypto/contact.h"
#include "monitor/discovery.h"
#include "net/address.h"

/* More would be no list that anybody reads.  A contact takes the place of a
 * stranger. */
#define WAITING_MAX 256

/* In so many ways somebody is found. */
#define WAITING_WAYS_MAX 8

struct waiting_way {
    unsigned way; /* as in discovery.h */
    char address[ADDRESS_TEXT_MAX];
    char port[CONTACT_PORT_MAX];
};

/* Whose key it is. */
enum waiting_key {
    WAITING_CONTACT_VERIFIED,
    WAITING_CONTACT,
    WAITING_STRANGER,
    WAITING_CLAIMS_CONTACT, /* a stranger with the name of a contact */
};

/* Somebody who waits. */
struct waiting {
    char announced[256];         /* the name as announced: not safe to show */
    struct announcement_tag tag; /* two of one name have different ones */
    char name[256];              /* safe to show: a contact's, or announced */
    enum waiting_key key;
    char address[ADDRESS_TEXT_MAX]; /* the best of the ways */
    char port[CONTACT_PORT_MAX];
    size_t way_count;
    struct waiting_way ways[WAITING_WAYS_MAX];
};

/* Fill in `name`, if it is a contact's, and `key`. */
typedef void waiting_recognise(struct waiting *waiting);

/* Start with `recognise` alone; waiting_list_release when done. */
struct waiting_list {
    waiting_recognise *recognise;
    struct waiting *items; /* owned; contacts first, then by name */
    size_t count;
    bool is_cut; /* somebody did not fit in */
};

/* Is it somebody whom the user keeps? */
bool waiting_is_contact(const struct waiting *waiting);

/* Add or remove whom an event (DISCOVERY_FOUND, DISCOVERY_GONE; others are
 * ignored) is about. */
void waiting_list_take(struct waiting_list *list,
                       const struct discovery_event *event);

/* The announcement of this name with this tag; NULL: it is not there. */
const struct waiting *waiting_list_find(const struct waiting_list *list,
                                        const char *announced,
                                        const struct announcement_tag *tag);

void waiting_list_release(struct waiting_list *list);

#endif
