/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* opening_private: the opening's state, and what its two files do for each
 * other.  Private to opening.c, which reads and decides, and
 * opening_outcome.c, which does what was decided. */
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
    int64_t deadline; /* until when to wait for the other side */
    bool knows_peer;  /* its key is known, so plain is refused */
    bool has_asked;   /* `knows_peer` has been looked up */
};

/* Where to write why the opening failed. */
struct error *opening_error(struct opener *opener);

/* Do what the verdict says; if it decides nothing, refuse to talk plain. */
enum opening opening_carry_out(struct opener *opener,
                               enum opening_verdict verdict);

/* Go on plain; or with a transport that is encrypted already; or end because
 * the other side is busy. */
enum opening opening_open_plain(struct opener *opener);
enum opening opening_begin_encrypted(struct opener *opener);
enum opening opening_tell_busy(struct opener *opener);

/* Take the greeting out of the framer and show it as a notice, not as text. */
void opening_take_greeting(struct opener *opener);

#endif
