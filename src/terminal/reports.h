/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* reports: what a terminal sends besides keys, told apart from them.  Pure.
 *
 *     ESC [ I   ESC [ O        it has gained, has lost the focus
 *     ESC [ row ; column R     where the cursor is, if that was asked for
 *     Ctrl-C                   among keys it has its place in their order
 *
 * What is pasted (between ESC [ 200 ~ and ESC [ 201 ~) is handed on when all
 * of it has come, so that whoever takes it need not wait in the middle, and
 * nothing in it counts as a report.  Should its end never come, Ctrl-C
 * struck twice drops it: as a key it comes alone. */
#ifndef CHARLA_REPORTS_H
#define CHARLA_REPORTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

enum report {
    REPORT_NOTHING, /* no more keys and no report, until more is added */
    REPORT_FOCUS_IN,
    REPORT_FOCUS_OUT,
    REPORT_INTERRUPT,
};

/* Start as {0}; reports_release when done. */
struct reports {
    struct buffer raw; /* not handed on yet */
    bool wants_cursor; /* the cursor's place has been asked for */
    bool is_insistent; /* Ctrl-C alone has come last */
};

/* The terminal has sent these bytes. */
void reports_add(struct reports *reports, const char *bytes, size_t length);

/* Append to `keys` what are keys up to the next report, which is returned. */
enum report reports_next(struct reports *reports, struct buffer *keys);

/* The cursor's place is being asked for.  An answer that comes too late for
 * reports_take_cursor is still no key. */
void reports_expect_cursor(struct reports *reports);

/* Has the answer come?  Then take it out of what was added, and set `*column`,
 * from 0 on. */
bool reports_take_cursor(struct reports *reports, unsigned *column);

/* Drop what is held: a paste of which the end never came. */
void reports_reset(struct reports *reports);

void reports_release(struct reports *reports);

#endif
