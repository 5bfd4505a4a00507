/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/host_name.h"

#include <criterion/criterion.h>
#include <string.h>

#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define LONGEST FIFTY FIFTY FIFTY FIFTY FIFTY "01234"

static const struct {
    const char *host, *normal;
} valid[] = {
    {"host", "host"},
    {"HOST.Example.", "host.example."},
    {"a_b-c.d", "a_b-c.d"},
    {"192.0.2.1", "192.0.2.1"},
    {"::1", "::1"},
    {"[::1]", "::1"},
    {"2001:DB8::A", "2001:db8::a"},
    {"2001:db8:0:0:0:0:0:a", "2001:db8::a"},
    {"fe80:0::1%vB", "fe80::1%vB"},
    {"[FE80::1%eth0.7]", "fe80::1%eth0.7"},
    {"\xC3\x91" "and\xC3\xBA.example", "\xC3\xB1" "and\xC3\xBA.example"},
    {"n\xCC\x83" "andu", "\xC3\xB1" "andu"}, /* composed */
    {"xn--and-6ma2c.example", "xn--and-6ma2c.example"},
    {"a\xE2\x80\x8C" "b", "a\xE2\x80\x8C" "b"},
    {LONGEST, LONGEST},
};

static const char *const invalid[] = {
    "", "*", "*.example", "host*", "?", "a b", " host", "host ", "a\tb",
    "host\n", "\x1B[2J", "\x7F", "a|b", "a/b", "a\\b", "a,b", "a=b", "ana@host",
    "$HOME", "~", "'", "\"", "#", "!", "(", ";", "<", "&", "+", "{", "^", "`",
    "[]", "[host", "host]", "[[::1]]", "\xFF", "a\xC3", "\xED\xA0\x80",
    "a\xC2\xA0" "b" /* a blank */, "a\xC2\x9B" "b" /* a control */,
    "\xE2\x80\xAE" "a" /* turns the text round */,
    "a\xE2\x80\xA8" "b" /* a line end */, LONGEST "5",
};

Test(host_name, has_one_normal_form)
{
    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++) {
        char normal[HOST_NAME_BYTES_MAX + 1] = "?", again[sizeof normal];

        cr_expect(host_name_is_valid(valid[i].host), "%s", valid[i].host);
        cr_assert(host_name_normalize(valid[i].host, normal), "%s",
                  valid[i].host);
        cr_expect_str_eq(normal, valid[i].normal);
        cr_assert(host_name_normalize(normal, again));
        cr_expect_str_eq(again, normal, "not the same for itself");
    }
}

Test(host_name, is_nothing_else)
{
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++) {
        char normal[HOST_NAME_BYTES_MAX + 1] = "?";

        cr_expect_not(host_name_is_valid(invalid[i]), "\"%s\"", invalid[i]);
        cr_expect_not(host_name_normalize(invalid[i], normal));
        cr_expect_str_eq(normal, "?", "something is written");
    }
}

/* Every ASCII character in the middle of a name. */
Test(host_name, holds_no_other_ascii_character)
{
    for (int c = 1; c < 128; c++) {
        const char host[] = {'a', (char)c, 'b', '\0'};
        bool right = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     (c >= '0' && c <= '9') || strchr("-._:%", c);

        cr_expect_eq(host_name_is_valid(host), right, "%d", c);
    }
}
