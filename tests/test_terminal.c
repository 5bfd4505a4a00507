/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal.h"

#include <criterion/criterion.h>
#include <string.h>

#include "buffer.h"
#include "framer.h"

static void show(struct buffer *out, const char *text, size_t length,
                 bool begins, bool ends)
{
    const struct framer_piece piece = {text, length, begins, ends};

    terminal_append_line(out, &piece);
}

static void expect(struct buffer *out, const char *text)
{
    buffer_append(out, "", 1);
    cr_expect_str_eq(out->data, text, "%s", out->data);
    buffer_release(out);
}

Test(terminal, shows_each_message_on_its_line)
{
    struct buffer out = {0};

    show(&out, "one", 3, true, true);
    show(&out, "", 0, true, true);
    show(&out, "tw\u00F3", 4, true, true);
    expect(&out, ">>  one\n>>  \n>>  tw\u00F3\n");
}

Test(terminal, shows_how_a_long_message_goes_on)
{
    struct buffer out = {0};

    show(&out, "one", 3, true, false);
    show(&out, "two", 3, false, false);
    show(&out, "three", 5, false, true);
    show(&out, "four", 4, true, true);
    expect(&out, ">>  one\n..  two\n..  three\n>>  four\n");
}

/* Nothing that comes can look like a line of its own, or steer. */
Test(terminal, shows_harmless_lines_only)
{
    struct buffer out = {0};

    show(&out, "\x1B[A\r>>  I\n\0", 11, true, true);
    show(&out, "\u202E\x9B", 4, true, true);
    expect(&out, ">>  ^[[A^M>>  I^J^@\n>>  <U+202E>\uFFFD\n");
}

static struct buffer noticed;

static void note(struct terminal *terminal, const char *sentence)
{
    (void)terminal;
    buffer_printf(&noticed, "[%s]", sentence);
}

Test(terminal, gives_notices_unless_they_are_unwanted)
{
    static const struct terminal_ops ops = {.notice = note};
    struct terminal terminal = {.ops = &ops};
    char much[5000];

    terminal_notice(&terminal, "%s and %d", "one", 2);
    terminal.quiet = true;
    terminal_notice(&terminal, "not this");
    terminal.quiet = false;
    terminal_notice(&terminal, "three");
    expect(&noticed, "[one and 2][three]");
    memset(much, 'a', sizeof much - 1);
    much[sizeof much - 1] = '\0';
    terminal_notice(&terminal, "%s", much);
    cr_assert(noticed.length > 500 && noticed.length < sizeof much);
    buffer_release(&noticed);
}

static void count(struct terminal *terminal)
{
    (void)terminal;
    buffer_append(&noticed, "x", 1);
}

Test(terminal, may_be_freed_without_being_there)
{
    static const struct terminal_ops ops = {.free = count};
    struct terminal terminal = {.ops = &ops};

    terminal_free(NULL);
    terminal_free(&terminal);
    expect(&noticed, "x");
}
