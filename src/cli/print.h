/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* print: prints the output or the error of a command that holds no
 * conversation, and returns the exit status that follows. */
#ifndef CHARLA_PRINT_H
#define CHARLA_PRINT_H

#include <stdio.h>

struct table;

/* The exit statuses; those of a conversation come from ending_status. */
enum {
    STATUS_OK = 0,
    STATUS_FAILED = 1, /* it never began, or a local error */
    STATUS_USAGE = 2,  /* the command line is wrong */
    STATUS_UNSAFE = 4, /* refused for safety */
};

/* Print `sentence` on standard error, with the program's name in front.
 * Returns `status`. */
int print_error(const char *sentence, int status);

/* Have `text` print on standard output, or print one line there.  The user has
 * asked for this output, so a failure to write it is an error (GNU Coding
 * Standards, section 4.7).  Returns STATUS_OK; or STATUS_FAILED, after saying
 * so on standard error. */
int print_text(void (*text)(FILE *out));
int print_line(const char *line);

/* The same for a table: in columns on a terminal, else in the form for
 * programs (cli/table.h). */
int print_table(const struct table *table);

#endif
