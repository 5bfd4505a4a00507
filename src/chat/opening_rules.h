/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* opening_rules: decides whether a connection is encrypted, plain, or still
 * to be waited for (doc/protocol.md, "Opening").  Pure: what is known comes
 * in, what to do goes out; it knows no descriptor and no clock, so that a
 * listener can use it for many callers at once.
 *
 * The rule: silence decides nothing for good.  Who has heard nothing in time
 * may talk plain, but stays ready to encrypt until it has sent something.
 * What comes late is never plainer than what comes in time. */
#ifndef CHARLA_OPENING_RULES_H
#define CHARLA_OPENING_RULES_H

#include <stdbool.h>
#include <stddef.h>

/* What the other side has said so far. */
enum opening_heard {
    OPENING_HEARD_NOTHING,
    OPENING_HEARD_PART,     /* a caller: what may become a greeting */
    OPENING_HEARD_OFFER,    /* a caller: a greeting that offers charla/1 */
    OPENING_HEARD_MORE,     /* a caller: the same, with bytes behind it */
    OPENING_HEARD_NO_OFFER, /* a caller: a greeting that offers nothing */
    OPENING_HEARD_BUSY,     /* a caller: that the listener talks with somebody
                               else */
    OPENING_HEARD_HELLO,    /* a listener: the first byte of a TLS hello */
    OPENING_HEARD_TEXT,     /* anything else */
};

/* What the rule depends on. */
struct opening_facts {
    bool calls;        /* we are the caller; else the listener */
    bool may_encrypt;  /* false: --plain, or a charla without encryption */
    bool must_encrypt; /* --encrypt, or the key of whom we call is known */
    enum opening_heard heard;
    bool has_ended; /* the other side sends no more */
    bool has_sent;  /* we have sent text, or the end of it, in plain; our
                       greeting does not count */
    int left_ms;    /* of the time to wait; 0: it is over */
};

enum opening_verdict {
    OPENING_WAIT,           /* for more, or for the time to be over */
    OPENING_MAY_TALK,       /* plain talk may begin, nothing is decided:
                               listen on */
    OPENING_PLAIN,          /* it is decided: plain */
    OPENING_ENCRYPT,        /* it is decided: shake hands */
    OPENING_REFUSE_PLAIN,   /* only plain is to be had, and must not be */
    OPENING_BUSY,           /* there is nobody to talk with */
    OPENING_REFUSE_LATE,    /* encryption is offered after we have sent */
    OPENING_REFUSE_SLIPPED, /* something follows the greeting, although a
                               listener that offers waits for our hello */
};

enum opening_verdict opening_judge(const struct opening_facts *facts);

/* What the first `length` bytes from the other side are, to us as a caller or
 * as a listener. */
enum opening_heard opening_classify(bool calls, const char *bytes,
                                    size_t length);

#endif
