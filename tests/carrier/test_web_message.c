/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_message.h"

#include <criterion/criterion.h>
#include <string.h>

#define TOKEN "0123456789abcdef0123456789abcdef"

Test(web_message, is_taken_apart)
{
    static const struct {
        const char *text;
        struct web_message right;
    } cases[] = {
        {"N", {.kind = WEB_NEW}},
        {"E", {.kind = WEB_END}},
        {"A 0", {.kind = WEB_ACK}},
        {"A 50000", {.kind = WEB_ACK, .number = 50000}},
        {"A 999999999999999",
         {.kind = WEB_ACK, .number = UINT64_C(999999999999999)}},
        {"L 1 hola",
         {.kind = WEB_LINE, .number = 1, .text = "hola", .length = 4}},
        {"L 1 ", {.kind = WEB_LINE, .number = 1, .text = "", .length = 0}},
        {"L 2  a\tb ",
         {.kind = WEB_LINE, .number = 2, .text = " a\tb ", .length = 5}},
        {"L 3 \xC3\xB1 <b>",
         {.kind = WEB_LINE, .number = 3, .text = "\xC3\xB1 <b>", .length = 6}},
        {"R " TOKEN " 17",
         {.kind = WEB_RESUME, .number = 17, .token = TOKEN}},
    };
    struct web_message message;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct web_message *right = &cases[i].right;

        cr_assert(web_message_parse(cases[i].text, strlen(cases[i].text),
                                    &message),
                  "%s", cases[i].text);
        cr_expect_eq(message.kind, right->kind);
        cr_expect_eq(message.number, right->number);
        cr_expect_eq(message.length, right->length, "%s", cases[i].text);
        if (right->text)
            cr_expect_eq(memcmp(message.text, right->text, right->length), 0);
        if (right->token)
            cr_expect_eq(memcmp(message.token, TOKEN, WEB_TOKEN_LENGTH), 0);
    }
}

Test(web_message, that_no_page_of_ours_sends_is_refused)
{
    static const char *const cases[] = {
        "", "n", "N ", "N 1", "E 1", "X", "A", "A ", "A x", "A -1", "A 1 ",
        "A 1x", "A 1234567890123456", "A  1", "L", "L 1", "L  1 x", "L x y",
        "L -1 x", "L 1 a\nb", "L 1 a\rb", "L 1 \x1b[2J", "L 1 \x16", "L 1 \x7f",
        "R", "R ", "R " TOKEN, "R " TOKEN " ", "R " TOKEN "1 1", "R 0123 1",
        "R 0123456789ABCDEF0123456789ABCDEF 1", "R " TOKEN " 1 ", " N",
    };
    struct web_message message;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_not(web_message_parse(cases[i], strlen(cases[i]), &message),
                      "%s", cases[i]);
}

Test(web_message, with_a_zero_in_it_is_refused)
{
    struct web_message message;

    cr_assert_not(web_message_parse("L 1 a\0b", 7, &message));
    cr_assert_not(web_message_parse("N\0", 2, &message));
    cr_assert_not(web_message_parse(
        "R 0123456789abcdef0123456789abcde\0 1", 36, &message));
}
