/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* peer_name: the name that a side goes by, as it is told to the other side
 * and as it is shown there.  Pure. */
#ifndef CHARLA_PEER_NAME_H
#define CHARLA_PEER_NAME_H

#include <stddef.h>

struct buffer;

/* A name is told in at most so many bytes, and shown in at most so many;
 * combining marks take no column at all. */
#define PEER_NAME_BYTES ((size_t)256)

/* A name is shown in at most so many columns of a terminal (UAX #11). */
#define PEER_NAME_COLUMNS 32

/* Append our own name without controls and what is not UTF-8, cut to
 * PEER_NAME_BYTES between two characters.  Of a name of which nothing can be
 * seen (sanitize_is_blank), nothing is appended. */
void peer_name_append_told(struct buffer *out, const char *name);

/* Append a name that came from the other side, made safe to show and short
 * (sanitize_append_short).  Nothing is appended of one that cannot be seen. */
void peer_name_append_shown(struct buffer *out, const char *name,
                            size_t length);

#endif
