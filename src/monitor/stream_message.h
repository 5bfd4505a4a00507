/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* stream_message: sends and receives the rest of a message over a stream, for
 * systems whose local sockets do not keep messages apart.
 *
 * A message is begun elsewhere, with the descriptor it passes; a stream may
 * then have moved only a part of it. */
#ifndef CHARLA_STREAM_MESSAGE_H
#define CHARLA_STREAM_MESSAGE_H

#include <stddef.h>

#include "monitor/monitor_message_type.h"

/* Send `length` bytes.  Returns how many of them were sent: fewer if the other
 * side is gone, or takes nothing for a second. */
size_t stream_message_send_rest(int socket, const void *data, size_t length);

/* Receive the rest of a message of which `length` bytes, at most its head, have
 * come, and nothing after it.  Returns how many bytes of it there are then:
 * fewer than its length if the other side is gone, if nothing comes for a
 * second, or if the message is longer than one can be. */
size_t stream_message_receive_rest(int socket, struct monitor_message *message,
                                   size_t length);

#endif
