/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* syscall_filter: forbids every system call that talking does not need
 * (seccomp(2)).
 *
 * The filter lists what is allowed.  A call that can do many things, such as
 * fcntl, is allowed only with certain arguments.  All other calls fail with
 * EPERM, because another libc may try a call that is not on the list and can do
 * without it.  Calls that no libc makes by itself, such as ptrace, end the
 * process with SIGSYS. */
#ifndef CHARLA_SYSCALL_FILTER_H
#define CHARLA_SYSCALL_FILTER_H

#include <stdbool.h>

/* Was this charla built with the filter? */
bool syscall_filter_is_built_in(void);

/* Filter the calls of this process, for good; to be called before it starts a
 * thread, and after all libraries are loaded, because no memory can be made
 * executable afterwards.  Returns false if the kernel cannot filter. */
bool syscall_filter_load(void);

/* The same for a carrier (monitor/carrier.h), which may also make the sockets
 * that it hands to charla. */
bool syscall_filter_load_carrier(void);

/* The same for the monitor, with another list: it can reach no other process,
 * accept no caller, and execute nothing unless it `may_execute`.  The same
 * calls end it. */
bool syscall_filter_load_monitor(bool may_execute);

#endif
