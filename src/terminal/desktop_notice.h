/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* desktop_notice: asks the terminal to show a notice outside of it: that
 * somebody has written.  Pure, but for the environment.
 *
 * There are two such sequences, OSC 9 (iTerm2, ConEmu) and OSC 777
 * (rxvt-unicode, VTE).  Most terminals know one of them and ignore the other;
 * those that know both get only the second.  tmux passes on only sequences that
 * are wrapped for it, with its option allow-passthrough. */
#ifndef CHARLA_DESKTOP_NOTICE_H
#define CHARLA_DESKTOP_NOTICE_H

#include <stddef.h>

struct buffer;

/* The longest notice, in columns and in bytes. */
#define DESKTOP_NOTICE_COLUMNS 120
#define DESKTOP_NOTICE_BYTES ((size_t)256)

/* Append the sequences for a notice that `name` (NULL: somebody) has written,
 * and, if `text` is not NULL, the beginning of its `length` bytes.  Neither
 * needs to be safe to show. */
void desktop_notice_append(struct buffer *out, const char *name,
                           const char *text, size_t length);

#endif
