/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/outcome.h"

#include "base/i18n.h"

void facts_release(struct facts *facts)
{
    buffer_release(&facts->lines);
}

enum outcome outcome_of(const struct facts *facts)
{
    /* What failed here comes first: the rest may only follow from it. */
    if (facts->received == RECEIVED_UNSHOWN || facts->sent == SENT_UNREAD)
        return OUTCOME_LOCAL_ERROR;
    if (facts->received == RECEIVED_REFUSED)
        return OUTCOME_REFUSED;
    /* Their goodbye is an ending in order, even if it crossed our text. */
    if (facts->received == RECEIVED_END)
        return OUTCOME_PEER_LEFT;
    if (facts->received == RECEIVED_BROKEN || facts->sent == SENT_BROKEN)
        return OUTCOME_LOST;
    /* Text that waits in this machine when one gives up is not there yet. */
    if (facts->unsent > 0 || (facts->received == RECEIVED_STOPPED &&
                              facts->unacknowledged > 0))
        return OUTCOME_NOT_READING;
    if (facts->sent == SENT_LEAVING)
        return OUTCOME_LEFT;
    return OUTCOME_PEER_CLOSED;
}

int outcome_status(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_LEFT:
    case OUTCOME_PEER_LEFT:
    case OUTCOME_PEER_CLOSED:
        return 0;
    case OUTCOME_LOCAL_ERROR:
        return 1;
    case OUTCOME_REFUSED:
        return 4;
    case OUTCOME_LOST:
    case OUTCOME_NOT_READING:
        return 3;
    }
    return 3;
}

const char *outcome_words(enum outcome outcome, const struct facts *facts)
{
    switch (outcome) {
    case OUTCOME_LEFT:
        return _("you have ended the conversation");
    case OUTCOME_PEER_LEFT:
        return _("the other side has ended the conversation");
    case OUTCOME_PEER_CLOSED:
        return _("the other side has closed the connection");
    case OUTCOME_LOCAL_ERROR:
        return facts->received == RECEIVED_UNSHOWN ? facts->in_receiving.text
                                                   : facts->in_sending.text;
    case OUTCOME_REFUSED:
        return facts->in_receiving.text;
    case OUTCOME_LOST:
        return facts->received == RECEIVED_BROKEN ? facts->in_receiving.text
                                                  : facts->in_sending.text;
    case OUTCOME_NOT_READING:
        return _("the other side has stopped reading");
    }
    return "";
}
