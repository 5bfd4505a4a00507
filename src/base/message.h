/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* message: writes the program's own sentences to standard error, and never
 * waits for its reader.
 *
 * The rule for everything that charla writes to: no call may block for ever.
 * What others share is never switched to non-blocking mode, and never written
 * to in blocking mode either (see output.h for how).  Standard error is no
 * exception: a pager that waits for a key, or Ctrl-S, must not keep the
 * conversation from going on or from ending.  So what has no room waits in
 * memory, up to MESSAGE_KEPT_MAX bytes; what comes on top of that is
 * dropped.  For any thread. */
#ifndef CHARLA_MESSAGE_H
#define CHARLA_MESSAGE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/* How much may wait for room, in bytes. */
#define MESSAGE_KEPT_MAX ((size_t)64 * 1024)

/* How long, at the end of the program, a reader may read nothing before what
 * waits is dropped, in ms. */
#define MESSAGE_LAST_MS 1000

/* Open standard error.  To be called before the process gives up its rights
 * to open anything; without it the first message does so. */
void message_begin(void);

/* Write text as it is. */
void message_write(const char *text, size_t length);

/* Write "charla: SENTENCE" as a line. */
void message_say(const char *sentence);

/* What to poll for POLLOUT before message_push; -1: nothing waits. */
int message_behind_fd(void);

/* Write what waits, as far as there is room. */
void message_push(void);

/* The program ends: wait until the reader has taken everything, as long as
 * from each piece it reads to the next there are at most MESSAGE_LAST_MS.
 * While it waits the signals' mask is `wait_mask` (NULL: as it is); a signal
 * to leave (base/signals.h) ends the wait.  Returns false if the wait was in
 * vain: what the reader has not taken is dropped. */
bool message_flush(const sigset_t *wait_mask);

#endif
