/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* tty: what is asked of the user's terminal besides a line editor (a title,
 * word of its focus), and its way back to what it was.
 *
 * There is one per process, like the terminal itself. */
#ifndef CHARLA_TTY_H
#define CHARLA_TTY_H

#include <stdbool.h>

struct buffer;

/* Remember the modes of the terminal `fd`, which is borrowed until tty_end;
 * should the program die or exit before that, they are put back. */
void tty_begin(int fd);
void tty_end(void);

/* Append to `out` what turns the focus reports on and shows `title` (safe to
 * show; NULL: none), if TERM names a terminal that understands it... */
void tty_append_enter(struct buffer *out, const char *title);
/* ...and what puts back what the last tty_append_enter has changed; twice is
 * harmless. */
void tty_append_leave(struct buffer *out);

/* Append what such a terminal understands, or does not show; false: it is not
 * such a one. */
bool tty_append_sequence(struct buffer *out, const char *sequence);

/* Let Ctrl-C come as a key among the others, and let no key throw away what
 * is on its way to the screen; to be called when the terminal has been put
 * into its mode for keys. */
void tty_take_interrupt(void);

/* Does the terminal give key after key, and not line after line? */
bool tty_gives_keys(void);

/* Nothing more of a paste comes after a pause of this many ms. */
#define TTY_QUIET_MS 200

/* Throw away what was typed on the terminal `fd` and not read, and whole lines
 * that follow without a pause, unless this process is in the background. */
void tty_forget_input(int fd);

/* Is this process in the foreground of the terminal `fd`?  In the background
 * whoever reads the terminal or changes its modes is stopped (POSIX, General
 * Terminal Interface 11.1.4). */
bool tty_is_ours(int fd);

/* The width of the terminal `fd` in columns; 0 if it does not say. */
unsigned tty_columns(int fd);

#endif
