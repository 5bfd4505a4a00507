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
    RECEIVED_CLOSE,   /* the other side closed the connection in order */
    RECEIVED_BROKEN,  /* the connection was lost */
    RECEIVED_REFUSED, /* it was not safe to begin */
    RECEIVED_BUSY,    /* the other side is talking with somebody else */
    RECEIVED_UNWANTED, /* the other side only talks to somebody who has its
                          code */
    RECEIVED_UNSHOWN, /* the text could not be written: a local error */
};

/* How sending ended. */
enum sent {
    SENT_ALL,     /* the input has ended, and all of it was sent */
    SENT_LEAVING, /* the user has left, with a goodbye */
    SENT_BROKEN,  /* the connection was lost */
    SENT_UNREAD,  /* the input could not be read: a local error */
};

/* What is known when both threads have ended. */
struct ending {
    bool has_talked; /* text has gone out, or something has come */
    bool is_encrypted; /* so the end in order is certainly the other side's */
    enum received received;
    enum sent sent;
    bool user_left; /* the user has asked for the end */
    size_t unsent;         /* bytes of input that were not sent: those that
                              were read, and those known to be left */
    bool rest_unread;      /* there may be more input, which was not read */
    size_t unacknowledged; /* bytes that were sent but not acknowledged; 0 if
                              that is not known */
    bool cut_short;        /* they will not arrive any more, or charla has not
                              waited until they did */
    bool timed_out;        /* the other side made no progress for too long */
    bool key_changed;      /* with RECEIVED_REFUSED: the other side has another
                              key than the one remembered */
    struct buffer lines;   /* for a person: the lines that these two numbers
                              count; released with ending_release */
    struct error in_receiving; /* with RECEIVED_BROKEN, _REFUSED, _BUSY,
                                  _UNWANTED, _UNSHOWN */
    struct error in_sending;   /* with SENT_BROKEN, _UNREAD */
};

void ending_release(struct ending *ending);

enum end_reason {
    END_LEFT,         /* the user has ended it */
    END_PEER_LEFT,    /* the other side has, with "%end%" */
    END_PEER_CLOSED,  /* the other side has closed the connection */
    END_LOCAL_ERROR,  /* standard input or output has failed */
    END_REFUSED,      /* it was not safe to talk */
    END_TURNED_AWAY,  /* the other side did not begin to talk: it is busy, or
                         wants a code */
    END_LOST,         /* the connection was lost */
    END_NOT_READING,  /* the other side has stopped reading */
};

/* The one reason.  It does not depend on which thread was first. */
enum end_reason ending_reason(const struct ending *ending);

/* Is there text that was not sent or may not have arrived? */
bool ending_lacks_text(const struct ending *ending);

/* The exit status of the program: 0 if the conversation ended in order and the
 * other side has all of the text; else 1, 3 or 4 (doc/charla.1). */
int ending_status(enum end_reason reason, const struct ending *ending);

/* The reason as a sentence in the user's language, without program name and
 * line end.  Borrowed from `ending`, or constant. */
const char *ending_message(enum end_reason reason, const struct ending *ending);

#endif
