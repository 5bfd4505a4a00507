/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The prompt that only ever draws forward, on a terminal of the test's own. */
#include <config.h>

#include "terminal/prompt.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/buffer.h"

static struct buffer screen;
static char accepted[256];
static int ends;

static void take(void *context, const char *text, size_t length)
{
    (void)context;
    cr_assert_lt(length, sizeof accepted);
    memcpy(accepted, text, length);
    accepted[length] = '\0';
}

static void take_end(void *context)
{
    (void)context;
    ends++;
}

static void complete(void *context, const char *line, size_t length,
                     struct buffer *added)
{
    (void)context;
    if (length == 3 && memcmp(line, "/he", 3) == 0)
        buffer_append_string(added, "lp");
}

static void start(const char *terminal)
{
    const struct prompt_owner owner = {.screen = &screen, .accept = take,
                                       .end = take_end, .complete = complete};
    int fd = open(terminal, O_RDWR | O_NOCTTY);

    cr_assert_geq(fd, 0);
    cr_assert_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    close(fd);
    prompt_linear.begin(&owner);
}

static void begin(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);

    if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
        cr_skip_test("there are no terminals to be had");
    start(ptsname(master));
}

static void end(void)
{
    prompt_linear.end();
    buffer_release(&screen);
}

TestSuite(prompt_linear, .init = begin, .fini = end);

static void type(const char *keys)
{
    prompt_linear.feed(PROMPT_KEYS, keys, strlen(keys));
}

/* What has been drawn since the last time. */
static void expect_drawn(const char *drawn)
{
    buffer_append(&screen, "", 1);
    cr_expect_str_eq(screen.data, drawn, "\"%s\" instead of \"%s\"",
                     screen.data, drawn);
    buffer_clear(&screen);
}

#define ERASE "\x7f"
#define KILL "\x15"
#define WORD "\x17"
#define AGAIN "\x12"
#define LEAVE "\x04"

/* A letter comes as a whole. */
static size_t key_length(const char *key)
{
    size_t length = 1;

    while (((unsigned char)key[length] & 0xC0) == 0x80)
        length++;
    return length;
}

/* What is drawn stays, so the rest of an edited line is drawn on a new row, as
 * soon as more is typed. */
static const struct {
    const char *keys, *drawn, *line;
} edits[] = {
    {"hello\r", "hello\n", "hello"},
    {"hello\n", "hello\n", "hello"},
    {"\r", "\n", ""},
    {"hello" ERASE ERASE "p\r", "hello\nhelp\n", "help"},
    {"hello\b\b\r", "hello\nhel\n", "hel"},
    {ERASE "a\r", "a\n", "a"},
    {"a\xC3\xB1" ERASE "b\r", "a\xC3\xB1\nab\n", "ab"},
    {"one two  " WORD "three\r", "one two  \none three\n", "one three"},
    {"one" WORD WORD "x\r", "one\nx\n", "x"},
    {"one two" KILL "x\r", "one two\nx\n", "x"},
    {"one" AGAIN "\r", "one\none\n", "one"},
    {AGAIN "a\r", "a\n", "a"},
    {"/he\t\r", "/help\n", "/help"},
    {"a\t\r", "a\n", "a"},
    {"a" LEAVE "b\r", "ab\n", "ab"},
    {"a\001\002b\r", "ab\n", "ab"}, /* keys that mean nothing here */
};

Test(prompt_linear, shows_an_edited_line_again_and_changes_nothing)
{
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        for (const char *at = edits[i].keys; *at; at += key_length(at))
            prompt_linear.feed(PROMPT_KEYS, at, key_length(at));
        cr_expect_str_eq(accepted, edits[i].line, "edit %zu: \"%s\"", i,
                         accepted);
        expect_drawn(edits[i].drawn);
        cr_expect_eq(prompt_linear.first_byte(), -1);
    }
    cr_expect_eq(ends, 0);
}

Test(prompt_linear, ends_with_ctrl_d_on_an_empty_line_only)
{
    type("a" LEAVE ERASE LEAVE);
    cr_expect_eq(ends, 1);
}

Test(prompt_linear, takes_no_sequence_for_text)
{
    prompt_linear.feed(PROMPT_SEQUENCE, "\033[A", 3);
    prompt_linear.resize();
    expect_drawn("");
    prompt_linear.feed(PROMPT_PASTE, "pasted", 6);
    cr_expect_eq(prompt_linear.first_byte(), 'p');
    expect_drawn("pasted");
}

Test(prompt_linear, continues_a_half_typed_line_below_a_message)
{
    type("half");
    prompt_linear.hide();
    buffer_append_string(&screen, "a message\n");
    prompt_linear.show();
    type(" more\r");
    expect_drawn("half\na message\nhalf more\n");
    cr_expect_str_eq(accepted, "half more");
}

Test(prompt_linear, drops_a_half_typed_line)
{
    cr_expect_not(prompt_linear.clear());
    type("half");
    cr_expect(prompt_linear.clear());
    type("new\r");
    expect_drawn("half\nnew\n");
    cr_expect_str_eq(accepted, "new");
}

Test(prompt_linear, leaves_a_frozen_line_where_it_is)
{
    type("half");
    prompt_linear.freeze();
    type("\r");
    cr_expect_str_eq(accepted, "half");
    cr_expect_eq(prompt_linear.first_byte(), 'h');
    prompt_linear.end();
    expect_drawn("half\n");
}

static tcflag_t local_modes(void)
{
    struct termios modes;

    cr_assert_eq(tcgetattr(STDIN_FILENO, &modes), 0);
    return modes.c_lflag & (ICANON | ECHO);
}

Test(prompt_linear, gives_the_terminal_back_while_it_is_stopped)
{
    cr_expect_eq(local_modes(), 0);
    type("half");
    prompt_linear.stop();
    cr_expect_eq(local_modes(), (tcflag_t)(ICANON | ECHO));
    prompt_linear.feed(PROMPT_KEYS, "x", 1); /* nothing is heard... */
    prompt_linear.show();                    /* ...and nothing is drawn */
    prompt_linear.hide();
    expect_drawn("half\n");
    prompt_linear.resume();
    cr_expect_eq(local_modes(), 0);
    prompt_linear.resume(); /* after SIGCONT alone */
    cr_expect_eq(local_modes(), 0);
    prompt_linear.end();
    cr_expect_eq(local_modes(), (tcflag_t)(ICANON | ECHO));
    prompt_linear.end(); /* twice is harmless */
    expect_drawn("half\n");
}

/* A terminal whose echo is off shows no secrets. */
Test(prompt_linear, draws_nothing_where_nothing_is_echoed)
{
    struct termios modes;

    prompt_linear.end();
    cr_assert_eq(tcgetattr(STDIN_FILENO, &modes), 0);
    modes.c_lflag &= ~(tcflag_t)ECHO;
    cr_assert_eq(tcsetattr(STDIN_FILENO, TCSANOW, &modes), 0);
    start(ttyname(STDIN_FILENO));
    type("secret\r");
    cr_expect_str_eq(accepted, "secret");
    expect_drawn("");
}
