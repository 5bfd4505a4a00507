/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/typing.h"

bool typing_is_to_be_told(struct typing *typing, int64_t now)
{
    if (typing->has_told && now - typing->told_at < TYPING_PAUSE_MS)
        return false;
    typing->has_told = true;
    typing->told_at = now;
    return true;
}
