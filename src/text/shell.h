/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* shell: quotes words for a shell.  Every command that charla prints for the
 * user to copy is made with it. */
#ifndef CHARLA_SHELL_H
#define CHARLA_SHELL_H

/* Returns `word` as one word of a command: in single quotes if any of its
 * characters is special to a shell (sh, bash, zsh, fish), otherwise unchanged.
 * The caller frees. */
char *shell_quote(const char *word);

#endif
