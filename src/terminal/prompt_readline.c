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
#include "base/memory.h"
#include "terminal/readline_keys.h"
#include "terminal/readline_screen.h"

/* How many lines the user can go back to. */
#define HISTORY_MAX 1000

/* readline has one state for the whole process, and so has this module. */
static struct {
    struct prompt_owner owner;
    char *accepted;     /* the line on which Enter was pressed; owned */
    struct prompt_texts texts; /* borrowed */
    struct buffer text; /* of the prompt, with its '\0' */
    bool active;        /* between begin and end, and not stopped */
    bool frozen;
    bool has_spoken;    /* the words that explain the line are needed no more */
} prompt;

/* ---- Drawing ------------------------------------------------------------- */

static void hide(void)
{
    if (prompt.active)
        readline_screen_hide();
}

static void show(void)
{
    if (prompt.active)
        readline_screen_show();
}

static void draw_nothing(void)
{
}

/* Ctrl-L was pressed. */
static int clear_screen(int count, int key)
{
    (void)count;
    (void)key;
    prompt.owner.clear(prompt.owner.context);
    readline_screen_clear();
    return 0;
}

/* ---- The prompt's text --------------------------------------------------- */

static void compose_text(void)
{
    const struct prompt_texts *texts = &prompt.texts;

    buffer_clear(&prompt.text);
    if (texts->words || texts->activity)
        buffer_printf(&prompt.text, "%s%s%s > ",
                      texts->words ? texts->words : "",
                      texts->words && texts->activity ? ", " : "",
                      texts->activity ? texts->activity : "");
    else
        buffer_append_string(&prompt.text, prompt.has_spoken
                                               ? "> "
                                               : _("Type a message > "));
    buffer_append(&prompt.text, "", 1);
}

static void note_spoken(void)
{
    if (prompt.has_spoken)
        return;
    prompt.has_spoken = true;
    compose_text();
    rl_set_prompt(prompt.text.data);
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
    readline_screen_drop();
    show(); /* drawn once for many keys, after the last */
}

/* ---- Lines --------------------------------------------------------------- */

/* The line is complete.  It is erased from the screen before readline can move
 * on below it, and emptied by a command that can be undone: otherwise the
 * history would keep the changes to a line that was fetched from there. */
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

/* Enter was pressed. */
static int accept_line(int count, int key)
{
    return accept_by(rl_newline, count, key);
}

/* Ctrl-O was pressed: the line that followed in the history comes next. */
static int accept_and_get_next(int count, int key)
{
    return accept_by(rl_operate_and_get_next, count, key);
}

/* Tab was pressed, or any other key that completes in readline. */
static int complete(int count, int key)
{
    struct buffer added = {0};

    (void)count;
    (void)key;
    prompt.owner.complete(prompt.owner.context, rl_line_buffer,
                          (size_t)rl_point, &added);
    buffer_append(&added, "", 1);
    rl_insert_text(added.data);
    buffer_release(&added);
    return 0;
}

/* readline hands over a line, which this function frees, or NULL at the end of
 * input.  A line that ended in another way than by accept_line is still on the
 * screen. */
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
    if (length > 0) {
        add_history(text);
        note_spoken();
    }
    /* A pasted line may bring the line end that Enter adds anyway. */
    if (length > 0 && text[length - 1] == '\n')
        length--;
    prompt.owner.accept(prompt.owner.context, text, length);
    free(prompt.accepted);
    prompt.accepted = NULL;
    free(line);
}

/* ---- Beginning and ending ------------------------------------------------ */

/* readline would restore the modes after each line.  They stay, because text
 * that is typed or pasted between two lines must not be echoed, nor lose the
 * sequences that mark a paste. */
static void stay_prepared(void)
{
}

static void init(void)
{
    static bool done;

    if (done)
        return;
    done = true;
    rl_readline_name = "charla";
    rl_prep_term_function = readline_screen_prepare;
    rl_deprep_term_function = stay_prepared;
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_change_environment = 0;
    rl_erase_empty_line = 1; /* an erased line leaves no empty row */
    rl_initialize();
    /* Set only after rl_initialize, which would turn bracketed paste off for a
     * drawing function other than its own. */
    rl_redisplay_function = draw_nothing;
    readline_keys_bind(&(struct readline_keys){
        .accept = accept_line,
        .accept_and_get_next = accept_and_get_next,
        .clear_screen = clear_screen,
        .complete = complete,
    });
    if (!isatty(STDERR_FILENO)) /* readline rings there */
        rl_variable_bind("bell-style", "none");
    stifle_history(HISTORY_MAX);
}

static void set_texts(const struct prompt_texts *texts)
{
    prompt.texts = *texts;
    readline_screen_set_status(texts->status);
    if (!prompt.active)
        return;
    compose_text();
    rl_set_prompt(prompt.text.data);
}

static void begin(const struct prompt_owner *owner)
{
    init();
    prompt.owner = *owner;
    readline_screen_begin(owner->screen);
    compose_text();
    prompt.active = true;
    prompt.frozen = false;
    rl_callback_handler_install(prompt.text.data, take_line);
    readline_screen_drop();
    show();
}

static void stop(void)
{
    hide();
    readline_screen_unprepare();
    prompt.active = false;
}

static void resume(void)
{
    prompt.active = true;
    readline_screen_resume();
    show();
}

static void end(void)
{
    if (!prompt.active)
        return;
    readline_screen_leave();
    rl_callback_handler_remove();
    readline_screen_end();
    prompt.active = false;
    clear_history();
    buffer_release(&prompt.text);
    readline_keys_release();
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

static int first_byte(void)
{
    return prompt.active && rl_end > 0 ? (unsigned char)rl_line_buffer[0] : -1;
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
    .set_texts = set_texts,
    .feed = feed,
    .first_byte = first_byte,
    .clear = clear,
    .freeze = freeze,
    .stop = stop,
    .resume = resume,
    .resize = resize,
    .end = end,
    .leaves_lines = false,
};
