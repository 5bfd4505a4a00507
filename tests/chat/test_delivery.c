/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/delivery.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "terminal/terminal.h"
#include "net/transport.h"

/* A transport that says what the test wants, and a terminal that keeps the
 * last notice. */
static struct transport_link told_link;
static char last_notice[128];
/* A notice acknowledges all of the text by setting this; NULL: it does not. */
static atomic_uint_least64_t *acknowledges;
static uint64_t all;

static void fake_look(struct transport *transport, struct transport_link *link)
{
    (void)transport;
    *link = told_link;
}

static void fake_print(struct terminal *terminal, const char *sentence,
                       enum terminal_voice voice)
{
    (void)terminal;
    (void)voice;
    snprintf(last_notice, sizeof last_notice, "%s", sentence);
    if (acknowledges)
        atomic_store(acknowledges, all);
}

static const struct transport_ops transport_ops = {.look = fake_look};
static const struct terminal_ops terminal_ops = {.print = fake_print};
static struct transport transport = {.ops = &transport_ops, .fd = -1};
static struct terminal terminal = {.ops = &terminal_ops};

static struct delivery begin(bool is_person)
{
    terminal.is_person = is_person;
    *last_notice = '\0';
    return (struct delivery){.transport = &transport,
                             .terminal = &terminal,
                             .keeps_text = is_person};
}

/* The next look is due now, and the lines were sent long ago. */
static void let_time_pass(struct delivery *delivery)
{
    delivery->look_at = clock_monotonic_ms() - 1;
    /* What was added from now on would be young: age what there is. */
    if (!unacked_is_empty(&delivery->unacked)) {
        struct unacked aged = {0};
        struct buffer text = {0};

        ring_copy(&delivery->unacked.text, 0, delivery->unacked.text.length,
                  &text);
        unacked_add(&aged, text.data, text.length, told_link.sent,
                    clock_monotonic_ms() - DELIVERY_LATE_MS);
        buffer_release(&text);
        unacked_release(&delivery->unacked);
        delivery->unacked = aged;
    }
}

Test(delivery, has_no_timer_when_nothing_was_sent)
{
    struct delivery delivery = begin(true);

    cr_expect_eq(delivery_left(&delivery), -1);
    delivery_look(&delivery);
    cr_expect_eq(delivery_left(&delivery), -1);
    cr_expect_eq(delivery_missing(&delivery), 0);
}

Test(delivery, stops_looking_once_all_has_come)
{
    struct delivery delivery = begin(true);

    told_link = (struct transport_link){.sent = 4, .is_known = true};
    delivery_sent(&delivery, "uno\n", 4);
    cr_expect_gt(delivery_left(&delivery), 0);
    told_link.acknowledged = 4;
    told_link.is_settled = true;
    let_time_pass(&delivery);
    delivery_look(&delivery);
    cr_expect_eq(delivery_left(&delivery), -1);
    cr_expect_str_empty(last_notice);
    delivery_release(&delivery);
}

Test(delivery, tells_a_person_once_that_a_line_is_late_and_when_it_came)
{
    struct delivery delivery = begin(true);

    told_link = (struct transport_link){.sent = 4, .is_known = true};
    delivery_sent(&delivery, "uno\n", 4);
    let_time_pass(&delivery);
    delivery_look(&delivery);
    cr_expect_str_eq(last_notice, "not delivered yet");
    cr_expect_gt(delivery_left(&delivery), 0);
    *last_notice = '\0';
    let_time_pass(&delivery);
    delivery_look(&delivery);
    cr_expect_str_empty(last_notice);
    told_link.acknowledged = 4;
    told_link.is_settled = true;
    let_time_pass(&delivery);
    delivery_look(&delivery);
    cr_expect_str_eq(last_notice, "delivered now");
    cr_expect_eq(delivery_left(&delivery), -1);
    delivery_release(&delivery);
}

/* What has come while this process was stopped has not been read yet. */
Test(delivery, waits_again_after_a_stop)
{
    struct delivery delivery = begin(true);

    told_link = (struct transport_link){.sent = 4, .is_known = true};
    delivery_begin_anew(&delivery);
    cr_expect_eq(delivery_left(&delivery), -1); /* nothing was sent */
    delivery_sent(&delivery, "uno\n", 4);
    let_time_pass(&delivery);
    delivery.answered_at = delivery.moved_at = 0;
    delivery_begin_anew(&delivery);
    cr_expect_gt(delivery_left(&delivery), 0);
    cr_expect_neq(delivery.answered_at, 0);
    cr_expect_neq(delivery.moved_at, 0);
    let_time_pass(&delivery);
    delivery_look(&delivery);
    cr_expect_str_empty(last_notice);
    delivery.waits_from -= DELIVERY_LATE_MS;
    let_time_pass(&delivery);
    delivery_look(&delivery);
    cr_expect_str_eq(last_notice, "not delivered yet");
    delivery_release(&delivery);
}

Test(delivery, counts_for_a_pipe_and_says_nothing)
{
    struct delivery delivery = begin(false);

    told_link = (struct transport_link){
        .sent = 100, .acknowledged = 60, .is_known = true};
    delivery_sent(&delivery, "uno\n", 4);
    delivery.look_at = clock_monotonic_ms() - 1;
    delivery_look(&delivery);
    cr_expect_str_empty(last_notice);
    cr_expect(unacked_is_empty(&delivery.unacked));
    cr_expect_eq(delivery_missing(&delivery), 40);
    delivery_release(&delivery);
}

/* A look after so long a silence that the other machine must be gone. */
static void look_after_silence(struct delivery *delivery)
{
    delivery->look_at = clock_monotonic_ms() - 1;
    delivery->answered_at = delivery->moved_at =
        clock_monotonic_ms() - delivery->timeout_ms - DELIVERY_GRACE_MS;
    delivery_look(delivery);
}

Test(delivery, gives_up_a_machine_that_does_not_answer)
{
    static const struct {
        const char *name;
        struct transport_link link;
        int timeout_ms;
        bool must_move;
        bool is_lost, is_stalled;
    } table[] = {
        {.name = "no answer", .link = {.is_known = true}, .timeout_ms = 20000,
         .is_lost = true},
        {.name = "no answer, and the system decides",
         .link = {.is_known = true}},
        {.name = "it answers and does not read",
         .link = {.is_known = true, .is_held = true}, .timeout_ms = 20000},
        {.name = "the same, and it has ended",
         .link = {.is_known = true, .is_held = true}, .timeout_ms = 20000,
         .must_move = true, .is_stalled = true},
        {.name = "the same without a timeout",
         .link = {.is_known = true, .is_held = true}, .must_move = true},
        {.name = "some of it has come",
         .link = {.acknowledged = 10, .is_known = true}, .timeout_ms = 20000},
        {.name = "the same, and it has ended",
         .link = {.acknowledged = 10, .is_known = true, .is_held = true},
         .timeout_ms = 20000, .must_move = true},
        {.name = "all of it has come",
         .link = {.is_known = true, .is_settled = true}, .timeout_ms = 20000},
        {.name = "nothing is known", .link = {.is_known = false},
         .timeout_ms = 20000},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct delivery delivery = begin(false);

        delivery.timeout_ms = table[i].timeout_ms;
        told_link = (struct transport_link){.is_known = true};
        delivery_sent(&delivery, "uno\n", 4);
        delivery.look_at = clock_monotonic_ms() - 1;
        delivery_look(&delivery); /* it is known how far it had come */
        cr_expect_not(delivery.is_lost);
        if (table[i].must_move)
            delivery_must_move(&delivery);
        told_link = table[i].link;
        look_after_silence(&delivery);
        cr_expect_eq(delivery.is_lost, table[i].is_lost, "%s", table[i].name);
        cr_expect_eq(delivery.is_stalled, table[i].is_stalled, "%s",
                     table[i].name);
        delivery_release(&delivery);
    }
}

Test(delivery, says_nothing_where_the_system_cannot_tell)
{
    struct delivery delivery = begin(true);

    told_link = (struct transport_link){.sent = 100};
    delivery_sent(&delivery, "uno\n", 4);
    delivery.look_at = clock_monotonic_ms() - 1;
    delivery_look(&delivery);
    cr_expect_str_empty(last_notice);
    cr_expect_eq(delivery_left(&delivery), -1);
    cr_expect_eq(delivery_missing(&delivery), 0);
    delivery_release(&delivery);
}

/* ---- In charla/1 --------------------------------------------------------- */

static struct delivery begin_frames(atomic_uint_least64_t *acknowledged)
{
    struct delivery delivery = begin(true);

    atomic_init(acknowledged, 0);
    delivery.acknowledged_text = acknowledged;
    /* The other machine has everything, which means nothing here. */
    told_link = (struct transport_link){
        .sent = 100, .acknowledged = 100, .is_known = true,
        .is_settled = true};
    return delivery;
}

Test(delivery, goes_by_what_the_other_charla_has_shown)
{
    atomic_uint_least64_t acknowledged;
    struct delivery delivery = begin_frames(&acknowledged);

    delivery_sent(&delivery, "uno\n", 4);
    delivery_sent(&delivery, "dos\n", 4);
    cr_expect_eq(delivery_missing(&delivery), 8);
    atomic_store(&acknowledged, 3);
    cr_expect_eq(delivery_missing(&delivery), 5);
    cr_expect_eq(delivery.unacked.text.length, 8); /* no line has come whole */
    atomic_store(&acknowledged, 4);
    cr_expect_eq(delivery_missing(&delivery), 4);
    cr_expect_eq(delivery.unacked.text.length, 4);
    atomic_store(&acknowledged, 8);
    cr_expect_eq(delivery_missing(&delivery), 0);
    cr_expect(unacked_is_empty(&delivery.unacked));
    delivery_release(&delivery);
}

Test(delivery, tells_of_a_line_that_is_not_shown)
{
    atomic_uint_least64_t acknowledged;
    struct delivery delivery = begin_frames(&acknowledged);

    told_link.sent = 4; /* for let_time_pass: where the line ends */
    delivery_sent(&delivery, "uno\n", 4);
    let_time_pass(&delivery);
    delivery_look(&delivery);
    cr_expect_str_eq(last_notice, "not delivered yet");
    cr_expect_geq(delivery_left(&delivery), 0, "it looks on");
    atomic_store(&acknowledged, 4);
    delivery.look_at = clock_monotonic_ms() - 1;
    delivery_look(&delivery);
    cr_expect_str_eq(last_notice, "delivered now");
    cr_expect_eq(delivery_left(&delivery), -1, "it looks no more");
    delivery_release(&delivery);
}

Test(delivery, tells_of_a_line_that_is_shown_while_that_is_told)
{
    atomic_uint_least64_t acknowledged;
    struct delivery delivery = begin_frames(&acknowledged);

    told_link.sent = all = 4;
    acknowledges = &acknowledged;
    delivery_sent(&delivery, "uno\n", 4);
    let_time_pass(&delivery);
    delivery_look(&delivery);
    cr_expect_str_eq(last_notice, "not delivered yet");
    cr_assert_geq(delivery_left(&delivery), 0, "it looks on");
    delivery.look_at = clock_monotonic_ms() - 1;
    delivery_look(&delivery);
    cr_expect_str_eq(last_notice, "delivered now");
    cr_expect_eq(delivery_left(&delivery), -1, "it looks no more");
    delivery_release(&delivery);
}

/* The other machine answers; the program there does not show the text. */
Test(delivery, gives_up_who_shows_nothing_once_it_has_ended)
{
    atomic_uint_least64_t acknowledged;
    struct delivery delivery = begin_frames(&acknowledged);

    delivery.timeout_ms = 20000;
    delivery_sent(&delivery, "uno\n", 4);
    look_after_silence(&delivery);
    cr_expect_not(delivery.is_stalled, "it may still say something");
    delivery_must_move(&delivery);
    look_after_silence(&delivery);
    cr_expect(delivery.is_stalled);
    cr_expect_not(delivery.is_lost);
    atomic_store(&acknowledged, 1);
    look_after_silence(&delivery);
    cr_expect_not(delivery.is_stalled, "it has moved");
    delivery_release(&delivery);
}
