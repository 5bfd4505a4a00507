/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* editor: the state of a terminal with a line editor.  Private to
 * terminal_editor.c, which reads and shows, and to editor_control.c, which
 * takes the terminal over and gives it back. */
#ifndef CHARLA_EDITOR_H
#define CHARLA_EDITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ticket_lock.h"
#include "terminal/display.h"
#include "terminal/keyboard.h"
#include "terminal/terminal.h"

struct editor {
    struct terminal base;
    struct ticket_lock lock; /* guards all below, and the prompt */
    struct display display;
    struct keyboard keyboard;
    char *title;       /* safe to show; NULL: none; owned */
    bool has_asked;    /* the terminal was asked for its colours... */
    int64_t asked_at;  /* ...at that time, on the monotonic clock, in ms */
    bool stopped;      /* the prompt has given the terminal back */
    bool notices_here; /* standard error is this terminal too */
};

/* Lock the editor... */
struct editor *editor_lock(struct terminal *terminal);
/* ...and unlock it, in the second case after writing what was drawn, as far as
 * there is room.  If that fails, the next text that the receiver shows fails
 * too, which is reported. */
void editor_unlock(struct editor *editor);
void editor_push_and_unlock(struct editor *editor);

/* These are functions of terminal_ops.h. */
void editor_begin(struct terminal *terminal);
void editor_set_text(struct terminal *terminal, enum terminal_text which,
                     const char *text);
bool editor_signal(struct terminal *terminal, unsigned signal);
bool editor_finish(struct terminal *terminal);

/* The time a terminal has to show the rest when it stops or ends, in ms. */
#define EDITOR_LAST_WORDS_MS 1000

#endif
