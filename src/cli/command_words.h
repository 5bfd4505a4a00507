/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* command_words: splits the command of --via into words, without a shell.
 * Pure.
 *
 * Blanks and line ends separate words.  Between '...' every character is
 * literal; between "..." blanks are, and a backslash there, or outside of
 * quotes, makes the next character literal.  In every word, quoted or not, %h
 * is the host, %p the port and %% a percent sign.  Host and port are inserted
 * last, so they can neither begin a new word nor end a quote.  Nothing else is
 * special: a user who wants pipes or variables writes sh -c '...'. */
#ifndef CHARLA_COMMAND_WORDS_H
#define CHARLA_COMMAND_WORDS_H

struct error;

/* Split the command.  Returns the words, ending with NULL, which the caller
 * frees with command_words_free; or NULL with `error` set.  A `host` of NULL
 * is an empty one. */
char **command_words_split(const char *command, const char *host,
                           const char *port, struct error *error);

/* Free the words; NULL is allowed. */
void command_words_free(char **words);

#endif
