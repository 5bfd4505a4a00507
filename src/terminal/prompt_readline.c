/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/prompt.h"

#include <poll.h>
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

/* The longest that the rest of a key's sequence may take, in ms; the screen
 * stands still meanwhile. */
#define SEQUENCE_MS 50

/* The lines one can go back to. */
#define HISTORY_MAX 1000

/* readline keeps one state for the process, and so does its owner here. */
static struct {
    struct prompt_owner owner;
    FILE *stream;       /* rl_outstream: memory */
    char *drawn;        /* what readline has written to it */
    size_t drawn_length;
    struct buffer keys; /* struck and not taken by readline yet */
    size_t next_key;
    char *accepted;     /* the line that Enter was struck on; owned */
    const char *label;  /* in place of the usual words, or NULL */
    struct buffer words; /* the prompt's, with its '\0' */
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

static bool has_key(void)
{
    return prompt.next_key < prompt.keys.length;
}

/* How long does readline want to wait for a key, in ms?  Within a sequence for
 * a while; after a letter, of which it likes to take several at once, not at
 * all.  Only setting the time, in microseconds, tells what it was. */
static int wanted_wait(void)
{
    int wanted = rl_set_keyboard_input_timeout(0);

    rl_set_keyboard_input_timeout(wanted);
    return wanted / 1000 < SEQUENCE_MS ? wanted / 1000 : SEQUENCE_MS;
}

static int input_available(void)
{
    struct pollfd fd = {.fd = fileno(rl_instream), .events = POLLIN};

    return has_key() || poll(&fd, 1, wanted_wait()) > 0;
}

/* The next key; where a command of readline's insists on another one, it is
 * waited for. */
static int next_key(FILE *stream)
{
    unsigned char key;

    if (has_key())
        return (unsigned char)prompt.keys.data[prompt.next_key++];
    return read(fileno(stream), &key, 1) == 1 ? key : EOF;
}

static void feed(const char *keys, size_t length)
{
    if (!prompt.active)
        return;
    buffer_append(&prompt.keys, keys, length);
    /* A heap of keys is drawn once, after the last. */
    rl_redisplay_function = draw_nothing;
    while (has_key())
        rl_callback_read_char();
    buffer_clear(&prompt.keys);
    prompt.next_key = 0;
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

/* Whatever key the user's inputrc has for this, it is ours. */
static void take_over(rl_command_func_t *theirs, rl_command_func_t *ours,
                      Keymap map)
{
    char **keys = rl_invoking_keyseqs_in_map(theirs, map);

    for (char **key = keys; key && *key; key++) {
        rl_bind_keyseq_in_map(*key, ours, map);
        free(*key);
    }
    free(keys);
}

/* A report that came in two parts has passed for keys. */
static int do_nothing(int count, int key)
{
    (void)count;
    (void)key;
    return 0;
}

static void bind_keys(void)
{
    static const char *const maps[] = {"emacs", "vi-insert", "vi-command"};

    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        Keymap map = rl_get_keymap_by_name(maps[i]);

        if (!map)
            continue;
        take_over(rl_newline, accept_line, map);
        take_over(rl_operate_and_get_next, accept_and_get_next, map);
        if (i == 2)
            continue;
        rl_bind_keyseq_in_map("\033[I", do_nothing, map);
        rl_bind_keyseq_in_map("\033[O", do_nothing, map);
    }
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

/* No names of files. */
static char *complete_nothing(const char *text, int state)
{
    (void)text;
    (void)state;
    return NULL;
}

static void init(void)
{
    rl_readline_name = "charla";
    rl_getc_function = next_key;
    rl_input_available_hook = input_available;
    rl_prep_term_function = prepare;
    rl_deprep_term_function = stay_prepared;
    rl_completion_entry_function = complete_nothing;
    rl_inhibit_completion = 1; /* a tab is a tab */
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    rl_erase_empty_line = 1; /* no empty row for a line taken away */
    rl_initialize();
    bind_keys();
    if (!isatty(STDERR_FILENO)) /* readline rings there */
        rl_variable_bind("bell-style", "none");
    stifle_history(HISTORY_MAX);
}

static void compose_words(void)
{
    buffer_clear(&prompt.words);
    if (prompt.label)
        buffer_printf(&prompt.words, "%s > ", prompt.label);
    else
        buffer_append_string(&prompt.words, _("Type a message > "));
    buffer_append(&prompt.words, "", 1);
}

static void set_label(const char *label)
{
    prompt.label = label;
    if (!prompt.active)
        return;
    compose_words();
    rl_set_prompt(prompt.words.data);
}

static void begin(const struct prompt_owner *owner)
{
    prompt.owner = *owner;
    prompt.stream = open_memstream(&prompt.drawn, &prompt.drawn_length);
    compose_words();
    prompt.active = true;
    prompt.frozen = false;
    rl_outstream = prompt.stream;
    rl_callback_handler_install(prompt.words.data, take_line);
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
    buffer_release(&prompt.words);
    buffer_release(&prompt.keys);
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
    .init = init,
    .begin = begin,
    .hide = hide,
    .show = show,
    .label = set_label,
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
