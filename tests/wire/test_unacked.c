/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/unacked.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_text(const struct unacked *unacked, const char *text)
{
    struct buffer held = {0};

    ring_copy(&unacked->text, 0, unacked->text.length, &held);
    cr_expect_eq(held.length, strlen(text));
    cr_expect(held.length == 0 || memcmp(held.data, text, held.length) == 0);
    buffer_release(&held);
}

Test(unacked, is_empty_at_first)
{
    struct unacked unacked = {0};

    cr_expect(unacked_is_empty(&unacked));
    cr_expect_eq(unacked_age(&unacked, 1000), 0);
    unacked_acknowledge(&unacked, 1000);
    cr_expect(unacked_is_empty(&unacked));
    unacked_release(&unacked);
}

/* Three lines that end at the positions 4, 8 and 30 (records are longer than
 * their text), sent at 10, 20 and 30 ms. */
static void fill(struct unacked *unacked)
{
    *unacked = (struct unacked){0};
    unacked_add(unacked, "uno\n", 4, 4, 10);
    unacked_add(unacked, "dos\n", 4, 8, 20);
    unacked_add(unacked, "tres\n", 5, 30, 30);
}

Test(unacked, keeps_what_is_not_wholly_acknowledged)
{
    static const struct {
        uint64_t position;
        const char *left;
        long age; /* at 100 ms */
    } table[] = {
        {0, "uno\ndos\ntres\n", 90},  {3, "uno\ndos\ntres\n", 90},
        {4, "dos\ntres\n", 80},       {7, "dos\ntres\n", 80},
        {8, "tres\n", 70},            {29, "tres\n", 70},
        {30, "", 0},                  {31, "", 0},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct unacked unacked;

        fill(&unacked);
        unacked_acknowledge(&unacked, table[i].position);
        expect_text(&unacked, table[i].left);
        cr_expect_eq(unacked_age(&unacked, 100), table[i].age, "row %zu", i);
        cr_expect_eq(unacked_is_empty(&unacked), *table[i].left == '\0');
        unacked_release(&unacked);
    }
}

/* A clock of milliseconds leaves 32 bits after 24.8 days. */
Test(unacked, knows_the_age_at_every_time)
{
    const int64_t late = INT64_C(1) << 33;
    struct unacked unacked = {0};

    unacked_add(&unacked, "uno\n", 4, 4, late);
    cr_expect_eq(unacked_age(&unacked, late + 5), 5);
    cr_expect_eq(unacked_age(&unacked, late + late), late);
    unacked_release(&unacked);
}

Test(unacked, settles_bit_by_bit)
{
    struct unacked unacked;

    fill(&unacked);
    for (uint64_t position = 0; position <= 30; position++)
        unacked_acknowledge(&unacked, position);
    cr_expect(unacked_is_empty(&unacked));
    unacked_add(&unacked, "más\n", 5, 35, 40);
    unacked_acknowledge(&unacked, 30);
    expect_text(&unacked, "más\n");
    unacked_release(&unacked);
}

/* Where positions count the text: from any of them on, what follows. */
Test(unacked, gives_out_what_is_to_be_sent_again)
{
    static const char text[] = "uno\ndos\ntres\n";
    const size_t length = sizeof text - 1;
    struct unacked unacked = {0};

    unacked_add(&unacked, text, 4, 4, 10);
    unacked_add(&unacked, text + 4, 4, 8, 20);
    unacked_add(&unacked, text + 8, 5, length, 30);
    unacked_acknowledge(&unacked, 5); /* of which the first is whole */
    for (size_t from = 4; from <= length; from++)
        for (size_t most = 0; most <= length; most++) {
            size_t wanted = length - from < most ? length - from : most;
            struct buffer out = {0};

            cr_assert_eq(unacked_copy(&unacked, from, most, &out), wanted);
            cr_assert_eq(out.length, wanted);
            cr_assert(wanted == 0 ||
                      memcmp(out.data, text + from, wanted) == 0);
            buffer_release(&out);
        }
    unacked_release(&unacked);
}
