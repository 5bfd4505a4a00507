/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* peer_name: prepares the name of a side to be sent to the other side, and to
 * be shown there.  Pure. */
#ifndef CHARLA_PEER_NAME_H
#define CHARLA_PEER_NAME_H

#include <stddef.h>

struct buffer;

/* How many bytes of a name are sent, and shown, at most: the columns alone
 * would not limit it, because combining marks take none. */
#define PEER_NAME_BYTES ((size_t)256)

/* How many columns of a terminal a shown name takes at most (UAX #11). */
#define PEER_NAME_COLUMNS 32

/* Append our own name, without control characters and bytes that are not UTF-8,
 * cut to PEER_NAME_BYTES between two characters.  Appends nothing if nothing of
 * the name can be seen (sanitize_is_blank). */
void peer_name_append_told(struct buffer *out, const char *name);

/* Append a name that came from the other side, made safe to show and short
 * (sanitize_append_short).  Appends nothing if nothing of it can be seen. */
void peer_name_append_shown(struct buffer *out, const char *name,
                            size_t length);

#endif
