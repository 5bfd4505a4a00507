/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* print: what a command prints without a conversation, and the exit status
 * that follows from it. */
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

/* Let `text` print on standard output, or print one line there.  What was
 * asked for is the output, so losing it is an error (GNU Coding Standards,
 * section 4.7): returns STATUS_OK, or STATUS_FAILED when that has been said
 * on standard error. */
int print_text(void (*text)(FILE *out));
int print_line(const char *line);

/* The same for a table: in columns on a terminal, else as table_write has it
 * for programs. */
int print_table(const struct table *table);

#endif
