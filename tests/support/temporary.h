/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* temporary: makes files and directories for a test below $TMPDIR.  It is /tmp
 * that is taken in place of a path which is hidden, very long, or would have to
 * be quoted in a shell.  Who makes them removes them. */
#ifndef CHARLA_TEMPORARY_H
#define CHARLA_TEMPORARY_H

/* Room for the path of one of them, with the '\0'. */
#define TEMPORARY_MAX 128

/* Make a directory, or end the test. */
void temporary_directory(char path[TEMPORARY_MAX]);

/* Make an empty file, open for reading and writing, or end the test. */
int temporary_file(char path[TEMPORARY_MAX]);

/* Make a file with these words in it, or end the test. */
void temporary_words(char path[TEMPORARY_MAX], const char *words);

/* Make a file without a name, open for reading and writing, or end the test. */
int temporary_unnamed(void);

#endif
