/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* fake: runs a conversation whose user and whose other side follow a script.
 * Everything between them is real, except the two ends: a terminal and a
 * transport that do what the test wants. */
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
    CLOSES,     /* half-closes: sends no more */
    GOES,       /* closes, and receives no more */
    HEARS,      /* waits for `text`, which must come next */
    HEARS_EOF,  /* waits for the end of the stream, which must come next */
    HEARS_FILE, /* waits for the whole file, then the end */
    ECHOES,     /* sends back all that it receives until the end, then closes */
    UNBLOCKS,   /* reads the bytes that block the transport */
    /* What charla does. */
    CALLED, /* waits until it calls function `number` of the terminal, once
               for each of these steps */
    /* What time does. */
    PASSES, /* `number` seconds pass */
};

struct step {
    enum step_kind kind;
    const char *text;
    int number;
};

enum { CALL_READ, CALL_HELD, CALL_INTERRUPT, CALL_STOP,
       CALL_RESUME, CALL_RESIZE, CALL_DRAIN, CALLS };

/* A timeout of 0, and one that only the script's clock can reach. */
enum { IMPATIENT = -1, PATIENCE_S = 10000 };

struct talk {
    const char *name;
    struct step script[16];

    bool listens; /* otherwise it has called */
    int timeout_ms; /* 0: PATIENCE_S */

    bool person, by_lines, editor;
    const struct buffer *file; /* the input, in place of typed text */
    size_t held;     /* what terminal_held returns; 0: the real number */
    int half_lines;  /* how often there is an unfinished line to interrupt */
    bool read_fails, has_no_input, show_fails, flush_fails;

    size_t send_most, receive_most; /* at once, in bytes; 0: no limit */
    bool waits;       /* each send and receive first returns WAIT once */
    bool blocked;     /* nothing can be sent until the other side UNBLOCKS */
    bool breaks;      /* sending breaks after `breaks_after` bytes */
    size_t breaks_after;
    bool lost;        /* the other side's close is a lost connection */

    /* The expected result.  By lines, "<text>" is a message, "<text)" and
     * "(text>" are its two ends; otherwise these are the bytes. */
    const char *shown;
    enum received received;
    enum sent sent;
    size_t unsent;
    const char *words;  /* the error; NULL: nothing failed */
    const char *notice; /* the only notice; NULL: none */
};

/* Hold the conversation as the script says, and check the result. */
void fake_hold(const struct talk *talk);

/* The same for each of `count` talks. */
void fake_hold_all(const struct talk *talks, size_t count);

#endif
