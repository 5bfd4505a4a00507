/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "terminal/input_line.h"
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
    struct input_line line; /* as it stands on the screen */
    bool echoes;        /* the terminal did, so we do */
    bool active;        /* the terminal is readline's */
    bool prepared;      /* its modes are readline's */
    bool frozen;
} prompt;

/* ---- Drawing ------------------------------------------------------------- */

/* readline keeps the line, input_line draws it: readline's own drawing moves
 * the cursor up by what it believes of the terminal's widths and wrapping, and
 * then erases.  What readline writes all the same is dropped, but for the
 * terminal's modes. */
static void drop_drawn(void)
{
    fflush(prompt.stream);
    rewind(prompt.stream);
}

/* Hand on what readline has written. */
static void hand_on(void)
{
    fflush(prompt.stream);
    buffer_append(prompt.owner.screen, prompt.drawn, prompt.drawn_length);
    rewind(prompt.stream);
}

static struct input_line_view view(void)
{
    int rows, columns;

    rl_get_screen_size(&rows, &columns);
    return (struct input_line_view){
        .words = rl_display_prompt,
        .text = rl_line_buffer,
        .length = (size_t)rl_end,
        .point = (size_t)rl_point,
        .width = columns > 0 ? (unsigned)columns : 1,
        .height = rows > 0 ? (unsigned)rows : 1,
    };
}

static void hide(void)
{
    if (prompt.active)
        input_line_erase(&prompt.line, prompt.owner.screen);
}

static void show(void)
{
    const struct input_line_view shown = view();

    if (prompt.active && prompt.echoes)
        input_line_draw(&prompt.line, prompt.owner.screen, &shown);
}

static void draw_nothing(void)
{
}

/* Ctrl-L: all rows scroll off, where they can be looked at again. */
static int clear_screen(int count, int key)
{
    (void)count;
    (void)key;
    hide();
    for (unsigned left = view().height; left > 0; left--)
        buffer_append(prompt.owner.screen, "\n", 1);
    buffer_append_string(prompt.owner.screen, "\033[H");
    return 0;
}

/* ---- Keys ---------------------------------------------------------------- */

static void feed(enum prompt_input kind, const char *bytes, size_t length)
{
    if (!prompt.active)
        return;
    switch (kind) {
    case PROMPT_KEYS:
        readline_keys_feed(bytes, length);
        break;
    case PROMPT_SEQUENCE:
        readline_keys_feed_sequence(bytes, length);
        break;
    case PROMPT_PASTE:
        readline_keys_paste(bytes, length);
        break;
    }
    drop_drawn();
    show(); /* many keys are drawn once, after the last */
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
 * One that ended otherwise than by accept_line still stands on the screen. */
static void take_line(char *line)
{
    char *text = prompt.accepted ? prompt.accepted : line;
    size_t length;

    if (!line) {
        prompt.owner.end(prompt.owner.context);
        return;
    }
    hide();
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

static bool terminal_echoes(void)
{
    struct termios modes;

    return tcgetattr(STDIN_FILENO, &modes) < 0 || (modes.c_lflag & ECHO);
}

/* Between two lines the terminal stays as it is: what is typed or pasted
 * just then must not be echoed, nor lose its brackets. */
static void prepare(int meta)
{
    if (prompt.prepared)
        return;
    drop_drawn();
    prompt.echoes = terminal_echoes();
    rl_prep_terminal(meta);
    hand_on();
    prompt.prepared = true;
}

static void stay_prepared(void)
{
}

static void unprepare(void)
{
    drop_drawn();
    if (prompt.prepared)
        rl_deprep_terminal();
    prompt.prepared = false;
    hand_on();
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
    /* Not before: readline takes it that others draw no brackets of a paste. */
    rl_redisplay_function = draw_nothing;
    readline_keys_bind(accept_line, accept_and_get_next, clear_screen);
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
    drop_drawn();
    show();
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
    input_line_forget(&prompt.line); /* it may stand anywhere now */
    show();
}

static void end(void)
{
    const struct input_line_view left = view();

    if (!prompt.active)
        return;
    if (rl_end > 0 && prompt.echoes) /* to be copied */
        input_line_leave(&prompt.line, prompt.owner.screen, &left);
    else
        hide();
    rl_callback_handler_remove();
    unprepare();
    prompt.active = false;
    clear_history();
    rl_outstream = stdout;
    fclose(prompt.stream);
    free(prompt.drawn);
    buffer_release(&prompt.text);
    readline_keys_release();
    input_line_release(&prompt.line);
}

/* ---- Resizing ------------------------------------------------------------ */

static void resize(void)
{
    if (!prompt.active)
        return;
    hide();
    rl_reset_screen_size();
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
