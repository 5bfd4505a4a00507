/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/conversation.h"

#include <pthread.h>

#include "base/i18n.h"
#include "chat/receiver.h"
#include "chat/sender.h"
#include "chat/session.h"
#include "net/transport.h"

/* Run the receiver in a thread of its own, and the sender in this one. */
static int run_both(struct session *session, struct ending *ending,
                    struct error *error)
{
    pthread_t receiver;
    int number;

    number = pthread_create(&receiver, NULL, receiver_run, session);
    if (number != 0) {
        error_set_errno(error, number, _("cannot start a thread"));
        return -1;
    }
    sender_run(session, ending);
    flag_raise(&session->shutdown);
    pthread_join(receiver, NULL);
    /* The other side must not believe that text was received if it could not
     * be written. */
    if (session->received == RECEIVED_UNSHOWN && session->transport)
        transport_abort(session->transport);
    ending->has_talked |= session->has_heard;
    ending->is_encrypted = session->is_encrypted;
    ending->received =
        session->is_protocol_error ? RECEIVED_BROKEN : session->received;
    ending->in_receiving = session->is_protocol_error ? session->in_closing
                                                      : session->in_receiving;
    ending->key_changed = session->received == RECEIVED_REFUSED &&
                          session->trust.state == TRUST_CHANGED;
    return 0;
}

int conversation_run(const struct conversation_setup *setup,
                     struct ending *ending, struct error *error)
{
    struct session session = {
        .setup = setup,
        .transport = setup->transport,
    };
    int result = -1;

    *ending = (struct ending){0};
    if (session_init(&session, error) == 0) {
        result = run_both(&session, ending, error);
        session_release(&session);
    }
    transport_free(session.transport);
    return result;
}
