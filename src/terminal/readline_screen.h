/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* readline_screen: shows readline's line on the screen, and keeps the modes of
 * the terminal while readline has it.
 *
 * readline keeps the line, input_line draws it: readline's own drawing moves
 * the cursor up by what it believes of the terminal's widths and wrapping, and
 * then erases.  What readline writes is dropped, except for what it writes when
 * it changes the terminal's modes.
 *
 * There is one in a process, like readline.  One thread at a time. */
#ifndef CHARLA_READLINE_SCREEN_H
#define CHARLA_READLINE_SCREEN_H

struct buffer;

/* Append what goes to the screen to `out`, which is borrowed until
 * readline_screen_end; take what readline writes. */
void readline_screen_begin(struct buffer *out);

/* Put the modes back, and release everything. */
void readline_screen_end(void);

/* Take the line off the screen; draw it, unless the terminal did not echo when
 * it was taken over. */
void readline_screen_hide(void);
void readline_screen_show(void);

/* A row above the line, from the next time it is drawn; borrowed; NULL: none.
 */
void readline_screen_set_status(const char *status);

/* Scroll all rows off, where they can be looked at again. */
void readline_screen_clear(void);

/* Leave a line that has text on the screen for good, so that it can be copied;
 * take an empty one off. */
void readline_screen_leave(void);

/* Drop what readline has written. */
void readline_screen_drop(void);

/* Give the terminal readline's modes (`meta` as for rl_prep_terminal), and put
 * back those it had; twice is harmless. */
void readline_screen_prepare(int meta);
void readline_screen_unprepare(void);

/* The same after another program has had the terminal: its modes and size may
 * be others, and the line may stand anywhere. */
void readline_screen_resume(void);

#endif
