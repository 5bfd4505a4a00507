/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_caller_words: sends plain text to a caller at the door.  Private to the
 * door. */
#ifndef CHARLA_DOOR_CALLER_WORDS_H
#define CHARLA_DOOR_CALLER_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct caller;

/* Send a whole line.  Returns false if that is not possible. */
bool caller_say(const struct caller *caller, const struct buffer *line);

/* Send a last line, and give it time to arrive: closing at once would send a
 * reset, which could overtake it (RFC 1122 section 4.2.2.13). */
void caller_let_go(struct caller *caller, const char *words, size_t length,
                   int64_t now);

/* The same with the line that says that this side is talking with somebody
 * else. */
void caller_tell_busy(struct caller *caller, int64_t now);

#endif
