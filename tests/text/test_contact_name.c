/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/contact_name.h"

#include <criterion/criterion.h>
#include <string.h>

#define LONGEST                                                               \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" /* 32 columns */

Test(contact_name, is_one_word_in_any_script)
{
    static const struct {
        const char *text, *name;
    } cases[] = {
        {"ana", "ana"},
        {"Ana_2", "Ana_2"},
        {"maría-josé", "maría-josé"},
        {"mari\xCC\x81"
         "a",
         "mar\xC3\xAD"
         "a"},
        {"Ольга", "Ольга"},
        {"花子", "花子"},
        {"2go", "2go"},
        {LONGEST, LONGEST},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[CONTACT_NAME_MAX + 1] = "";

        cr_expect(contact_name_normalize(cases[i].text, name), "%s",
                  cases[i].text);
        cr_expect_str_eq(name, cases[i].name);
    }
}

/* Nothing that could be taken for an option, an address, a port, a code, or
 * that does not show. */
Test(contact_name, is_nothing_else)
{
    static const char *const cases[] = {
        "", " ", "-", "-q", "_a", "4711", "4711-382-915", "192.168.1.5",
        "::1", "a.b", "a:1", "a b", "a\tb", "a/b", "a%b", "a@b", "ana ",
        "an\x1B[0ma", "an\x7F" "a", "\xFF", "a\xC3", "\xCC\x81" "a",
        "a\xE2\x80\x8B" "b", "a\xE2\x80\xAE" "b", "\xE3\x85\xA4",
        "a\xC2\xA0" "b", LONGEST "a", "花子花子花子花子花子花子花子花子花",
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[CONTACT_NAME_MAX + 1] = "untouched";

        cr_expect_not(contact_name_normalize(cases[i], name), "%s", cases[i]);
        cr_expect_str_eq(name, "untouched");
    }
}

Test(contact_name, is_the_same_in_upper_and_lower_case)
{
    cr_expect(contact_name_equals("ana", "ANA"));
    cr_expect(contact_name_equals("Ольга", "оЛЬГА"));
    cr_expect_not(contact_name_equals("ana", "anna"));
    cr_expect_not(contact_name_equals("ana", "аna")); /* Cyrillic */
    cr_expect_not(contact_name_equals("ana", "an"));
}

Test(contact_name, is_resembled_by_what_a_reader_takes_for_it)
{
    static const struct {
        const char *claim, *name;
        bool resembles;
    } cases[] = {
        {"ana", "ana", true},
        {"Ana", "ana", true},
        {" a n a ", "ana", true},
        {"a\xE2\x80\x8Bna", "ana", true},
        {"\xE2\x80\xAE" "ana", "ana", true},
        {"ａｎａ", "ana", true},
        {"аnа", "ana", true}, /* Cyrillic */
        {"Anα", "ana", true}, /* Greek */
        {"paul", "pau1", true},
        {"PAUI", "paul", true},
        {"bоb", "b0b", true},
        {"ana", "аnа", true},
        {"anna", "ana", false},
        {"an", "ana", false},
        {"", "ana", false},
        {"ana\xFF", "ana", false},
        {"bea", "ana", false},
        {"aná", "ana", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(contact_name_resembles(cases[i].claim,
                                            strlen(cases[i].claim),
                                            cases[i].name),
                     cases[i].resembles, "%s %s", cases[i].claim,
                     cases[i].name);
}
