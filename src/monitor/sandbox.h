/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* sandbox: takes from a process, for good, all rights that talking does not
 * need, so that an attacker who takes it over through a mistake in this program
 * or in a library can do little with it.
 *
 * Afterwards the process can open no file (Landlock, see landlock(7)), execute
 * no program, load no code, make no connection and reach no other process
 * (syscall_filter.h).  Attempts fail with EACCES or EPERM.  Descriptors that
 * are open stay open, and a socket that already listens can accept callers.
 * The monitor opens files and makes calls; its own sandbox allows little
 * else.
 *
 * sandbox.c is for Linux; sandbox_none.c is for other systems, and for builds
 * with sanitizers, which need those rights. */
#ifndef CHARLA_SANDBOX_H
#define CHARLA_SANDBOX_H

#include <stdbool.h>

enum {
    SANDBOX_FILES = 1,    /* opening files is limited */
    SANDBOX_SYSCALLS = 2, /* system calls are */
};

/* The parts of the sandbox that are built in, as a set of the above. */
unsigned sandbox_built_in(void);

/* Those of them that this kernel supports. */
unsigned sandbox_available(void);

/* Put this process into the sandbox; to be called before it starts a thread,
 * and after all libraries are loaded.  Returns the parts that are in force from
 * now on; those that the kernel does not support are left out. */
unsigned sandbox_enter(void);

/* The same for a carrier (monitor/carrier.h), a program of its own. */
unsigned sandbox_enter_carrier(void);

/* Put the monitor into a wider sandbox: it may read files, resolve names and
 * make connections; it may write only below `directory` and `download` (NULL:
 * nowhere), which must exist; below `download` it may only make files.  It may
 * execute only `program` (NULL: nothing), which inherits the sandbox.  Without
 * Landlock there is no limit to files.  Returns as sandbox_enter does. */
unsigned sandbox_enter_monitor(const char *directory, const char *program,
                               const char *download);

#endif
