/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/editor.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/signals.h"
#include "terminal/palette.h"
#include "terminal/prompt.h"
#include "terminal/tty.h"
#include "text/sanitize.h"
#include "text/utf8.h"

/* The longest name of the other side in the window's title, in bytes. */
#define TITLE_MAX 128

/* A terminal answers within this time or never, in ms.  At its end the program
 * waits no longer than this for the answer. */
#define ANSWER_MS 1000
#define ANSWER_WAIT_MS 200

/* ---- The lock ------------------------------------------------------------ */

struct editor *editor_lock(struct terminal *terminal)
{
    struct editor *editor = (struct editor *)terminal; /* its first member */

    ticket_lock_acquire(&editor->lock);
    return editor;
}

void editor_unlock(struct editor *editor)
{
    atomic_store(&editor->base.undrawn, display_is_behind(&editor->display));
    ticket_lock_release(&editor->lock);
}

void editor_push_and_unlock(struct editor *editor)
{
    struct error ignored = {0};

    (void)display_push(&editor->display, &ignored);
    editor_unlock(editor);
}

/* ---- Title and prompt ---------------------------------------------------- */

/* Switch on the terminal modes that the prompt does not switch on. */
static void enter(struct editor *editor)
{
    if (!editor->display.prompt->leaves_lines)
        tty_append_enter(&editor->display.screen, editor->title);
    tty_take_interrupt();
}

/* Ask once, when a conversation begins.  An answer that arrives after the
 * program has ended would appear as input to the shell. */
static void ask_for_colours(struct editor *editor)
{
    if (editor->has_asked || !display_wants_background(&editor->display) ||
        !tty_append_sequence(&editor->display.screen, PALETTE_QUESTION))
        return;
    editor->has_asked = true;
    editor->asked_at = clock_monotonic_ms();
}

/* Wait for the answer, unless it has come or none is expected. */
static void await_colours(const struct editor *editor)
{
    struct pollfd fd = {.fd = editor->base.input_fd, .events = POLLIN};

    if (editor->has_asked && display_wants_background(&editor->display) &&
        clock_monotonic_ms() - editor->asked_at < ANSWER_MS)
        (void)poll(&fd, 1, ANSWER_WAIT_MS);
}

static void set_title(struct editor *editor, const char *name)
{
    struct buffer title = {0};

    buffer_append_string(&title, "charla: ");
    sanitize_append(&title, name,
                    utf8_cut(name, strlen(name), TITLE_MAX));
    buffer_append(&title, "", 1);
    free(editor->title);
    editor->title = title.data;
    if (!editor->display.has_prompt)
        return;
    enter(editor);
    ask_for_colours(editor);
}

void editor_set_text(struct terminal *terminal, enum terminal_text which,
                     const char *text)
{
    struct editor *editor = editor_lock(terminal);

    if (which == TERMINAL_TITLE)
        set_title(editor, text);
    else
        display_set_text(&editor->display, which, text);
    editor_push_and_unlock(editor);
}

/* ---- Taking the terminal over, giving it back ---------------------------- */

void editor_begin(struct terminal *terminal)
{
    struct editor *editor = editor_lock(terminal);

    tty_begin(terminal->input_fd);
    transcript_begin(&editor->display.transcript);
    keyboard_begin(&editor->keyboard);
    enter(editor);
    editor_push_and_unlock(editor);
}

bool editor_finish(struct terminal *terminal)
{
    struct editor *editor = editor_lock(terminal);
    struct display *display = &editor->display;
    bool unsent = false;

    if (display->has_prompt) {
        await_colours(editor);
        unsent = display->prompt->first_byte() >= 0 ||
                 editor->keyboard.has_dropped;
        display_draw_lines(display);
        display->prompt->end();
        display->has_prompt = false;
        tty_append_leave(&display->screen);
        display_push_all(display, EDITOR_LAST_WORDS_MS);
        tty_forget_input(terminal->input_fd);
        tty_end();
    }
    editor_unlock(editor);
    return unsent;
}

/* ---- Signals ------------------------------------------------------------- */

static void stop(struct editor *editor)
{
    display_interrupt(&editor->display);
    editor->display.prompt->stop();
    tty_append_leave(&editor->display.screen);
    display_push_all(&editor->display, EDITOR_LAST_WORDS_MS);
    editor->stopped = true;
}

/* After SIGSTOP the terminal may be unchanged, if no other program has used it;
 * then the line is still on the screen as it was. */
static void resume(struct editor *editor)
{
    int fd = editor->base.input_fd;

    /* Continued in the background, charla goes on without the terminal. */
    editor->stopped |= !tty_is_ours(fd) || !tty_gives_keys();
    if (!editor->stopped || !tty_is_ours(fd))
        return;
    tty_begin(fd); /* the modes may have changed */
    display_interrupt(&editor->display);
    editor->display.prompt->resume();
    enter(editor);
    editor->stopped = false;
}

static bool interrupt(struct editor *editor)
{
    input_parser_reset(&editor->keyboard.parser);
    return editor->display.prompt->clear();
}

bool editor_signal(struct terminal *terminal, unsigned signal)
{
    struct editor *editor = editor_lock(terminal);
    bool done = editor->display.has_prompt;

    if (done && signal == SIGNALS_STOP)
        stop(editor);
    else if (done && signal == SIGNALS_CONTINUE)
        resume(editor);
    else if (done && signal == SIGNALS_RESIZE)
        editor->display.prompt->resize();
    else if (done && signal == SIGNALS_INTERRUPT)
        done = interrupt(editor);
    editor_push_and_unlock(editor);
    return done;
}
