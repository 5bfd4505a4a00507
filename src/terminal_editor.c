/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal_editor.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "buffer.h"
#include "i18n.h"
#include "memory.h"
#include "output.h"
#include "terminal.h"

struct editor {
    struct terminal base;
    pthread_mutex_t lock; /* guards all below, and all of readline */
    struct output screen;
    struct buffer typed; /* lines that are complete, for terminal_read */
    struct buffer lines; /* the peer's, made safe, not on the screen yet */
    bool editing;        /* the prompt is on the screen */
    bool ended;          /* Ctrl-D, or the terminal is gone */
};

/* readline's callbacks bear no context; there is one editor at a time. */
static struct editor *the_editor;

static struct editor *as_editor(struct terminal *terminal)
{
    return (struct editor *)terminal; /* base is its first member */
}

static void lock(struct editor *editor)
{
    pthread_mutex_lock(&editor->lock);
}

static void unlock(struct editor *editor)
{
    pthread_mutex_unlock(&editor->lock);
}

/* ---- Around the input line ----------------------------------------------- */

static void hide_line_locked(struct editor *editor)
{
    if (!editor->editing)
        return;
    rl_clear_visible_line();
    fflush(rl_outstream);
}

static void show_line_locked(struct editor *editor)
{
    if (!editor->editing)
        return;
    rl_on_new_line();
    rl_redisplay();
}

/* readline hands over a line (ours to free), or NULL at the end of input.
 * Called inside rl_callback_read_char, so with the lock held. */
static void take_line(char *line)
{
    struct editor *editor = the_editor;

    if (!line) {
        editor->ended = true;
        return;
    }
    if (*line)
        add_history(line);
    buffer_append_string(&editor->typed, line);
    buffer_append(&editor->typed, "\n", 1);
    free(line);
}

/* Nothing may be allocated or locked here; see memory_on_failure. */
static void restore_terminal(void)
{
    if (rl_deprep_term_function)
        rl_deprep_term_function();
}

static void editor_begin(struct terminal *terminal)
{
    struct editor *editor = as_editor(terminal);

    lock(editor);
    rl_readline_name = "charla";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    rl_inhibit_completion = 1; /* a tab is a tab: no names of files */
    editor->editing = true;
    rl_callback_handler_install(_("Type a message > "), take_line);
    memory_on_failure(restore_terminal);
    unlock(editor);
}

/* ---- Main's side --------------------------------------------------------- */

/* Hand over typed lines, as far as there is room. */
static enum terminal_event give_typed(struct editor *editor, char *room,
                                      size_t size, size_t *length)
{
    *length = editor->typed.length < size ? editor->typed.length : size;
    if (*length > 0) {
        memcpy(room, editor->typed.data, *length);
        buffer_drop(&editor->typed, *length);
    }
    editor->base.has_more = editor->typed.length > 0 || editor->ended;
    if (*length > 0)
        return TERMINAL_TEXT;
    if (editor->ended && editor->typed.length == 0)
        return TERMINAL_END;
    return TERMINAL_NONE;
}

static enum terminal_event editor_read(struct terminal *terminal, char *room,
                                       size_t size, size_t *length,
                                       struct error *error)
{
    struct editor *editor = as_editor(terminal);
    enum terminal_event event;

    (void)error; /* a terminal that is gone reads as an end of input */
    lock(editor);
    if (!editor->base.has_more || size == 0)
        rl_callback_read_char();
    event = give_typed(editor, room, size, length);
    unlock(editor);
    return event;
}

/* What the other side has ended is not drained: a person has seen it. */
static size_t editor_held(struct terminal *terminal)
{
    (void)terminal;
    return 0;
}

static bool editor_interrupt(struct terminal *terminal)
{
    struct editor *editor = as_editor(terminal);
    bool dropped;

    lock(editor);
    dropped = editor->editing && rl_end > 0;
    if (dropped) {
        rl_point = rl_end;
        rl_redisplay();
        rl_crlf();
        rl_replace_line("", 1);
        show_line_locked(editor);
    }
    unlock(editor);
    return dropped;
}

static void editor_stop(struct terminal *terminal)
{
    struct editor *editor = as_editor(terminal);

    lock(editor);
    if (editor->editing) {
        hide_line_locked(editor);
        rl_deprep_term_function();
    }
    unlock(editor);
}

static void editor_resume(struct terminal *terminal)
{
    struct editor *editor = as_editor(terminal);

    lock(editor);
    if (editor->editing) {
        /* Whoever had the terminal meanwhile may have changed it. */
        rl_deprep_term_function();
        rl_prep_term_function(1);
        rl_reset_screen_size();
        rl_on_new_line();
        rl_forced_update_display();
    }
    unlock(editor);
}

static void editor_resize(struct terminal *terminal)
{
    struct editor *editor = as_editor(terminal);

    lock(editor);
    if (editor->editing)
        rl_resize_terminal();
    unlock(editor);
}

static bool editor_finish(struct terminal *terminal)
{
    struct editor *editor = as_editor(terminal);
    bool unsent = false;

    lock(editor);
    if (editor->editing) {
        unsent = rl_end > 0;
        if (unsent) { /* it stays on the screen, to be copied */
            rl_point = rl_end;
            rl_redisplay();
            rl_crlf();
        } else {
            hide_line_locked(editor);
        }
        editor->editing = false;
        rl_callback_handler_remove();
        memory_on_failure(NULL);
    }
    unlock(editor);
    return unsent;
}

/* ---- The receiver's side ------------------------------------------------- */

static int editor_show(struct terminal *terminal,
                       const struct framer_piece *piece, int stop_fd,
                       struct error *error)
{
    struct editor *editor = as_editor(terminal);

    (void)stop_fd;
    (void)error;
    lock(editor);
    terminal_append_line(&editor->lines, piece);
    unlock(editor);
    return 0;
}

static int editor_flush(struct terminal *terminal, int stop_fd,
                        struct error *error)
{
    struct editor *editor = as_editor(terminal);
    size_t length, written;

    lock(editor);
    length = written = editor->lines.length;
    if (length > 0) {
        hide_line_locked(editor);
        written = output_write(&editor->screen, editor->lines.data, length,
                               stop_fd, error);
        buffer_clear(&editor->lines);
        show_line_locked(editor);
    }
    unlock(editor);
    return written == length ? 0 : -1;
}

static void editor_notice(struct terminal *terminal, const char *sentence)
{
    struct editor *editor = as_editor(terminal);

    lock(editor);
    hide_line_locked(editor);
    fprintf(stderr, "charla: %s\n", sentence);
    show_line_locked(editor);
    unlock(editor);
}

static void editor_free(struct terminal *terminal)
{
    struct editor *editor = as_editor(terminal);

    editor_finish(terminal);
    pthread_mutex_destroy(&editor->lock);
    output_release(&editor->screen);
    buffer_release(&editor->typed);
    buffer_release(&editor->lines);
    clear_history();
    the_editor = NULL;
    free(editor);
}

static const struct terminal_ops editor_ops = {
    .begin = editor_begin,
    .read = editor_read,
    .held = editor_held,
    .show = editor_show,
    .flush = editor_flush,
    .notice = editor_notice,
    .interrupt = editor_interrupt,
    .stop = editor_stop,
    .resume = editor_resume,
    .resize = editor_resize,
    .finish = editor_finish,
    .free = editor_free,
};

struct terminal *terminal_editor_new(bool quiet)
{
    struct editor *editor = memory_zeroed(sizeof *editor);

    editor->base = (struct terminal){
        .ops = &editor_ops,
        .input_fd = STDIN_FILENO,
        .is_person = true,
        .is_editor = true,
        .by_lines = true,
        .quiet = quiet,
    };
    pthread_mutex_init(&editor->lock, NULL);
    output_init(&editor->screen, STDOUT_FILENO);
    the_editor = editor;
    return &editor->base;
}
