/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/terminal_editor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "terminal/display.h"
#include "base/error.h"
#include "base/i18n.h"
#include "terminal/keyboard.h"
#include "base/memory.h"
#include "terminal/prompt.h"
#include "terminal/terminal.h"
#include "text/sanitize.h"
#include "terminal/tty.h"
#include "base/ticket_lock.h"

/* How long, when it stops or ends, a terminal may take what is left to show,
 * in ms. */
#define LAST_WORDS_MS 1000

/* The longest name of a peer in the window's title, in bytes. */
#define TITLE_MAX 128

struct editor {
    struct terminal base;
    struct ticket_lock turns; /* guard all below, and the prompt */
    struct display display;
    struct keyboard keyboard;
    char *title;         /* safe to show; NULL: none; owned */
    bool lets_interrupt; /* Ctrl-C is a signal: no more keys are read */
    bool stopped;        /* the prompt has given the terminal back */
    bool notices_here;   /* standard error is this terminal too */
};

static struct editor *as_editor(struct terminal *terminal)
{
    return (struct editor *)terminal; /* base is its first member */
}

/* ---- Turns --------------------------------------------------------------- */

static struct editor *begin_turn(struct terminal *terminal)
{
    struct editor *editor = as_editor(terminal);

    ticket_lock_acquire(&editor->turns);
    return editor;
}

static void end_turn(struct editor *editor)
{
    atomic_store(&editor->base.undrawn, display_is_behind(&editor->display));
    ticket_lock_release(&editor->turns);
}

/* What was drawn is written as far as it fits.  Should that fail, so does
 * what the receiver shows, and that is told. */
static void push_and_end_turn(struct editor *editor)
{
    struct error ignored = {0};

    (void)display_push(&editor->display, &ignored);
    end_turn(editor);
}

/* ---- Beginning, stopping, ending ----------------------------------------- */

/* What the prompt does not ask of the terminal. */
static void enter(struct editor *editor)
{
    if (!editor->display.prompt->leaves_lines)
        tty_append_enter(&editor->display.screen, editor->title);
    if (!editor->lets_interrupt)
        tty_take_interrupt();
}

static void editor_name_peer(struct terminal *terminal, const char *name)
{
    struct editor *editor = begin_turn(terminal);
    struct buffer title = {0};
    size_t length = strlen(name);

    while (length > TITLE_MAX ||
           (length > 0 && (name[length] & 0xC0) == 0x80))
        length--;
    buffer_append_string(&title, "charla: ");
    sanitize_append(&title, name, length);
    buffer_append(&title, "", 1);
    free(editor->title);
    editor->title = title.data;
    if (editor->display.has_prompt)
        enter(editor);
    push_and_end_turn(editor);
}

static void editor_label(struct terminal *terminal, const char *label)
{
    struct editor *editor = begin_turn(terminal);

    display_label(&editor->display, label);
    push_and_end_turn(editor);
}

static void editor_begin(struct terminal *terminal)
{
    struct editor *editor = begin_turn(terminal);

    tty_begin(terminal->input_fd);
    transcript_begin(&editor->display.transcript);
    keyboard_begin(&editor->keyboard);
    enter(editor);
    push_and_end_turn(editor);
}

static void editor_stop(struct terminal *terminal)
{
    struct editor *editor = begin_turn(terminal);

    if (editor->display.has_prompt) {
        editor->display.prompt->stop();
        tty_append_leave(&editor->display.screen);
        display_push_all(&editor->display, LAST_WORDS_MS);
        editor->stopped = true;
    }
    end_turn(editor);
}

/* One who was stopped without being asked may find that nobody has touched
 * the terminal meanwhile; then the line stands there as it was. */
static void editor_resume(struct terminal *terminal)
{
    struct editor *editor = begin_turn(terminal);

    if (editor->display.has_prompt &&
        (editor->stopped || !tty_gives_keys())) {
        editor->display.prompt->resume();
        enter(editor);
        editor->stopped = false;
    }
    push_and_end_turn(editor);
}

static void editor_resize(struct terminal *terminal)
{
    struct editor *editor = begin_turn(terminal);

    if (editor->display.has_prompt)
        editor->display.prompt->resize();
    push_and_end_turn(editor);
}

static bool editor_finish(struct terminal *terminal)
{
    struct editor *editor = begin_turn(terminal);
    struct display *display = &editor->display;
    bool unsent = false;

    if (display->has_prompt) {
        unsent = display->prompt->has_text();
        display_draw_lines(display);
        display->prompt->end();
        display->has_prompt = false;
        tty_append_leave(&display->screen);
        display_push_all(display, LAST_WORDS_MS);
        tty_forget_input();
        tty_end();
    }
    end_turn(editor);
    return unsent;
}

static void editor_free(struct terminal *terminal)
{
    struct editor *editor = as_editor(terminal);

    editor_finish(terminal);
    display_push_all(&editor->display, LAST_WORDS_MS);
    ticket_lock_destroy(&editor->turns);
    keyboard_release(&editor->keyboard);
    input_queue_release(&editor->base.input);
    display_release(&editor->display);
    free(editor->title);
    free(editor);
}

/* ---- Main's side --------------------------------------------------------- */

static enum terminal_event editor_read(struct terminal *terminal, char *room,
                                       size_t size, size_t *length,
                                       struct error *error)
{
    struct editor *editor = begin_turn(terminal);
    enum terminal_event event;

    (void)error; /* a terminal that is gone reads as an end of input */
    if (!editor->lets_interrupt)
        keyboard_read(&editor->keyboard);
    terminal->has_left = editor->keyboard.ended || editor->lets_interrupt;
    event = terminal_give_typed(terminal, room, size, length,
                                terminal->has_left);
    push_and_end_turn(editor);
    return event;
}

static void editor_stop_reading(struct terminal *terminal)
{
    struct editor *editor = begin_turn(terminal);

    if (editor->display.has_prompt && !editor->lets_interrupt)
        tty_leave_interrupt();
    editor->lets_interrupt = true;
    end_turn(editor);
}

static bool editor_insists(struct terminal *terminal)
{
    struct editor *editor = begin_turn(terminal);
    bool insists = keyboard_insists(&editor->keyboard);

    end_turn(editor);
    return insists;
}

/* What the other side has ended is not drained: a person has seen it. */
static size_t editor_held(struct terminal *terminal)
{
    (void)terminal;
    return 0;
}

static void editor_draw(struct terminal *terminal)
{
    push_and_end_turn(begin_turn(terminal));
}

static bool editor_interrupt(struct terminal *terminal)
{
    struct editor *editor = begin_turn(terminal);
    bool dropped;

    input_parser_reset(&editor->keyboard.parser);
    dropped =
        editor->display.has_prompt && editor->display.prompt->clear();
    push_and_end_turn(editor);
    return dropped;
}

static enum terminal_typing editor_end_typing(struct terminal *terminal)
{
    struct editor *editor = begin_turn(terminal);
    enum terminal_typing typing;

    editor->keyboard.lingers = true;
    editor->display.prompt->freeze();
    keyboard_read(&editor->keyboard);
    if (editor->keyboard.ended || !editor->display.has_prompt)
        typing = TERMINAL_IDLE;
    else if (editor->display.prompt->has_text())
        typing = TERMINAL_HALF;
    else if (keyboard_was_struck(&editor->keyboard, TERMINAL_KEY_MS))
        typing = TERMINAL_STRUCK;
    else
        typing = TERMINAL_IDLE;
    terminal->has_left = editor->keyboard.has_left;
    push_and_end_turn(editor);
    return typing;
}

static void editor_linger(struct terminal *terminal)
{
    struct editor *editor = begin_turn(terminal);

    keyboard_read(&editor->keyboard);
    terminal->has_left = editor->keyboard.has_left;
    push_and_end_turn(editor);
}

/* ---- The receiver's side ------------------------------------------------- */

static int editor_show(struct terminal *terminal,
                       const struct framer_piece *piece, int stop_fd,
                       struct error *error)
{
    struct editor *editor = begin_turn(terminal);

    (void)stop_fd;
    (void)error;
    display_add(&editor->display, piece);
    end_turn(editor);
    return 0;
}

/* Back-pressure: what the terminal does not take is not received either.
 * While it is waited for, the keyboard has its turns.  That a terminal has
 * hung up is main's to say: it reads the end, and leaves in order. */
static int editor_flush(struct terminal *terminal, int stop_fd,
                        struct error *error)
{
    struct editor *editor;
    int result;
    bool is_behind;

    for (;;) {
        editor = begin_turn(terminal);
        display_draw_lines(&editor->display);
        result = display_push(&editor->display, error);
        is_behind = display_is_behind(&editor->display);
        end_turn(editor);
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

/* ---- Either side --------------------------------------------------------- */

static void editor_answer(struct terminal *terminal, const char *sentence)
{
    struct editor *editor = begin_turn(terminal);

    display_draw_sentence(&editor->display, sentence);
    push_and_end_turn(editor);
}

static void editor_notice(struct terminal *terminal, const char *sentence)
{
    if (as_editor(terminal)->notices_here)
        editor_answer(terminal, sentence);
    else
        fprintf(stderr, "charla: %s\n", sentence);
}

static const struct terminal_ops editor_ops = {
    .begin = editor_begin,
    .read = editor_read,
    .stop_reading = editor_stop_reading,
    .insists = editor_insists,
    .held = editor_held,
    .show = editor_show,
    .flush = editor_flush,
    .notice = editor_notice,
    .answer = editor_answer,
    .name_peer = editor_name_peer,
    .label = editor_label,
    .draw = editor_draw,
    .interrupt = editor_interrupt,
    .stop = editor_stop,
    .resume = editor_resume,
    .resize = editor_resize,
    .end_typing = editor_end_typing,
    .linger = editor_linger,
    .finish = editor_finish,
    .free = editor_free,
};

static bool is_same_file(int one, int other)
{
    struct stat a, b;

    return fstat(one, &a) == 0 && fstat(other, &b) == 0 &&
           a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

struct terminal *
terminal_editor_new(const struct prompt *prompt,
                    const struct terminal_settings *settings)
{
    struct editor *editor = memory_zeroed(sizeof *editor);
    struct display *display = &editor->display;

    prompt->init();
    ticket_lock_init(&editor->turns);
    display_init(display, STDOUT_FILENO, prompt);
    /* Line after line is plain text: who is read aloud to, or keeps a record,
     * is not helped by escapes. */
    display->transcript.colour =
        transcript_may_colour() && !prompt->leaves_lines;
    display->transcript.timestamps = settings->timestamps;
    display->transcript.clock = settings->clock;
    display->bell.wish = settings->notify;
    keyboard_init(&editor->keyboard, STDIN_FILENO, display,
                  &editor->base.input);
    editor->notices_here = is_same_file(STDOUT_FILENO, STDERR_FILENO);
    editor->base = (struct terminal){
        .ops = &editor_ops,
        .input_fd = STDIN_FILENO,
        .output_fd = display->output.fd,
        .is_person = true,
        .is_editor = true,
        .by_lines = true,
        .quiet = settings->quiet,
    };
    return &editor->base;
}
