/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* launcher: runs the command of --via in a third process, once for every link,
 * and does nothing else.
 *
 * The command is the user's own and may do anything, so it must not inherit the
 * monitor's sandbox.  Therefore the launcher is forked before the monitor
 * enters that.  The launcher holds no key, reads nothing that the other side
 * sends, and takes only two requests from the monitor, without data: start the
 * command, end it.  The words of the command are those of the command line,
 * whatever charla asks for later.
 *
 * The command's standard input and output are one socket, which is the link.
 * Its standard error is a pipe to charla (chat/notes.h), into which the
 * launcher also writes how the command has failed. */
#ifndef CHARLA_LAUNCHER_H
#define CHARLA_LAUNCHER_H

#include <stdbool.h>
#include <sys/types.h>

struct error;

/* How long a command that has to end may take after the end of its input, and
 * then after SIGTERM, in ms. */
#define LAUNCHER_GRACE_MS 1000
#define LAUNCHER_TERM_MS 500

struct launcher {
    int socket; /* -1: there is none */
    pid_t pid;
};

/* Start the launcher, which closes every descriptor that it inherits except
 * `notes`.  `words` is copied by the fork.  Returns 0, or -1 with `error`
 * set. */
int launcher_start(struct launcher *launcher, char *const *words, int notes,
                   struct error *error);

/* Have the command started; if it is running already, it is ended first.  From
 * the second time on it finds CHARLA_AGAIN=1 in its environment.
 * Returns the link, a stream socket that the caller closes; or -1 with `error`
 * set. */
int launcher_run(const struct launcher *launcher, struct error *error);

/* Have the command ended, if it is running, after giving it time to end by
 * itself, and wait for that.  `*failed` is set if it has ended by itself with
 * another exit status than 0, or by a signal.  Returns 0, or -1 with `error`
 * set. */
int launcher_hang_up(const struct launcher *launcher, bool *failed,
                     struct error *error);

/* End the launcher and the command, and wait for that; calling this twice is
 * harmless. */
void launcher_end(struct launcher *launcher);

#endif
