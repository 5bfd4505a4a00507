/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/terminal_editor.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "terminal/editor.h"
#include "terminal/palette.h"
#include "terminal/prompt.h"
#include "terminal/terminal_input.h"
#include "terminal/tty.h"

/* So many bytes of the other side's lines are drawn together. */
#define LINES_MAX ((size_t)64 * 1024)

static void editor_free(struct terminal *terminal)
{
    struct editor *editor = (struct editor *)terminal; /* its first member */

    editor_finish(terminal);
    display_push_all(&editor->display, EDITOR_LAST_WORDS_MS);
    ticket_lock_destroy(&editor->lock);
    keyboard_release(&editor->keyboard);
    input_queue_release(&editor->base.input);
    display_release(&editor->display);
    free(editor->title);
    free(editor);
}

/* ---- Main's side --------------------------------------------------------- */

/* Is a message being typed, rather than a command? */
static bool is_message(const struct editor *editor)
{
    int first = editor->display.has_prompt
                    ? editor->display.prompt->first_byte()
                    : -1;

    return first >= 0 && first != '/';
}

static enum terminal_event editor_read(struct terminal *terminal, char *room,
                                       size_t size, size_t *length,
                                       struct error *error)
{
    struct editor *editor = editor_lock(terminal);
    struct keyboard *keyboard = &editor->keyboard;
    unsigned long keys = keyboard->keys;
    enum terminal_event event;

    (void)error; /* a terminal that is gone reads as an end of input */
    if (!keyboard->drains)
        keyboard_read(keyboard);
    terminal->is_composing = keyboard->keys != keys && is_message(editor);
    terminal->has_left = keyboard->ended || keyboard->drains;
    event = terminal_give_typed(terminal, room, size, length,
                                terminal->has_left);
    if (event == TERMINAL_TEXT)
        display_keep_mine(&editor->display, room, *length,
                          terminal->input.lines.length == 0);
    editor_push_and_unlock(editor);
    return event;
}

/* When the other side ends, the line that a person is typing is not sent: they
 * see that the conversation has ended. */
static size_t editor_pending(struct terminal *terminal)
{
    (void)terminal;
    return 0;
}

static void editor_draw(struct terminal *terminal)
{
    editor_push_and_unlock(editor_lock(terminal));
}

static enum terminal_typing typing(struct editor *editor)
{
    struct keyboard *keyboard = &editor->keyboard;

    if (keyboard_take_interrupt(keyboard))
        return TERMINAL_INTERRUPTED;
    if (keyboard->gone || !editor->display.has_prompt)
        return TERMINAL_GONE;
    if (input_parser_is_pasting(&keyboard->parser))
        return TERMINAL_PASTING;
    if (keyboard->has_left)
        return TERMINAL_LEFT;
    if (editor->display.prompt->first_byte() >= 0)
        return TERMINAL_HALF_LINE;
    return keyboard_was_pressed(keyboard, TERMINAL_KEY_MS) ? TERMINAL_TYPING
                                                          : TERMINAL_IDLE;
}

static enum terminal_typing editor_drain(struct terminal *terminal)
{
    struct editor *editor = editor_lock(terminal);
    enum terminal_typing result;

    if (editor->stopped) { /* in the background */
        editor_unlock(editor);
        return TERMINAL_GONE;
    }
    if (editor->display.has_prompt)
        keyboard_drain(&editor->keyboard);
    result = typing(editor);
    editor_push_and_unlock(editor);
    return result;
}

/* ---- The receiver's side ------------------------------------------------- */

/* Back-pressure: while the terminal takes no output, nothing is received.
 * Meanwhile the keyboard has its turns.  If the terminal has hung up, main
 * notices, because it reads the end of input, and leaves in order. */
static int editor_flush(struct terminal *terminal, int stop_fd,
                        struct error *error)
{
    struct editor *editor;
    int result;
    bool is_behind;

    for (;;) {
        editor = editor_lock(terminal);
        display_draw_lines(&editor->display);
        result = display_push(&editor->display, error);
        is_behind = display_is_behind(&editor->display);
        editor_unlock(editor);
        if (result < 0 && keyboard_has_hung_up(&editor->keyboard))
            return 0;
        if (result < 0 || !is_behind)
            return result;
        if (!output_wait(&editor->display.output, stop_fd, -1)) {
            error_set(error, _("standard output is not being read"));
            return -1;
        }
    }
}

/* Much of it is drawn at once: an empty line has many times its own length put
 * before it, so not all that has come may be gathered. */
static int editor_show(struct terminal *terminal,
                       const struct framer_piece *piece, int stop_fd,
                       struct error *error)
{
    struct editor *editor = editor_lock(terminal);
    bool is_much;

    display_add(&editor->display, piece);
    is_much = editor->display.lines.length >= LINES_MAX;
    editor_unlock(editor);
    return is_much ? editor_flush(terminal, stop_fd, error) : 0;
}

/* ---- Either side --------------------------------------------------------- */

static void editor_print(struct terminal *terminal, const char *sentence,
                         enum terminal_voice voice)
{
    struct editor *editor = editor_lock(terminal);
    bool is_here = voice == TERMINAL_ANSWER || voice == TERMINAL_AGAIN ||
                   editor->notices_here;

    if (is_here)
        display_draw_sentence(&editor->display, sentence, voice);
    editor_push_and_unlock(editor);
    if (!is_here)
        transcript_print_notice(sentence);
}

static const struct terminal_ops editor_ops = {
    .begin = editor_begin,
    .read = editor_read,
    .pending = editor_pending,
    .show = editor_show,
    .flush = editor_flush,
    .print = editor_print,
    .finish = editor_finish,
    .free = editor_free,
    .set_text = editor_set_text,
    .signal = editor_signal,
    .draw = editor_draw,
    .drain = editor_drain,
};

static bool is_same_file(int one, int other)
{
    struct stat a, b;

    return fstat(one, &a) == 0 && fstat(other, &b) == 0 &&
           a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* The linear prompt writes plain text: escape sequences do not help a user of a
 * screen reader, or one who records the output. */
static const struct palette *choose_palette(const struct prompt *prompt)
{
    if (prompt->leaves_lines)
        return &palette_plain;
    return tty_may_colour() ? palette_choose(NULL)
                                   : &palette_without_colours;
}

struct terminal *
terminal_editor_new(const struct prompt *prompt,
                    const struct terminal_settings *settings)
{
    struct editor *editor = memory_zeroed(sizeof *editor);
    struct display *display = &editor->display;

    ticket_lock_init(&editor->lock);
    display_init(display, STDOUT_FILENO, prompt);
    display->transcript.palette = choose_palette(prompt);
    display->transcript.is_spoken = prompt->leaves_lines;
    display->transcript.speakers.is_alone = prompt->leaves_lines;
    display->transcript.timestamps = settings->timestamps;
    display->transcript.clock = settings->clock;
    display->transcript.log = settings->log;
    display->bell.wish = settings->notify;
    keyboard_init(&editor->keyboard,
                  &(struct keyboard){
                      .fd = STDIN_FILENO,
                      .display = display,
                      .queue = &editor->base.input,
                      .completer = &editor->base.completer,
                  });
    editor->notices_here = is_same_file(STDOUT_FILENO, STDERR_FILENO);
    editor->base = (struct terminal){
        .ops = &editor_ops,
        .input_fd = STDIN_FILENO,
        .output_fd = display->output.fd,
        .is_person = true,
        .is_editor = true,
        .by_lines = true,
        .quiet = settings->quiet,
        .text_alone = prompt->leaves_lines,
        .shows_details = settings->verbose || !editor->notices_here,
        .has_status = prompt->set_texts != NULL,
        .completer = {.command = command_row},
        .log = settings->log,
        .recent = &display->recent,
    };
    return &editor->base;
}
