/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/buffer.h"
#include "base/i18n.h"
#include "text/layout.h"
#include "base/memory.h"
#include "terminal/readline_keys.h"

/* The lines one can go back to. */
#define HISTORY_MAX 1000

/* readline keeps one state for the process, and so does its owner here. */
static struct {
    struct prompt_owner owner;
    FILE *stream;       /* rl_outstream: memory */
    char *drawn;        /* what readline has written to it */
    size_t drawn_length;
    char *accepted;     /* the line that Enter was struck on; owned */
    const char *words;  /* in place of the usual ones, or NULL */
    struct buffer text; /* the prompt's, with its '\0' */
    unsigned width;     /* of the screen, as readline knows it */
    bool active;        /* the terminal is readline's */
    bool prepared;      /* its modes are readline's */
    bool frozen;
    struct wrapping wrapping;
} prompt;

/* ---- Drawing ------------------------------------------------------------- */

/* Hand on what readline has written. */
static void hand_on(void)
{
    fflush(prompt.stream);
    buffer_append(prompt.owner.screen, prompt.drawn, prompt.drawn_length);
    rewind(prompt.stream);
}

static void hide(void)
{
    if (!prompt.active)
        return;
    rl_clear_visible_line();
    rl_on_new_line();
    hand_on();
}

static void show(void)
{
    if (!prompt.active)
        return;
    rl_on_new_line();
    rl_redisplay();
    hand_on();
}

static void draw_nothing(void)
{
}

/* ---- Keys ---------------------------------------------------------------- */

static void feed(const char *keys, size_t length)
{
    if (!prompt.active)
        return;
    /* Many keys are drawn once, after the last. */
    rl_redisplay_function = draw_nothing;
    readline_keys_feed(keys, length);
    rl_redisplay_function = rl_redisplay;
    rl_redisplay();
    hand_on();
}

/* ---- Lines --------------------------------------------------------------- */

/* The line is done.  It leaves the screen before readline can move on below
 * it; emptied so that it can be taken back, or the history would keep a line
 * that was fetched from there and changed. */
static int accept_by(rl_command_func_t *function, int count, int key)
{
    rl_deactivate_mark();
    if (prompt.frozen) {
        prompt.owner.accept(prompt.owner.context, rl_line_buffer,
                            (size_t)rl_end);
        return 0;
    }
    free(prompt.accepted);
    prompt.accepted = memory_string(rl_line_buffer);
    hide();
    rl_delete_text(0, rl_end);
    rl_point = rl_mark = 0;
    return function(count, key);
}

/* Enter. */
static int accept_line(int count, int key)
{
    return accept_by(rl_newline, count, key);
}

/* Ctrl-O: the line that followed in the history comes next. */
static int accept_and_get_next(int count, int key)
{
    return accept_by(rl_operate_and_get_next, count, key);
}

/* readline hands over a line (ours to free), or NULL at the end of input.
 * What ended otherwise than by accept_line stands on the screen as typed. */
static void take_line(char *line)
{
    char *text = prompt.accepted ? prompt.accepted : line;
    size_t length;

    hand_on();
    if (!line) {
        prompt.owner.end(prompt.owner.context);
        return;
    }
    length = strlen(text);
    if (length > 0)
        add_history(text);
    /* The line end of a pasted line is what Enter has just added. */
    if (length > 0 && text[length - 1] == '\n')
        length--;
    prompt.owner.accept(prompt.owner.context, text, length);
    free(prompt.accepted);
    prompt.accepted = NULL;
    free(line);
}

/* ---- The terminal's modes ------------------------------------------------ */

/* Between two lines the terminal stays as it is: what is typed or pasted
 * just then must not be echoed, nor lose its brackets. */
static void prepare(int meta)
{
    if (!prompt.prepared)
        rl_prep_terminal(meta);
    prompt.prepared = true;
}

static void stay_prepared(void)
{
}

static void unprepare(void)
{
    if (prompt.prepared)
        rl_deprep_terminal();
    prompt.prepared = false;
    hand_on();
}

static unsigned screen_width(void)
{
    int rows, columns;

    rl_get_screen_size(&rows, &columns);
    return columns > 1 ? (unsigned)columns : 2;
}

static void init(void)
{
    static bool done;

    if (done)
        return;
    done = true;
    rl_readline_name = "charla";
    rl_prep_term_function = prepare;
    rl_deprep_term_function = stay_prepared;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    rl_erase_empty_line = 1; /* no empty row for a line taken away */
    rl_initialize();
    readline_keys_bind(accept_line, accept_and_get_next);
    if (!isatty(STDERR_FILENO)) /* readline rings there */
        rl_variable_bind("bell-style", "none");
    stifle_history(HISTORY_MAX);
}

static void compose_text(void)
{
    buffer_clear(&prompt.text);
    if (prompt.words)
        buffer_printf(&prompt.text, "%s > ", prompt.words);
    else
        buffer_append_string(&prompt.text, _("Type a message > "));
    buffer_append(&prompt.text, "", 1);
}

static void set_words(const char *words)
{
    prompt.words = words;
    if (!prompt.active)
        return;
    compose_text();
    rl_set_prompt(prompt.text.data);
}

static void begin(const struct prompt_owner *owner)
{
    init();
    prompt.owner = *owner;
    prompt.stream = open_memstream(&prompt.drawn, &prompt.drawn_length);
    compose_text();
    prompt.active = true;
    prompt.frozen = false;
    rl_outstream = prompt.stream;
    rl_callback_handler_install(prompt.text.data, take_line);
    prompt.width = screen_width();
    hand_on();
}

static void stop(void)
{
    hide();
    unprepare();
    prompt.active = false;
}

static void resume(void)
{
    /* Whoever had the terminal meanwhile may have changed it. */
    unprepare();
    prompt.active = true;
    prepare(1);
    rl_reset_screen_size();
    prompt.width = screen_width();
    show();
}

static void end(void)
{
    if (!prompt.active)
        return;
    if (rl_end > 0) { /* it stays on the screen, to be copied */
        rl_point = rl_end;
        rl_redisplay();
        rl_crlf();
        hand_on();
    } else {
        hide();
    }
    rl_callback_handler_remove();
    unprepare();
    prompt.active = false;
    clear_history();
    rl_outstream = stdout;
    fclose(prompt.stream);
    free(prompt.drawn);
    buffer_release(&prompt.text);
    readline_keys_release();
}

/* ---- Resizing ------------------------------------------------------------ */

static struct layout cursor_at_width(unsigned width)
{
    struct layout at = {0, 0};

    layout_advance(&at, rl_display_prompt, strlen(rl_display_prompt), width);
    layout_advance(&at, rl_line_buffer, (size_t)rl_point, width);
    return at;
}

static void resize(void)
{
    unsigned width, above;

    if (!prompt.active)
        return;
    rl_reset_screen_size();
    width = screen_width();
    above = wrapping_rows_above(&prompt.wrapping,
                                cursor_at_width(prompt.width),
                                cursor_at_width(width), width,
                                prompt.owner.ask_column,
                                prompt.owner.context);
    if (above > 0)
        buffer_printf(prompt.owner.screen, "\033[%uA", above);
    buffer_append_string(prompt.owner.screen, "\r\033[J");
    prompt.width = width;
    show();
}

/* ---- The rest ------------------------------------------------------------ */

static bool has_text(void)
{
    return prompt.active && rl_end > 0;
}

static bool clear(void)
{
    bool dropped;

    if (!prompt.active)
        return false;
    dropped = rl_end > 0 ||
              RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH |
                         RL_STATE_MULTIKEY | RL_STATE_NUMERICARG);
    if (!dropped)
        return false;
    rl_callback_sigcleanup();
    rl_free_line_state();
    rl_replace_line("", 1);
    rl_point = rl_mark = 0;
    using_history();
    hide();
    show();
    return true;
}

static void freeze(void)
{
    prompt.frozen = true;
}

const struct prompt prompt_readline = {
    .begin = begin,
    .hide = hide,
    .show = show,
    .set_words = set_words,
    .feed = feed,
    .has_text = has_text,
    .clear = clear,
    .freeze = freeze,
    .stop = stop,
    .resume = resume,
    .resize = resize,
    .end = end,
    .leaves_lines = false,
};
