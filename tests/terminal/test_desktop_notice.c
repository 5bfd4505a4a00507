/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/desktop_notice.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/i18n.h"

#define OSC_9(words) "\033]9;charla: " words "\033\\"
#define OSC_777(words) "\033]777;notify;charla;" words "\033\\"
#define BOTH(words) OSC_9(words) OSC_777(words)

static void begin(void)
{
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TERM", "xterm-256color", 1);
    unsetenv("TMUX");
    i18n_begin();
}

TestSuite(desktop_notice, .init = begin);

static char *made(const char *name, const char *text)
{
    struct buffer out = {0};

    desktop_notice_append(&out, name, text, text ? strlen(text) : 0);
    buffer_append(&out, "", 1);
    return out.data;
}

Test(desktop_notice, says_who_has_written_and_what_only_if_that_is_wanted)
{
    static const struct {
        const char *name, *text, *made;
    } cases[] = {
        {"ana", NULL, BOTH("ana has written")},
        {NULL, NULL, BOTH("somebody has written")},
        {"ana", "coffee at five?", BOTH("ana: coffee at five?")},
        {NULL, "coffee?", BOTH("coffee?")},
        {"ana", "", BOTH("ana:")},
        {NULL, "4;1;50", BOTH("4,1,50")}, /* ConEmu's progress bar */
        {"a;b", NULL, BOTH("a,b has written")},
        {"ana", "caf\xC3\xA9", BOTH("ana: caf\xC3\xA9")},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *out = made(cases[i].name, cases[i].text);

        cr_expect_str_eq(out, cases[i].made, "case %zu", i);
        free(out);
    }
}

/* Nothing that ends the sequence early, or begins another. */
Test(desktop_notice, lets_no_control_character_through)
{
    char text[256 * 2 + 1], *out;
    size_t escapes = 0;

    for (int i = 0; i < 255; i++) {
        text[2 * i] = (char)(i + 1);
        text[2 * i + 1] = 'x';
    }
    text[510] = '\0';
    out = made("\033]0;x\a\xC2\x9C", text);
    for (const char *at = out; *at; at++) {
        escapes += *at == '\033';
        cr_expect(*at == '\033' || (unsigned char)*at >= ' ');
        cr_expect_neq(*at, '\x7F');
    }
    cr_expect_eq(escapes, 4);
    cr_expect_null(strstr(out, "\xC2\x9C"));
    free(out);
}

Test(desktop_notice, is_short_whatever_is_written)
{
    char text[5000], *out;

    memset(text, 'w', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    out = made("ana", text);
    cr_expect_lt(strlen(out), 2 * DESKTOP_NOTICE_COLUMNS + 60);
    free(out);
    for (size_t i = 0; i + 1 < sizeof text; i++)
        text[i] = i % 2 ? (char)0x81 : (char)0xCC; /* U+0301, no width */
    out = made("ana", text);
    cr_expect_lt(strlen(out), 2 * DESKTOP_NOTICE_BYTES + 60);
    free(out);
}

Test(desktop_notice, is_wrapped_for_tmux)
{
    char *out;

    setenv("TMUX", "/tmp/tmux-0/default,1,0", 1);
    out = made("ana", NULL);
    cr_expect_str_eq(
        out, "\033Ptmux;\033\033]9;charla: ana has written\033\033\\"
             "\033\033]777;notify;charla;ana has written\033\033\\\033\\");
    free(out);
    setenv("TMUX", "", 1);
    out = made("ana", NULL);
    cr_expect_str_eq(out, BOTH("ana has written"));
    free(out);
}

Test(desktop_notice, comes_once_where_both_sequences_are_understood)
{
    static const char *const terms[] = {"foot", "foot-extra", "xterm-kitty",
                                        "xterm-ghostty", "wezterm"};

    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        char *out;

        setenv("TERM", terms[i], 1);
        out = made("ana", NULL);
        cr_expect_str_eq(out, OSC_777("ana has written"), "%s", terms[i]);
        free(out);
    }
}
