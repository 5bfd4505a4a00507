/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* opening_private: the opening's state, and what its two files do for each
 * other.  Private to opening.c (listens, and decides) and opening_outcome.c
 * (carries out what was decided). */
#ifndef CHARLA_OPENING_PRIVATE_H
#define CHARLA_OPENING_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/opening_result.h"
#include "chat/opening_rules.h"

struct error;
struct framer;
struct session;

struct opener {
    struct session *session;
    struct framer *framer;
    struct opening_facts facts;
    int64_t started;  /* in ms, on the monotonic clock */
    int64_t deadline; /* when waiting for a word of the other side ends */
    bool knows_peer;  /* its key is known, so plain is refused */
    bool has_asked;   /* whether it is known */
};

/* Where to say why it came to nothing. */
struct error *opening_error(struct opener *opener);

/* Do what the verdict says; after one that decides nothing, plain is
 * refused. */
enum opening opening_carry_out(struct opener *opener,
                               enum opening_verdict verdict);

/* The conversation is plain; or the transport is encrypted by now; or there is
 * nobody to talk with. */
enum opening opening_open_plain(struct opener *opener);
enum opening opening_begin_encrypted(struct opener *opener);
enum opening opening_tell_busy(struct opener *opener);

/* The greeting is told as a notice, not shown as text. */
void opening_take_greeting(struct opener *opener);

#endif
