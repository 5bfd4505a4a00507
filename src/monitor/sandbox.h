/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* sandbox: once the connection is up, a process that only talks needs
 * little; the rest is given up for good, so that a mistake in this program
 * or a library gives an attacker little to work with.
 *
 * Afterwards files can be opened in one directory alone (Landlock), and no
 * program can be executed, no connection made or taken, no other process
 * reached (seccomp).  What is refused fails with EACCES or EPERM.  What is
 * open already stays so.
 *
 * Two files stand behind it: confinement.c for Linux, sandbox_none.c
 * for the rest and for sanitizers, which have to look around. */
#ifndef CHARLA_SANDBOX_H
#define CHARLA_SANDBOX_H

#include <stdbool.h>

enum {
    SANDBOX_FILES = 1, /* opening of files is limited */
    SANDBOX_SYSCALLS = 2, /* system calls are */
};

/* What this charla is built for, as a set of the above. */
unsigned sandbox_built_in(void);

/* What of that this kernel can do as well. */
unsigned sandbox_available(void);

/* Confine this process.  To be called before it starts a thread.
 * `directory` stays open for reading and writing; NULL: none does.  Returns
 * what is in force from now on; where the kernel cannot, it goes without. */
unsigned sandbox_enter(const char *directory);

/* Confine the monitor: it may read files, resolve names and make connections,
 * but write only below `directory` (NULL: nowhere) and execute nothing.
 * Returns as sandbox_enter does. */
unsigned sandbox_enter_monitor(const char *directory);

#endif
