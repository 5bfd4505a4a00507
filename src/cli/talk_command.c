/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/error.h"
#include "base/i18n.h"
#include "chat/ending.h"
#include "cli/talk_private.h"
#include "monitor/monitor_client.h"

bool talk_hang_up(struct talk *talk, struct ending *ending)
{
    struct error ignored = {0};
    bool has_failed = false;

    if (!talk->options->route.via)
        return false;
    (void)monitor_client_hang_up(&talk->monitor, &has_failed, &ignored);
    notes_show_all(&talk->notes, talk->terminal);
    /* Then the end of its output is not a normal end; but one that has come
     * through the encryption is, whatever the command does after it. */
    if (has_failed && ending->received == RECEIVED_CLOSE &&
        !ending->is_encrypted) {
        ending->received = RECEIVED_BROKEN;
        error_set(&ending->in_receiving, _("the command of --via has failed"));
    }
    return has_failed;
}
