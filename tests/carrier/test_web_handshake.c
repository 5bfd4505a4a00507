/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_handshake.h"

#include <criterion/criterion.h>

/* RFC 6455 section 1.3 has the first of these. */
Test(web_handshake, answers_the_key)
{
    char accept[WEB_ACCEPT_SIZE];

    cr_assert(web_handshake_accept("dGhlIHNhbXBsZSBub25jZQ==", accept));
    cr_assert_str_eq(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    cr_assert(web_handshake_accept("x3JJHMbDL1EzLkh9GBhXDw==", accept));
    cr_assert_str_eq(accept, "HSmrc0sMlYUkAGmm5OPpG2HaGWk=");
}

Test(web_handshake, refuses_what_is_no_key)
{
    static const char *const cases[] = {
        "", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===",
        "dGhlIHNhbXBsZSBub25jZSEh", "dGhlIHNhbXBsZSBub25jZ$==",
        "dGhlIHNhbXBsZSBub25j====", "========================",
    };
    char accept[WEB_ACCEPT_SIZE];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_not(web_handshake_accept(cases[i], accept), "%s", cases[i]);
    cr_assert_not(web_handshake_accept(NULL, accept));
}

Test(web_handshake, finds_a_word_in_a_list)
{
    static const struct {
        const char *header, *word;
        bool lists;
    } cases[] = {
        {"Upgrade", "upgrade", true},
        {"keep-alive, Upgrade", "upgrade", true},
        {"keep-alive,\tupgrade ,x", "upgrade", true},
        {"charla.1", "charla.1", true},
        {"charla.2, charla.1", "charla.1", true},
        {"upgrades", "upgrade", false},
        {"up grade", "upgrade", false},
        {"", "upgrade", false},
        {",,,", "upgrade", false},
        {NULL, "upgrade", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(web_handshake_lists(cases[i].header, cases[i].word),
                     cases[i].lists, "%s",
                     cases[i].header ? cases[i].header : "none");
}
