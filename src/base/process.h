/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* process: sets up the whole process when it starts. */
#ifndef CHARLA_PROCESS_H
#define CHARLA_PROCESS_H

/* Make sure that the descriptors 0, 1 and 2 exist, so that no socket or file
 * that charla opens can get one of these numbers.  A closed one is opened for
 * the wrong direction, so that using it still fails.  Returns 0, or -1. */
int process_fill_descriptors(void);

/* Keep keys inside this process: no core dump, no tracing by the user's other
 * programs, no log of session keys ($SSLKEYLOGFILE). */
void process_keep_secrets(void);

/* Have the system send this process `signal` when its parent ends, where it can
 * (Linux, FreeBSD).  Elsewhere the process has to notice that its sockets have
 * been closed. */
void process_end_with_parent(int signal);

/* Close all descriptors from `first` on. */
void process_close_from(int first);

/* Move the `count` descriptors in `kept` to 3, 4 and so on, and close all
 * others: another process may be waiting until all ends of a pipe are closed.
 * The standard descriptors become /dev/null. */
void process_keep_only(const int kept[], int count);

#endif
