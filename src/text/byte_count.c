/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/byte_count.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/i18n.h"

const char *byte_count_write(char text[BYTE_COUNT_MAX], uint64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    uint64_t unit = 1000, tenths;
    size_t which = 0;

    if (bytes < 1000) {
        snprintf(text, BYTE_COUNT_MAX,
                 ngettext("%u byte", "%u bytes", (unsigned)bytes),
                 (unsigned)bytes);
        return text;
    }
    /* What would be rounded up to 1000 is 1.0 of the next unit. */
    while (which < 5 && bytes >= unit * 1000 - unit / 2) {
        unit *= 1000;
        which++;
    }
    tenths = bytes / (unit / 10) + (bytes % (unit / 10) >= unit / 20);
    if (tenths < 1000)
        snprintf(text, BYTE_COUNT_MAX, _("%u.%u %s"), (unsigned)(tenths / 10),
                 (unsigned)(tenths % 10), units[which]);
    else
        snprintf(text, BYTE_COUNT_MAX, "%u %s",
                 (unsigned)(bytes / unit + (bytes % unit >= unit / 2)),
                 units[which]);
    return text;
}
