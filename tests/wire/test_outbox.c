/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/outbox.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_text(const struct outbox *outbox, const char *text)
{
    cr_expect_eq(outbox->text.length, strlen(text));
    cr_expect_eq(memcmp(outbox->text.data, text, strlen(text)), 0);
}

Test(outbox, is_empty_at_first)
{
    struct outbox outbox = {0};

    cr_expect(outbox_is_empty(&outbox));
    cr_expect_eq(outbox_age(&outbox, 1000), 0);
    outbox_settle(&outbox, 1000);
    cr_expect(outbox_is_empty(&outbox));
    outbox_release(&outbox);
}

/* Three lines that end at the positions 4, 8 and 30 (records are longer than
 * their text), sent at 10, 20 and 30 ms. */
static void fill(struct outbox *outbox)
{
    *outbox = (struct outbox){0};
    outbox_add(outbox, "uno\n", 4, 4, 10);
    outbox_add(outbox, "dos\n", 4, 8, 20);
    outbox_add(outbox, "tres\n", 5, 30, 30);
}

Test(outbox, keeps_what_is_not_wholly_acknowledged)
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
        struct outbox outbox;

        fill(&outbox);
        outbox_settle(&outbox, table[i].position);
        expect_text(&outbox, table[i].left);
        cr_expect_eq(outbox_age(&outbox, 100), table[i].age, "row %zu", i);
        cr_expect_eq(outbox_is_empty(&outbox), *table[i].left == '\0');
        outbox_release(&outbox);
    }
}

/* A clock of milliseconds leaves 32 bits after 24.8 days. */
Test(outbox, knows_the_age_at_every_time)
{
    const int64_t late = INT64_C(1) << 33;
    struct outbox outbox = {0};

    outbox_add(&outbox, "uno\n", 4, 4, late);
    cr_expect_eq(outbox_age(&outbox, late + 5), 5);
    cr_expect_eq(outbox_age(&outbox, late + late), late);
    outbox_release(&outbox);
}

Test(outbox, settles_bit_by_bit)
{
    struct outbox outbox;

    fill(&outbox);
    for (uint64_t position = 0; position <= 30; position++)
        outbox_settle(&outbox, position);
    cr_expect(outbox_is_empty(&outbox));
    outbox_add(&outbox, "más\n", 5, 35, 40);
    outbox_settle(&outbox, 30);
    expect_text(&outbox, "más\n");
    outbox_release(&outbox);
}
