/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* finder: who waits in this network, as far as they announce it, with the
 * names that the user has for them. */
#ifndef CHARLA_FINDER_H
#define CHARLA_FINDER_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/waiting_list.h"
#include "monitor/discovery.h"

struct error;

/* finder_release when done. */
struct finder {
    struct discovery discovery;
    struct waiting_list list;
    bool has_all;     /* those who waited from the start are all there */
    bool has_failed;  /* nothing more will come */
    char why[256];    /* with has_failed */
};

/* Begin to look around; `code`: for the public digits of a code, else NULL.
 * Returns 0, or -1 with `error` set; finder_release is good
 * for both. */
int finder_begin(struct finder *finder, const char *code,
                 struct error *error);
void finder_release(struct finder *finder);

/* Wait `timeout_ms` at most for something new.  False: time is up, or nothing
 * more will come. */
bool finder_wait(struct finder *finder, int timeout_ms);

/* Take note of what finder->discovery.fd has. */
void finder_take(struct finder *finder);

/* What to tell people of whose key it is. */
const char *finder_key_words(enum waiting_key key);

/* Carry out --find.  Returns the exit status. */
int finder_list(void);

/* Find whom to call: the one who shows `code`, or the contact `name`, or who
 * announces that name.  True: `found` is filled in; false: nobody within
 * `timeout_ms`, with `error` set if looking around failed. */
bool finder_find(const char *code, const char *name, int timeout_ms,
                 struct waiting *found, struct error *error);

#endif
