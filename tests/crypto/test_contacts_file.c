/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/contacts_file.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "crypto/record_file.h"

#define TITLE "charla contacts 1"
#define KEY "SHA256:BuP9j9opu2CrWVV95h7bCuzbIxE0vjDnW0Vfjht5L6k"
#define OTHER "SHA256:UN6zqoo3989Wv3f8PVtMguOg4g2gxjLOFBigNdrRNVM"

static struct error error;

static int parse_as(const char *title, const char *lines,
                    struct contact_list *list)
{
    struct buffer text = {0};
    int result;

    error = (struct error){0};
    *list = (struct contact_list){0};
    record_file_begin(&text, title);
    buffer_append_string(&text, lines);
    record_file_end(&text);
    result = contacts_file_parse("FILE", &text, list, &error);
    buffer_release(&text);
    return result;
}

#define FIRST "ana " KEY " 2026-11-25 unverified\n"
#define LINES                                                                 \
    FIRST "Ольга " OTHER " 2025-01-02 verified host:8081 "                    \
          "fe80::1%eth0:65535 192.168.1.5:1\n"

Test(contacts_file, is_written_as_it_is_read)
{
    struct contact_list list;
    struct buffer right = {0}, written = {0};

    cr_assert_eq(parse_as(TITLE, LINES, &list), 0, "%s", error.text);
    cr_assert_eq(list.count, 2);
    cr_expect_eq(list.items[0].place_count, 0);
    cr_expect_eq(list.items[1].place_count, 3);
    cr_expect_str_eq(list.items[1].places[1].host, "fe80::1%eth0");
    cr_expect_str_eq(list.items[1].places[1].port, "65535");
    cr_expect(list.items[1].verified);
    record_file_begin(&right, TITLE);
    buffer_append_string(&right, LINES);
    record_file_end(&right);
    contacts_file_format(&list, &written);
    cr_expect(right.length == written.length &&
                  memcmp(right.data, written.data, right.length) == 0,
              "%.*s", (int)written.length, written.data);
    buffer_release(&right);
    buffer_release(&written);
    contact_list_release(&list);
}

Test(contacts_file, is_refused_when_a_record_is_wrong)
{
    static const struct {
        const char *lines, *words;
    } cases[] = {
        {"ana " KEY " 2026-11-25\n", "not a record of a contact"},
        {"ana " KEY " 2026-11-25 verified a:1 b:1 c:1 d:1\n",
         "not a record of a contact"},
        {"4711 " KEY " 2026-11-25 verified\n", "its name is wrong"},
        {"mari\xCC\x81 " KEY " 2026-11-25 verified\n", "its name is wrong"},
        {"ana " KEY "A 2026-11-25 verified\n", "its fingerprint is wrong"},
        {"ana " KEY " 2026-13-25 verified\n", "its date is wrong"},
        {"ana " KEY " 2026-11-25 Verified\n", "neither \"verified\""},
        {"ana " KEY " 2026-11-25 verified host\n", "its address is wrong"},
        {"ana " KEY " 2026-11-25 verified host:0\n", "its address is wrong"},
        {"ana " KEY " 2026-11-25 verified host:08\n", "its address is wrong"},
        {"ana " KEY " 2026-11-25 verified host:65536\n",
         "its address is wrong"},
        {"ana " KEY " 2026-11-25 verified HOST:1\n", "its address is wrong"},
        {"ana " KEY " 2026-11-25 verified *:1\n", "its address is wrong"},
        {FIRST "ANA " OTHER " 2026-11-25 verified\n", "it is there twice"},
        {FIRST "bea " KEY " 2026-11-25 verified\n", "it is there twice"},
    };
    struct contact_list list;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_eq(parse_as(TITLE, cases[i].lines, &list), -1, "%s",
                     cases[i].lines);
        cr_expect_not_null(strstr(error.text, cases[i].words), "%s: %s",
                           cases[i].lines, error.text);
        cr_expect_eq(list.count, 0);
    }
}

/* Neither an older nor a newer version is taken for an empty file. */
Test(contacts_file, of_another_version_is_refused)
{
    static const char *const titles[] = {"charla contacts 0",
                                         "charla contacts 2",
                                         "charla known_peers 1"};
    struct contact_list list;

    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        cr_expect_eq(parse_as(titles[i], FIRST, &list), -1);
        cr_expect_not_null(strstr(error.text, "does not know that format"),
                           "%s", error.text);
    }
}

Test(contacts_file, finds_by_name_and_by_key)
{
    struct contact_list list;
    struct fingerprint key, other;

    cr_assert(fingerprint_parse(KEY, &key));
    cr_assert(fingerprint_parse(OTHER, &other));
    cr_assert_eq(parse_as(TITLE, LINES, &list), 0);
    cr_expect_eq(contact_list_find(&list, "ANA"), &list.items[0]);
    cr_expect_eq(contact_list_find_key(&list, &other), &list.items[1]);
    cr_expect_null(contact_list_find(&list, "an"));
    contact_list_remove(&list, &list.items[0]);
    cr_expect_null(contact_list_find_key(&list, &key));
    cr_expect_eq(contact_list_find(&list, "ольга"), &list.items[0]);
    contact_list_release(&list);
}
