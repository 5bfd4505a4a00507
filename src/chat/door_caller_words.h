/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* door_caller_words: what a caller at the door is told in plain text.  Private
 * to the door. */
#ifndef CHARLA_DOOR_CALLER_WORDS_H
#define CHARLA_DOOR_CALLER_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct caller;

/* Say a line, whole.  False: that cannot be. */
bool caller_say(const struct caller *caller, const struct buffer *line);

/* Say a last word, and give it time to arrive: a close at once would send a
 * reset that overtakes it (RFC 1122 section 4.2.2.13). */
void caller_let_go(struct caller *caller, const char *words, size_t length,
                   int64_t now);

/* Let it go with the line that says that this side talks with somebody else. */
void caller_tell_busy(struct caller *caller, int64_t now);

#endif
