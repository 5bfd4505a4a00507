/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* flag: tells the other thread one thing, once.
 *
 * Any thread may raise it; it is never lowered.  A thread that waits polls the
 * flag's descriptor, one that works looks at the flag itself. */
#ifndef CHARLA_FLAG_H
#define CHARLA_FLAG_H

#include <stdatomic.h>
#include <stdbool.h>

struct error;

struct flag {
    atomic_bool raised;
    int pipe[2]; /* a byte is written at the raising, and never read */
};

/* Returns 0, or -1 with `error` set; then nothing needs releasing. */
int flag_init(struct flag *flag, struct error *error);
void flag_release(struct flag *flag);

/* Whoever sees the flag raised also sees what the raising thread wrote to
 * memory before. */
void flag_raise(struct flag *flag);
bool flag_is_raised(struct flag *flag);

/* A descriptor that is readable (POLLIN) once the flag is raised; for poll
 * alone. */
int flag_fd(const struct flag *flag);

#endif
