/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/readline_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <readline/readline.h>

#include "base/buffer.h"
#include "terminal/input_line.h"

static struct {
    struct buffer *out; /* borrowed: output for the terminal */
    FILE *stream;       /* rl_outstream, in memory */
    char *written;      /* what readline has written to it */
    size_t written_length;
    const char *status; /* borrowed, or NULL */
    struct input_line line; /* as it is on the screen */
    bool echoes;   /* the terminal echoed, so the line is shown */
    bool prepared; /* the terminal's modes are readline's */
} screen;

/* ---- The line ------------------------------------------------------------ */

static struct input_line_view view(void)
{
    int rows, columns;

    rl_get_screen_size(&rows, &columns);
    return (struct input_line_view){
        .status = screen.status,
        .words = rl_display_prompt,
        .text = rl_line_buffer,
        .length = (size_t)rl_end,
        .point = (size_t)rl_point,
        .width = columns > 0 ? (unsigned)columns : 1,
        .height = rows > 0 ? (unsigned)rows : 1,
    };
}

void readline_screen_set_status(const char *status)
{
    screen.status = status;
}

void readline_screen_hide(void)
{
    input_line_erase(&screen.line, screen.out);
}

void readline_screen_show(void)
{
    const struct input_line_view shown = view();

    if (screen.echoes)
        input_line_draw(&screen.line, screen.out, &shown);
}

void readline_screen_clear(void)
{
    readline_screen_hide();
    for (unsigned left = view().height; left > 0; left--)
        buffer_append(screen.out, "\n", 1);
    buffer_append_string(screen.out, "\033[H");
}

void readline_screen_leave(void)
{
    const struct input_line_view left = view();

    if (rl_end > 0 && screen.echoes)
        input_line_leave(&screen.line, screen.out, &left);
    else
        readline_screen_hide();
}

/* ---- What readline writes itself ----------------------------------------- */

void readline_screen_drop(void)
{
    fflush(screen.stream);
    rewind(screen.stream);
}

/* readline ends the row of the line when it gives back the terminal after
 * Ctrl-D.  That row has been erased, so the line end would leave an empty
 * one. */
static void pass_on(void)
{
    size_t length;

    fflush(screen.stream);
    length = screen.written_length;
    if (length > 0 && screen.written[length - 1] == '\n')
        length--;
    buffer_append(screen.out, screen.written, length);
    rewind(screen.stream);
}

/* ---- The terminal's modes ------------------------------------------------ */

static bool terminal_echoes(void)
{
    struct termios modes;

    return tcgetattr(STDIN_FILENO, &modes) < 0 || (modes.c_lflag & ECHO);
}

void readline_screen_prepare(int meta)
{
    if (screen.prepared)
        return;
    readline_screen_drop();
    screen.echoes = terminal_echoes();
    rl_prep_terminal(meta);
    pass_on();
    screen.prepared = true;
}

void readline_screen_unprepare(void)
{
    readline_screen_drop();
    if (screen.prepared)
        rl_deprep_terminal();
    screen.prepared = false;
    pass_on();
}

void readline_screen_resume(void)
{
    readline_screen_unprepare();
    readline_screen_prepare(1);
    rl_reset_screen_size();
    input_line_forget(&screen.line);
}

/* ---- Beginning and ending ------------------------------------------------ */

void readline_screen_begin(struct buffer *out)
{
    screen.out = out;
    screen.stream = open_memstream(&screen.written, &screen.written_length);
    rl_outstream = screen.stream;
}

void readline_screen_end(void)
{
    readline_screen_unprepare();
    rl_outstream = stdout;
    fclose(screen.stream);
    free(screen.written);
    input_line_release(&screen.line);
}
