/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* talk_private: what every attempt to talk shares.  Private to talk.c (from
 * options to conversations), talk_ready.c (what is done while the process may
 * still do everything), talk_hold.c (one conversation) and the ways to it,
 * talk_network.c, talk_meet.c and talk_command.c. */
#ifndef CHARLA_TALK_PRIVATE_H
#define CHARLA_TALK_PRIVATE_H

#include <stdbool.h>

#include "base/signals.h"
#include "chat/notes.h"
#include "chat/terminal_waiter.h"
#include "chat/announcer.h"
#include "cli/calling.h"
#include "cli/finder.h"
#include "cli/options.h"
#include "crypto/code.h"
#include "crypto/contact.h"
#include "monitor/monitor.h"

struct door;
struct door_guest;
struct encryption;
struct ending;
struct error;
struct terminal;

/* A longer host is cut where it is shown, in bytes. */
#define TALK_PEER_MAX 256

struct talk {
    const struct options *options; /* borrowed */
    struct options chosen;         /* what the menu has made of them */
    struct terminal *terminal;
    struct encryption *encryption; /* NULL: --plain */
    struct monitor monitor;
    struct monitor caller; /* calls a contact who is waited for, too */
    struct signals signals;
    struct terminal_waiter waiter;
    struct door *door; /* of who waits for calls */
    struct waiting found; /* who is called, if it was found in this network */
    struct announcer announcer; /* of who waits for calls */
    struct code code; /* to call with, or that is shown; "": none */
    struct contact contact; /* who is called, with options->is_contact */
    unsigned wrong_keys;    /* at how many of its places somebody else is */
    struct error wrong_key; /* what was said of the last of them */
    struct calling calling; /* a caller's */
    char *web;         /* the program for guests with a browser, or NULL */
    struct notes notes;    /* what the command of --via writes */
    int64_t command_start; /* of a listener, see connection.h */
    char peer[TALK_PEER_MAX]; /* the other side: a host or an address */
    const char *name;  /* to tell to the other side, or NULL; borrowed */
    bool has_talked;   /* there has been a conversation */
    unsigned ends_by;  /* the signals that end the program, or 0 */
};

/* Is it this side that calls? */
bool talk_calls(const struct talk *talk);

/* Hold a conversation with `guest`.  Returns its exit status, or -1 when it
 * was none. */
int talk_hold(struct talk *talk, const struct door_guest *guest);

/* Say why there is no conversation, and leave the terminal.  Returns
 * `status`. */
int talk_fail(const struct talk *talk, const char *sentence, int status);

/* The conversation is over: end the command of --via, if there is one, and
 * make of its failure how the conversation has ended.  Returns whether it has
 * failed. */
bool talk_hang_up(struct talk *talk, struct ending *ending);

/* Find in this network whom a code or a name means, and call there.  Returns
 * 0, also when nobody was found who has to be; or -1 with `error` set. */
int talk_look_around(struct talk *talk, struct error *error);

/* May a contact who is called be waited for at the same time? */
bool talk_may_meet(const struct talk *talk);

/* The door for that; returns as talk_get_ready does. */
int talk_open_own_door(struct talk *talk, int *status, struct error *error);

/* Get a connection with that contact; returns as meeting_await does. */
int talk_meet(struct talk *talk, struct door_guest *guest,
              struct error *error);

/* Announce that somebody waits at the socket `listener`, if the user is a
 * person, and has not said no. */
void talk_announce(struct talk *talk, int listener);

/* Start the monitor, take over the terminal and the signals, open a listener's
 * door, and give up every right that is not needed from then on.  Returns 0,
 * or -1 with `error` set and the exit status in `*status`. */
int talk_get_ready(struct talk *talk, int *status, struct error *error);

#endif
