/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* command: what a typed line that begins with a slash asks for.
 *
 * To add one: a value in enum command, a row in the table of command.c, and
 * a case in run_command of sender_input.c, which runs it on main's side. */
#ifndef CHARLA_COMMAND_H
#define CHARLA_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

enum command {
    COMMAND_UNKNOWN, /* not in the table: to be explained, never sent */
    COMMAND_HELP,
    COMMAND_END,
    COMMAND_KEEP,   /* keep the other person's key under a name */
    COMMAND_VERIFY, /* say how to verify a key; with digits, verify it */
    COMMAND_SEND,   /* offer files */
    COMMAND_TAKE,   /* an offered file, perhaps under another name */
    COMMAND_DECLINE,
    COMMAND_CANCEL, /* take an offer back, or stop a file */
    COMMAND_FILES,  /* list them */
    COMMAND_WHO,    /* say all that is known of the other side */
    COMMAND_LOG,    /* go on writing a log, or stop */
    COMMAND_AGAIN,  /* show the last messages again */
};

struct command_row {
    enum command command;
    const char *word; /* as it is typed, slash included */
    const char *help; /* what it does, in the user's language */
    bool has_argument; /* more words may follow */
    bool takes_path;   /* ...which are the path of a file */
};

/* Is this line a word that ends other programs, and a message here? */
bool command_is_quit_word(const char *line, size_t length);

/* Which command is the line of `length` bytes, its line end left out?  Blanks
 * after the word are allowed, more words only where the command has an
 * argument: "/end of the story" would end the conversation for somebody who
 * was only writing.  "/quit" and "/exit" are understood as "/end", but are not
 * rows of the table. */
enum command command_of(const char *line, size_t length);

/* The rows of the table in order, 0 first; false after the last. */
bool command_row(size_t number, struct command_row *row);

#endif
