/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* flag: tells another thread that something has happened.
 *
 * Any thread may raise it, as often as it likes.  A thread that waits polls
 * the flag's descriptor; a busy thread reads the flag itself.  A thread that is
 * notified repeatedly lowers the flag first and then looks for work. */
#ifndef CHARLA_FLAG_H
#define CHARLA_FLAG_H

#include <stdatomic.h>
#include <stdbool.h>

struct error;

struct flag {
    atomic_bool raised;
    int pipe[2]; /* holds one byte while it is raised */
};

/* Returns 0, or -1 with `error` set; then nothing needs releasing. */
int flag_init(struct flag *flag, struct error *error);
void flag_release(struct flag *flag);

/* A thread that sees the flag raised also sees all that the raising thread
 * wrote to memory before. */
void flag_raise(struct flag *flag);
bool flag_is_raised(struct flag *flag);

/* Lower it if it is raised.  Only the thread that is notified may do this; it
 * then sees what the raising threads wrote to memory before. */
void flag_lower(struct flag *flag);

/* A descriptor that is readable (POLLIN) while the flag is raised; for poll
 * alone. */
int flag_fd(const struct flag *flag);

#endif
