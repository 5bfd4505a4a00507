/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/transcript.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
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
    expect(&out, ">>  one\n>>  \n>>  tw\u00F3\n");
}

Test(transcript, shows_how_a_long_message_goes_on)
{
    struct transcript transcript = {0};
    struct buffer out = {0};

    say(&transcript, &out, "one", 3, true, false);
    say(&transcript, &out, "two", 3, false, false);
    say(&transcript, &out, "three", 5, false, true);
    say(&transcript, &out, "four", 4, true, true);
    expect(&out, ">>  one\n..  two\n..  three\n>>  four\n");
}

/* Nothing that comes can look like a line of its own, or steer. */
Test(transcript, shows_harmless_lines_only)
{
    struct transcript transcript = {0};
    struct buffer out = {0};

    say(&transcript, &out, "\x1B[A\r>>  I\n\0", 11, true, true);
    say(&transcript, &out, "\u202E\x9B", 4, true, true);
    transcript_append_mine(&transcript, &out, "\x1B]2;x", 5);
    transcript_append_command(&transcript, &out, "/\x1B", 2);
    expect(&out, ">>  ^[[A^M>>  I^J^@\n>>  <U+202E>\uFFFD\n<<  ^[]2;x\n"
                 "/^[\n");
}

Test(transcript, shows_what_is_mine_line_by_line)
{
    struct transcript transcript = {0};
    struct buffer out = {0};

    transcript_append_mine(&transcript, &out, "one", 3);
    transcript_append_mine(&transcript, &out, "", 0);
    transcript_append_mine(&transcript, &out, "two\n\nthree", 10);
    transcript_append_notice(&transcript, &out, "a notice");
    expect(&out, "<<  one\n<<  \n<<  two\n<<  \n<<  three\n"
                 "charla: a notice\n");
}

/* Words stay as they are: colour is for what stands before them, and for
 * what is nobody's words. */
Test(transcript, colours_marks_not_words)
{
    struct transcript transcript = {.colour = true};
    struct buffer out = {0};

    say(&transcript, &out, "a", 1, true, true);
    transcript_append_mine(&transcript, &out, "b", 1);
    transcript_append_notice(&transcript, &out, "c");
    expect(&out, ">>  a\n\x1B[1;35m<<\x1B[0m  b\n"
                 "\x1B[2mcharla: c\x1B[0m\n");
}

Test(transcript, shows_the_time_when_it_matters, .init = in_utc)
{
    static const struct {
        bool timestamps;
        long long begun, at[3];
        const char *shown;
    } cases[] = {
        {false, NOON, {NOON, NOON + 299, NOON + 598},
         ">>  x\n>>  x\n>>  x\n"},
        {false, NOON, {NOON + 300, NOON + 301, NOON + 601},
         "--- 12:05 ---\n>>  x\n>>  x\n--- 12:10 ---\n>>  x\n"},
        {false, NOON + 43199, {NOON + 43199, NOON + 43200, NOON + 43201},
         ">>  x\n--- 2025-11-11 00:00 ---\n>>  x\n>>  x\n"},
        /* The same day of another year. */
        {false, NOON, {NOON + 365 * 86400LL, NOON + 365 * 86400LL, 0},
         "--- 2026-11-10 12:00 ---\n>>  x\n>>  x\n"
         "--- 1970-01-01 00:00 ---\n>>  x\n"},
        /* A clock that was set back a little. */
        {false, NOON, {NOON - 10, NOON, NOON + 1}, ">>  x\n>>  x\n>>  x\n"},
        {true, NOON, {NOON, NOON + 600, NOON + 43200},
         "12:00 >>  x\n12:10 >>  x\n--- 2025-11-11 00:00 ---\n00:00 >>  x\n"},
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
    expect(&out, "17:30 >>  x\n");
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
        cr_expect_eq(transcript_is_dumb(), cases[i].dumb, "%zu", i);
        cr_expect_eq(transcript_may_colour(), cases[i].colour, "%zu", i);
    }
}
