/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal: where the user types and reads; what is behind it (a line editor
 * on a terminal, or pipes and files) does not show.
 *
 * Main reads; the receiver shows; both give notices.  A terminal guards
 * itself: every function may be called from either thread. */
#ifndef CHARLA_TERMINAL_H
#define CHARLA_TERMINAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "terminal/bell.h"
#include "base/clock.h"
#include "terminal/input_queue.h"

struct error;
struct framer_piece;
struct terminal;

/* A key is new for this long, in ms: who struck it is still typing. */
#define TERMINAL_KEY_MS 1000

/* What the user wants; {0}: the plain thing. */
struct terminal_settings {
    bool quiet;         /* no notices */
    bool timestamps;    /* the time on every line */
    bool linear;        /* line after line: the cursor only goes forward */
    enum notify notify; /* when to ring the bell */
    struct clock clock;
};

/* Is somebody typing? */
enum terminal_typing {
    TERMINAL_IDLE,   /* nobody is */
    TERMINAL_STRUCK, /* a key was struck within TERMINAL_KEY_MS */
    TERMINAL_HALF,   /* a line is half typed */
};

enum terminal_event {
    TERMINAL_TEXT,    /* input has been put into the room given */
    TERMINAL_NONE,    /* nothing yet: a line is still being typed */
    TERMINAL_COMMAND, /* a person asks for what `asked` says */
    TERMINAL_END,     /* the input has ended */
    TERMINAL_FAILED,  /* it cannot be read; `error` says why */
};

/* What a kind of terminal provides; see the functions below. */
struct terminal_ops {
    /* Of a kind with a prompt only; else NULL. */
    void (*name_peer)(struct terminal *terminal, const char *name);
    void (*label)(struct terminal *terminal, const char *label);
    void (*stop_reading)(struct terminal *terminal);
    bool (*insists)(struct terminal *terminal);
    void (*draw)(struct terminal *terminal);
    enum terminal_typing (*end_typing)(struct terminal *terminal);
    void (*linger)(struct terminal *terminal);

    /* Of every kind. */
    void (*begin)(struct terminal *terminal);
    enum terminal_event (*read)(struct terminal *terminal, char *room,
                                size_t size, size_t *length,
                                struct error *error);
    size_t (*held)(struct terminal *terminal);
    int (*show)(struct terminal *terminal, const struct framer_piece *piece,
                int stop_fd, struct error *error);
    int (*flush)(struct terminal *terminal, int stop_fd, struct error *error);
    void (*notice)(struct terminal *terminal, const char *sentence);
    void (*answer)(struct terminal *terminal, const char *sentence);
    bool (*interrupt)(struct terminal *terminal);
    void (*stop)(struct terminal *terminal);
    void (*resume)(struct terminal *terminal);
    void (*resize)(struct terminal *terminal);
    bool (*finish)(struct terminal *terminal);
    void (*free)(struct terminal *terminal);
};

/* The beginning of every kind of terminal. */
struct terminal {
    const struct terminal_ops *ops;
    int input_fd;   /* to poll for POLLIN before terminal_read */
    bool is_person; /* somebody types here: lines, not a stream of bytes */
    bool is_editor; /* keys want an answer at once: read even with no room */
    bool by_lines;  /* show takes pieces of framer_next_line, not _next_run */
    bool quiet;     /* no notices */
    bool has_more;  /* input waits inside: read again, without a poll */
    bool has_left;  /* the user is done: no more will be typed */

    struct user_command asked; /* with TERMINAL_COMMAND */
    struct input_queue input; /* a person's lines; main's alone */

    /* What is to be shown waits for room at output_fd. */
    atomic_bool undrawn;
    int output_fd;
};

/* Start editing; until then only notices may be given. */
static inline void terminal_begin(struct terminal *terminal)
{
    terminal->ops->begin(terminal);
}

/* Whom one talks to, as a person would say it: for the window's title.  When
 * more is learnt it may be said again. */
static inline void terminal_name_peer(struct terminal *terminal,
                                      const char *name)
{
    if (terminal->ops->name_peer)
        terminal->ops->name_peer(terminal, name);
}

/* What the user must know while typing: the prompt says it; NULL: nothing.
 * `label` is borrowed for good. */
static inline void terminal_label(struct terminal *terminal,
                                  const char *label)
{
    if (terminal->ops->label)
        terminal->ops->label(terminal, label);
}

/* Take input that has arrived: up to `size` bytes (more than 0, except for an
 * editor, which keeps what has no room), lines with their line ends.  Does
 * not wait if input_fd is readable. */
static inline enum terminal_event
terminal_read(struct terminal *terminal, char *room, size_t size,
              size_t *length, struct error *error)
{
    return terminal->ops->read(terminal, room, size, length, error);
}

/* No more keys are read: what was typed before is still handed over, then
 * comes the end.  Ctrl-C, which was read in its place among the keys, is a
 * signal from now on.  Twice is harmless. */
static inline void terminal_stop_reading(struct terminal *terminal)
{
    if (terminal->ops->stop_reading)
        terminal->ops->stop_reading(terminal);
}

/* The user leaves, and nothing is read any more: was Ctrl-C struck once more
 * before it turned into a signal? */
static inline bool terminal_insists(struct terminal *terminal)
{
    return terminal->ops->insists && terminal->ops->insists(terminal);
}

/* How many bytes of input could be read now without waiting. */
static inline size_t terminal_held(struct terminal *terminal)
{
    return terminal->ops->held(terminal);
}

/* Show a piece of the peer's text, at the latest when flush is called.  Waits
 * for a slow reader until `stop_fd` turns readable.  Returns 0, or -1 with
 * `error` set: the text could not be shown. */
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

/* Tell the user something, on standard error, unless notices are unwanted.
 * The sentence is one line, without program name and line end. */
void terminal_notice(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for what the user has asked for, or must know now, even if notices
 * are unwanted.  It goes where the user looks. */
void terminal_answer(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for what has gone wrong, on standard error. */
void terminal_complain(struct terminal *terminal, const char *sentence);

/* Answer /help, or say that there is no such command, or that it does not
 * take what is behind it. */
void terminal_explain(struct terminal *terminal,
                      const struct user_command *asked);

/* What to poll for POLLOUT before terminal_draw; -1: all is drawn. */
static inline int terminal_behind_fd(const struct terminal *terminal)
{
    return atomic_load(&terminal->undrawn) ? terminal->output_fd : -1;
}

/* Draw what had no room before.  What fails then is told when the next text
 * is shown. */
static inline void terminal_draw(struct terminal *terminal)
{
    if (terminal->ops->draw)
        terminal->ops->draw(terminal);
}

/* Lines that a person has typed and nobody has taken yet.  Borrowed; main's
 * alone. */
static inline const struct buffer *
terminal_untaken(const struct terminal *terminal)
{
    return &terminal->input.lines;
}

/* Do what these signals (signals.h) ask of a terminal: stop, go on, take its
 * new size. */
void terminal_follow(struct terminal *terminal, unsigned signals);

/* SIGINT: drop the half-typed line.  Returns false if there was none. */
static inline bool terminal_interrupt(struct terminal *terminal)
{
    return terminal->ops->interrupt(terminal);
}

/* Put the terminal's settings back before this process is stopped, and take
 * it over again afterwards. */
static inline void terminal_stop(struct terminal *terminal)
{
    terminal->ops->stop(terminal);
}

static inline void terminal_resume(struct terminal *terminal)
{
    terminal->ops->resume(terminal);
}

/* The terminal's size has changed. */
static inline void terminal_resize(struct terminal *terminal)
{
    terminal->ops->resize(terminal);
}

/* The conversation is over, and nothing that is typed will be sent.  Is
 * somebody typing?  Then what was meant for the other side must not end up in
 * the shell: go on with terminal_linger before terminal_finish. */
static inline enum terminal_typing
terminal_end_typing(struct terminal *terminal)
{
    return terminal->ops->end_typing ? terminal->ops->end_typing(terminal)
                                     : TERMINAL_IDLE;
}

/* With somebody typing and input_fd readable: go on with the line, which will
 * not be sent, until has_left says that Enter was struck. */
static inline void terminal_linger(struct terminal *terminal)
{
    terminal->ops->linger(terminal);
}

/* Stop editing and put the terminal's settings back; twice is harmless.
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

/* For the kinds: hand over typed lines, as far as there is room; `ended` says
 * that no more will be typed. */
enum terminal_event terminal_give_typed(struct terminal *terminal, char *room,
                                        size_t size, size_t *length,
                                        bool ended);

#endif
