/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* command: recognises the commands that a user types with a slash.
 *
 * To add one: a value in enum command, a row in the table of command.c, and
 * a case in run_command of sender_input.c, which runs it on main's side. */
#ifndef CHARLA_COMMAND_H
#define CHARLA_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

enum command {
    COMMAND_UNKNOWN, /* not in the table: explained, and never sent */
    COMMAND_HELP,
    COMMAND_END,
    COMMAND_KEEP,   /* save the other person as a contact */
    COMMAND_VERIFY, /* explain how to verify a key; with digits, verify it */
    COMMAND_SEND,   /* offer files */
    COMMAND_TAKE,   /* take an offered file, perhaps under another name */
    COMMAND_DECLINE,
    COMMAND_CANCEL, /* withdraw an offer, or stop a file */
    COMMAND_FILES,  /* list the files */
    COMMAND_WHO,    /* tell all that is known about the other side */
    COMMAND_LOG,    /* go on writing the log, or stop */
    COMMAND_AGAIN,  /* show the last messages again */
};

struct command_row {
    enum command command;
    const char *word; /* as it is typed, slash included */
    const char *help; /* what it does, in the user's language */
    bool has_argument; /* more words may follow */
    bool takes_path;   /* ...which are the path of a file */
};

/* Is this line a word that ends other programs, but is a message here? */
bool command_is_quit_word(const char *line, size_t length);

/* Which command is this line of `length` bytes, without its line end?  Blanks
 * after the word are allowed; more words only if the command has an argument:
 * otherwise "/end of the story" would end the conversation of somebody who was
 * only writing.  "/quit" and "/exit" mean "/end", but are not in the table. */
enum command command_of(const char *line, size_t length);

/* The rows of the table in order, 0 first; false after the last. */
bool command_row(size_t number, struct command_row *row);

#endif
