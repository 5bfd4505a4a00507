/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* tty: asks what the terminal can do, sets what the line editor does not (the
 * window's title, focus reports), and restores the user's modes afterwards.
 *
 * A process has one terminal, so this module has one state. */
#ifndef CHARLA_TTY_H
#define CHARLA_TTY_H

#include <stdbool.h>

struct buffer;

/* Remember the modes of the terminal `fd`, which is borrowed until tty_end; if
 * the program exits or is ended by a signal before that, they are put back. */
void tty_begin(int fd);
void tty_end(void);

/* Append to `out` the sequences that turn on focus reports and show `title`
 * (safe to show; NULL: none), if TERM names a terminal that understands
 * them... */
void tty_append_enter(struct buffer *out, const char *title);
/* ...and those that undo this; calling it twice is harmless. */
void tty_append_leave(struct buffer *out);

/* Append a sequence that such a terminal understands, or at least does not
 * show; false, and nothing is appended, if the terminal is not such a one. */
bool tty_append_sequence(struct buffer *out, const char *sequence);

/* Make Ctrl-C a key like any other, and let no key drop output that is on its
 * way to the screen; to be called when the terminal is in its mode for keys. */
void tty_take_interrupt(void);

/* Does the terminal deliver single keys instead of whole lines? */
bool tty_gives_keys(void);

/* Nothing more of a paste comes after a pause of this many ms. */
#define TTY_QUIET_MS 200

/* Drop text that was typed on the terminal `fd` and not read, and whole lines
 * that follow without a pause, unless this process is in the background. */
void tty_forget_input(int fd);

/* Is this process in the foreground of the terminal `fd`?  A background
 * process that reads the terminal or changes its modes is stopped (POSIX,
 * General Terminal Interface 11.1.4). */
bool tty_is_ours(int fd);

/* The width of the terminal `fd` in columns; 0 if it is unknown. */
unsigned tty_columns(int fd);

/* Do NO_COLOR and TERM allow colours? */
bool tty_may_colour(void);

/* Does TERM name no terminal, or one that cannot move its cursor? */
bool tty_is_dumb(void);

#endif
