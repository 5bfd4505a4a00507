/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* shell: words of a command line as a shell has to be given them.  Every
 * command that is printed for the user to copy is made with it. */
#ifndef CHARLA_SHELL_H
#define CHARLA_SHELL_H

/* `word` as one word of a command: in single quotes if a shell (sh, bash,
 * zsh, fish) could take any of its characters for something else, otherwise
 * as it is.  The caller frees. */
char *shell_quote(const char *word);

#endif
