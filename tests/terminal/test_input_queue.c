/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Commands among what is queue. */
#include <config.h>

#include "terminal/input_queue.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "terminal/command.h"

/* All that can be taken, in rooms of `size` bytes: text as it is, a command
 * as [number word] or [number word|argument]. */
static void take_all(struct input_queue *queue, size_t size, char *out)
{
    char room[256];
    size_t length;
    struct user_command asked;

    for (;;) {
        bool has_more = input_queue_has_more(queue);

        switch (input_queue_take(queue, room, size, &length, &asked)) {
        case INPUT_QUEUE_EMPTY:
            cr_expect_not(has_more);
            *out = '\0';
            return;
        case INPUT_QUEUE_TEXT:
            cr_expect(has_more);
            memcpy(out, room, length);
            out += length;
            break;
        case INPUT_QUEUE_COMMAND:
            cr_expect(has_more);
            out += sprintf(out, "[%d %s", (int)asked.command, asked.word);
            if (asked.command != COMMAND_UNKNOWN && *asked.argument)
                out += sprintf(out, "|%s", asked.argument);
            out += sprintf(out, "]");
            break;
        }
    }
}

static const struct {
    const char *queue, *taken;
} lines[] = {
    {"hello\n", "hello\n"},
    {"\n\n", "\n\n"},
    {"a/b\n/ c\n", "a/b\n[0 /]"},
    {"/help\n", "[1 /help]"},
    {"/end\n", "[2 /end]"},
    {"/quit\n", "[2 /quit]"},
    {"/exit \n", "[2 /exit]"},
    {"/quit smoking\n", "[0 /quit]"},
    {"quit\n", "quit\n"},
    {"/help \t\r\n", "[1 /help]"},
    {"/verify\n", "[4 /verify]"},
    {"/verify \r\n", "[4 /verify]"},
    {"/verify yes\n", "[4 /verify|yes]"},
    {"/verify \t12345  67890 \r\n", "[4 /verify|12345  67890]"},
    {"/verify \x1B[2J\n", "[4 /verify|^[[2J]"},
    {"/verifyed\n", "[0 /verifyed]"},
    {"/helpme\n", "[0 /helpme]"},
    {"/help me\n", "[0 /help]"},
    {"/end of the story\n", "[0 /end]"},
    {"/HELP\n", "[0 /HELP]"},
    {"/\n", "[0 /]"},
    {"//\n", "/\n"},
    {"//end\n", "/end\n"},
    {"///end\n", "//end\n"},
    {" /end\n", " /end\n"},
    {"%end%\n", "%end%\n"},
    {"one\n/help\ntwo\n//three\n/end\n", "one\n[1 /help]two\n/three\n[2 /end]"},
    {"/\x1B[2J\n", "[0 /^[[2J]"},
    {"half a line", "half a line"},
    {"//half", "/half"},
    {"one\n/hel", "one\n"}, /* it may become anything */
    {"one\n/", "one\n"},
};

/* However it is added, and in rooms of any size. */
Test(input_queue, is_text_and_commands_in_their_order)
{
    char taken[256];

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        size_t length = strlen(lines[i].queue);

        for (size_t cut = 0; cut <= length; cut++)
            for (size_t size = 1; size < 8; size++) {
                struct input_queue queue = {0};

                input_queue_add(&queue, lines[i].queue, cut);
                take_all(&queue, size, taken);
                input_queue_add(&queue, lines[i].queue + cut, length - cut);
                take_all(&queue, size, taken + strlen(taken));
                cr_expect_str_eq(taken, lines[i].taken, "%s, cut %zu, %zu",
                                 lines[i].queue, cut, size);
                input_queue_release(&queue);
            }
    }
}

Test(input_queue, ends_without_a_line_end)
{
    static const struct {
        const char *queue, *taken;
    } cases[] = {{"/help", "[1 /help]"}, {"/", "[0 /]"}, {"x\n//", "x\n/"}};
    char taken[256];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct input_queue queue = {0};

        input_queue_add(&queue, cases[i].queue, strlen(cases[i].queue));
        input_queue_finish(&queue);
        take_all(&queue, 100, taken);
        cr_expect_str_eq(taken, cases[i].taken);
        input_queue_release(&queue);
    }
}

Test(input_queue, has_no_commands_in_a_message_of_several_lines)
{
    static const struct {
        const char *text, *taken;
    } cases[] = {
        {"one\ntwo", "one\ntwo\n"},
        {"/end\n/help", "/end\n/help\n"},
        {"//x\n/", "//x\n/\n"},
        {"\n\n/x\n", "\n\n/x\n\n"},
        {"", "\n"},
    };
    char taken[256];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct input_queue queue = {0};

        input_queue_add_text(&queue, cases[i].text, strlen(cases[i].text));
        take_all(&queue, 100, taken);
        cr_expect_str_eq(taken, cases[i].taken);
        input_queue_release(&queue);
    }
}

Test(input_queue, counts_an_empty_line_and_sends_none)
{
    static const char *const typed[] = {"", "one", "", "", "/help", ""};
    struct input_queue queue = {0};
    char taken[256];

    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        input_queue_add_line(&queue, typed[i], strlen(typed[i]));
    cr_expect_eq(queue.enters, 4);
    cr_expect_not(queue.has_quit_word);
    take_all(&queue, 100, taken);
    cr_expect_str_eq(taken, "one\n[1 /help]");
    input_queue_release(&queue);
}

Test(input_queue, notes_a_line_that_ends_other_programs)
{
    static const struct {
        const char *line;
        bool is_noted;
    } cases[] = {
        {"quit", true},  {"exit", true},      {":q", true},
        {"quit ", true}, {"exit\r", true},    {"I quit", false},
        {"QUIT", false}, {"quit it", false},  {"", false},
        {"/quit", false}, {"quitter", false}, {"q", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct input_queue queue = {0};

        input_queue_add_line(&queue, cases[i].line, strlen(cases[i].line));
        cr_expect_eq(queue.has_quit_word, cases[i].is_noted, "'%s'",
                     cases[i].line);
        input_queue_release(&queue);
    }
}

Test(input_queue, gives_a_command_out_of_its_turn)
{
    static const struct {
        const char *typed, *taken, *left;
    } cases[] = {
        {"/help\n", "/help", ""},
        {"one\ntwo\n/log off\n", "/log", "one\ntwo\n"},
        {"one\n/end\ntwo\n/help\n", "/end", "one\ntwo\n[1 /help]"},
        {"//end\n /end\n/end\n", "/end", "/end\n /end\n"},
        {"one\n/\n", "/", "one\n"},
        {"one\n//end\n", NULL, "one\n/end\n"},
        {"one\n/end", NULL, "one\n"},
        {"", NULL, ""},
    };
    char taken[256];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct input_queue queue = {0};
        struct user_command asked = {.word = ""};

        input_queue_add(&queue, cases[i].typed, strlen(cases[i].typed));
        cr_expect_eq(input_queue_take_command(&queue, &asked),
                     cases[i].taken != NULL, "case %zu", i);
        cr_expect_str_eq(asked.word, cases[i].taken ? cases[i].taken : "");
        take_all(&queue, 100, taken);
        cr_expect_str_eq(taken, cases[i].left);
        input_queue_release(&queue);
    }
}

/* Half of a line has gone: what is left of it is no command, whatever it begins
 * with; the line after it may be one. */
Test(input_queue, knows_where_a_line_begins_when_half_of_one_is_gone)
{
    struct input_queue queue = {0};
    struct user_command asked = {.word = ""};
    char room[3], taken[256];
    size_t length;

    input_queue_add(&queue, "and/or\n/help\n", 13);
    cr_assert_eq(input_queue_take(&queue, room, 3, &length, &asked),
                 INPUT_QUEUE_TEXT);
    cr_assert(input_queue_take_command(&queue, &asked));
    cr_expect_eq(asked.command, COMMAND_HELP);
    cr_expect_not(input_queue_take_command(&queue, &asked));
    take_all(&queue, 100, taken);
    cr_expect_str_eq(taken, "/or\n");
    input_queue_release(&queue);
}

/* While nothing can be sent, commands are heard; text waits. */
Test(input_queue, gives_commands_without_room)
{
    struct input_queue queue = {0};
    struct user_command asked;
    size_t length;

    input_queue_add(&queue, "/end\ntext\n", 10);
    cr_assert_eq(input_queue_take(&queue, NULL, 0, &length, &asked),
                 INPUT_QUEUE_COMMAND);
    cr_assert_eq(asked.command, COMMAND_END);
    cr_assert_eq(input_queue_take(&queue, NULL, 0, &length, &asked),
                 INPUT_QUEUE_EMPTY);
    cr_assert(input_queue_has_more(&queue));
    input_queue_release(&queue);
}

Test(input_queue, cuts_a_long_word_between_characters)
{
    struct input_queue queue = {0};
    struct user_command asked;
    size_t length;
    char line[INPUT_QUEUE_WORD_MAX * 4] = "/";

    for (int i = 0; i < INPUT_QUEUE_WORD_MAX; i++)
        strcat(line, "\xC3\xB1");
    strcat(line, "\n");
    input_queue_add(&queue, line, strlen(line));
    cr_assert_eq(input_queue_take(&queue, NULL, 0, &length, &asked),
                 INPUT_QUEUE_COMMAND);
    cr_assert_eq(asked.command, COMMAND_UNKNOWN);
    length = strlen(asked.word);
    cr_assert(length >= INPUT_QUEUE_WORD_MAX - 3 &&
              length < INPUT_QUEUE_WORD_MAX);
    cr_assert_eq(memcmp(asked.word, line, length), 0);
    cr_assert_eq(line[length], '\xC3'); /* a character begins there */
    input_queue_release(&queue);
}

Test(input_queue, has_a_help_for_every_command)
{
    struct command_row row;
    size_t count = 0;

    for (; command_row(count, &row); count++) {
        cr_expect_eq(row.word[0], '/');
        cr_expect_gt(strlen(row.help), 0);
        cr_expect_eq(command_of(row.word, strlen(row.word)), row.command);
        cr_expect_neq(row.command, COMMAND_UNKNOWN);
    }
    cr_assert_geq(count, 2);
}
