/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* notes: shows the user what the command of --via writes to its standard
 * error, line by line, made safe: a relay may repeat what others have sent it.
 * The main thread's. */
#ifndef CHARLA_NOTES_H
#define CHARLA_NOTES_H

#include <stdbool.h>
#include <stddef.h>

struct terminal;

/* A longer line is shown in pieces, in bytes. */
#define NOTES_LINE_MAX 512

struct notes {
    int fd; /* non-blocking; -1: there are none, or no more */
    char line[NOTES_LINE_MAX];
    size_t length; /* of the unfinished line */
};

/* Take the end `fd` of the pipe; -1: there is none. */
void notes_begin(struct notes *notes, int fd);

/* What to poll for POLLIN; -1: nothing.  `notes` may be NULL. */
int notes_fd(const struct notes *notes);

/* Show what has come, some lines at a time. */
void notes_show(struct notes *notes, struct terminal *terminal);

/* Show all that has come, a last line without an end as well. */
void notes_show_all(struct notes *notes, struct terminal *terminal);

/* Close the pipe; twice is harmless. */
void notes_end(struct notes *notes);

#endif
