/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* control: the control lines of charla/1, "%word ...%" (doc/protocol.md).
 * Pure.  "%end%" is not here: the framer knows it. */
#ifndef CHARLA_CONTROL_H
#define CHARLA_CONTROL_H

#include <stddef.h>

struct buffer;

/* The longest name that is shown, in columns of a terminal (UAX #11)... */
#define CONTROL_NAME_COLUMNS 32

/* ...and in bytes, because combining marks take no column at all. */
#define CONTROL_NAME_BYTES 256

enum control_word {
    CONTROL_UNKNOWN, /* not understood, to be ignored: it may be a word of a
                        later version */
    CONTROL_NAME,    /* "%name NAME%": the sender's name; one that cannot be
                        seen (sanitize_is_blank) is none */
};

/* Parse a control line of `length` bytes, given without its line end.  With
 * CONTROL_NAME, `*value` points to the name inside the line (borrowed, and not
 * made safe) and `*value_length` is its length in bytes. */
enum control_word control_parse(const char *line, size_t length,
                                const char **value, size_t *value_length);

/* Append the line "%name NAME%" with its line end.  What a name may not hold
 * (controls, "%", bytes that are not UTF-8) is left out.  If nothing of it can
 * be seen then, nothing is appended. */
void control_append_name(struct buffer *out, const char *name);

/* Append a name that came from the other side, made safe to show and short
 * (sanitize_append_short): within CONTROL_NAME_COLUMNS and
 * CONTROL_NAME_BYTES, and with single blanks only inside. */
void control_append_safe_name(struct buffer *out, const char *name,
                              size_t length);

#endif
