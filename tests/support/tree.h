/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* tree: makes a directory for a test, and files in it. */
#ifndef CHARLA_TREE_H
#define CHARLA_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Make the directory; for `.init` of a suite. */
void tree_make(void);
/* End the test as skipped, with a message, if there is no room for so many
 * bytes below it. */
void tree_need_room(unsigned long long size);
/* Remove it with everything in it; for `.fini` of a suite. */
void tree_remove(void);

/* The path of `name` in the tree, without links.  Valid until the eighth call
 * after this one. */
const char *tree_path(const char *name);

/* Make a directory, a file with these words in it, a link with this target. */
void tree_directory(const char *name);
void tree_file(const char *name, const char *words);
void tree_link(const char *name, const char *target);

/* Is there anything of that name, even a dangling link? */
bool tree_has(const char *name);
/* How many names a directory of the tree has, hidden ones too. */
size_t tree_count(const char *name);
/* The words of a file.  Valid until the next call. */
const char *tree_words(const char *name);

#endif
