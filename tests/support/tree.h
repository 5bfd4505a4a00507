/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* tree: a directory of a test's own, with what the test puts there. */
#ifndef CHARLA_TREE_H
#define CHARLA_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Make the directory, where no name in its path begins with a dot; the initial
 * function of a suite. */
void tree_make(void);
/* Remove it with all that is in it; the final function. */
void tree_remove(void);

/* The path of `name` in the tree, without links.  Valid until the eighth call
 * after it. */
const char *tree_path(const char *name);

/* Make a directory, a file with these words in it, a link with this target. */
void tree_directory(const char *name);
void tree_file(const char *name, const char *words);
void tree_link(const char *name, const char *target);

/* Is anything of that name there, a link that leads nowhere too? */
bool tree_has(const char *name);
/* How many names a directory of the tree has, hidden ones too. */
size_t tree_count(const char *name);
/* The words of a file.  Valid until the next call. */
const char *tree_words(const char *name);

#endif
