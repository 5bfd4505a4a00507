/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* opening_rules: decides whether a connection is encrypted, plain, or not
 * decided yet (doc/protocol.md, "Opening").  Pure: it turns what is known into
 * what to do, without a descriptor or a clock, so that a listener can use it
 * for many callers at once.
 *
 * Silence alone decides nothing.  A side that has received nothing in time may
 * talk plain, but stays ready to encrypt until it has sent something.  A late
 * answer never makes a conversation plain that would otherwise be
 * encrypted. */
#ifndef CHARLA_OPENING_RULES_H
#define CHARLA_OPENING_RULES_H

#include <stdbool.h>
#include <stddef.h>

/* What the other side has sent so far. */
enum opening_heard {
    OPENING_HEARD_NOTHING,
    /* To a caller: */
    OPENING_HEARD_PART,     /* the beginning of what may be a greeting */
    OPENING_HEARD_OFFER,    /* a greeting that offers charla/1 */
    OPENING_HEARD_MORE,     /* the same, with bytes after it */
    OPENING_HEARD_NO_OFFER, /* a greeting that does not */
    OPENING_HEARD_BUSY,     /* the listener is talking with somebody else */
    /* To a listener: */
    OPENING_HEARD_HELLO,    /* the first byte of a TLS hello */
    /* To either: */
    OPENING_HEARD_TEXT,     /* anything else */
};

/* What the decision depends on. */
struct opening_facts {
    bool calls;        /* this side is the caller; else the listener */
    bool may_encrypt;  /* false: --plain, or a charla without encryption */
    bool must_encrypt; /* --encrypt, or the key of the called peer is known */
    enum opening_heard heard;
    bool has_ended; /* the other side sends no more */
    bool has_sent;  /* this side has sent text, or the end of it, in plain;
                       its greeting does not count */
    int left_ms;    /* how long it may still wait; 0: no longer; -1: for
                       ever */
};

enum opening_verdict {
    OPENING_WAIT,           /* not decided: wait for more, or until the time
                               is over */
    OPENING_MAY_TALK,       /* not decided, but plain talk may begin: go on
                               reading */
    OPENING_PLAIN,          /* talk plain */
    OPENING_ENCRYPT,        /* shake hands */
    OPENING_REFUSE_PLAIN,   /* end: plain is possible, but not allowed */
    OPENING_BUSY,           /* end: the other side is busy */
    OPENING_REFUSE_LATE,    /* end: encryption was offered after this side has
                               sent in plain */
    OPENING_REFUSE_SLIPPED, /* end: bytes follow the greeting, although a
                               listener that offers charla/1 waits for our
                               hello: they were slipped in */
};

enum opening_verdict opening_judge(const struct opening_facts *facts);

/* Classify the first `length` bytes from the other side, as a caller (`calls`)
 * or as a listener. */
enum opening_heard opening_classify(bool calls, const char *bytes,
                                    size_t length);

#endif
