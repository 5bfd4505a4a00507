/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/ack.h"

#include <criterion/criterion.h>

Test(ack, is_not_due_when_nothing_came)
{
    struct ack ack = {0};

    cr_expect_eq(ack_left(&ack, 5000), -1);
    ack_note(&ack, 0, 5000);
    ack_soon(&ack, 5000);
    cr_expect_eq(ack_left(&ack, 90000), -1);
}

Test(ack, is_due_a_second_after_the_first_byte_however_more_trickles_in)
{
    struct ack ack = {0};

    for (int i = 0; i < 10; i++) {
        ack_note(&ack, (uint64_t)i + 1, 5000 + 100 * i);
        cr_expect_eq(ack_left(&ack, 5000 + 100 * i), 1000 - 100 * i);
    }
    cr_expect_eq(ack_left(&ack, 6000), 0);
    cr_expect_eq(ack_left(&ack, 9000), 0);
    cr_expect_eq(ack_take(&ack), 10);
    cr_expect_eq(ack_left(&ack, 9000), -1);
}

Test(ack, is_due_at_once_after_enough_bytes)
{
    struct ack ack = {0};

    ack_note(&ack, ACK_BYTES - 1, 5000);
    cr_expect_eq(ack_left(&ack, 5000), 1000);
    ack_note(&ack, ACK_BYTES, 5001);
    cr_expect_eq(ack_left(&ack, 5001), 0);
    cr_expect_eq(ack_take(&ack), ACK_BYTES);
    ack_note(&ack, 2 * ACK_BYTES - 1, 5002);
    cr_expect_eq(ack_left(&ack, 5002), 1000);
    ack_note(&ack, UINT64_C(1) << 50, 5003);
    cr_expect_eq(ack_left(&ack, 5003), 0);
}

Test(ack, is_due_at_once_before_an_end)
{
    struct ack ack = {0};

    ack_note(&ack, 7, 5000);
    ack_soon(&ack, 5001);
    cr_expect_eq(ack_left(&ack, 5001), 0);
    cr_expect_eq(ack_take(&ack), 7);
    ack_soon(&ack, 5002);
    cr_expect_eq(ack_left(&ack, 5002), -1);
}

/* The same position, told again by another thread, is nothing new. */
Test(ack, is_silent_while_nothing_more_comes)
{
    struct ack ack = {0};

    ack_note(&ack, 7, 5000);
    ack_take(&ack);
    for (int i = 0; i < 3; i++) {
        ack_note(&ack, 7, 6000 + i);
        cr_expect_eq(ack_left(&ack, 90000), -1);
    }
    ack_note(&ack, 8, 90000);
    cr_expect_eq(ack_left(&ack, 90000), 1000);
}

/* Whatever was told over the old link may not have arrived. */
Test(ack, is_told_again_over_a_new_link)
{
    struct ack ack = {0};

    ack_note(&ack, 5, 100);
    cr_expect_eq(ack_take(&ack), 5);
    cr_expect_eq(ack_left(&ack, 200), -1);
    ack_restart(&ack, 300);
    cr_expect_eq(ack_left(&ack, 300), 0);
    cr_expect_eq(ack_take(&ack), 5);
    ack = (struct ack){0};
    ack_restart(&ack, 300);
    cr_expect_eq(ack_left(&ack, 300), -1); /* nothing was handled yet */
}
