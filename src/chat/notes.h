/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* notes: shows the user, line by line, what the command of --via writes to
 * standard error.  The text is made safe to show first, because a relay may
 * repeat what strangers have sent to it.  For the main thread. */
#ifndef CHARLA_NOTES_H
#define CHARLA_NOTES_H

#include <stdbool.h>
#include <stddef.h>

struct terminal;

/* A longer line, in bytes, is shown in pieces. */
#define NOTES_LINE_MAX 512

struct notes {
    int fd; /* non-blocking; -1: there is no command, or no more will come */
    char line[NOTES_LINE_MAX];
    size_t length; /* of the unfinished line */
};

/* Begin to read from the pipe `fd`, which is taken; -1: there is none. */
void notes_begin(struct notes *notes, int fd);

/* The descriptor to poll for POLLIN; -1: none.  `notes` may be NULL. */
int notes_fd(const struct notes *notes);

/* Show what has come, a limited number of lines at a time. */
void notes_show(struct notes *notes, struct terminal *terminal);

/* Show all that has come, including a last line without a line end. */
void notes_show_all(struct notes *notes, struct terminal *terminal);

/* Close the pipe; calling this twice is harmless. */
void notes_end(struct notes *notes);

#endif
