/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_ops: the interface that each kind of terminal (an editor, a pipe)
 * implements.  Private to the kinds, and to terminal.h and terminal_input.h,
 * which say what each function does. */
#ifndef CHARLA_TERMINAL_OPS_H
#define CHARLA_TERMINAL_OPS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "terminal/completion.h"
#include "terminal/input_queue.h"

struct error;
struct framer_piece;
struct log_file;
struct recent;
struct terminal;

enum terminal_event {
    TERMINAL_TEXT,    /* input has been put into the room given */
    TERMINAL_NONE,    /* nothing yet: a line is still being typed */
    TERMINAL_COMMAND, /* a person has typed the command in `asked` */
    TERMINAL_END,     /* the input has ended */
    TERMINAL_UNREADABLE, /* there is no input: the descriptor is not open for
                            reading, or is a terminal that belongs to other
                            processes */
    TERMINAL_FAILED,     /* it can no longer be read; `error` says why */
};

/* What the user is doing at the keyboard when the conversation is over. */
enum terminal_typing {
    TERMINAL_IDLE,        /* nothing */
    TERMINAL_TYPING,      /* a key was pressed within TERMINAL_KEY_MS */
    TERMINAL_HALF_LINE,   /* a line is half typed */
    TERMINAL_PASTING,     /* a paste has begun, but not ended */
    TERMINAL_LEFT,        /* Enter or Ctrl-D has been pressed */
    TERMINAL_GONE,        /* the terminal has hung up: stop reading it */
    TERMINAL_INTERRUPTED, /* Ctrl-C has been pressed; reported each time */
};

/* The kinds of sentences for the user (terminal.h). */
enum terminal_voice {
    TERMINAL_NOTICE,
    TERMINAL_MORE,
    TERMINAL_DETAIL,
    TERMINAL_HEADLINE,
    TERMINAL_ANSWER,
    TERMINAL_AGAIN, /* an answer with the last messages below it */
    TERMINAL_COMPLAINT,
    TERMINAL_WARNING,
};

enum terminal_text {
    TERMINAL_TITLE,  /* of the window: the name of the other side */
    TERMINAL_OTHER,  /* the name in front of the other side's messages... */
    TERMINAL_SELF,   /* ...and in front of the user's own */
    TERMINAL_PROMPT, /* in front of the typed line: encrypted or not */
    TERMINAL_ACTIVITY, /* after that: what is going on, in a word or two */
    TERMINAL_STATUS,   /* a separate row above the prompt */
};

struct terminal_ops {
    void (*begin)(struct terminal *terminal);
    enum terminal_event (*read)(struct terminal *terminal, char *room,
                                size_t size, size_t *length,
                                struct error *error);
    size_t (*pending)(struct terminal *terminal);
    int (*show)(struct terminal *terminal, const struct framer_piece *piece,
                int stop_fd, struct error *error);
    int (*flush)(struct terminal *terminal, int stop_fd, struct error *error);
    void (*print)(struct terminal *terminal, const char *sentence,
                  enum terminal_voice voice);
    bool (*finish)(struct terminal *terminal);
    void (*free)(struct terminal *terminal);

    /* These may be NULL: */
    void (*set_text)(struct terminal *terminal, enum terminal_text which,
                     const char *text);
    bool (*signal)(struct terminal *terminal, unsigned signal);
    void (*draw)(struct terminal *terminal);
    enum terminal_typing (*drain)(struct terminal *terminal);
};

/* Every kind of terminal begins with this. */
struct terminal {
    const struct terminal_ops *ops;
    int input_fd;   /* to poll for POLLIN before terminal_read */
    bool is_person; /* somebody types here: lines, not a stream of bytes */
    bool is_editor; /* keys want an answer at once: read even with no room */
    bool by_lines;  /* show takes pieces of framer_next_line, not _next_run */
    bool quiet;     /* no notices */
    bool shows_details; /* terminal_detail is heard, no headline is needed */
    bool has_status;    /* there is a place for TERMINAL_STATUS */
    bool text_alone; /* line after line: no escapes are written */
    bool has_more;  /* input waits inside: read again, without a poll */
    bool has_left;  /* the user is done: no more will be typed */
    bool is_composing; /* the last read saw a key in a message */
    bool has_explained_quit; /* that "quit" is a message */

    struct log_file *log;      /* borrowed; NULL: there is none */
    struct recent *recent;     /* borrowed: what was said; NULL: not kept */
    struct user_command asked; /* with TERMINAL_COMMAND */
    struct completer completer; /* what Tab may look at; main's alone */
    struct input_queue input;  /* a person's lines; main's alone */

    /* What is to be shown waits for room at output_fd. */
    atomic_bool undrawn;
    int output_fd;
};

/* Return typed lines, as far as there is room; with `ended` no more will be
 * typed. */
enum terminal_event terminal_give_typed(struct terminal *terminal, char *room,
                                        size_t size, size_t *length,
                                        bool ended);

#endif
