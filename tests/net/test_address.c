/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/address.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* `text` is numeric, with a colon for IPv6. */
static struct address make(const char *text, unsigned short port)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6,
                              .sin6_port = htons(port)};
    struct address_list list = {0};
    struct address address;

    if (strchr(text, ':')) {
        cr_assert_eq(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
        address_list_add(&list, (struct sockaddr *)&v6, sizeof v6);
    } else {
        cr_assert_eq(inet_pton(AF_INET, text, &v4.sin_addr), 1);
        address_list_add(&list, (struct sockaddr *)&v4, sizeof v4);
    }
    address = list.items[0];
    address_list_release(&list);
    return address;
}

Test(address, is_shown_as_people_write_it)
{
    static const struct {
        const char *address, *shown;
    } table[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"0.0.0.0", "0.0.0.0"},
        {"2001:db8::1", "2001:db8::1"},
        {"2001:0DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"::", "::"},
        {"::1", "::1"},
        {"::ffff:192.0.2.1", "192.0.2.1"},
        {"::ffff:0:0", "0.0.0.0"},
        {"64:ff9b::c000:201", "64:ff9b::c000:201"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
         "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct address address = make(table[i].address, 65535);
        char text[ADDRESS_TEXT_MAX];

        address_format(&address, text);
        cr_expect_str_eq(text, table[i].shown, "%s: %s", table[i].address,
                         text);
        cr_expect_eq(address_port(&address), 65535);
    }
}

Test(address, of_a_strange_family_is_a_question_mark_without_a_port)
{
    struct address address = {.length = sizeof(struct sockaddr)};
    char text[ADDRESS_TEXT_MAX];

    address.storage.ss_family = AF_UNIX;
    address_format(&address, text);
    cr_assert_eq(address_port(&address), 0);
    cr_assert_not(address_is_wildcard(&address));
    address.storage.ss_family = AF_UNSPEC;
    address_format(&address, text);
    cr_assert_str_eq(text, "?");
}

Test(address, says_who_can_reach_it)
{
    static const struct {
        const char *address;
        bool is_wildcard;
        int reach;
    } table[] = {
        {"0.0.0.0", true, AF_INET},    {"::", true, AF_UNSPEC},
        {"127.0.0.1", false, AF_INET}, {"0.0.0.1", false, AF_INET},
        {"::1", false, AF_INET6},      {"::ffff:0:0", false, AF_INET6},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct address address = make(table[i].address, 1);
        cr_expect_eq(address_is_wildcard(&address), table[i].is_wildcard, "%s",
                     table[i].address);
        cr_expect_eq(address_reach(&address), table[i].reach, "%s",
                     table[i].address);
    }
}

/* 4 and 6 stand for the families, the port for the place in the list. */
Test(address, families_take_turns_and_keep_their_order)
{
    static const struct {
        const char *before;
        unsigned short after[8];
    } table[] = {
        {"", {0}},
        {"4", {1}},
        {"6", {1}},
        {"64", {1, 2}},
        {"46", {1, 2}},
        {"666", {1, 2, 3}},
        {"6644", {1, 3, 2, 4}},
        {"4466", {1, 3, 2, 4}},
        {"6664", {1, 4, 2, 3}},
        {"6444", {1, 2, 3, 4}},
        {"644466", {1, 2, 5, 3, 6, 4}},
        {"4646", {1, 2, 3, 4}},
        {"66664444", {1, 5, 2, 6, 3, 7, 4, 8}},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        size_t count = strlen(table[i].before);
        struct address_list list = {0};

        for (size_t j = 0; j < count; j++) {
            struct address address =
                make(table[i].before[j] == '6' ? "2001:db8::1" : "192.0.2.1",
                     (unsigned short)(j + 1));
            address_list_add(&list, (struct sockaddr *)&address.storage,
                             address.length);
        }
        address_interleave(&list);
        cr_expect_eq(list.count, count);
        for (size_t j = 0; j < count; j++)
            cr_expect_eq(address_port(&list.items[j]), table[i].after[j],
                         "%s: place %zu", table[i].before, j);
        address_list_release(&list);
        cr_expect(list.count == 0 && !list.items);
    }
}

Test(address, list_takes_nothing_that_has_no_room)
{
    struct address_list list = {0};
    char much[sizeof(struct sockaddr_storage) + 1] = {0};

    address_list_add(&list, (struct sockaddr *)(void *)much, sizeof much);
    cr_assert_eq(list.count, 0);
    address_list_release(&list);
}
