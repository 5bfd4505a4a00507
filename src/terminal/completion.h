/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* completion: what Tab adds to the line that is typed.  Pure, but for the
 * function that knows the files.
 *
 * At the beginning of a line the commands are completed, behind a command that
 * takes a path the path.  A path is the rest of the line as it stands, blanks
 * and all: nothing is quoted.  Anywhere else Tab does nothing. */
#ifndef CHARLA_COMPLETION_H
#define CHARLA_COMPLETION_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct command_row;

/* Who knows what there is. */
struct completer {
    /* The commands in order, 0 first, as command_row. */
    bool (*command)(size_t number, struct command_row *row);

    /* Append to `names` what `prefix` can become, each name ended by '\0': the
     * names of the files in its folder that begin with what stands behind its
     * last slash, the folders with a slash at their end.  The prefix is what
     * was typed: "~" and "~/..." mean the home directory.  Called on main's
     * side while the terminal is locked: it must call no function of the
     * terminal's.  NULL: no paths are known. */
    void (*paths)(void *context, const char *prefix, struct buffer *names);
    void *context;
};

/* Find what can be added behind the `length` bytes of `line`, and append that
 * to `added`.  If that is nothing because there are several names, append
 * those to `choices`, each ended by '\0'. */
void completion_find(const struct completer *completer, const char *line,
                     size_t length, struct buffer *added,
                     struct buffer *choices);

#endif
