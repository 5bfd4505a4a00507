/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "conversation.h"

#include <pthread.h>

#include "i18n.h"
#include "receiver.h"
#include "sender.h"
#include "session.h"
#include "terminal.h"

int conversation_hold(const struct conversation *conversation,
                      struct facts *facts, struct error *error)
{
    struct session session = {.setup = conversation};
    pthread_t receiver;
    int number;

    *facts = (struct facts){0};
    if (shutdown_init(&session.shutdown, error) < 0)
        return -1;
    number = pthread_create(&receiver, NULL, receiver_run, &session);
    if (number != 0) {
        error_set_errno(error, number, _("cannot start a thread"));
        shutdown_release(&session.shutdown);
        return -1;
    }
    terminal_begin(conversation->terminal);
    sender_run(&session, facts);
    shutdown_raise(&session.shutdown);
    pthread_join(receiver, NULL);
    facts->received = session.received;
    facts->in_receiving = session.in_receiving;
    shutdown_release(&session.shutdown);
    return 0;
}
