/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/terminal.h"
#include "terminal/terminal_notice.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buffer.h"
#include "terminal/terminal_input.h"

static void expect(struct buffer *out, const char *text)
{
    buffer_append(out, "", 1);
    cr_expect_str_eq(out->data, text, "%s", out->data);
    buffer_release(out);
}

static struct buffer noticed;

static void note(struct terminal *terminal, const char *sentence,
                 enum terminal_voice voice)
{
    (void)terminal;
    (void)voice;
    buffer_printf(&noticed, "[%s]", sentence);
}

Test(terminal, gives_notices_unless_they_are_unwanted)
{
    static const struct terminal_ops ops = {.print = note};
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

Test(terminal, explains_what_cannot_be_carried_out)
{
    static const struct terminal_ops ops = {.print = note};
    static const struct {
        const char *line, *answer;
    } cases[] = {
        {"/nonsense", "not sent: there is no command /nonsense;"},
        {"/", "not sent: there is no command /;"},
        {"/verified yes", "not sent: there is no command /verified;"},
        {"/end of story", "not sent: /end does not take what is"},
        {"/help me", "not sent: /help does not take what is"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct terminal terminal = {.ops = &ops};
        char room[8];
        size_t length;

        input_queue_add(&terminal.input, cases[i].line, strlen(cases[i].line));
        input_queue_finish(&terminal.input);
        cr_assert_eq(terminal_give_typed(&terminal, room, sizeof room,
                                         &length, false),
                     TERMINAL_COMMAND);
        terminal_explain(&terminal, &terminal.asked);
        buffer_append(&noticed, "", 1);
        cr_expect_eq(strncmp(noticed.data + 1, cases[i].answer,
                             strlen(cases[i].answer)),
                     0, "%s: %s", cases[i].line, noticed.data);
        buffer_release(&noticed);
        input_queue_release(&terminal.input);
    }
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
