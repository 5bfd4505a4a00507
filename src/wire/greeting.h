/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* greeting: makes and recognises the first line that a listener sends
 * (doc/protocol.md, "The greeting").
 *
 * The line is a version banner and a welcome in one:
 *
 *     charla 0.1.0: Welcome! Type %end% to finish. [charla/1]
 *
 * It ends in "[charla/1]" when the listener can encrypt, else in "[charla]".
 * A calling charla recognises it by its first and last words and keeps it out
 * of the conversation; for any other program it is the first message. */
#ifndef CHARLA_GREETING_H
#define CHARLA_GREETING_H

#include <stdbool.h>
#include <stddef.h>

/* The longest greeting, in bytes with its line end. */
#define GREETING_MAX 512

enum greeting_verdict {
    GREETING_NO,      /* the stream does not begin with a greeting */
    GREETING_PERHAPS, /* more bytes are needed to decide */
    GREETING_PLAIN,   /* of a charla that will not encrypt */
    GREETING_OFFERS,  /* of a charla that offers charla/1 */
    GREETING_BUSY,    /* of a charla that is talking with somebody else */
};

struct buffer;

/* Append the greeting, with its line end, in the user's language. */
void greeting_append(struct buffer *out, bool offers);

/* Append the line that a listener sends, in place of the greeting or after it,
 * while it is talking with somebody else; then it closes the connection.
 *
 *     charla 0.1.0: Busy, talking with somebody else. [busy] */
void greeting_append_busy(struct buffer *out);

/* Does a stream that begins with these `length` bytes begin with a greeting?
 * If so, `*line_length` is its length without the line end. */
enum greeting_verdict greeting_judge(const char *bytes, size_t length,
                                     size_t *line_length);

#endif
