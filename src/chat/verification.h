/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* verification: two people make sure that nobody sits in between, by reading
 * the digits of their keys to each other.  Main's. */
#ifndef CHARLA_VERIFICATION_H
#define CHARLA_VERIFICATION_H

struct session;

/* Show both keys as digits, for /verify. */
void verification_show(struct session *session);

/* Record that the digits matched, for "/verify yes". */
void verification_confirm(struct session *session);

#endif
