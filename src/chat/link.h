/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* link: what the two threads share about the connection that carries the
 * conversation just now, and about the one that follows it when it breaks
 * (doc/protocol.md, "Resuming").  Private to this folder.
 *
 *     either thread:  link_break        what it used is broken
 *     main:           link_release      it uses the transport no more
 *     the receiver:   puts a new transport into the session, then
 *                     link_restore
 *     main:           link_take         it uses the new one
 */
#ifndef CHARLA_LINK_H
#define CHARLA_LINK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/flag.h"
#include "wire/frame.h"

/* Can the conversation outlive its link? */
enum link_resumable {
    LINK_MORTAL,   /* no: one side cannot, or does not want to */
    LINK_HOPEFUL,  /* this side can, and has not heard from the other yet */
    LINK_IMMORTAL, /* both can */
};

/* Where a conversation goes on over a new link. */
struct link_resumption {
    uint64_t position;  /* so many bytes of our TEXT have come there */
    bool is_answer_due; /* RESUMED is to be sent, with... */
    uint64_t answer;    /* ...this position of theirs */
};

struct link {
    unsigned char id[FRAME_ID_SIZE]; /* the receiver's */
    atomic_int resumable;     /* enum link_resumable */
    struct flag lost;         /* the link is broken */
    struct flag released;     /* main uses the transport no more */
    struct flag restored;     /* there is a new one */
    struct error why;         /* with `lost`, if main has raised it */
    struct link_resumption resumption; /* the receiver's until `restored` */
};

/* Either thread: the link is broken; twice is harmless. */
void link_break(struct link *link);

/* Main has seen that, and touches the transport no more. */
void link_release(struct link *link);

/* The receiver has put a new transport into the session. */
void link_restore(struct link *link, const struct link_resumption *resumption);

/* Main has seen that. */
struct link_resumption link_take(struct link *link);

#endif
