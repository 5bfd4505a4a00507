/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/lingering_close.h"

#include <criterion/criterion.h>

#include "base/error.h"
#include "net/transport.h"

/* A transport whose link says what the test wants. */
struct scripted {
    struct transport base;
    const enum transport_status *receives; /* what comes of each, in turn */
    struct transport_link link;
};

static enum transport_status scripted_receive(struct transport *transport,
                                              void *room, size_t size,
                                              size_t *received,
                                              struct error *error)
{
    struct scripted *scripted = (struct scripted *)transport;

    (void)room;
    (void)error;
    cr_assert_gt(size, 0);
    *received = 1;
    return *scripted->receives == TRANSPORT_OK ? TRANSPORT_OK
                                               : *scripted->receives++;
}

static void scripted_look(struct transport *transport,
                          struct transport_link *link)
{
    *link = ((struct scripted *)transport)->link;
}

static const struct transport_ops ops = {.receive = scripted_receive,
                                         .look = scripted_look};

Test(lingering_close, is_over_when_there_is_nothing_to_lose)
{
    static const struct {
        enum transport_status comes;
        struct transport_link link;
        enum lingering_close wanted;
    } cases[] = {
        {TRANSPORT_WAIT,
         {.is_known = true, .is_settled = true},
         LINGERING_CLOSE_DONE},
        {TRANSPORT_WAIT, {.is_known = true}, LINGERING_CLOSE_PENDING},
        {TRANSPORT_WAIT, {.is_known = false}, LINGERING_CLOSE_DONE},
        /* A side that sends no more may still be reading. */
        {TRANSPORT_END, {.is_known = true}, LINGERING_CLOSE_PENDING},
        {TRANSPORT_END,
         {.is_known = true, .is_settled = true},
         LINGERING_CLOSE_DONE},
        {TRANSPORT_END, {.is_known = false}, LINGERING_CLOSE_DONE},
        {TRANSPORT_BROKEN, {.is_known = true}, LINGERING_CLOSE_LOST},
        {TRANSPORT_WAIT,
         {.is_known = true, .is_broken = true},
         LINGERING_CLOSE_LOST},
        {TRANSPORT_END,
         {.is_known = true, .is_broken = true},
         LINGERING_CLOSE_LOST},
        /* It may go on for ever; what counts is what is ours. */
        {TRANSPORT_OK, {.is_known = true}, LINGERING_CLOSE_PENDING},
        {TRANSPORT_OK,
         {.is_known = true, .is_settled = true},
         LINGERING_CLOSE_DONE},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const enum transport_status comes[] = {cases[i].comes, TRANSPORT_WAIT};
        struct scripted scripted = {
            .base = {.ops = &ops}, .receives = comes, .link = cases[i].link};
        struct transport_link seen = {.sent = 77};

        cr_expect_eq(lingering_close_step(&scripted.base, &seen),
                     cases[i].wanted, "case %zu", i);
        cr_expect_eq(seen.sent, 0, "what was seen is told");
    }
}
