/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/notes.h"
#include "support/notices.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>


static struct notes notes;
static int command; /* its end of the pipe */

static void begin(void)
{
    int pair[2];

    cr_assert_eq(pipe(pair), 0);
    cr_assert_eq(fcntl(pair[0], F_SETFL, O_NONBLOCK), 0);
    notes_begin(&notes, pair[0]);
    command = pair[1];
    notices_begin(false);
}

static void say(const char *text)
{
    cr_assert_eq(write(command, text, strlen(text)), (ssize_t)strlen(text));
}

static void end(void)
{
    close(command);
    notes_end(&notes);
}

/* ---- Notes --------------------------------------------------------------- */

static const struct {
    const char *said, *shown;
} lines[] = {
    {"one\n", "command: one\n"},
    {"one\ntwo\n", "command: one\ncommand: two\n"},
    {"one\r\n\r\n\ntwo\r\n", "command: one\ncommand: two\n"},
    {"\033[2Jgone\n", "command: ^[[2Jgone\n"},
    {"a\tb\xFF\n", "command: a\tb\xEF\xBF\xBD\n"},
    {"half", ""},
};

Test(notes, are_shown_line_by_line_and_made_safe)
{
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        begin();
        say(lines[i].said);
        notes_show(&notes, &notices_terminal);
        cr_expect_str_eq(notices, lines[i].shown, "'%s': %s", lines[i].said,
                         notices);
        end();
    }
}

Test(notes, may_come_in_pieces_of_any_size)
{
    static const char text[] = "one\ntwo\r\nthree\n";

    for (size_t piece = 1; piece < sizeof text; piece++) {
        begin();
        for (size_t at = 0; at < sizeof text - 1; at += piece) {
            char part[sizeof text];

            snprintf(part, piece + 1, "%s", text + at);
            say(part);
            notes_show(&notes, &notices_terminal);
        }
        cr_expect_str_eq(notices, "command: one\ncommand: two\n"
                                 "command: three\n");
        end();
    }
}

Test(notes, show_a_line_without_an_end_at_last)
{
    begin();
    say("one\nhalf");
    close(command);
    notes_show_all(&notes, &notices_terminal);
    cr_expect_str_eq(notices, "command: one\ncommand: half\n");
    cr_expect_eq(notes_fd(&notes), -1); /* a pipe at its end wakes nobody */
    notes_end(&notes);
}

Test(notes, of_any_length_are_shown_in_pieces)
{
    char longest[NOTES_LINE_MAX * 3 + 2];

    begin();
    memset(longest, 'x', sizeof longest - 2);
    strcpy(longest + sizeof longest - 2, "\n");
    say(longest);
    notes_show_all(&notes, &notices_terminal);
    cr_expect_eq(strlen(notices),
                 3 * (strlen("command: ") + NOTES_LINE_MAX + 1));
    end();
}

Test(notes, that_never_end_do_not_keep_anybody)
{
    static char flood[65536];

    begin();
    cr_assert_eq(fcntl(command, F_SETFL, O_NONBLOCK), 0);
    memset(flood, '\n', sizeof flood);
    cr_assert_gt(write(command, flood, sizeof flood), 60000);
    /* This comes back before all is read. */
    notes_show_all(&notes, &notices_terminal);
    cr_expect_gt(read(notes_fd(&notes), flood, sizeof flood), 0);
    end();
}

Test(notes, need_not_exist)
{
    cr_expect_eq(notes_fd(NULL), -1);
    notes_begin(&notes, -1);
    notes_show_all(&notes, &notices_terminal);
    cr_expect_str_empty(notices);
    notes_end(&notes);
}
