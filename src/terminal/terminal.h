/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal: where the user reads what the other side says, and types.
 *
 * Whether there is a line editor on a terminal behind it, or pipes and files,
 * makes no difference to the caller.  What is typed is read with the
 * functions of terminal_input.h.  The main thread reads, the receiver thread
 * shows, both give notices: every function may be called from either. */
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
    bool linear;        /* line after line: the cursor only goes forward */
    enum notify notify; /* when to ring the bell */
    struct log_file *log; /* borrowed: where to write what is said; NULL:
                             nowhere; a pipe leaves it alone */
    struct clock clock;
};

/* Start editing; until then only notices may be given. */
static inline void terminal_begin(struct terminal *terminal)
{
    terminal->ops->begin(terminal);
}

/* Stop editing and put the terminal's modes back; twice is harmless.
 * Returns true if a half-typed line has been left unsent. */
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

/* Show `text` in this place, instead of what was there.  A terminal without
 * the place shows nothing: a pipe has none, line after line (text_alone) only
 * the title.
 *
 * The text is copied; NULL takes it away, and stands for the usual words in
 * TERMINAL_PROMPT, and for "them" and "you" in the names.  TERMINAL_ACTIVITY
 * and TERMINAL_STATUS belong to the prompt: they are drawn, hidden and moved
 * down with it, and nothing of them stays among the messages.  The status is
 * one row at most, cut to the width of the screen.  As often as it is set, only
 * the latest is drawn once the terminal has room. */
static inline void terminal_set_text(struct terminal *terminal,
                                     enum terminal_text which,
                                     const char *text)
{
    if (terminal->ops->set_text)
        terminal->ops->set_text(terminal, which, text);
}

/* Show a piece of the peer's text, at the latest when terminal_flush is
 * called.  Waits for a slow reader until `stop_fd` turns readable.  Returns 0,
 * or -1 with `error` set: the text could not be shown. */
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

/* Tell the user something, unless notices are unwanted.  The sentence is one
 * line, without program name and line end.  It goes to standard error; where
 * that is the terminal on which the conversation is shown, among the messages.
 */
void terminal_notice(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same for what goes on the notice before. */
void terminal_more(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same for what a script may want to know, or a user who looks for a
 * fault: on the terminal of the conversation it is shown only if it was asked
 * for (verbose). */
void terminal_detail(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same for a sentence that says the details in short: only where these
 * are not shown. */
void terminal_headline(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Say that something goes on, until terminal_set_text replaces it: in the
 * place of TERMINAL_STATUS, or as a notice where there is none. */
void terminal_progress(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same as a notice for what the user has asked for, or must know now, even
 * if notices are unwanted.  It goes where the user looks. */
void terminal_answer(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same for what has gone wrong, on standard error... */
void terminal_complain(struct terminal *terminal, const char *sentence);
/* ...and for what must not be overlooked; it begins with a word that says so,
 * for those who see neither bold nor reversed letters. */
void terminal_warn(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What to poll for POLLOUT before terminal_draw; -1: all is drawn. */
static inline int terminal_undrawn_fd(const struct terminal *terminal)
{
    return atomic_load(&terminal->undrawn) ? terminal->output_fd : -1;
}

/* Draw what had no room before.  An error is reported when the next text is
 * shown. */
static inline void terminal_draw(struct terminal *terminal)
{
    if (terminal->ops->draw)
        terminal->ops->draw(terminal);
}

/* Act on these signals (signals.h): give the terminal back and stop this
 * process, take it over again, take its new size, drop a half-typed line.
 * Returns the signals that are still to be acted on: SIGNALS_LEAVE, and
 * SIGNALS_INTERRUPT unless there was a line to drop. */
unsigned terminal_signal(struct terminal *terminal, unsigned signals);

#endif
