/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* day: the dates in charla's files, such as "2026-11-25". */
#ifndef CHARLA_DAY_H
#define CHARLA_DAY_H

#include <stdbool.h>

#include "crypto/trust.h"

/* Write today's date, UTC.  A clock that is out of its mind is no reason not
 * to talk: then it is 1970-01-01. */
void day_write_today(char date[TRUST_DATE_MAX]);

/* Is it a day of some month, if not of this one? */
bool day_is_valid(const char *date);

#endif
