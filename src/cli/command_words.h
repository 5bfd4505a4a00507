/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* command_words: cuts the command of --via into words, without a shell.  Pure.
 *
 * Blanks and line ends separate words.  Between '...' everything stands for
 * itself; between "..." blanks do, and a backslash there, or outside of
 * quotes, makes the next character stand for itself.  In every word, quoted or
 * not, %h is the host, %p the port and %% a percent sign.  What they stand for
 * is put in last, so it can neither begin a new word nor end a quote.  Nothing
 * else has a meaning: who wants pipes or variables writes sh -c '...'. */
#ifndef CHARLA_COMMAND_WORDS_H
#define CHARLA_COMMAND_WORDS_H

struct error;

/* Returns the words, ending with NULL, to be freed with command_words_free; or
 * NULL with `error` set.  `host` may be NULL, which is an empty one. */
char **command_words_split(const char *command, const char *host,
                           const char *port, struct error *error);

/* NULL is allowed. */
void command_words_free(char **words);

#endif
