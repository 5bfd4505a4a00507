/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/waiting_rows.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/waiting_list.h"

static struct waiting_list list;
static struct waiting_rows rows;

static void recognise(struct waiting *waiting)
{
    if (strncmp(waiting->name, "friend", 6) == 0)
        waiting->key = WAITING_CONTACT;
}

static void begin(void)
{
    list = (struct waiting_list){.recognise = recognise};
    rows = (struct waiting_rows){.count = 0};
}

static void end(void)
{
    waiting_list_release(&list);
}

TestSuite(waiting_rows, .init = begin, .fini = end);

static void take(enum discovery_kind kind, const char *name, const char *hash)
{
    struct discovery_event event = {.kind = kind, .port = 8081};

    snprintf(event.name, sizeof event.name, "%s", name);
    snprintf(event.tag.hash, sizeof event.tag.hash, "%s", hash);
    snprintf(event.address, sizeof event.address, "10.0.0.1");
    waiting_list_take(&list, &event);
}

static void come(const char *name)
{
    take(DISCOVERY_FOUND, name, "1");
}

static void go(const char *name)
{
    take(DISCOVERY_GONE, name, "");
}

/* `all`: of everybody, not of the news. */
static void expect(const char *text, bool all)
{
    char *said = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&said, &length);
    bool has_said = true;

    if (all)
        waiting_rows_show_all(&rows, &list, out);
    else
        has_said = waiting_rows_show_news(&rows, &list, out);
    fclose(out);
    cr_expect_str_eq(said, text, "%s", said);
    cr_expect(all || has_said == (length > 0));
    free(said);
}

Test(waiting_rows, keep_their_number_whoever_comes_and_goes)
{
    come("luis");
    expect("3  call luis (unknown), 10.0.0.1\n", false);
    expect("", false);
    come("bea");
    come("friend");
    expect("4  call friend (not verified), 10.0.0.1\n"
           "5  call bea (unknown), 10.0.0.1\n",
           false);
    go("luis");
    expect("3  luis has gone\n", false);
    cr_expect_str_eq(waiting_rows_choose(&rows, 4)->name, "friend");
    expect("4  call friend (not verified), 10.0.0.1\n"
           "5  call bea (unknown), 10.0.0.1\n",
           true);
    come("luis");
    expect("3  call luis (unknown), 10.0.0.1\n", false);
}

/* It may be somebody else. */
Test(waiting_rows, give_another_number_to_another_tag)
{
    come("luis");
    expect("3  call luis (unknown), 10.0.0.1\n", false);
    go("luis");
    take(DISCOVERY_FOUND, "luis", "2");
    expect("3  luis has gone\n4  call luis (unknown), 10.0.0.1\n", false);
}

Test(waiting_rows, are_nobodys_before_they_are_shown)
{
    come("luis");
    cr_expect_null(waiting_rows_choose(&rows, 3));
    expect("3  call luis (unknown), 10.0.0.1\n", false);
    cr_expect_not_null(waiting_rows_choose(&rows, 3));
    for (unsigned number = 0; number < 100; number++)
        if (number != 3)
            cr_expect_null(waiting_rows_choose(&rows, number));
}

Test(waiting_rows, fit_on_a_screen_however_many_wait)
{
    char name[32];

    for (unsigned i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "x%03u", i);
        come(name);
    }
    expect("3  call x000 (unknown), 10.0.0.1\n"
           "4  call x001 (unknown), 10.0.0.1\n"
           "5  call x002 (unknown), 10.0.0.1\n"
           "6  call x003 (unknown), 10.0.0.1\n"
           "7  call x004 (unknown), 10.0.0.1\n"
           "8  call x005 (unknown), 10.0.0.1\n"
           "9  call x006 (unknown), 10.0.0.1\n"
           "10  call x007 (unknown), 10.0.0.1\n"
           "11  call x008 (unknown), 10.0.0.1\n"
           "   and 191 more, whom charla --find lists\n",
           false);
    come("friend");
    expect("12  call friend (not verified), 10.0.0.1\n"
           "   and 191 more, whom charla --find lists\n",
           false);
    go("x150");
    expect("   and 190 more, whom charla --find lists\n", false);
    go("x000");
    expect("3  x000 has gone\n"
           "13  call x009 (unknown), 10.0.0.1\n"
           "   and 189 more, whom charla --find lists\n",
           false);
}

/* However often they come back as others. */
Test(waiting_rows, are_bounded)
{
    char hash[8], *said = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&said, &length);

    for (unsigned i = 0; i < 3 * WAITING_ROWS_MAX; i++) {
        snprintf(hash, sizeof hash, "%u", i);
        take(DISCOVERY_FOUND, "luis", hash);
        (void)waiting_rows_show_news(&rows, &list, out);
    }
    fclose(out);
    cr_expect_eq(rows.count, WAITING_ROWS_MAX);
    cr_expect_not_null(strstr(said, "\n99  call luis"));
    cr_expect_null(strstr(said, "\n100  call luis"));
    cr_expect_eq(rows.hidden, 1);
    free(said);
}
