/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands around the typed line on a real screen: the row above the
 * prompt, the words in it, and what Tab finds. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/ppoll.h"
#include "base/signals.h"
#include "support/screen.h"
#include "terminal/prompt.h"
#include "terminal/terminal.h"
#include "terminal/terminal_editor.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_notice.h"
#include "text/framer.h"

/* ---- A program: what is typed says what happens -------------------------- */

static void show_message(struct terminal *terminal, const char *text,
                         size_t length)
{
    struct framer_piece piece = {
        .data = text, .length = length, .begins = true};
    struct error error = {0};

    (void)terminal_show(terminal, &piece, -1, &error);
    (void)terminal_flush(terminal, -1, &error);
}

static int flooded[2]; /* a pipe: a byte comes when it is over */

/* A letter and a text: S and A set the status and the activity, P the prompt
 * (without a text they go away), M shows a message, F floods with the status.
 */
static void act(struct terminal *terminal, char letter, char *text)
{
    char *given = *text ? text : NULL;

    if (letter == 'S')
        terminal_set_text(terminal, TERMINAL_STATUS, given);
    else if (letter == 'A')
        terminal_set_text(terminal, TERMINAL_ACTIVITY, given);
    else if (letter == 'P')
        terminal_set_text(terminal, TERMINAL_PROMPT, given);
    else if (letter == 'M')
        show_message(terminal, text, strlen(text));
    for (int i = 0; letter == 'F' && i < 200000; i++) {
        *text = (char)('a' + i % 26);
        terminal_set_text(terminal, TERMINAL_STATUS, text);
    }
    if (letter == 'F')
        (void)!write(flooded[1], "", 1);
}

static void act_on_lines(struct terminal *terminal, char *line, char *limit)
{
    while (line < limit) {
        char *end = memchr(line, '\n', (size_t)(limit - line));

        *end = '\0';
        act(terminal, line[0], line + 1);
        line = end + 1;
    }
}

static void paths(void *context, const char *prefix, struct buffer *names)
{
    (void)context;
    (void)prefix;
    buffer_append(names, "one\0only", 9);
}

static bool send_row(size_t number, struct command_row *row)
{
    if (number > 0)
        return command_row(number - 1, row);
    *row = (struct command_row){.command = COMMAND_UNKNOWN,
                                .word = "/paths",
                                .has_argument = true,
                                .takes_path = true};
    return true;
}

static void run(struct terminal *terminal, const sigset_t *wait_mask)
{
    char line[8192];
    size_t length;
    struct error error = {0};
    enum terminal_event event = TERMINAL_NONE;

    while (event != TERMINAL_END) {
        struct pollfd fds[] = {
            {.fd = terminal->has_more ? -1 : 0, .events = POLLIN},
            {.fd = terminal_undrawn_fd(terminal), .events = POLLOUT},
        };

        (void)ppoll(fds, 2,
                    terminal->has_more ? &(struct timespec){0, 0} : NULL,
                    wait_mask);
        (void)terminal_signal(terminal, signals_take());
        if (fds[1].revents)
            terminal_draw(terminal);
        event = terminal_read(terminal, line, sizeof line - 1, &length,
                              &error);
        if (event == TERMINAL_COMMAND)
            terminal_answer(terminal, "not a message");
        if (event == TERMINAL_TEXT)
            act_on_lines(terminal, line, line + length);
    }
}

static int talk(void *context)
{
    const struct prompt *const *prompt = context;
    struct terminal_settings settings = {0};
    struct terminal *terminal;
    struct signals signals;

    i18n_begin();
    signals_begin(&signals);
    terminal = terminal_editor_new(*prompt, &settings);
    terminal->completer.command = send_row;
    terminal->completer.paths = paths;
    terminal_begin(terminal);
    run(terminal, &signals.previous);
    terminal_free(terminal);
    return 0;
}

/* ---- Looking at it ------------------------------------------------------- */

static struct screen *screen;

static void start_with(const struct prompt *prompt, int rows, int columns)
{
    static const struct prompt *chosen;

    chosen = prompt;
    screen = screen_start(&(struct screen_setup){.rows = rows,
                                                 .columns = columns,
                                                 .program = talk,
                                                 .context = &chosen});
}

static bool is_read_by_key(void *context)
{
    (void)context;
    return !screen_echoes(screen);
}

static void start_linear(void)
{
    start_with(&prompt_linear, 24, 80);
    screen_await(screen, is_read_by_key, NULL, "the terminal taken over");
}

static void start(int rows, int columns)
{
    start_with(&prompt_readline, rows, columns);
    screen_await_row(screen, "Type a message >");
}

static void stop(void)
{
    screen_type(screen, "\004");
    cr_expect_eq(screen_await_end(screen), 0);
    screen_free(screen);
}

/* The row above the prompt, which is the last that is not empty. */
static void expect_status(const char *status, const char *prompt)
{
    screen_await_row(screen, status);
    screen_await_row(screen, prompt);
    cr_expect_str_eq(screen_row(screen, screen_cursor_row(screen)), prompt);
    cr_expect_str_eq(screen_row(screen, screen_cursor_row(screen) - 1),
                     status, "%s", screen_dump(screen));
    cr_expect_eq(screen_count(screen, status), 1, "%s", screen_dump(screen));
}

Test(screen_status, stands_above_the_prompt_and_moves_down_with_it)
{
    start(24, 80);
    screen_type(screen, "Sphoto.jpg 43 %\r");
    expect_status("photo.jpg 43 %", ">");
    for (int i = 0; i < 30; i++)
        screen_type(screen, "Mhello\r");
    screen_type(screen, "Mlast\r");
    screen_await_row(screen, THEIRS "last");
    expect_status("photo.jpg 43 %", ">");
    screen_type(screen, "half a line");
    expect_status("photo.jpg 43 %", "> half a line");
    cr_expect_eq(screen_cursor_column(screen), 2 + 11);
    screen_type(screen, "\025Sphoto.jpg 44 %\r");
    expect_status("photo.jpg 44 %", ">");
    cr_expect_eq(screen_count(screen, "photo.jpg 43 %"), 0);
    screen_type(screen, "S\rMafter\r");
    screen_await_row(screen, THEIRS "after");
    cr_expect_eq(screen_count_with(screen, "44 %"), 1, "%s",
                 screen_dump(screen)); /* as it was typed */
    stop();
}

Test(screen_status, is_one_row_however_narrow_the_screen)
{
    static const char *const texts[] = {
        "0123456789012345678901234567890123456789012345678901234567890123456789"
        "0123456789012345678901234567890123456789",
        "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA"
        "\x9E\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC\xE8"
        "\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC",
    };
    static const int widths[] = {20, 21, 40, 79};
    static char line[256];

    for (size_t i = 0; i < 2 * sizeof widths / sizeof *widths; i++) {
        int prompt_row;

        start(24, widths[i / 2]);
        strcpy(line, "S");
        strcat(strcat(line, texts[i % 2]), "\r");
        screen_type(screen, line);
        screen_type(screen, "Mhello\r");
        screen_await_row(screen, THEIRS "hello");
        screen_await_row(screen, ">");
        prompt_row = screen_cursor_row(screen);
        cr_expect_eq(strncmp(screen_row(screen, prompt_row - 1), texts[i % 2],
                             12), 0, "%s", screen_dump(screen));
        cr_expect_str_eq(screen_said(screen, prompt_row - 2), THEIRS "hello",
                         "%s", screen_dump(screen));
        stop();
    }
}

Test(screen_status, erases_nothing_when_the_screen_changes)
{
    start(10, 80);
    screen_type(screen, "Mfirst\rSa status of some length, in one row\r");
    screen_await_row(screen, "a status of some length, in one row");
    for (int columns = 70; columns >= 20; columns -= 10) {
        screen_resize(screen, 10, columns);
        screen_signal(screen, SIGWINCH);
        screen_type(screen, "Mnext\r");
    }
    screen_type(screen, "Mlast\r");
    screen_await_row(screen, THEIRS "last");
    cr_expect_eq(screen_count(screen, THEIRS "first"), 1, "%s",
                 screen_dump(screen));
    cr_expect_eq(screen_count(screen, THEIRS "next"), 6, "%s",
                 screen_dump(screen));
    stop();
}

Test(screen_status, is_made_safe)
{
    start(24, 80);
    screen_type(screen, "Sa\026\001b\r"); /* Ctrl-V and Ctrl-A */
    expect_status("a^Ab", ">");
    stop();
}

Test(screen_status, leaves_with_the_prompt)
{
    start(24, 80);
    screen_type(screen, "Sgone\r");
    expect_status("gone", ">");
    screen_type(screen, "\004");
    cr_expect_eq(screen_await_end(screen), 0);
    cr_expect_eq(screen_count(screen, "gone"), 0, "%s", screen_dump(screen));
    screen_free(screen);
}

/* Nothing piles up in front of a terminal that takes nothing. */
Test(screen_status, is_drawn_once_however_often_it_is_set)
{
    size_t length;
    char over;

    cr_assert_eq(pipe(flooded), 0);
    start(24, 80);
    screen_type(screen, "S0\r");
    expect_status("0", ">");
    screen_freeze(screen, true);
    screen_type(screen, "Fz\rPend\r");
    cr_assert_eq(read(flooded[0], &over, 1), 1);
    screen_freeze(screen, false);
    screen_await_row(screen, "end >");
    (void)screen_raw(screen, &length);
    cr_expect_lt(length, 100000, "%zu", length);
    stop();
}

Test(screen_status, lets_the_prompt_say_what_goes_on)
{
    static const struct {
        const char *keys, *prompt;
    } cases[] = {
        {"Afile 43 %\r", "file 43 % >"},
        {"Afile 44 %\r", "file 44 % >"},
        {"PNOT encrypted\r", "NOT encrypted, file 44 % >"},
        {"A\r", "NOT encrypted >"},
        {"P\r", ">"},
    };

    start(24, 80);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        screen_type(screen, cases[i].keys);
        screen_await_row(screen, cases[i].prompt);
        cr_expect_str_eq(screen_row(screen, screen_cursor_row(screen)),
                         cases[i].prompt);
    }
    stop();
}

Test(screen_status, is_not_shown_line_after_line)
{
    start_linear();
    screen_type(screen, "Sa status\rAan activity\rMhello\r");
    screen_await_row(screen, THEIRS "hello");
    cr_expect_eq(screen_count_with(screen, "a status"), 1);
    cr_expect_eq(screen_count_with(screen, "an activity"), 1);
    stop();
}

/* ---- Tab ----------------------------------------------------------------- */

Test(screen_status, tab_completes_commands_and_paths)
{
    static const struct {
        const char *keys, *row;
    } cases[] = {
        {"/he\t", "Type a message > /help"},
        {"/pa\t", "Type a message > /paths"},
        {"/pa\ton\t", "Type a message > /paths on"},
        {"/pa\tonl\t", "Type a message > /paths only"},
        {"a\tb", "Type a message > ab"},
        {"\t", "Type a message >"},
        {"/hex\002\t", "Type a message > /helpx"}, /* Ctrl-B */
    };

    start(24, 80);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        screen_type(screen, cases[i].keys);
        screen_type(screen, "\005"); /* Ctrl-E */
        screen_await_row(screen, cases[i].row);
        screen_type(screen, "\025");
        screen_await_row(screen, "Type a message >");
    }
    stop();
}

Test(screen_status, tab_shows_several_names_above_the_line)
{
    start(24, 80);
    screen_type(screen, "/paths on\t");
    screen_await_text(screen, "one  only");
    screen_await_row(screen, "Type a message > /paths on");
    screen_type(screen, "\025/\t");
    screen_await_text(screen, "/paths  /help  /end");
    screen_type(screen, "\025");
    stop();
}

Test(screen_status, tab_completes_line_after_line_too)
{
    start_linear();
    screen_type(screen, "/pa\tonl\t");
    screen_await_text(screen, "/paths only");
    screen_type(screen, "\025/paths on\t");
    screen_await_text(screen, "one  only");
    screen_type(screen, "\025");
    stop();
}
