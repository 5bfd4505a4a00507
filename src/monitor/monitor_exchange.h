/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_exchange: holds a request and the reply that is made of it.  Private
 * to monitor_server.c and monitor_file_server.c. */
#ifndef CHARLA_MONITOR_EXCHANGE_H
#define CHARLA_MONITOR_EXCHANGE_H

#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "monitor/monitor_message.h"

struct carrier;
struct monitor_file_state;
struct monitor_places;
struct monitor_setup;

struct exchange {
    int socket;
    struct monitor_places *places;
    const struct monitor_setup *setup;
    const struct monitor_message *request;
    struct carrier *web;
    struct monitor_file_state *files;
    int received; /* the descriptor that came with the request, or -1 */
    struct monitor_message reply;
    int passed; /* a descriptor to send with the reply, closed afterwards; -1:
                   none */
    enum monitor_status failure; /* the code of the reply to a failure */
    struct error error;
};

/* Set the data of the reply, at most MONITOR_DATA_MAX bytes. */
static inline void monitor_exchange_reply(struct exchange *exchange,
                                          const void *data, size_t length)
{
    exchange->reply.length = (uint32_t)length;
    if (length > 0)
        memcpy(exchange->reply.data, data, length);
}

#endif
