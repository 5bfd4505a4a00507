/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* screen: a program on a pseudo-terminal, with a terminal emulator to read it,
 * so that a test can look at what a person would see.
 *
 * Nothing here sleeps: while a test waits for something, the program's output
 * is read until it is true; a generous deadline makes the test fail instead of
 * waiting for ever. */
#ifndef CHARLA_SCREEN_H
#define CHARLA_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

struct peer;
struct screen;

struct screen_setup {
    int rows, columns;
    const char *term;              /* TERM; NULL: xterm-256color */
    const char *environment[4];    /* more of it, "NAME=value" */
    bool reflows;                  /* wraps its rows anew on a resize */
    bool has_shell;                /* it is a job of a shell, and can stop */
    /* Run in the child; when it returns, the child ends with its result. */
    int (*program)(void *context);
    void *context;
};

/* Start the program.  screen_free ends it and waits for it. */
struct screen *screen_start(const struct screen_setup *setup);
void screen_free(struct screen *screen);

/* A program for the above: the shell command in `context`. */
int screen_shell(void *context);

/* Keep this peer (screen_peer.h; borrowed) going while a test waits for the
 * screen. */
void screen_meet(struct screen *screen, struct peer *peer);

/* Press keys. */
void screen_type(struct screen *screen, const char *keys);
void screen_type_bytes(struct screen *screen, const char *keys, size_t length);
void screen_paste(struct screen *screen, const char *text);
void screen_resize(struct screen *screen, int rows, int columns);
void screen_focus(struct screen *screen, bool focused);
void screen_signal(struct screen *screen, int number);
/* Read nothing from the program until it is unfrozen. */
void screen_freeze(struct screen *screen, bool frozen);

/* How an expected row begins if it is a message of the other side, the next
 * piece of one, or a message of the user, whatever name is before it. */
#define THEIRS "| "
#define GOES_ON ". "
#define MINE ": "

/* Wait for... */
void screen_await(struct screen *screen, bool (*holds)(void *context),
                  void *context, const char *what);
/* ...text in one of the rows, scrolled off or not... */
void screen_await_text(struct screen *screen, const char *text);
/* ...text as a whole row of the visible ones... */
void screen_await_row(struct screen *screen, const char *text);
/* ...the end of the program; returns its status (128 + N: signal N)... */
int screen_await_end(struct screen *screen);
/* ...the program being stopped. */
void screen_await_stop(struct screen *screen);
/* Read what has come up to now. */
void screen_pump(struct screen *screen);

/* The visible rows as text, blanks at the right left out; NULL: no such row.
 * Valid until the next call with the same `screen`. */
const char *screen_row(struct screen *screen, int row);
/* The same from the mark on, if it is a message. */
const char *screen_said(struct screen *screen, int row);
/* How many rows, scrolled off or not, hold just this text? */
int screen_count(struct screen *screen, const char *row);
/* How many rows contain it? */
int screen_count_with(struct screen *screen, const char *text);
/* Everything, row after row, as a test that fails would print it. */
const char *screen_dump(struct screen *screen);

int screen_cursor_row(struct screen *screen);
int screen_cursor_column(struct screen *screen);
bool screen_is_plain(struct screen *screen, int row, int column);
int screen_bells(const struct screen *screen);
const char *screen_title(const struct screen *screen);
bool screen_wants_focus(const struct screen *screen);
bool screen_wants_brackets(const struct screen *screen);
bool screen_used_alternate(const struct screen *screen);
/* All that was written, byte for byte. */
const char *screen_raw(const struct screen *screen, size_t *length);
void screen_forget_raw(struct screen *screen);
/* Are the settings of the terminal those it had at first?  Does it echo? */
bool screen_has_first_modes(struct screen *screen);
bool screen_echoes(struct screen *screen);

#endif
