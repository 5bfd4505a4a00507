/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* waiting_list: keeps the list of people who are waiting in this network, from
 * the events of discovery: sorted, limited, and with everybody only once, even
 * if somebody is found in several ways.  Touches no descriptor. */
#ifndef CHARLA_WAITING_LIST_H
#define CHARLA_WAITING_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/announcement_tag.h"
#include "crypto/contact.h"
#include "monitor/discovery.h"
#include "net/address.h"

/* How many people are listed at most: nobody would read a longer list.  A
 * contact replaces a stranger. */
#define WAITING_MAX 256

/* How many ways to a person are kept. */
#define WAITING_WAYS_MAX 8

struct waiting_way {
    unsigned way; /* see struct discovery_event */
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

/* Somebody who is waiting for a call. */
struct waiting {
    char announced[256];         /* the name as announced: not safe to show */
    struct announcement_tag tag; /* different for two people of one name */
    char name[256];              /* safe to show: the contact's name, or the
                                    announced one */
    enum waiting_key key;
    char address[ADDRESS_TEXT_MAX]; /* the best of the ways */
    char port[CONTACT_PORT_MAX];
    size_t way_count;
    struct waiting_way ways[WAITING_WAYS_MAX];
};

/* Sets `key`, and `name` if this is a contact. */
typedef void waiting_recognise(struct waiting *waiting);

/* Start it with `recognise` set and the rest 0; waiting_list_release when
 * done. */
struct waiting_list {
    waiting_recognise *recognise;
    struct waiting *items; /* owned; contacts first, then by name */
    size_t count;
    bool is_cut; /* somebody did not fit in */
};

/* Is this a contact? */
bool waiting_is_contact(const struct waiting *waiting);

/* Add or remove the person of an event DISCOVERY_FOUND or DISCOVERY_GONE; other
 * events are ignored. */
void waiting_list_take(struct waiting_list *list,
                       const struct discovery_event *event);

/* Find the announcement of this name with this tag; NULL: there is none. */
const struct waiting *waiting_list_find(const struct waiting_list *list,
                                        const char *announced,
                                        const struct announcement_tag *tag);

void waiting_list_release(struct waiting_list *list);

#endif
