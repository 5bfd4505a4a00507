/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/completion.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buffer.h"
#include "terminal/command.h"

static bool command(size_t number, struct command_row *row)
{
    static const struct command_row rows[] = {
        {.word = "/help"},
        {.word = "/send", .has_argument = true, .takes_path = true},
        {.word = "/see"},
        {.word = "/keep", .has_argument = true},
    };

    if (number >= sizeof rows / sizeof *rows)
        return false;
    *row = rows[number];
    return true;
}

static char asked[64];

/* A home with these files, whatever folder is asked for. */
static void paths(void *context, const char *prefix, struct buffer *names)
{
    static const char all[] = "photo two.jpg\0photo one.jpg\0Documents/\0"
                              "a\nb\0\xC3\xB1" "a\0\xC3\xB3" "a\0--x";

    (void)context;
    strcpy(asked, prefix);
    buffer_append(names, all, sizeof all);
}

static void expect(const struct completer *completer, const char *line,
                   const char *added, const char *choices)
{
    struct buffer add = {0}, several = {0};

    completion_find(completer, line, strlen(line), &add, &several);
    for (size_t i = 0; i < several.length; i++)
        if (several.data[i] == '\0')
            several.data[i] = '|';
    buffer_append(&add, "", 1);
    buffer_append(&several, "", 1);
    cr_expect_str_eq(add.data, added, "%s: %s", line, add.data);
    cr_expect_str_eq(several.data, choices, "%s: %s", line, several.data);
    buffer_release(&add);
    buffer_release(&several);
}

Test(completion, completes_commands_and_the_paths_behind_them)
{
    static const struct {
        const char *line, *added, *choices;
    } cases[] = {
        {"/h", "elp", ""},
        {"/help", "", ""},
        {"/", "", "/help|/send|/see|/keep|"},
        {"/s", "e", ""},
        {"/se", "", "/send|/see|"},
        {"/sen", "d ", ""}, /* more words follow */
        {"/x", "", ""},
        {"", "", ""},
        {"hel", "", ""},
        {"hello /h", "", ""},
        {" /h", "", ""},
        {"//h", "", ""},
        {"/keep an", "", ""},
        {"/help ph", "", ""},
        {"/send ph", "oto ", ""},
        {"/send photo ", "", "photo one.jpg|photo two.jpg|"},
        {"/send \t photo o", "ne.jpg", ""},
        {"/send ~", "/", ""},
        {"/send ~/D", "ocuments/", ""},
        {"/send a/b c/D", "ocuments/", ""},
        {"/send a", "", ""}, /* a name that no line can hold */
        {"/send -", "-x", ""},
        {"/send nothing", "", ""},
        /* The first byte is the same, the first character is not. */
        {"/send \xC3", "", "\xC3\xB1" "a|\xC3\xB3" "a|"},
    };
    const struct completer completer = {.command = command, .paths = paths};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(&completer, cases[i].line, cases[i].added, cases[i].choices);
}

Test(completion, asks_for_the_path_as_it_is_typed)
{
    const struct completer completer = {.command = command, .paths = paths};

    expect(&completer, "/send ~/my files/D", "ocuments/", "");
    cr_expect_str_eq(asked, "~/my files/D");
}

Test(completion, knows_no_paths_unless_told)
{
    const struct completer completer = {.command = command};

    expect(&completer, "/send ph", "", "");
    expect(&completer, "/hel", "p", "");
}

Test(completion, looks_only_at_what_stands_before_the_cursor)
{
    const struct completer completer = {.command = command};
    struct buffer added = {0}, choices = {0};

    completion_find(&completer, "/helpless", 3, &added, &choices);
    cr_expect_eq(added.length, 2);
    cr_expect_eq(memcmp(added.data, "lp", 2), 0);
    buffer_release(&added);
}
