/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* message: writes the program's own sentences to standard error, and never
 * waits for its reader.
 *
 * No write of charla's may block for ever, and a descriptor that other
 * processes share is never switched to non-blocking mode (output.h says how
 * that is done).  This holds for standard error too: a pager that waits for a
 * key, or Ctrl-S, must not keep the conversation from going on or from ending.
 * So text for which there is no room waits in memory, up to MESSAGE_KEPT_MAX
 * bytes; text beyond that is dropped.  For any thread. */
#ifndef CHARLA_MESSAGE_H
#define CHARLA_MESSAGE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/* How much text may wait for room, in bytes. */
#define MESSAGE_KEPT_MAX ((size_t)64 * 1024)

/* At the end of the program, how long a reader may read nothing before the text
 * that waits is dropped, in ms. */
#define MESSAGE_LAST_MS 1000

/* Open standard error; to be called before the sandbox.  If it is not called,
 * the first message does this. */
void message_begin(void);

/* Write text as it is. */
void message_write(const char *text, size_t length);

/* Write "charla: SENTENCE" as a line. */
void message_say(const char *sentence);

/* The descriptor to poll for POLLOUT before message_push; -1: no text waits. */
int message_behind_fd(void);

/* Write the text that waits, as far as there is room. */
void message_push(void);

/* At the end of the program: wait until the reader has taken everything, unless
 * it reads nothing for MESSAGE_LAST_MS.  The signal mask while waiting is
 * `wait_mask` (NULL: unchanged); a signal to leave (base/signals.h) ends the
 * wait.  Returns false if the reader has not taken everything; the rest is
 * dropped. */
bool message_flush(const sigset_t *wait_mask);

#endif
