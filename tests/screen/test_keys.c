/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys, pastes and commands, on a real screen. */
#include <config.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/screen.h"
#include "support/screen_peer.h"
#include "support/temporary.h"

static const struct screen_setup plain = {.rows = 24, .columns = 80};

static struct peer *peer;
static struct screen *screen;

static void start_with(const struct screen_setup *setup)
{
    peer = peer_new();
    screen = screen_of_charla(setup, peer, "-q");
    screen_await_row(screen, "NOT encrypted >");
}

static void start(void)
{
    start_with(&plain);
}

static void stop(void)
{
    screen_free(screen);
    peer_free(peer);
}

Test(screen_keys, edit_the_line)
{
    static const struct {
        const char *keys, *sent;
    } cases[] = {
        {"helo\033[Dl\r", "hello\n"},           /* left arrow */
        {"world\001hello \r", "hello world\n"}, /* Ctrl-A */
        {"wrong\025right\r", "right\n"},        /* Ctrl-U */
        {"one two\027three\r", "one three\n"},  /* Ctrl-W */
        {"abc\177d\r", "abd\n"},                /* backspace */
        {"a\tb\r", "ab\n"},            /* a tab is no part of a message */
        {"a\026\tb\r", "a\tb\n"},     /* unless it is quoted, Ctrl-V */
        {"\xC3\xB1\xC3\xB1\177\r", "\xC3\xB1\n"},
        {"\xF0\x9F\x98\x80\177x\r", "x\n"},
        {"\rx\r", "x\n"}, /* an empty line is no message */
    };

    start();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        screen_type(screen, cases[i].keys);
        peer_expect(peer, screen, cases[i].sent);
    }
    stop();
}

Test(screen_keys, bring_earlier_lines_back)
{
    start();
    screen_type(screen, "first\r");
    peer_expect(peer, screen, "first\n");
    screen_type(screen, "second\r");
    peer_expect(peer, screen, "second\n");
    screen_type(screen, "\033[A\033[A!\r"); /* up twice, changed */
    peer_expect(peer, screen, "first!\n");
    screen_type(screen, "\033[A\033[A\033[A\r"); /* the old one is as it was */
    peer_expect(peer, screen, "first\n");
    screen_type(screen, "\022sec\r"); /* Ctrl-R */
    peer_expect(peer, screen, "second\n");
    stop();
}

/* Ctrl-O sends, and brings the line that followed. */
Test(screen_keys, send_earlier_lines_one_after_the_other)
{
    start();
    screen_type(screen, "first\r");
    peer_expect(peer, screen, "first\n");
    screen_type(screen, "second\r");
    peer_expect(peer, screen, "second\n");
    screen_type(screen, "\033[A\033[A");
    screen_await_row(screen, "NOT encrypted > first");
    screen_type(screen, "\017");
    peer_expect(peer, screen, "first\n");
    screen_await_row(screen, "NOT encrypted > second");
    screen_type(screen, "\017");
    peer_expect(peer, screen, "second\n");
    screen_type(screen, "third");
    screen_await_text(screen, "third");
    cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 1, "%s",
                 screen_dump(screen));
    cr_assert_eq(screen_count(screen, MINE "second"), 2, "%s",
                 screen_dump(screen));
    stop();
}

Test(screen_keys, are_those_of_the_users_inputrc)
{
    char name[TEMPORARY_MAX], variable[TEMPORARY_MAX + 8];
    static const char words[] = "$if charla\n\"\\C-xg\": \"good morning\"\n"
                                "$endif\n\"\\C-xs\": accept-line\n";
    struct screen_setup setup = plain;

    temporary_words(name, words);
    snprintf(variable, sizeof variable, "INPUTRC=%s", name);
    setup.environment[0] = variable;
    start_with(&setup);
    screen_type(screen, "\030g\030s");
    screen_await_row(screen, MINE "good morning");
    peer_expect(peer, screen, "good morning\n");
    screen_await_row(screen, "NOT encrypted >");
    cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 1);
    stop();
    unlink(name);
}

Test(screen_keys, work_in_vi_mode_too)
{
    char name[TEMPORARY_MAX], variable[TEMPORARY_MAX + 8];
    static const char words[] = "set editing-mode vi\n";
    struct screen_setup setup = plain;

    temporary_words(name, words);
    snprintf(variable, sizeof variable, "INPUTRC=%s", name);
    setup.environment[0] = variable;
    start_with(&setup);
    screen_type(screen, "hello\r");
    peer_expect(peer, screen, "hello\n");
    screen_type(screen, "one\033[A"); /* up: an arrow, not Escape and letters */
    screen_await_row(screen, "NOT encrypted > hello");
    screen_focus(screen, false);
    screen_focus(screen, true);
    screen_type(screen, "\r");
    peer_expect(peer, screen, "hello\n");
    screen_type(screen, "abc");
    screen_await_row(screen, "NOT encrypted > abc");
    screen_type(screen, "\033");
    screen_type(screen, "0ix\r");
    peer_expect(peer, screen, "xabc\n");
    screen_await_row(screen, "NOT encrypted >");
    cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 1, "%s",
                 screen_dump(screen));
    stop();
    unlink(name);
}

Test(screen_keys, leave_nothing_on_the_disk)
{
    struct screen_setup setup = plain;

    setup.environment[0] = "HOME=/nonexistent";
    start_with(&setup);
    screen_type(screen, "a secret\r");
    peer_expect(peer, screen, "a secret\n");
    screen_type(screen, "\004");
    peer_expect(peer, screen, "%end%\n");
    peer_hang_up(peer);
    cr_assert_eq(screen_await_end(screen), 0);
    stop();
}

Test(screen_keys, paste_several_lines_that_go_out_only_on_enter)
{
    start();
    cr_assert(screen_wants_brackets(screen));
    screen_paste(screen, "one\ntwo\n\nthree\n");
    screen_await_row(screen, "three");
    screen_await_row(screen, "NOT encrypted > one");
    cr_assert_str_eq(peer_received(peer), "");
    peer_say(peer, "meanwhile\n");
    screen_await_row(screen, THEIRS "meanwhile");
    screen_await_row(screen, "three");
    cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 1);
    cr_assert_str_eq(peer_received(peer), "");
    screen_type(screen, "\r");
    peer_expect(peer, screen, "one\ntwo\n\nthree\n");
    screen_await_row(screen, MINE "three");
    cr_assert_eq(screen_count(screen, MINE "one"), 1);
    cr_assert_eq(screen_count(screen, MINE "two"), 1);
    cr_assert_eq(screen_count(screen, ":"), 1);
    cr_assert_eq(screen_count_with(screen, "three"), 1, "%s",
                 screen_dump(screen));
    screen_type(screen, "x\r");
    peer_expect(peer, screen, "x\n"); /* nothing came in between */
    stop();
}

/* The brackets stay on between two lines. */
Test(screen_keys, paste_right_after_enter)
{
    start();
    for (int i = 0; i < 20; i++) {
        screen_type(screen, "go\r");
        screen_paste(screen, "tail\n");
        peer_expect(peer, screen, "go\n");
        screen_await_row(screen, "NOT encrypted > tail");
        cr_assert_str_eq(peer_received(peer), "");
        screen_type(screen, "\r");
        peer_expect(peer, screen, "tail\n");
    }
    cr_assert(screen_wants_brackets(screen));
    stop();
}

Test(screen_keys, paste_that_comes_in_pieces)
{
    char piece[512];

    start();
    memset(piece, 'p', sizeof piece);
    screen_type(screen, "\033[200~begin ");
    peer_say(peer, "I do not wait\n"); /* while the rest is to come */
    screen_await_row(screen, THEIRS "I do not wait");
    for (int i = 0; i < 64; i++)
        screen_type_bytes(screen, piece, sizeof piece);
    screen_type(screen, " end\r\033[201~");
    screen_type(screen, "\r");
    peer_expect(peer, screen, "begin ppp");
    while (strlen(peer_received(peer)) < 64 * 512 - 3 + 5)
        screen_pump(screen);
    cr_assert_str_eq(peer_received(peer) + 64 * 512 - 3, " end\n");
    stop();
}

/* Slashes in what was pasted are text. */
Test(screen_keys, paste_with_slashes_is_no_command)
{
    start();
    screen_paste(screen, "/end\n//two\n/three");
    screen_type(screen, "\r");
    peer_expect(peer, screen, "/end\n//two\n/three\n");
    screen_await_row(screen, MINE "/end");
    screen_await_row(screen, MINE "//two");
    stop();
}

Test(screen_keys, end_the_conversation_politely)
{
    static const char *const ways[] = {"\004", "%end%\r", "/end\r", "\003"};

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        start();
        screen_type(screen, ways[i]);
        peer_expect(peer, screen, "%end%\n");
        peer_hang_up(peer);
        cr_assert_eq(screen_await_end(screen), 0, "%s", ways[i]);
        cr_assert(screen_has_first_modes(screen));
        cr_assert_str_eq(peer_received(peer), "");
        stop();
    }
}

Test(screen_keys, clear_the_line_with_the_first_interrupt)
{
    start();
    screen_type(screen, "half a line");
    screen_await_row(screen, "NOT encrypted > half a line");
    screen_type(screen, "\003");
    screen_await_row(screen, "NOT encrypted >");
    cr_assert_eq(screen_count_with(screen, "half"), 0);
    cr_assert_eq(screen_count_with(screen, "NOT encrypted >"), 1);
    screen_type(screen, "another\r");
    peer_expect(peer, screen, "another\n");
    screen_type(screen, "\003");
    peer_expect(peer, screen, "%end%\n");
    peer_hang_up(peer);
    cr_assert_eq(screen_await_end(screen), 0);
    stop();
}

/* In its place among the keys, however fast they come. */
Test(screen_keys, interrupt_what_was_typed_before_and_no_more)
{
    start();
    screen_type(screen, "wrong\003right\rone\003\026\025\003two\r");
    peer_expect(peer, screen, "right\ntwo\n");
    screen_paste(screen, "in a paste \003 it is text");
    screen_type(screen, "\r");
    peer_expect(peer, screen, "in a paste \003 it is text\n");
    stop();
}

/* Ctrl-D in the middle of a line is not an end. */
Test(screen_keys, delete_with_the_end_key_in_a_line)
{
    start();
    screen_type(screen, "abc\002\004\r"); /* back, delete */
    peer_expect(peer, screen, "ab\n");
    stop();
}

Test(screen_keys, help)
{
    start();
    screen_type(screen, "/help\r");
    screen_await_text(screen, "charla: /help ");
    screen_await_text(screen, "charla: /end ");
    screen_await_text(screen, "charla: //");
    screen_type(screen, "still here\r");
    peer_expect(peer, screen, "still here\n"); /* and no /help */
    cr_assert_eq(screen_count(screen, MINE "/help"), 0);
    stop();
}

/* Alt-Enter, and what terminals send for Shift-Enter that can tell it. */
Test(screen_keys, put_a_line_end_into_a_message)
{
    static const char *const keys[] = {
        "\033\r", "\033[13;2u", "\033[27;2;13~",
    };

    start();
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        screen_type(screen, "one");
        screen_type(screen, keys[i]);
        screen_type(screen, "/two");
        screen_await_text(screen, "/two");
        screen_type(screen, "\r");
        peer_expect(peer, screen, "one\n/two\n");
    }
    screen_await_row(screen, MINE "/two");
    cr_assert_eq(screen_count_with(screen, "you : "), 1, "%s",
                 screen_dump(screen));
    stop();
}

Test(screen_keys, show_again_what_was_said)
{
    start();
    screen_type(screen, "/again\r");
    screen_await_text(screen, "nothing has been said yet");
    screen_type(screen, "hello\r");
    peer_expect(peer, screen, "hello\n");
    peer_say(peer, "hello yourself\n");
    screen_await_row(screen, THEIRS "hello yourself");
    screen_type(screen, "\f"); /* Ctrl-L */
    screen_type(screen, "/again\r");
    screen_await_text(screen, "what was said last:");
    screen_await_row(screen, THEIRS "hello yourself");
    screen_await_row(screen, MINE "hello");
    screen_type(screen, "more\r");
    peer_expect(peer, screen, "more\n");
    stop();
}

Test(screen_keys, send_no_empty_line)
{
    start();
    screen_type(screen, "\r\r");
    screen_type(screen, "one\r\r");
    screen_type(screen, "two\r");
    peer_expect(peer, screen, "one\ntwo\n");
    screen_await_row(screen, MINE "two");
    cr_assert_eq(screen_count(screen, MINE), 0, "%s", screen_dump(screen));
    screen_paste(screen, "a paste\n\nof three lines");
    screen_type(screen, "\r");
    peer_expect(peer, screen, "a paste\n\nof three lines\n");
    stop();
}

Test(screen_keys, explain_words_that_end_other_programs)
{
    start();
    screen_type(screen, "quit\r");
    peer_expect(peer, screen, "quit\n");
    screen_await_text(screen, "that was a message; to end the conversation, "
                              "type /end");
    screen_type(screen, "exit\r"); /* once is enough */
    peer_expect(peer, screen, "exit\n");
    screen_type(screen, "/quit\r");
    peer_expect(peer, screen, "%end%\n");
    cr_assert_eq(screen_count_with(screen, "that was a message"), 1);
    stop();
}

Test(screen_keys, explain_a_command_that_is_none)
{
    static const char *const lines[] = {"/nonsense", "/end of the story", "/",
                                        "/help me"};
    char keys[64];

    start();
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        snprintf(keys, sizeof keys, "%s\r", lines[i]);
        screen_type(screen, keys);
        screen_await_row(screen, lines[i]);
    }
    screen_await_text(screen,
                      "charla: not sent: there is no command /nonsense");
    screen_await_text(screen, "charla: not sent: /end does not take");
    screen_type(screen, "//not a command\r");
    screen_await_row(screen, MINE "/not a command");
    peer_expect(peer, screen, "/not a command\n");
    cr_assert_str_eq(peer_received(peer), "");
    stop();
}
