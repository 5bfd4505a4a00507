/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/ending.h"

#include <criterion/criterion.h>

enum {
    LEFT = END_LEFT,
    PEER = END_PEER_LEFT,
    CLOSED = END_PEER_CLOSED,
    LOCAL = END_LOCAL_ERROR,
    UNSAFE = END_REFUSED,
    AWAY = END_TURNED_AWAY,
    LOST = END_LOST,
    STUCK = END_NOT_READING,
};

/* [received][sent][something is unsent, and the other side has timed out] */
static const int table[8][4][2] = {
    [RECEIVED_STOPPED] =
        {
            [SENT_ALL] = {CLOSED, STUCK},
            [SENT_LEAVING] = {LEFT, STUCK},
            [SENT_BROKEN] = {LOST, LOST},
            [SENT_UNREAD] = {LOCAL, LOCAL},
        },
    [RECEIVED_END] =
        {
            [SENT_ALL] = {PEER, PEER},
            [SENT_LEAVING] = {PEER, PEER},
            [SENT_BROKEN] = {PEER, PEER},
            [SENT_UNREAD] = {LOCAL, LOCAL},
        },
    [RECEIVED_CLOSE] =
        {
            [SENT_ALL] = {CLOSED, STUCK},
            [SENT_LEAVING] = {LEFT, STUCK},
            [SENT_BROKEN] = {LOST, LOST},
            [SENT_UNREAD] = {LOCAL, LOCAL},
        },
    [RECEIVED_BROKEN] =
        {
            [SENT_ALL] = {LOST, LOST},
            [SENT_LEAVING] = {LOST, LOST},
            [SENT_BROKEN] = {LOST, LOST},
            [SENT_UNREAD] = {LOCAL, LOCAL},
        },
    [RECEIVED_REFUSED] =
        {
            [SENT_ALL] = {UNSAFE, UNSAFE},
            [SENT_LEAVING] = {UNSAFE, UNSAFE},
            [SENT_BROKEN] = {UNSAFE, UNSAFE},
            [SENT_UNREAD] = {LOCAL, LOCAL},
        },
    [RECEIVED_BUSY] =
        {
            [SENT_ALL] = {AWAY, AWAY},
            [SENT_LEAVING] = {AWAY, AWAY},
            [SENT_BROKEN] = {AWAY, AWAY},
            [SENT_UNREAD] = {LOCAL, LOCAL},
        },
    [RECEIVED_UNWANTED] =
        {
            [SENT_ALL] = {AWAY, AWAY},
            [SENT_LEAVING] = {AWAY, AWAY},
            [SENT_BROKEN] = {AWAY, AWAY},
            [SENT_UNREAD] = {LOCAL, LOCAL},
        },
    [RECEIVED_UNSHOWN] =
        {
            [SENT_ALL] = {LOCAL, LOCAL},
            [SENT_LEAVING] = {LOCAL, LOCAL},
            [SENT_BROKEN] = {LOCAL, LOCAL},
            [SENT_UNREAD] = {LOCAL, LOCAL},
        },
};

static struct ending facts_of(size_t received, size_t sent, size_t unsent)
{
    return (struct ending){
        .received = (enum received)received,
        .sent = (enum sent)sent,
        .unsent = unsent,
        .timed_out = unsent > 0,
        .in_receiving = {"in receiving"},
        .in_sending = {"in sending"},
    };
}

Test(ending, is_one_reason_for_all_that_can_come_together)
{
    for (size_t received = 0; received < 8; received++)
        for (size_t sent = 0; sent < 4; sent++)
            for (size_t unsent = 0; unsent < 2; unsent++) {
                struct ending ending = facts_of(received, sent, unsent);
                cr_expect_eq((int)ending_reason(&ending),
                             table[received][sent][unsent],
                             "received %zu, sent %zu, unsent %zu", received,
                             sent, unsent);
            }
}

Test(ending, has_the_status_that_the_manual_names)
{
    static const struct {
        enum end_reason reason;
        int status, with_text_missing;
    } statuses[] = {
        {END_LEFT, 0, 3},        {END_PEER_LEFT, 0, 3}, {END_PEER_CLOSED, 0, 3},
        {END_LOCAL_ERROR, 1, 1}, {END_LOST, 3, 3},      {END_NOT_READING, 3, 3},
        {END_REFUSED, 4, 4},     {END_TURNED_AWAY, 1, 1},
    };
    static const struct ending whole = {.unacknowledged = 1},
                               unsent = {.unsent = 1},
                               cut = {.unacknowledged = 1, .cut_short = true};

    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        cr_expect_eq(ending_status(statuses[i].reason, &whole),
                     statuses[i].status, "row %zu", i);
        cr_expect_eq(ending_status(statuses[i].reason, &unsent),
                     statuses[i].with_text_missing, "row %zu", i);
        cr_expect_eq(ending_status(statuses[i].reason, &cut),
                     statuses[i].with_text_missing, "row %zu", i);
    }
}

/* An error's own sentence is taken from the side that failed. */
Test(ending, is_told_in_words)
{
    static const struct {
        enum received received;
        enum sent sent;
        const char *words;
    } cases[] = {
        {RECEIVED_CLOSE, SENT_LEAVING, "you have ended the conversation"},
        {RECEIVED_END, SENT_ALL, "the other side has ended the conversation"},
        {RECEIVED_CLOSE, SENT_ALL, "the other side has closed the connection"},
        {RECEIVED_UNSHOWN, SENT_ALL, "in receiving"},
        {RECEIVED_UNSHOWN, SENT_UNREAD, "in receiving"},
        {RECEIVED_CLOSE, SENT_UNREAD, "in sending"},
        {RECEIVED_END, SENT_UNREAD, "in sending"},
        {RECEIVED_BROKEN, SENT_UNREAD, "in sending"},
        {RECEIVED_BROKEN, SENT_ALL, "in receiving"},
        {RECEIVED_BROKEN, SENT_BROKEN, "in receiving"},
        {RECEIVED_STOPPED, SENT_BROKEN, "in sending"},
        {RECEIVED_CLOSE, SENT_BROKEN, "in sending"},
        {RECEIVED_REFUSED, SENT_ALL, "in receiving"},
    };
    struct ending stuck = facts_of(RECEIVED_STOPPED, SENT_LEAVING, 9);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ending ending = facts_of(cases[i].received, cases[i].sent, 0);
        cr_expect_str_eq(ending_message(ending_reason(&ending), &ending),
                         cases[i].words, "row %zu", i);
    }
    cr_expect_str_eq(ending_message(ending_reason(&stuck), &stuck),
                     "the other side has stopped reading");
}
