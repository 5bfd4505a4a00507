/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/ending.h"

#include "base/i18n.h"

void ending_release(struct ending *ending)
{
    buffer_release(&ending->lines);
}

enum end_reason ending_reason(const struct ending *ending)
{
    /* A local failure comes first: it may have caused the rest. */
    if (ending->received == RECEIVED_UNSHOWN || ending->sent == SENT_UNREAD)
        return END_LOCAL_ERROR;
    if (ending->received == RECEIVED_REFUSED)
        return END_REFUSED;
    if (ending->received == RECEIVED_BUSY ||
        ending->received == RECEIVED_UNWANTED)
        return END_TURNED_AWAY;
    /* The other side's goodbye is a normal end, even if our text was still on
     * its way. */
    if (ending->received == RECEIVED_END)
        return END_PEER_LEFT;
    if (ending->received == RECEIVED_BROKEN || ending->sent == SENT_BROKEN)
        return END_LOST;
    if (ending->timed_out && ending_lacks_text(ending))
        return END_NOT_READING;
    if (ending->sent == SENT_LEAVING)
        return END_LEFT;
    return END_PEER_CLOSED;
}

bool ending_lacks_text(const struct ending *ending)
{
    /* After a normal end the system still delivers what is on its way. */
    return ending->unsent > 0 ||
           (ending->cut_short && ending->unacknowledged > 0);
}

int ending_status(enum end_reason reason, const struct ending *ending)
{
    switch (reason) {
    case END_LEFT:
    case END_PEER_LEFT:
    case END_PEER_CLOSED:
        return ending_lacks_text(ending) ? 3 : 0;
    case END_LOCAL_ERROR:
    case END_TURNED_AWAY:
        return 1;
    case END_REFUSED:
        return 4;
    case END_LOST:
    case END_NOT_READING:
        return 3;
    }
    return 3;
}

const char *ending_message(enum end_reason reason, const struct ending *ending)
{
    switch (reason) {
    case END_LEFT:
        return _("you have ended the conversation");
    case END_PEER_LEFT:
        return _("the other side has ended the conversation");
    case END_PEER_CLOSED:
        return _("the other side has closed the connection");
    case END_LOCAL_ERROR:
        return ending->received == RECEIVED_UNSHOWN ? ending->in_receiving.text
                                                   : ending->in_sending.text;
    case END_REFUSED:
    case END_TURNED_AWAY:
        return ending->in_receiving.text;
    case END_LOST:
        return ending->received == RECEIVED_BROKEN ? ending->in_receiving.text
                                                  : ending->in_sending.text;
    case END_NOT_READING:
        return _("the other side has stopped reading");
    }
    return "";
}
