/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* cancelled: a waiter that cancels every operation. */
#ifndef CHARLA_CANCELLED_H
#define CHARLA_CANCELLED_H

#include "base/waiter.h"

extern const struct waiter cancelled;

#endif
