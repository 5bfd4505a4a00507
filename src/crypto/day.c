/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/day.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void day_write_today(char date[TRUST_DATE_MAX])
{
    time_t now = time(NULL);
    struct tm parts;

    if (now < 0 || !gmtime_r(&now, &parts) ||
        strftime(date, TRUST_DATE_MAX, "%Y-%m-%d", &parts) == 0)
        snprintf(date, TRUST_DATE_MAX, "1970-01-01");
}

static bool is_two_digits(const char *at, const char *least, const char *most)
{
    return strspn(at, "0123456789") >= 2 && strncmp(at, least, 2) >= 0 &&
           strncmp(at, most, 2) <= 0;
}

bool day_is_valid(const char *date)
{
    return strlen(date) == TRUST_DATE_MAX - 1 &&
           strspn(date, "0123456789") == 4 && date[4] == '-' &&
           is_two_digits(date + 5, "01", "12") && date[7] == '-' &&
           is_two_digits(date + 8, "01", "31");
}
