/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* talk_private: the state of the program while it talks or tries to.  Private
 * to talk.c and the other talk_*.c: talk_ready.c prepares while the process is
 * not in the sandbox yet, talk_network.c finds and announces people in this
 * network, talk_meet.c calls a contact and waits for it, talk_hold.c holds one
 * conversation, talk_again.c ends an attempt that the menu follows, and
 * talk_command.c ends the command of --via. */
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

struct buffer;
struct door;
struct door_guest;
struct encryption;
struct ending;
struct error;
struct log_file;
struct terminal;

/* A longer host is cut where it is shown, in bytes. */
#define TALK_PEER_MAX 256

struct talk {
    const struct options *options; /* borrowed */
    struct options chosen;         /* the options after the menu */
    struct terminal *terminal;
    struct log_file *log;          /* --log; NULL: none */
    struct encryption *encryption; /* NULL: --plain */
    struct monitor monitor;
    struct monitor caller; /* makes the calls when a contact is both called
                              and waited for */
    struct signals signals;
    struct terminal_waiter waiter;
    struct door *door;    /* when this side waits for calls */
    struct waiting found; /* the person to call, if found in this network */
    struct announcer announcer; /* when this side waits for calls */
    struct code code;       /* to call with, or to show; "": none */
    struct contact contact; /* to be called, with options->is_contact */
    unsigned wrong_keys;    /* at how many of its places another key was */
    struct error wrong_key; /* what was said about the last of these */
    struct calling calling; /* a caller's */
    char *web;         /* the program for guests with a browser, or NULL */
    struct notes notes;    /* what the command of --via writes */
    int64_t command_start; /* of a listener, see connection.h */
    char peer[TALK_PEER_MAX]; /* the other side: a host or an address */
    const char *name;  /* to tell to the other side, or NULL; borrowed */
    bool has_talked;   /* there has been a conversation */
    bool has_menu;     /* a person was asked what to do, and may be again... */
    bool has_failed;   /* ...because this attempt has */
    bool has_signals;  /* `signals` have begun */
    bool is_confined;  /* this process is in the sandbox */
    unsigned ends_by;  /* the signals that end the program, or 0 */
};

/* Does this side call (or wait for a call)? */
bool talk_calls(const struct talk *talk);

/* Hold a conversation with `guest`.  Returns its exit status, or -1 if the
 * other side did not talk. */
int talk_hold(struct talk *talk, const struct door_guest *guest);

/* Say why there is no conversation, and leave the terminal.  Returns
 * `status`. */
int talk_fail(struct talk *talk, const char *sentence, int status);

/* Forget what was typed, and tell the user that these lines, if there are any,
 * are not sent. */
void talk_drop_lines(struct talk *talk, const struct buffer *lines);

/* The conversation is over: end the command of --via, if there is one.  If it
 * has failed, put that into `ending`.  Returns whether it has failed. */
bool talk_hang_up(struct talk *talk, struct ending *ending);

/* Look in this network for the person that the code or the name stands for; if
 * found, that is where to call.  Returns 0, also when nobody was found but the
 * call can be made without; or -1 with `error` set. */
int talk_look_around(struct talk *talk, struct error *error);

/* Was the address to call found in this network, and not named by the user? */
bool talk_has_found(const struct talk *talk);

/* May charla wait for a contact while it calls them? */
bool talk_may_meet(const struct talk *talk);

/* Open the door for that.  Returns as talk_get_ready does. */
int talk_open_own_door(struct talk *talk, int *status, struct error *error);

/* Get a connection with that contact.  Returns as meeting_await does. */
int talk_meet(struct talk *talk, struct door_guest *guest,
              struct error *error);

/* Is it announced in this network that somebody waits?  So it is if there is a
 * terminal and the user has not forbidden it. */
bool talk_is_announced(const struct talk *talk);

/* Announce, if so, that somebody waits at the socket `listener`. */
void talk_announce(struct talk *talk, int listener);

/* Start the monitor, take over the terminal and the signals, open a listener's
 * door, and enter the sandbox: for a call from the menu, which may fail, not
 * yet.  Returns 0, or -1 with `error` set and the exit status in `*status`. */
int talk_get_ready(struct talk *talk, int *status, struct error *error);

/* Enter the sandbox, unless that was done before.  Nothing that the other side
 * sends may be looked at outside of it. */
void talk_confine(struct talk *talk);

/* End the helpers of this attempt, and close its door. */
void talk_stop(struct talk *talk);

/* The same, and forget all else of it, because the menu comes next. */
void talk_begin_again(struct talk *talk);

#endif
