/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What /log and /again answer, and what becomes of Ctrl-C. */
#include <config.h>

#include "terminal/terminal.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/signals.h"
#include "support/answers.h"
#include "support/temporary.h"
#include "terminal/log_file.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_notice.h"

TestSuite(log_command, .init = answers_begin, .fini = answers_end);

static void expect(const char *words)
{
    const char *said = answers_take();

    cr_expect_str_eq(said, words, "\"%s\" instead of \"%s\"", said, words);
}

Test(log_command, there_is_nothing_to_switch_without_a_log)
{
    static const char *const arguments[] = {"", "on", "off", "?"};

    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++) {
        terminal_control_log(&answers, arguments[i]);
        expect("there is no log; charla --log=FILE keeps one\n");
    }
    terminal_announce_log(&answers);
    expect("");
}

Test(log_command, the_log_is_switched_off_and_on)
{
    char path[TEMPORARY_MAX], words[TEMPORARY_MAX + 64];
    struct error error = {0};

    temporary_words(path, "");
    answers.log = log_file_open(path, &error);
    cr_assert_not_null(answers.log, "%s", error.text);
    terminal_control_log(&answers, "sideways");
    expect("type /log or /log off\n");
    cr_expect(log_file_is_on(answers.log));
    terminal_control_log(&answers, "off");
    snprintf(words, sizeof words,
             "nothing more is written to %s; /log goes on\n", path);
    expect(words);
    cr_expect_not(log_file_is_on(answers.log));
    terminal_announce_log(&answers);
    expect("");
    terminal_control_log(&answers, "");
    snprintf(words, sizeof words,
             "what is said is written to %s; /log off stops that\n", path);
    expect(words);
    cr_expect(log_file_is_on(answers.log));
    log_file_free(answers.log);
    unlink(path);
}

Test(log_command, only_an_editor_keeps_what_was_said)
{
    terminal_show_again(&answers);
    expect("this terminal keeps nothing to show again\n");
    answers.is_editor = true;
    terminal_show_again(&answers);
    expect("what was said last:\n");
}

/* A terminal without a line to drop leaves Ctrl-C to the caller. */
Test(log_command, ctrl_c_is_the_callers_where_there_is_no_line)
{
    cr_expect_eq(terminal_signal(&answers, SIGNALS_INTERRUPT),
                 SIGNALS_INTERRUPT);
}
