/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal: where the user types and reads; what is behind it (a line editor
 * on a terminal, or pipes and files) does not show.
 *
 * Main reads; the receiver shows; both give notices.  A terminal guards
 * itself: every function may be called from either thread. */
#ifndef CHARLA_TERMINAL_H
#define CHARLA_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct framer_piece;
struct terminal;

enum terminal_event {
    TERMINAL_TEXT,   /* input has been put into the room given */
    TERMINAL_NONE,   /* nothing yet: a line is still being typed */
    TERMINAL_END,    /* the input has ended */
    TERMINAL_FAILED, /* it cannot be read; `error` says why */
};

/* What a kind of terminal provides; see the functions below. */
struct terminal_ops {
    void (*begin)(struct terminal *terminal);
    enum terminal_event (*read)(struct terminal *terminal, char *room,
                                size_t size, size_t *length,
                                struct error *error);
    size_t (*held)(struct terminal *terminal);
    int (*show)(struct terminal *terminal, const struct framer_piece *piece,
                int stop_fd, struct error *error);
    int (*flush)(struct terminal *terminal, int stop_fd, struct error *error);
    void (*notice)(struct terminal *terminal, const char *sentence);
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
};

/* Start editing; until then only notices may be given. */
static inline void terminal_begin(struct terminal *terminal)
{
    terminal->ops->begin(terminal);
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

/* Ctrl-C: drop the half-typed line.  Returns false if there was none. */
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

struct buffer;

/* For the kinds: append a piece of framer_next_line as a line of the
 * transcript, made safe to show. */
void terminal_append_line(struct buffer *out,
                          const struct framer_piece *piece);

/* The one that fits standard input and output: the line editor when both are
 * terminals, the pipe otherwise.  The caller frees it. */
struct terminal *terminal_new(bool quiet);

#endif
