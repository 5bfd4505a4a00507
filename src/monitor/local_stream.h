/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* local_stream: moves a number of bytes over a stream between two processes of
 * this machine, whether the socket blocks or not.
 *
 * The bytes are sent in one go, so that they take longer than a second only if
 * the other process is broken or hostile; then it is given up. */
#ifndef CHARLA_LOCAL_STREAM_H
#define CHARLA_LOCAL_STREAM_H

#include <stddef.h>

/* Send `length` bytes.  Returns how many of them were sent: fewer if the other
 * side is gone, or takes nothing for a second. */
size_t local_stream_send(int socket, const void *data, size_t length);

/* Receive `length` bytes, and none after them.  Returns how many have come:
 * fewer if the other side is gone, or if nothing comes for a second. */
size_t local_stream_receive(int socket, void *room, size_t length);

#endif
