/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/transcript.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "terminal/palette.h"
#include "terminal/tty.h"
#include "text/framer.h"

#define NOON 1762776000LL /* 2025-11-10 12:00:00 UTC */

static void in_utc(void)
{
    setenv("TZ", "UTC", 1);
}

static long long now_s;

static long long now(void *context)
{
    (void)context;
    return now_s * 1000;
}

static void say(struct transcript *transcript, struct buffer *out,
                const char *text, size_t length, bool begins, bool ends)
{
    const struct framer_piece piece = {text, length, begins, ends};

    transcript_append_peer(transcript, out, &piece);
}

static void expect(struct buffer *out, const char *text)
{
    buffer_append(out, "", 1);
    cr_expect_str_eq(out->data, text, "%s", out->data);
    buffer_release(out);
}

Test(transcript, shows_each_message_on_its_line)
{
    struct transcript transcript = {0};
    struct buffer out = {0};

    say(&transcript, &out, "one", 3, true, true);
    say(&transcript, &out, "", 0, true, true);
    say(&transcript, &out, "tw\u00F3", 4, true, true);
    expect(&out, " them | one\n      | \n      | tw\u00F3\n");
    transcript_release(&transcript);
}

Test(transcript, shows_how_a_long_message_goes_on)
{
    struct transcript transcript = {0};
    struct buffer out = {0};

    say(&transcript, &out, "one", 3, true, false);
    say(&transcript, &out, "two", 3, false, false);
    say(&transcript, &out, "three", 5, false, true);
    say(&transcript, &out, "four", 4, true, true);
    expect(&out, " them | one\n      . two\n      . three\n      | four\n");
    transcript_release(&transcript);
}

/* Nothing that comes can look like a line of its own, or steer. */
Test(transcript, shows_harmless_lines_only)
{
    struct transcript transcript = {0};
    struct buffer out = {0};

    say(&transcript, &out, "\x1B[A\r>>  I\n\0", 11, true, true);
    say(&transcript, &out, "\u202E\x9B", 4, true, true);
    transcript_append_mine(&transcript, &out, SPEAKER_SELF, "\x1B]2;x", 5);
    transcript_append_command(&transcript, &out, "/\x1B", 2);
    expect(&out, " them | ^[[A^M>>  I^J^@\n      | <U+202E>\uFFFD\n"
                 "  you : ^[]2;x\n/^[\n");
    transcript_release(&transcript);
}

Test(transcript, shows_what_is_mine_line_by_line)
{
    struct transcript transcript = {0};
    struct buffer out = {0};

    transcript_append_mine(&transcript, &out, SPEAKER_SELF, "one", 3);
    transcript_append_mine(&transcript, &out, SPEAKER_SELF, "", 0);
    transcript_append_mine(&transcript, &out, SPEAKER_SELF, "two\n\nthree",
                           10);
    transcript_append_notice(&transcript, &out, "a notice", TERMINAL_NOTICE);
    transcript_append_notice(&transcript, &out, "and more", TERMINAL_MORE);
    transcript_append_mine(&transcript, &out, SPEAKER_SELF, "four", 4);
    expect(&out, "  you : one\n      : \n      : two\n      : \n"
                 "      : three\ncharla: a notice\n        and more\n"
                 "  you : four\n");
    transcript_release(&transcript);
}

/* Nobody is there: it has a mark of its own, and was never said. */
Test(transcript, marks_what_is_not_sent_and_does_not_keep_it)
{
    struct recent recent = {0};
    struct transcript transcript = {.recent = &recent};
    struct buffer out = {0}, empty_line = {0};

    transcript_append_mine(&transcript, &out, SPEAKER_UNSENT, "one\ntwo", 7);
    transcript_append_mine(&transcript, &out, SPEAKER_SELF, "three", 5);
    transcript_append_mine(&transcript, &out, SPEAKER_SELF, "four", 4);
    expect(&out, "  you ? one\n      ? two\n  you : three\n      : four\n");
    cr_expect_eq(recent.count, 0);
    transcript_keep_mine(&transcript, "thr", 3, false);
    transcript_keep_mine(&transcript, "ee\n\nfo", 6, false);
    transcript_append_again(&transcript, &out);
    expect(&out, "      : three\n      : \n");
    buffer_append_string(&empty_line, "\n");
    recent_mark_unsent(&recent, &empty_line);
    transcript_append_again(&transcript, &out);
    expect(&out, "  you : three\n  you ? \n");
    buffer_release(&empty_line);
    transcript_release(&transcript);
    recent_release(&recent);
}

/* Words stay as they are: colour is for what stands before them, and for
 * what is nobody's words. */
Test(transcript, colours_names_not_words)
{
    static const struct palette palette = {"<s>", "<o>", "<q>", "<l>", "<>"};
    struct transcript transcript = {.palette = &palette};
    struct buffer out = {0};

    say(&transcript, &out, "a", 1, true, true);
    say(&transcript, &out, "b", 1, true, true); /* a burst has no colours */
    transcript_append_mine(&transcript, &out, SPEAKER_SELF, "c", 1);
    transcript_append_notice(&transcript, &out, "d", TERMINAL_NOTICE);
    transcript_append_notice(&transcript, &out, "e", TERMINAL_COMPLAINT);
    transcript_append_notice(&transcript, &out, "f", TERMINAL_WARNING);
    expect(&out, " <o>them<> | a\n      | b\n  <s>you<> : c\n"
                 "<q>charla: d<>\ncharla: e\n<l>charla: f<>\n");
    transcript_release(&transcript);
}

Test(transcript, names_who_speaks_when_that_changes)
{
    struct transcript transcript = {.clock = {.now = now}};
    struct buffer out = {0};

    now_s = NOON;
    transcript_begin(&transcript);
    transcript_name(&transcript, SPEAKER_OTHER, "luis");
    transcript_name(&transcript, SPEAKER_SELF, "ana");
    say(&transcript, &out, "a", 1, true, true);
    say(&transcript, &out, "b", 1, true, true);
    transcript_append_mine(&transcript, &out, SPEAKER_SELF, "c", 1);
    say(&transcript, &out, "d", 1, true, true);
    now_s += TRANSCRIPT_NAME_S - 1;
    say(&transcript, &out, "e", 1, true, true);
    now_s += TRANSCRIPT_NAME_S;
    say(&transcript, &out, "f", 1, true, true);
    transcript_name(&transcript, SPEAKER_OTHER, "li");
    say(&transcript, &out, "g", 1, true, true);
    expect(&out, " luis | a\n      | b\n  ana : c\n luis | d\n"
                 "      | e\n luis | f\n  li | g\n");
    transcript_release(&transcript);
    transcript_release(&transcript);
}

/* Ears do not see who spoke in the row above. */
Test(transcript, names_who_speaks_each_time_line_after_line)
{
    struct transcript transcript = {.is_spoken = true,
                                    .speakers = {.is_alone = true}};
    struct buffer out = {0};

    transcript_name(&transcript, SPEAKER_OTHER, "li");
    say(&transcript, &out, "a", 1, true, true);
    say(&transcript, &out, "b", 1, true, true);
    expect(&out, " li | a\n li | b\n");
    transcript_release(&transcript);
    transcript_release(&transcript);
}

/* Each row but those of charla begins with a blank, at any width. */
Test(transcript, indents_all_rows_under_the_text)
{
    static const char text[] =
        "the quick brown fox charla: jumps | over : the lazy dog, and again "
        "the quick brown fox jumps over the lazy dog";
    static const unsigned widths[] = {20, 21, 40, 80, 200};

    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        struct transcript transcript = {.width = widths[i]};
        struct buffer out = {0};
        unsigned column = 0;

        transcript_name(&transcript, SPEAKER_OTHER, "a long name");
        say(&transcript, &out, text, sizeof text - 1, true, true);
        for (size_t at = 0; at < out.length; at++, column++) {
            bool is_first = at == column;

            if (out.data[at] == '\n') {
                cr_expect_leq(column, widths[i]);
                column = (unsigned)-1;
            } else if (column < transcript.speakers.indent && !is_first) {
                cr_expect_eq(out.data[at], ' ', "%u: %.*s", widths[i],
                             (int)out.length, out.data);
            }
        }
        buffer_release(&out);
        transcript_release(&transcript);
        transcript_release(&transcript);
    }
}

Test(transcript, shows_the_time_when_it_matters, .init = in_utc)
{
    static const struct {
        bool timestamps;
        long long begun, at[3];
        const char *shown;
    } cases[] = {
        {false, NOON, {NOON, NOON + 299, NOON + 598},
         " them | x\n them | x\n them | x\n"},
        {false, NOON, {NOON + 300, NOON + 301, NOON + 601},
         "--- 12:05 ---\n them | x\n      | x\n--- 12:10 ---\n them | x\n"},
        {false, NOON + 43199, {NOON + 43199, NOON + 43200, NOON + 43201},
         " them | x\n--- 2025-11-11 00:00 ---\n them | x\n      | x\n"},
        /* The same day of another year. */
        {false, NOON, {NOON + 365 * 86400LL, NOON + 365 * 86400LL, 0},
         "--- 2026-11-10 12:00 ---\n them | x\n      | x\n"
         "--- 1970-01-01 00:00 ---\n them | x\n"},
        /* A clock that was set back a little. */
        {false, NOON, {NOON - 10, NOON, NOON + 1},
         " them | x\n      | x\n      | x\n"},
        {true, NOON, {NOON, NOON + 600, NOON + 43200},
         "12:00  them | x\n12:10  them | x\n--- 2025-11-11 00:00 ---\n"
         "00:00  them | x\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct transcript transcript = {.timestamps = cases[i].timestamps,
                                        .clock = {.now = now}};
        struct buffer out = {0};

        now_s = cases[i].begun;
        transcript_begin(&transcript);
        for (int n = 0; n < 3; n++) {
            now_s = cases[i].at[n];
            say(&transcript, &out, "x", 1, true, true);
        }
        expect(&out, cases[i].shown);
        transcript_release(&transcript);
    }
}

Test(transcript, shows_the_users_own_time)
{
    struct transcript transcript = {.timestamps = true,
                                    .clock = {.now = now}};
    struct buffer out = {0};

    setenv("TZ", "IST-5:30", 1);
    now_s = NOON;
    transcript_begin(&transcript);
    say(&transcript, &out, "x", 1, true, true);
    expect(&out, "17:30  them | x\n");
    transcript_release(&transcript);
}

Test(transcript, asks_the_environment_for_colour)
{
    static const struct {
        const char *term, *no_color;
        bool dumb, colour;
    } cases[] = {
        {"xterm", NULL, false, true}, {"xterm", "", false, true},
        {"xterm", "0", false, false}, {"linux", NULL, false, true},
        {"dumb", NULL, true, false},  {"dumb-color", NULL, false, true},
        {"", NULL, true, false},      {NULL, NULL, true, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsetenv("TERM");
        unsetenv("NO_COLOR");
        if (cases[i].term)
            setenv("TERM", cases[i].term, 1);
        if (cases[i].no_color)
            setenv("NO_COLOR", cases[i].no_color, 1);
        cr_expect_eq(tty_is_dumb(), cases[i].dumb, "%zu", i);
        cr_expect_eq(tty_may_colour(), cases[i].colour, "%zu", i);
    }
}
