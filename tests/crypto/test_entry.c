/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/entry.h"

#include <criterion/criterion.h>

Test(entry, is_the_same_however_an_address_is_written)
{
    static const struct {
        const char *host, *port, *entered, *service;
    } table[] = {
        {"host.example", "8081", "host.example", "8081"},
        {"HOST.Example", "08081", "host.example", "8081"},
        {"2001:db8::a", "1", "2001:db8::a", "1"},
        {"[2001:DB8::A]", "00001", "2001:db8::a", "1"},
        {"[::1", "80", "::1", "80"},
        {"::1]", "80", "::1]", "80"},
        {"[", "0", "", ""},
        {"", "", "", ""},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct entry entry = entry_of_address(table[i].host, table[i].port);

        cr_expect_str_eq(entry.host, table[i].entered);
        cr_expect_str_eq(entry.service, table[i].service);
        entry_release(&entry);
        cr_expect_null(entry.host);
    }
}

Test(entry, of_a_caller_is_the_fingerprint)
{
    struct entry entry = entry_of_caller("SHA256:AbC+/");

    cr_expect_str_eq(entry.host, "SHA256:AbC+/");
    cr_expect_str_eq(entry.service, "caller");
    entry_release(&entry);
}
