/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A fortified C library has an inline poll, which nothing can stand in for. */
#undef _FORTIFY_SOURCE
#include <config.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "base/i18n.h"
#include "terminal/readline_keys.h"

static void take_line(char *line)
{
    free(line);
}

static void begin(const char *mode)
{
    i18n_begin(); /* as the program does: UTF-8 inside, whatever the locale */
    rl_outstream = fopen("/dev/null", "w");
    rl_prep_term_function = NULL;
    rl_deprep_term_function = NULL;
    rl_initialize();
    rl_variable_bind("editing-mode", mode);
    rl_variable_bind("convert-meta", "on");
    rl_variable_bind("input-meta", "off");
    readline_keys_bind(&(struct readline_keys){
        .accept = rl_newline,
        .accept_and_get_next = rl_newline,
        .clear_screen = rl_newline,
        .complete = rl_newline,
    });
    rl_callback_handler_install("> ", take_line);
}

static void expect_line(const char *line)
{
    cr_expect_str_eq(rl_line_buffer, line);
    rl_callback_handler_remove();
    rl_replace_line("", 1);
    rl_point = 0;
}

Test(prompt_readline, takes_a_sequence_only_if_a_key_is_bound_to_it)
{
    static const char *const unbound[] = {
        "\033[15~", "\033[15;2~", "\033[29~", "\033[1;9P", "\033[97;5u",
        "\033[M !!", "\033[<0;1;1M", "\033]11;?\007", "\033[", "\033O",
    };

    begin("emacs");
    readline_keys_feed("ab", 2);
    readline_keys_feed_sequence("\033[D", 3);
    for (size_t i = 0; i < sizeof unbound / sizeof *unbound; i++)
        readline_keys_feed_sequence(unbound[i], strlen(unbound[i]));
    readline_keys_feed("x", 1);
    expect_line("axb");
}

/* Whatever stands before a letter of several bytes. */
Test(prompt_readline, never_takes_half_a_letter)
{
    static const char *const before[] = {"", "\033", "\030", "\0337"};

    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        begin("emacs");
        if (*before[i])
            readline_keys_feed(before[i], strlen(before[i]));
        readline_keys_feed("\xC3\xB1", 2);
        readline_keys_feed("a", 1);
        if (i < 3)
            expect_line("\xC3\xB1" "a");
        else
            expect_line("\xC3\xB1\xC3\xB1\xC3\xB1\xC3\xB1\xC3\xB1\xC3\xB1"
                        "\xC3\xB1" "a");
    }
}

/* Nothing is left to read: it must not wait for a key. */
Test(prompt_readline, waits_for_nothing)
{
    begin("emacs");
    cr_assert_eq(rl_input_available_hook(), 0);
    cr_assert_eq(rl_getc_function(stdin), EOF);
}

Test(prompt_readline, takes_a_paste_in_any_mode)
{
    static const char *const modes[] = {"emacs", "vi"};

    for (size_t i = 0; i < 2; i++) {
        begin(modes[i]);
        readline_keys_paste("one\rtwo", 7);
        expect_line("one\ntwo");
    }
    begin("vi");
    readline_keys_feed("x", 1);
    readline_keys_feed("\033", 1);
    readline_keys_paste("iy", 2);
    cr_expect(strstr(rl_line_buffer, "iy"), "%s", rl_line_buffer);
    expect_line(rl_line_buffer);
}
