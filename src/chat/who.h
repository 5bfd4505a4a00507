/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* who: answers /who: all that is known of the other side, and of the
 * connection with it. */
#ifndef CHARLA_WHO_H
#define CHARLA_WHO_H

#include <stdbool.h>

struct session;

/* Called by main.  `is_down`: the connection is broken. */
void who_answer(struct session *session, bool is_down);

#endif
