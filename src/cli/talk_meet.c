/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* talk_meet: calls a contact and waits for it at the same time. */
#include <config.h>

#include "cli/talk_private.h"

#include "base/i18n.h"
#include "chat/door.h"
#include "cli/meeting.h"
#include "cli/print.h"
#include "crypto/encryption.h"
#include "net/address.h"
#include "net/listener.h"
#include "terminal/terminal.h"
#include "terminal/terminal_notice.h"

/* A charla in a pipe does not wait unless it is told to; and a user who calls
 * through a proxy may not want to be seen in this network. */
bool talk_may_meet(const struct talk *talk)
{
    const struct options *options = talk->options;

    return (talk->terminal->is_person || options->wait) &&
           !options->route.proxy_host;
}

/* Listen, if possible.  If the port is taken, for example by a charla that
 * waits for anybody, that is no reason not to call. */
static int listen_quietly(const struct talk *talk)
{
    const struct options *options = talk->options;
    struct address bound;
    struct error error = {0};
    int listener =
        listener_open(NULL, options->port, options->family, &bound, &error);

    if (listener >= 0)
        terminal_notice(talk->terminal,
                        _("%s can call you as well, at port %s"),
                        options->host, options->port);
    else
        terminal_notice(talk->terminal, _("%s cannot call you here: %s"),
                        options->host, error.text);
    return listener;
}

int talk_open_own_door(struct talk *talk, int *status, struct error *error)
{
    struct door_setup setup = {
        .terminal = talk->terminal,
        .encryption = talk->encryption,
        .must_encrypt = true,
        .contact = talk->options->host,
        .timeout_s = talk->options->timeout_s,
    };

    if (encryption_prepare(talk->encryption, error) < 0) {
        *status = STATUS_UNSAFE;
        return -1;
    }
    setup.listener = listen_quietly(talk);
    if (setup.listener >= 0)
        talk_announce(talk, setup.listener);
    talk->door = door_new(&setup, error);
    return talk->door ? 0 : -1;
}

int talk_meet(struct talk *talk, struct door_guest *guest,
              struct error *error)
{
    const struct meeting meeting = {
        .options = talk->options,
        .door = talk->door,
        .caller = &talk->caller,
        .calling = &talk->calling,
        .waiter = &talk->waiter,
        .wrong_key = &talk->wrong_key,
    };

    discovery_pause(&talk->announcer.discovery, false);
    return meeting_await(&meeting, guest, error);
}
