/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/file_table.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static struct file_table table;

static struct file_offer *add(bool is_ours, uint32_t id, const char *name)
{
    struct file_offer *offer =
        file_table_add(&table, is_ours, name, strlen(name));

    if (!is_ours)
        offer->id = id;
    return offer;
}

TestSuite(file_table);

Test(file_table, finds_each_side_by_its_own_ids)
{
    struct file_offer *ours = add(true, 0, "a"), *theirs = add(false, 1, "b");

    cr_expect_eq(ours->id, 1);
    cr_expect_eq(ours->number, 1);
    cr_expect_eq(theirs->number, 2);
    cr_expect_eq(file_table_by_id(&table, true, 1), ours);
    cr_expect_eq(file_table_by_id(&table, false, 1), theirs);
    cr_expect_null(file_table_by_id(&table, false, 2));
    cr_expect_eq(file_table_by_number(&table, 2), theirs);
    cr_expect_null(file_table_by_number(&table, 0));
    file_table_release(&table);
}

Test(file_table, finds_the_oldest_in_a_state)
{
    struct file_offer *first = add(false, 1, "a"), *second = add(false, 2, "b");

    cr_expect_eq(file_table_in(&table, false, FILE_OFFERED), first);
    cr_expect_null(file_table_in(&table, true, FILE_OFFERED));
    file_offer_end(first, FILE_REASON_NONE);
    cr_expect_eq(file_table_in(&table, false, FILE_OFFERED), second);
    file_table_release(&table);
}

Test(file_table, counts_what_waits)
{
    add(false, 1, "a")->state = FILE_QUEUED;
    add(false, 2, "b");
    add(false, 3, "c")->state = FILE_MOVING;
    add(true, 0, "d");
    cr_expect_eq(file_table_waiting(&table, false), 2);
    cr_expect_eq(file_table_waiting(&table, true), 1);
    file_table_release(&table);
}

Test(file_table, shows_names_made_safe_and_keeps_them_as_they_are)
{
    const char name[] = "../\x1b[31mx\0y";
    struct file_offer *offer =
        file_table_add(&table, false, name, sizeof name - 1);

    cr_expect_eq(offer->name.length, sizeof name - 1);
    cr_expect_null(strchr(offer->shown.data, '\x1b'));
    cr_expect_null(strchr(offer->shown.data, '/'));
    file_table_release(&table);
}

/* Somebody may offer for hours. */
Test(file_table, forgets_what_has_ended_long_ago_and_nothing_else)
{
    struct file_offer *waits = add(false, 1, "waits");
    size_t count = 0;

    for (uint32_t id = 2; id < 2000; id++)
        file_offer_end(add(false, id, "x"), FILE_REASON_NONE);
    for (struct file_offer *at = table.first; at; at = at->next)
        count++;
    cr_expect_leq(count, 100);
    cr_expect_eq(file_table_by_id(&table, false, 1), waits);
    cr_expect_not_null(file_table_by_id(&table, false, 1999));
    cr_expect_null(file_table_by_id(&table, false, 2));
    file_table_release(&table);
}

Test(file_table, closes_the_file_of_an_offer_that_is_over)
{
    struct file_offer *offer = add(true, 0, "a");
    int fd = open("/dev/null", O_RDONLY);

    offer->fd = fd;
    file_offer_end(offer, FILE_REASON_USER);
    cr_expect_eq(offer->fd, -1);
    cr_expect_eq(fcntl(fd, F_GETFD), -1);
    cr_expect_eq(offer->reason, 4);
    file_table_release(&table);
}
