/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* link: lets the two threads replace the connection of a conversation when it
 * breaks (doc/protocol.md, "Resuming").  Private to this folder.
 *
 *     either thread:  link_break        the transport is broken
 *     main:           link_release      main no longer uses it
 *     the receiver:   puts a new transport into the session, then
 *                     link_restore
 *     main:           link_take         main uses the new one
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
    LINK_NOT_RESUMABLE, /* no: one side cannot or does not want to */
    LINK_OFFERED,       /* this side can; the other one has not said yet */
    LINK_RESUMABLE,     /* both can */
};

/* Where a conversation goes on over a new link. */
struct link_resumption {
    uint64_t position;  /* how many bytes of our TEXT the other side has */
    bool is_answer_due; /* main must send RESUMED with `answer` */
    uint64_t answer;    /* how many bytes of their TEXT this side has */
};

struct link {
    unsigned char id[FRAME_ID_SIZE]; /* the receiver's */
    atomic_int resumable;     /* enum link_resumable */
    struct flag lost;         /* the link is broken */
    struct flag released;     /* main no longer uses the transport */
    struct flag restored;     /* there is a new transport */
    struct error why;         /* with `lost`, if main has raised that */
    struct link_resumption resumption; /* the receiver's until `restored` */
};

/* For either thread: the link is broken; calling this twice is harmless. */
void link_break(struct link *link);

/* For main, which has seen that and no longer uses the transport. */
void link_release(struct link *link);

/* For the receiver, which has put a new transport into the session. */
void link_restore(struct link *link, const struct link_resumption *resumption);

/* For main, which has seen that. */
struct link_resumption link_take(struct link *link);

#endif
