/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/first_bytes.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct {
    const char *bytes;
    enum first_bytes in_terminal;
} table[] = {
    {"", FIRST_BYTES_UNCLEAR},
    {"\x16", FIRST_BYTES_TLS},
    {"\x16\x03\x01", FIRST_BYTES_TLS},
    {"hola\n", FIRST_BYTES_TEXT},
    {"\n", FIRST_BYTES_TEXT},
    {"h", FIRST_BYTES_TEXT},
    {"get / HTTP/1.1\r\n", FIRST_BYTES_TEXT},
    {"GET / HTTP/1.1\r\n", FIRST_BYTES_HTTP},
    {"GET /", FIRST_BYTES_HTTP},
    {"GET http://elsewhere/ HTTP/1.1\r\n", FIRST_BYTES_HTTP},
    {"GET https://elsewhere/ HTTP/1.1\r\n", FIRST_BYTES_HTTP},
    {"GET https:/ is how it begins", FIRST_BYTES_TEXT},
    {"GET well soon\n", FIRST_BYTES_TEXT},
    {"GET home", FIRST_BYTES_TEXT},
    {"POST / HTTP/1.0\r\n", FIRST_BYTES_HTTP},
    {"PUT it there", FIRST_BYTES_TEXT},
    {"OPTIONS * HTTP/1.1\r\n", FIRST_BYTES_HTTP},
    {"PRI * HTTP/2.0\r\n", FIRST_BYTES_HTTP},
    {"CONNECT example:443 HTTP/1.1\r\n", FIRST_BYTES_HTTP},
    {"CONNECT me\n", FIRST_BYTES_TEXT},
    {"CONNECT me: now", FIRST_BYTES_TEXT},
    {"CONNECT me", FIRST_BYTES_UNCLEAR},
    {"CONNECT me:", FIRST_BYTES_UNCLEAR},
    {"DELETE /x", FIRST_BYTES_HTTP},
    {"HEAD /x", FIRST_BYTES_HTTP},
    {"TRACE /x", FIRST_BYTES_HTTP},
    {"PATCH /x", FIRST_BYTES_HTTP},
    {"GETTING better", FIRST_BYTES_TEXT},
    {"G\n", FIRST_BYTES_TEXT},
    {"PO", FIRST_BYTES_UNCLEAR},
    {"GET ", FIRST_BYTES_UNCLEAR},
    {"GET htt", FIRST_BYTES_UNCLEAR},
};

Test(first_bytes, are_sorted)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        cr_expect_eq(first_bytes_judge(table[i].bytes, strlen(table[i].bytes),
                                       true),
                     table[i].in_terminal, "%s", table[i].bytes);
}

Test(first_bytes, are_bytes_in_a_pipe)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        enum first_bytes wanted = *table[i].bytes == '\0' ? FIRST_BYTES_UNCLEAR
                                  : *table[i].bytes == 0x16
                                      ? FIRST_BYTES_TLS
                                      : FIRST_BYTES_TEXT;

        cr_expect_eq(first_bytes_judge(table[i].bytes, strlen(table[i].bytes),
                                       false),
                     wanted, "%s", table[i].bytes);
    }
}

/* However few of them have come, more may only settle what was unclear. */
Test(first_bytes, never_change_what_they_are)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        enum first_bytes known = FIRST_BYTES_UNCLEAR;

        for (size_t n = 0; n <= strlen(table[i].bytes); n++) {
            enum first_bytes now =
                first_bytes_judge(table[i].bytes, n, true);

            cr_expect(known == FIRST_BYTES_UNCLEAR || now == known,
                      "%.*s", (int)n, table[i].bytes);
            known = now;
        }
    }
}
