/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/waiting_list.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Ana is a contact with this tag; whoever else is called ana is not. */
#define ANA "aaaaaaaaaaaaaaaa"

static struct waiting_list list;

static void recognise(struct waiting *waiting)
{
    if (strcmp(waiting->tag.hash, ANA) == 0) {
        snprintf(waiting->name, sizeof waiting->name, "ana");
        waiting->key = WAITING_CONTACT_VERIFIED;
    } else if (strcmp(waiting->name, "ana") == 0) {
        waiting->key = WAITING_CLAIMS_CONTACT;
    }
}

static void begin(void)
{
    list = (struct waiting_list){.recognise = recognise};
}

static void end(void)
{
    waiting_list_release(&list);
}

TestSuite(waiting_list, .init = begin, .fini = end);

static void take(enum discovery_kind kind, unsigned way, const char *name,
                 const char *hash, const char *address, unsigned port)
{
    struct discovery_event event = {.kind = kind, .way = way, .port = port};

    snprintf(event.name, sizeof event.name, "%s", name);
    snprintf(event.tag.hash, sizeof event.tag.hash, "%s", hash);
    snprintf(event.address, sizeof event.address, "%s", address);
    waiting_list_take(&list, &event);
}

static void come(unsigned way, const char *name, const char *hash,
                 const char *address)
{
    take(DISCOVERY_FOUND, way, name, hash, address, 8081);
}

static void go(unsigned way, const char *name)
{
    take(DISCOVERY_GONE, way, name, "", "", 0);
}

/* The list as "name address, name address". */
static void expect(const char *text)
{
    char found[1024] = "";

    for (size_t i = 0; i < list.count; i++) {
        size_t length = strlen(found);

        snprintf(found + length, sizeof found - length, "%s%s %s",
                 i > 0 ? ", " : "", list.items[i].name, list.items[i].address);
    }
    cr_expect_str_eq(found, text, "%s", found);
}

/* Of all the ways to somebody the best one is shown, until it is gone. */
Test(waiting_list, has_everybody_once_at_the_best_address)
{
    come(5, "bea", "1", "fe80::1%wire");
    expect("bea fe80::1%wire");
    come(9, "bea", "1", "2001:db8::1");
    expect("bea 2001:db8::1");
    come(4, "bea", "1", "192.168.1.5");
    come(2, "bea", "1", "10.0.0.5");
    come(6, "bea", "1", "169.254.3.4");
    expect("bea 192.168.1.5");
    go(4, "bea");
    expect("bea 10.0.0.5");
    go(2, "bea");
    go(9, "bea");
    go(6, "bea");
    expect("bea fe80::1%wire");
    go(5, "bea");
    expect("");
}

Test(waiting_list, keeps_who_is_gone_in_one_way_only)
{
    come(2, "bea", "1", "192.168.1.5");
    come(4, "bea", "1", "172.17.0.1");
    go(4, "bea");
    go(4, "bea");
    go(6, "bea");
    go(2, "luis");
    expect("bea 192.168.1.5");
}

/* As on two networks that do not know of each other. */
Test(waiting_list, tells_two_of_one_name_apart)
{
    come(2, "bea", "1", "192.168.1.5");
    come(4, "bea", "2", "172.17.0.2");
    cr_assert_eq(list.count, 2);
    go(2, "bea");
    expect("bea 172.17.0.2");
}

/* Whoever comes back has another tag, and perhaps the other one has never said
 * goodbye. */
Test(waiting_list, does_not_keep_what_a_way_had_before)
{
    come(2, "bea", "1", "192.168.1.5");
    come(2, "bea", "2", "192.168.1.6");
    expect("bea 192.168.1.6");
    take(DISCOVERY_FOUND, 2, "bea", "2", "192.168.1.7", 9000);
    expect("bea 192.168.1.7");
    cr_expect_str_eq(list.items[0].port, "9000");
}

Test(waiting_list, has_contacts_first_by_the_name_the_user_gave_them)
{
    come(2, "luis", "1", "10.0.0.1");
    come(2, "zoe", ANA, "10.0.0.2");
    come(2, "bea", "2", "10.0.0.3");
    come(2, "ana", "3", "10.0.0.4");
    expect("ana 10.0.0.2, ana 10.0.0.4, bea 10.0.0.3, luis 10.0.0.1");
    cr_expect(waiting_is_contact(&list.items[0]));
    cr_expect_eq(list.items[1].key, WAITING_CLAIMS_CONTACT);
    cr_expect_eq(list.items[2].key, WAITING_STRANGER);
}

Test(waiting_list, makes_names_safe)
{
    come(2, "\033[2Jx\ty\n", "1", "10.0.0.1");
    come(2, "\xff", "2", "10.0.0.2");
    come(2, "", "3", "10.0.0.3");
    cr_assert_eq(list.count, 3);
    for (size_t i = 0; i < list.count; i++) {
        cr_expect_str_neq(list.items[i].name, "");
        cr_expect_null(strpbrk(list.items[i].name, "\033\t\n\xff"));
    }
}

/* A flood hides strangers, but no contact. */
Test(waiting_list, is_bounded_and_a_contact_fits_in)
{
    char name[32];

    for (unsigned i = 0; i < 2 * WAITING_MAX; i++) {
        snprintf(name, sizeof name, "x%04u", i);
        come(2, name, "1", "10.0.0.1");
        cr_expect_eq(list.is_cut, i >= WAITING_MAX);
    }
    cr_expect_eq(list.count, WAITING_MAX);
    come(2, "ana", ANA, "10.0.0.2");
    cr_assert_eq(list.count, WAITING_MAX);
    cr_expect_str_eq(list.items[0].name, "ana");
    for (unsigned way = 0; way < 100; way++)
        come(way, "ana", ANA, "10.0.0.3");
    cr_expect_eq(list.items[0].way_count, WAITING_WAYS_MAX);
}

Test(waiting_list, ignores_what_is_about_nobody)
{
    take(DISCOVERY_ALL, 2, "bea", "1", "10.0.0.1", 8081);
    take(DISCOVERY_FAILED, 2, "bea", "1", "10.0.0.1", 8081);
    expect("");
}
