/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* day: writes and checks the dates in charla's files, as in "2026-11-25". */
#ifndef CHARLA_DAY_H
#define CHARLA_DAY_H

#include <stdbool.h>

#include "crypto/trust.h"

/* Write today's date, UTC; 1970-01-01 if the system's clock shows a date that
 * cannot be written in this form. */
void day_write_today(char date[TRUST_DATE_MAX]);

/* Is this a date in the right form, with a month from 1 to 12 and a day from
 * 1 to 31? */
bool day_is_valid(const char *date);

#endif
