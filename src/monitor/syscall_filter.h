/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* syscall_filter: forbids every system call that talking does not need
 * (seccomp(2)).
 *
 * It is a list of what is allowed.  Of a call that can do many things, such as
 * fcntl, only the things that are needed are allowed, by its arguments.  The
 * rest fails with EPERM: another libc may try a call that this list does not
 * have, and does without it.  Calls that no libc makes by itself, such as
 * ptrace, end the process with SIGSYS. */
#ifndef CHARLA_SYSCALL_FILTER_H
#define CHARLA_SYSCALL_FILTER_H

#include <stdbool.h>

/* Was this charla built with it? */
bool syscall_filter_is_built_in(void);

/* Filter the calls of this process, for good.  Before it starts a thread, and
 * after everything that is to be executed has been loaded: no memory can be
 * made executable afterwards.  Returns false if the kernel cannot. */
bool syscall_filter_load(void);

/* The same for a carrier (monitor/carrier.h), which may also make streams to
 * charla. */
bool syscall_filter_load_carrier(void);

/* The same for the monitor: it can reach no other process, wait for no call,
 * and execute nothing unless it `may_execute`.  The same calls end it. */
bool syscall_filter_load_monitor(bool may_execute);

#endif
