/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* process: what the program settles for the whole process when it starts. */
#ifndef CHARLA_PROCESS_H
#define CHARLA_PROCESS_H

/* Make sure that the descriptors 0, 1 and 2 exist, so that none of them can
 * become a socket or a file that charla opens.  A closed one is opened for
 * the wrong direction, so that its use still fails.  Returns 0, or -1. */
int process_fill_descriptors(void);

/* Let no key get out of this process: no core dump, no tracing by the user's
 * other programs, no log of session keys ($SSLKEYLOGFILE). */
void process_keep_secrets(void);

/* Keep the `count` descriptors in `kept`, as 3, 4 and so on, and nothing else
 * that is open: who waits for the end of a pipe would wait for this process
 * too.  The standard descriptors become /dev/null. */
void process_keep_only(const int kept[], int count);

#endif
