/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* sandbox: gives up, for good, what a process that only talks does not need,
 * so that an attacker who takes it over through a mistake, in this program or
 * in a library, has little to work with.
 *
 * Afterwards no file can be opened at all (Landlock, see landlock(7)), no
 * program executed, no code loaded, no connection made, no other process
 * reached (syscall_filter.h).  What is refused fails with EACCES or EPERM.
 * What is open already stays open, and callers can be accepted on a socket
 * that listens already.  Files and calls are the monitor's, which is confined
 * to that.
 *
 * sandbox.c is for Linux; sandbox_none.c for other systems, and for builds
 * with sanitizers, which need what is given up here. */
#ifndef CHARLA_SANDBOX_H
#define CHARLA_SANDBOX_H

#include <stdbool.h>

enum {
    SANDBOX_FILES = 1,    /* opening files is limited */
    SANDBOX_SYSCALLS = 2, /* system calls are */
};

/* What this charla is built for, as a set of the above. */
unsigned sandbox_built_in(void);

/* What of that this kernel can do as well. */
unsigned sandbox_available(void);

/* Put this process into the sandbox.  To be called before it starts a thread,
 * and after all libraries are loaded.  Returns what is in force from now on;
 * what the kernel cannot do is left out. */
unsigned sandbox_enter(void);

/* The same for a carrier (monitor/carrier.h), a program of its own. */
unsigned sandbox_enter_carrier(void);

/* Put the monitor into a wider sandbox: it may read files, resolve names and
 * make connections, but write only below `directory` and `download`, where it
 * makes files alone (NULL: nowhere), which must be there already, and execute
 * nothing but `program` (NULL: nothing), which inherits all this.  Where there
 * is no Landlock it may do everything.  Returns as sandbox_enter does. */
unsigned sandbox_enter_monitor(const char *directory, const char *program,
                               const char *download);

#endif
