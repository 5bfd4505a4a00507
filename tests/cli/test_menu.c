/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/menu.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"

#define QUESTION "1  wait for a call\n2  call somebody\nq  quit\n1, 2 or q > "
#define AGAIN "Please answer 1, 2 or q.\n" QUESTION
#define HOST "Address of the other side (blank: 127.0.0.1, q: back) > "
#define EMPTY "the name of the host is empty\n" HOST
#define NO_HOST "That is not an address and a port.\n" HOST

static const struct {
    const char *typed;
    enum menu_answer answer;
    enum action action;
    const char *host, *port;
    const char *said;
} table[] = {
    {"1\n", MENU_CHOSEN, ACTION_LISTEN, NULL, "8081", QUESTION},
    {" 1 \n", MENU_CHOSEN, ACTION_LISTEN, NULL, "8081", QUESTION},
    {"1\r\n", MENU_CHOSEN, ACTION_LISTEN, NULL, "8081", QUESTION},
    {"1", MENU_CHOSEN, ACTION_LISTEN, NULL, "8081", QUESTION},
    {"x\n1\n", MENU_CHOSEN, ACTION_LISTEN, NULL, "8081", QUESTION AGAIN},
    {"\n3\n12\n21\none\n1x\n1 2\n1\n", MENU_CHOSEN, ACTION_LISTEN, NULL, "8081",
     QUESTION AGAIN AGAIN AGAIN AGAIN AGAIN AGAIN AGAIN},
    {"2\n\n", MENU_CHOSEN, ACTION_CALL, "127.0.0.1", "8081", QUESTION HOST},
    {"2\n \t\r\n", MENU_CHOSEN, ACTION_CALL, "127.0.0.1", "8081",
     QUESTION HOST},
    {"2\nana\n", MENU_CHOSEN, ACTION_CALL, "ana", "8081", QUESTION HOST},
    {"2\n  ana\t9000 \r\n", MENU_CHOSEN, ACTION_CALL, "ana", "9000",
     QUESTION HOST},
    {"2\nana:9000\n", MENU_CHOSEN, ACTION_CALL, "ana", "9000", QUESTION HOST},
    {"2\n [::1]:9000 9000\n", MENU_CHOSEN, ACTION_CALL, "[::1]", "9000",
     QUESTION HOST},
    {"2\nana:\nana:x\n:1\nana:1 2\nana:1 1 1\nana:1\n", MENU_CHOSEN,
     ACTION_CALL, "ana", "1",
     QUESTION HOST NO_HOST NO_HOST EMPTY NO_HOST NO_HOST},
    {"2\n9000\nana@host\nhttp://host:9000/\n", MENU_CHOSEN, ACTION_CALL, "host",
     "9000",
     QUESTION HOST "'9000' is a port, and the host is missing; it comes "
                   "first, as in HOST 9000\n" HOST
                   "charla needs no user name: write 'host', not "
                   "'ana@host'\n" HOST},
    {"2\n::1 65535", MENU_CHOSEN, ACTION_CALL, "::1", "65535", QUESTION HOST},
    {"2\nana 0\nana x\nana 1 2\nana 1\n", MENU_CHOSEN, ACTION_CALL, "ana", "1",
     QUESTION HOST NO_HOST NO_HOST NO_HOST},
    {"q\n", MENU_LEFT, ACTION_MENU, NULL, "8081", QUESTION},
    {"x\n q \n1\n", MENU_LEFT, ACTION_MENU, NULL, "8081", QUESTION AGAIN},
    {"2\nq\n1\n", MENU_CHOSEN, ACTION_LISTEN, NULL, "8081",
     QUESTION HOST QUESTION},
    {"2\nq:1\n", MENU_CHOSEN, ACTION_CALL, "q", "1", QUESTION HOST},
    {"", MENU_LEFT, ACTION_MENU, NULL, "8081", QUESTION "\n"},
    {"x\n", MENU_LEFT, ACTION_MENU, NULL, "8081", QUESTION AGAIN "\n"},
    {"2\n", MENU_LEFT, ACTION_MENU, NULL, "8081", QUESTION HOST "\n"},
    {"2\nana x\n", MENU_LEFT, ACTION_MENU, NULL, "8081",
     QUESTION HOST NO_HOST "\n"},
};

static FILE *keyboard(const char *typed)
{
    FILE *in = tmpfile();

    fputs(typed, in);
    rewind(in);
    return in;
}

Test(menu, asks_until_the_answer_makes_sense)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        FILE *in = keyboard(table[i].typed), *out;
        struct options options = {.port = OPTIONS_DEFAULT_PORT};
        char *answer = NULL, *said = NULL;
        size_t length;

        out = open_memstream(&said, &length);
        cr_expect_eq(menu_ask(in, out, &options, &answer), table[i].answer,
                     "'%s'", table[i].typed);
        fclose(out);
        cr_expect_str_eq(said, table[i].said, "'%s': %s", table[i].typed, said);
        cr_expect_eq(options.action, table[i].action, "'%s'", table[i].typed);
        cr_expect_str_eq(options.port, table[i].port, "'%s'", table[i].typed);
        cr_expect_eq(options.has_port,
                     strcmp(table[i].port, OPTIONS_DEFAULT_PORT) != 0,
                     "'%s': with a port it is no contact", table[i].typed);
        cr_expect(options.host && table[i].host
                      ? strcmp(options.host, table[i].host) == 0
                      : options.host == table[i].host,
                  "'%s'", table[i].typed);
        fclose(in);
        free(answer);
        free(said);
    }
}

Test(menu, leaves_what_follows_the_answers_in_the_input)
{
    char typed[] = "2\nana\nhello\n", rest[32] = "", *answer = NULL;
    FILE *in = fmemopen(typed, strlen(typed), "r");
    FILE *out = fopen("/dev/null", "w");
    struct options options = {.port = "9000"};

    cr_assert_eq(menu_ask(in, out, &options, &answer), MENU_CHOSEN);
    cr_assert_str_eq(options.port, "9000", "the port of the command line");
    cr_assert_not_null(fgets(rest, sizeof rest, in));
    cr_assert_str_eq(rest, "hello\n");
    fclose(in);
    fclose(out);
    free(answer);
}
