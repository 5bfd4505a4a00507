/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* ending: finds the one reason why a conversation ended, from what each of its
 * two threads knows.  Pure. */
#ifndef CHARLA_ENDING_H
#define CHARLA_ENDING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/* How receiving ended. */
enum received {
    RECEIVED_STOPPED, /* main gave up waiting for the other side's end */
    RECEIVED_END,     /* "%end%" came */
    RECEIVED_CLOSE,   /* a zero-byte receive: an orderly close */
    RECEIVED_BROKEN,  /* the connection was lost */
    RECEIVED_REFUSED, /* it was not safe to begin */
    RECEIVED_BUSY,    /* the other side talks with somebody else */
    RECEIVED_UNSHOWN, /* what came could not be written: a local error */
};

/* How sending ended. */
enum sent {
    SENT_ALL,     /* the input has ended, and so has the sending */
    SENT_LEAVING, /* the user has left, with a goodbye */
    SENT_BROKEN,  /* the connection was lost */
    SENT_UNREAD,  /* the input could not be read: a local error */
};

/* What is known when both threads have ended. */
struct ending {
    bool has_talked; /* text has gone out, or something has come */
    enum received received;
    enum sent sent;
    bool user_left; /* the user has asked for the end */
    size_t unsent;         /* bytes of input that were not sent: those that
                              were read, and those that are known to be left */
    bool rest_unread;      /* and there may be more to read */
    size_t unacknowledged; /* bytes sent that the other machine has not
                              acknowledged; 0 if that is not known */
    bool cut_short;        /* they will not arrive any more, or nobody has
                              waited for it */
    bool timed_out;        /* the other side made no progress for too long */
    bool key_changed;      /* with RECEIVED_REFUSED: the other side has another
                              key than the one remembered */
    struct buffer lines;   /* a person's lines that make up the two numbers;
                              released with ending_release */
    struct error in_receiving; /* with RECEIVED_BROKEN, _REFUSED, _UNSHOWN */
    struct error in_sending;   /* with SENT_BROKEN, _UNREAD */
};

void ending_release(struct ending *ending);

enum end_reason {
    END_LEFT,         /* the user has ended it */
    END_PEER_LEFT,    /* the other side has, with "%end%" */
    END_PEER_CLOSED,  /* the other side has closed the connection */
    END_LOCAL_ERROR,  /* standard input or output has failed */
    END_REFUSED,      /* it was not safe to talk */
    END_BUSY,         /* the other side talks with somebody else */
    END_LOST,         /* the connection was lost */
    END_NOT_READING,  /* the other side has stopped reading */
};

/* The reason.  It does not depend on which thread saw its part first. */
enum end_reason ending_reason(const struct ending *ending);

/* Is there text that was not sent, or that may not have arrived? */
bool ending_lacks_text(const struct ending *ending);

/* The exit status of the program: 1, 3, 4, or 0 if it ended in order and the
 * other machine has everything. */
int ending_status(enum end_reason reason, const struct ending *ending);

/* The reason as a sentence without program name and line end, in the user's
 * language.  Borrowed from `ending` or constant. */
const char *ending_message(enum end_reason reason, const struct ending *ending);

#endif
