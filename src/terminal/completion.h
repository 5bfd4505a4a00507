/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* completion: decides what Tab adds to the line that is being typed.  Pure,
 * except for the function that finds files.
 *
 * At the beginning of a line Tab completes commands; after a command that
 * takes a path, it completes the path.  A path is the rest of the line,
 * including blanks, without quotes.  Anywhere else Tab does nothing. */
#ifndef CHARLA_COMPLETION_H
#define CHARLA_COMPLETION_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct command_row;

/* The sources of the names. */
struct completer {
    /* The commands in order, 0 first, as command_row. */
    bool (*command)(size_t number, struct command_row *row);

    /* Append to `names` the names that complete `prefix`, each with its '\0':
     * those of the files in its directory that begin with the text after its
     * last slash; directories end with a slash.  In the prefix "~" and "~/..."
     * mean the home directory.  Called by main while the terminal is locked,
     * so it must not call any function of the terminal.  NULL: there are no
     * paths. */
    void (*paths)(void *context, const char *prefix, struct buffer *names);
    void *context;
};

/* Find what can be added after the `length` bytes of `line`, and append that
 * to `added`.  If nothing can be added because there are several names, append
 * these to `choices`, each with its '\0'. */
void completion_find(const struct completer *completer, const char *line,
                     size_t length, struct buffer *added,
                     struct buffer *choices);

#endif
