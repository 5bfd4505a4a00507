/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* launcher: a third process, which runs the command of --via, again for every
 * link, and does nothing else.
 *
 * The command is the user's own and does as it likes, so it cannot be started
 * from within the monitor's sandbox, which it would inherit.  The launcher is
 * forked before the monitor is confined; it holds no key, reads no byte of the
 * other side's, and takes two requests from the monitor, without data: start
 * the command, end it.  The words of the command are those of the command
 * line, whatever charla asks later.
 *
 * The command's standard input and output are one socket, which is the link.
 * Its standard error is a pipe to charla (chat/notes.h), into which the
 * launcher also writes how the command has failed. */
#ifndef CHARLA_LAUNCHER_H
#define CHARLA_LAUNCHER_H

#include <stdbool.h>
#include <sys/types.h>

struct error;

/* How long a command that is to end may take once its input has ended, and
 * once it has been asked to by SIGTERM, in ms. */
#define LAUNCHER_GRACE_MS 1000
#define LAUNCHER_TERM_MS 500

struct launcher {
    int socket; /* -1: there is none */
    pid_t pid;
};

/* Start the launcher, which closes every descriptor it inherits but `notes`.
 * `words` is copied by the fork.  Returns 0, or -1 with `error` set. */
int launcher_start(struct launcher *launcher, char *const *words, int notes,
                   struct error *error);

/* Have the command started, a running one being ended first.  Returns the
 * link, a stream socket that the caller closes; or -1 with `error` set. */
int launcher_run(const struct launcher *launcher, struct error *error);

/* Have the command ended, if it runs, after it was given time to end by
 * itself, and wait for that.  `*failed` tells whether it has ended by itself
 * in another way than with the exit status 0.  Returns 0, or -1 with `error`
 * set. */
int launcher_hang_up(const struct launcher *launcher, bool *failed,
                     struct error *error);

/* End the launcher, and the command with it, and wait for that; twice is
 * harmless. */
void launcher_end(struct launcher *launcher);

#endif
