/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* control: the control lines of charla/1, "%word ...%" (doc/protocol.md).
 * Pure.  "%end%" is not here: the framer knows it. */
#ifndef CHARLA_CONTROL_H
#define CHARLA_CONTROL_H

#include <stddef.h>

struct buffer;

/* A name is cut to this many columns of a terminal (UAX #11). */
#define CONTROL_NAME_COLUMNS 32

/* And to this many bytes, for combining marks take no column at all. */
#define CONTROL_NAME_BYTES 256

enum control_word {
    CONTROL_UNKNOWN, /* to be ignored: a later version may know it */
    CONTROL_NAME,    /* "%name NAME%": the sender's name; one that cannot be
                        seen (sanitize_is_blank) is none */
};

/* Take a control line of `length` bytes, without its line end, apart.
 * `*value` and `*value_length` are what stands after the word, borrowed from
 * the line and as hostile as it is. */
enum control_word control_parse(const char *line, size_t length,
                                const char **value, size_t *value_length);

/* Append the line "%name NAME%", with its line end; what a name may not
 * hold (controls, "%", what is not UTF-8) is left out.  Of a name of which nothing
 * can be seen then, nothing is appended. */
void control_append_name(struct buffer *out, const char *name);

/* Append a name that came from the other side, made safe to show and short
 * (sanitize_append_short): within CONTROL_NAME_COLUMNS and
 * CONTROL_NAME_BYTES, and with single blanks only inside. */
void control_append_safe_name(struct buffer *out, const char *name,
                              size_t length);

#endif
