/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/byte_count.h"

#include <criterion/criterion.h>

Test(byte_count, reads_as_people_say_it)
{
    static const struct {
        uint64_t bytes;
        const char *text;
    } cases[] = {
        {0, "0 bytes"},
        {1, "1 byte"},
        {999, "999 bytes"},
        {1000, "1.0 kB"},
        {1049, "1.0 kB"},
        {1050, "1.1 kB"},
        {16001, "16.0 kB"},
        {99949, "99.9 kB"},
        {99950, "100 kB"},
        {250000, "250 kB"},
        {999499, "999 kB"},
        {999500, "1.0 MB"},
        {5000000000, "5.0 GB"},
        {UINT64_C(4) << 30, "4.3 GB"},
        {1234567890123, "1.2 TB"},
        {INT64_MAX, "9.2 EB"},
        {UINT64_MAX, "18.4 EB"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[BYTE_COUNT_MAX];

        cr_expect_str_eq(byte_count_write(text, cases[i].bytes),
                         cases[i].text);
    }
}
