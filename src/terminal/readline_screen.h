/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* readline_screen: shows readline's line on the screen, and looks after the
 * modes of the terminal while readline has it.
 *
 * readline edits the line, input_line draws it: readline's own drawing would
 * move the cursor up by what it assumes about the terminal's widths and
 * wrapping, and then erase.  readline's output is dropped, except when it
 * changes the terminal's modes.
 *
 * There is only one in a process, as of readline.  Only one thread at a time
 * may use it. */
#ifndef CHARLA_READLINE_SCREEN_H
#define CHARLA_READLINE_SCREEN_H

struct buffer;

/* Begin to append output for the screen to `out`, which is borrowed until
 * readline_screen_end, and to catch readline's own output. */
void readline_screen_begin(struct buffer *out);

/* Put the modes back, and release everything. */
void readline_screen_end(void);

/* Erase the line from the screen; and draw it, unless the terminal did not echo
 * when it was taken over. */
void readline_screen_hide(void);
void readline_screen_show(void);

/* Set the row above the line, for the next time it is drawn; borrowed; NULL:
 * none. */
void readline_screen_set_status(const char *status);

/* Scroll all rows off the screen, into the terminal's history. */
void readline_screen_clear(void);

/* Leave a line with text on the screen for good, so that it can be copied;
 * erase an empty one. */
void readline_screen_leave(void);

/* Drop what readline has written. */
void readline_screen_drop(void);

/* Set readline's modes for the terminal (`meta` as for rl_prep_terminal); and
 * put back the earlier ones.  Calling either twice is harmless. */
void readline_screen_prepare(int meta);
void readline_screen_unprepare(void);

/* Set them again after another program has used the terminal: its modes and
 * size may have changed, and the line may be anywhere. */
void readline_screen_resume(void);

#endif
