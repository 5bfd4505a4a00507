/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* finder: collects the announcements of people who are waiting in this network,
 * and gives contacts the names that the user has for them. */
#ifndef CHARLA_FINDER_H
#define CHARLA_FINDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/waiting_list.h"
#include "monitor/discovery.h"

struct error;

/* Filled by finder_begin; finder_release when done. */
struct finder {
    struct discovery discovery;
    struct waiting_list list;
    bool has_all;     /* everybody who was waiting at the start is listed */
    bool has_failed;  /* nothing more will come, because of `why` */
    char why[320]; /* a sentence */
};

/* Begin to look: with a `code`, for somebody who shows its public digits; with
 * NULL, for everybody.  Returns 0, or -1 with `error` set; in either case call
 * finder_release afterwards. */
int finder_begin(struct finder *finder, const char *code,
                 struct error *error);
void finder_release(struct finder *finder);

/* Wait at most `timeout_ms` for another event.  Returns false when that time is
 * up or nothing more will come. */
bool finder_wait(struct finder *finder, int timeout_ms);

/* Read an event from finder->discovery.fd. */
void finder_take(struct finder *finder);

/* Words for people that say whose key it is. */
const char *finder_key_words(enum waiting_key key);

/* Do what --find asks for.  Returns the exit status. */
int finder_list(void);

/* Whom to find. */
struct finder_wish {
    const char *code; /* who shows it: its public digits; NULL: nobody */
    const char *name; /* a contact, or whoever announces that name */
    bool waits;       /* also for somebody who comes later */
    int64_t until;    /* on the monotonic clock, or CLOCK_NEVER */
};

enum finder_answer {
    FINDER_FOUND,
    FINDER_NOBODY,  /* Avahi knows of nobody else */
    FINDER_TIME_UP, /* Avahi has not said who is there */
    FINDER_FAILED,  /* it cannot look around */
};

/* Find whom to call.  `found` is filled in if somebody was found; `error` may
 * be set if it failed. */
enum finder_answer finder_find(const struct finder_wish *wish,
                               struct waiting *found, struct error *error);

#endif
