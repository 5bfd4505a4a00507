/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* encryption_result: how an attempt to encrypt a connection ended. */
#ifndef CHARLA_ENCRYPTION_RESULT_H
#define CHARLA_ENCRYPTION_RESULT_H

enum encryption_result {
    ENCRYPTION_PENDING, /* of encryption_handshake.h only: not over yet */
    ENCRYPTION_ON,
    ENCRYPTION_REFUSED, /* unsafe: the wrong key, or not charla/1 */
    ENCRYPTION_BUSY,    /* the other side is talking with somebody else */
    ENCRYPTION_LOST,    /* the connection broke, or the other side stalled */
    ENCRYPTION_STOPPED, /* stop_fd turned readable */
};

#endif
