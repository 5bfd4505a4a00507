/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* fake: a conversation whose user and whose other side are played by a
 * script.  What is between them is real but for its two ends: a terminal and
 * a transport that do what the test wants of them. */
#ifndef CHARLA_TESTS_FAKE_H
#define CHARLA_TESTS_FAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "chat/ending.h"

struct buffer;

#define FAKE_GREETING                                                         \
    "charla " PACKAGE_VERSION ": Welcome! Type %end% to finish. [charla]\n"

enum step_kind {
    OVER = 0,
    /* What the user does. */
    TYPES,      /* `text` */
    TYPES_EOF,  /* the input ends */
    SIGNALS,    /* signal `number` reaches main */
    SEES,       /* waits until `text` has been shown, after what was before */
    /* What the other side does. */
    SAYS,       /* `text` */
    CLOSES,     /* half-closes: says no more */
    GOES,       /* closes, and hears no more */
    HEARS,      /* waits for `text`, which must be what comes next */
    HEARS_EOF,  /* waits for the end of what comes, which must be now */
    HEARS_FILE, /* the same for the whole of the file, then the end */
    ECHOES,     /* says whatever it hears, until its end, then closes */
    UNBLOCKS,   /* reads what blocks the transport */
    /* What charla does. */
    CALLED, /* waits until it calls function `number` of the terminal, once
               for each of these steps */
    /* What time does. */
    PASSES, /* `number` seconds go by */
};

struct step {
    enum step_kind kind;
    const char *text;
    int number;
};

enum { CALL_READ, CALL_HELD, CALL_INTERRUPT, CALL_STOP,
       CALL_RESUME, CALL_RESIZE, CALL_DRAIN, CALLS };

/* No patience at all, and as much as only the script's clock will see. */
enum { IMPATIENT = -1, PATIENCE_S = 10000 };

struct talk {
    const char *name;
    struct step script[16];

    bool listens; /* else it has called */
    int timeout_ms; /* 0: PATIENCE_S */

    bool person, by_lines, editor;
    const struct buffer *file; /* the input, in place of what is typed */
    size_t held;     /* what terminal_held says; 0: the truth */
    int half_lines;  /* that many times there is one to interrupt */
    bool read_fails, has_no_input, show_fails, flush_fails;

    size_t send_most, receive_most; /* 0: all that goes */
    bool waits;       /* before each send and receive it says WAIT once */
    bool blocked;     /* nothing can be sent until the other side UNBLOCKS */
    bool breaks;      /* sending breaks after `breaks_after` bytes */
    size_t breaks_after;
    bool lost;        /* the other side's close is a lost connection */

    /* What must come of it.  By lines, "<text>" is a message, "<text)" and
     * "(text>" are its ends; otherwise these are the bytes. */
    const char *shown;
    enum received received;
    enum sent sent;
    size_t unsent;
    const char *words;  /* of what failed; NULL: nothing did */
    const char *notice; /* the only one; NULL: none */
};

/* Hold it, by the script, and check what comes of it. */
void fake_hold(const struct talk *talk);

/* The same for each of `count` talks. */
void fake_hold_all(const struct talk *talks, size_t count);

#endif
