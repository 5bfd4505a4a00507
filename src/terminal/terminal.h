/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal: shows the user the other side's text.
 *
 * The caller need not know whether it is a terminal with a line editor, or
 * pipes and files.  The functions of terminal_input.h read what the user
 * types, those of terminal_notice.h show what charla has to say.  The main
 * thread reads, the receiver thread shows, both give notices: either may call
 * any function. */
#ifndef CHARLA_TERMINAL_H
#define CHARLA_TERMINAL_H

#include <stdbool.h>

#include "base/clock.h"
#include "terminal/bell.h"
#include "terminal/terminal_ops.h"

struct error;
struct framer_piece;

/* What the user wants; {0} is the default. */
struct terminal_settings {
    bool quiet;         /* no notices */
    bool verbose;       /* details on the screen of the conversation, too */
    bool timestamps;    /* the time on every line */
    bool linear;        /* one line after the other: the cursor only moves
                           forward */
    enum notify notify; /* when to ring the bell */
    struct log_file *log; /* borrowed: gets all messages; NULL: there is none;
                             not used in a pipe */
    struct clock clock;
};

/* Start editing; until then only notices may be given. */
static inline void terminal_begin(struct terminal *terminal)
{
    terminal->ops->begin(terminal);
}

/* Stop editing and put the terminal's modes back; calling this twice is
 * harmless.  Returns true if a half-typed line was not sent. */
static inline bool terminal_finish(struct terminal *terminal)
{
    return terminal->ops->finish(terminal);
}

/* Finish, and free it; NULL is allowed. */
static inline void terminal_free(struct terminal *terminal)
{
    if (terminal)
        terminal->ops->free(terminal);
}

/* Show `text` in this place, replacing the text there.  A terminal without
 * this place shows nothing: a pipe has none of them, a terminal with
 * text_alone only the title.
 *
 * The text is copied.  NULL removes it; for TERMINAL_PROMPT it means the usual
 * words, for the names "them" and "you".  TERMINAL_ACTIVITY and
 * TERMINAL_STATUS belong to the prompt: they are drawn, hidden and moved down
 * with it, and do not stay among the messages.  The status is at most one row,
 * cut to the width of the screen.  If it is set again and again, only the last
 * one is drawn when the terminal has room. */
static inline void terminal_set_text(struct terminal *terminal,
                                     enum terminal_text which,
                                     const char *text)
{
    if (terminal->ops->set_text)
        terminal->ops->set_text(terminal, which, text);
}

/* Show a piece of the peer's text, at the latest when terminal_flush is
 * called.  Waits for a slow reader until `stop_fd` turns readable.  Returns 0,
 * or -1 with `error` set if the text could not be shown. */
static inline int terminal_show(struct terminal *terminal,
                                const struct framer_piece *piece, int stop_fd,
                                struct error *error)
{
    return terminal->ops->show(terminal, piece, stop_fd, error);
}

static inline int terminal_flush(struct terminal *terminal, int stop_fd,
                                 struct error *error)
{
    return terminal->ops->flush(terminal, stop_fd, error);
}

/* The descriptor to poll for POLLOUT before terminal_draw; -1: all is drawn. */
static inline int terminal_undrawn_fd(const struct terminal *terminal)
{
    return atomic_load(&terminal->undrawn) ? terminal->output_fd : -1;
}

/* Draw the output for which there was no room before.  An error is reported
 * when the next text is shown. */
static inline void terminal_draw(struct terminal *terminal)
{
    if (terminal->ops->draw)
        terminal->ops->draw(terminal);
}

/* Act on these signals (base/signals.h): give the terminal back and stop this
 * process, take it over again, use its new size, drop a half-typed line.
 * Returns the signals that the caller must act on: SIGNALS_LEAVE, and
 * SIGNALS_INTERRUPT unless there was a line to drop. */
unsigned terminal_signal(struct terminal *terminal, unsigned signals);

#endif
