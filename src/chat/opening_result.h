/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* opening_result: says how an opening has ended. */
#ifndef CHARLA_OPENING_RESULT_H
#define CHARLA_OPENING_RESULT_H

enum opening {
    OPENING_DONE,    /* the conversation is open */
    OPENING_CLOSED,  /* it is open, and the other side sends no more */
    OPENING_REFUSED, /* it was not safe to go on */
    OPENING_IS_BUSY, /* the other side is talking with somebody else */
    OPENING_BROKEN,  /* the connection was lost */
    OPENING_STOPPED, /* the main thread has raised the flag `shutdown` */
};

#endif
