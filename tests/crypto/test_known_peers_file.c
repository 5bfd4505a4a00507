/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/known_peers_file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "crypto/record_file.h"

#define TITLE "charla known_peers 1"
#define KEY "SHA256:BuP9j9opu2CrWVV95h7bCuzbIxE0vjDnW0Vfjht5L6k"
#define OTHER "SHA256:UN6zqoo3989Wv3f8PVtMguOg4g2gxjLOFBigNdrRNVM"

static struct error error;

static int parse(const char *lines, struct known_peer_list *list)
{
    struct buffer text = {0};
    int result;

    error = (struct error){0};
    *list = (struct known_peer_list){0};
    record_file_begin(&text, TITLE);
    buffer_append_string(&text, lines);
    record_file_end(&text);
    result = known_peers_file_parse("FILE", &text, list, &error);
    buffer_release(&text);
    return result;
}

/* In the order of the file. */
#define FIRST "caller - " KEY " 2026-11-25 unverified\n"
#define LINES                                                                 \
    FIRST "caller - " OTHER " 2025-01-02 verified\n"                          \
          "::1 65535 " KEY " 2026-12-31 verified\n"                           \
          "caller 1 " KEY " 2026-11-25 unverified\n"                          \
          "end 8081 " OTHER " 1970-01-01 unverified\n"                        \
          "host 8081 " KEY " 2026-11-25 verified\n"                           \
          "host 8082 " KEY " 2026-11-25 unverified\n"

Test(known_peers_file, is_written_as_it_is_read)
{
    struct known_peer_list list;
    struct buffer right = {0}, written = {0};

    cr_assert_eq(parse(LINES, &list), 0, "%s", error.text);
    cr_expect_eq(list.count, 7);
    record_file_begin(&right, TITLE);
    buffer_append_string(&right, LINES);
    record_file_end(&right);
    known_peers_file_format(&list, &written);
    cr_expect(right.length == written.length &&
                  memcmp(right.data, written.data, right.length) == 0,
              "%.*s", (int)written.length, written.data);
    cr_expect_str_eq(list.items[5].fingerprint.digits,
                     "49242 33849 53339 57297 75387 92089");
    buffer_release(&right);
    buffer_release(&written);
    known_peer_list_release(&list);
}

Test(known_peers_file, may_hold_nobody)
{
    struct known_peer_list list;

    cr_expect_eq(parse("", &list), 0, "%s", error.text);
    cr_expect_eq(list.count, 0);
}

Test(known_peers_file, with_a_wrong_record_is_an_error)
{
    static const struct {
        const char *lines, *words;
    } cases[] = {
        {FIRST FIRST, "line 3: it is there twice, or out of order"},
        {"b 1 " KEY " 2026-11-25 verified\n"
         "a 1 " KEY " 2026-11-25 verified\n", "line 3: it is there twice"},
        {"a 1 " KEY " 2026-11-25 verified\n"
         "a 1 " OTHER " 2026-11-25 verified\n", "line 3: it is there twice"},
        {"a 1 " KEY " 2026-11-25 verified\n" FIRST, "line 3: it is there"},
        {"a 1 " KEY " 2026-11-25\n",
         "line 2: it is not an entry about a person"},
        {"a 1 " KEY " 2026-11-25 verified 1\n",
         "line 2: it is not an entry"},
        {"* 1 " KEY " 2026-11-25 verified\n", "line 2: its host is wrong"},
        {"A 1 " KEY " 2026-11-25 verified\n", "line 2: its host is wrong"},
        {"[::1] 1 " KEY " 2026-11-25 verified\n", "line 2: its host is wrong"},
        {"0::1 1 " KEY " 2026-11-25 verified\n", "line 2: its host is wrong"},
        {"a * " KEY " 2026-11-25 verified\n", "line 2: its port is wrong"},
        {"a - " KEY " 2026-11-25 verified\n", "line 2: its port is wrong"},
        {"a 0 " KEY " 2026-11-25 verified\n", "line 2: its port is wrong"},
        {"a 01 " KEY " 2026-11-25 verified\n", "line 2: its port is wrong"},
        {"a +1 " KEY " 2026-11-25 verified\n", "line 2: its port is wrong"},
        {"a 1x " KEY " 2026-11-25 verified\n", "line 2: its port is wrong"},
        {"a 65536 " KEY " 2026-11-25 verified\n", "line 2: its port is wrong"},
        {"a 999999 " KEY " 2026-11-25 verified\n", "line 2: its port is"},
        {"a 1 SHA256: 2026-11-25 verified\n", "line 2: its fingerprint is"},
        {"a 1 " KEY "A 2026-11-25 verified\n", "line 2: its fingerprint is"},
        {"a 1 " KEY "= 2026-11-25 verified\n", "line 2: its fingerprint is"},
        {"a 1 x" KEY " 2026-11-25 verified\n", "line 2: its fingerprint is"},
        {"a 1 " KEY " 2026-11-5 verified\n", "line 2: its date is wrong"},
        {"a 1 " KEY " 2026-13-25 verified\n", "line 2: its date is wrong"},
        {"a 1 " KEY " 2026-00-25 verified\n", "line 2: its date is wrong"},
        {"a 1 " KEY " 2026-11-32 verified\n", "line 2: its date is wrong"},
        {"a 1 " KEY " 2026-11-00 verified\n", "line 2: its date is wrong"},
        {"a 1 " KEY " 2026.11.25 verified\n", "line 2: its date is wrong"},
        {"a 1 " KEY " x026-11-25 verified\n", "line 2: its date is wrong"},
        {"a 1 " KEY " 2026-11-25x verified\n", "line 2: its date is wrong"},
        {"a 1 " KEY " 2026-11-25 Verified\n", "line 2: it ends in neither"},
        {"a 1 " KEY " 2026-11-25 v\n", "line 2: it ends in neither"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct known_peer_list list;

        cr_expect_eq(parse(cases[i].lines, &list), -1, "row %zu", i);
        cr_expect_eq(list.count, 0, "row %zu", i);
        cr_expect_null(list.items, "row %zu", i);
        cr_expect_not_null(strstr(error.text, cases[i].words), "row %zu: %s",
                           i, error.text);
    }
}

static struct known_peer peer_of(const char *host, const char *port,
                                 const char *key)
{
    struct known_peer peer = {.since = "2026-11-25"};

    snprintf(peer.host, sizeof peer.host, "%s", host);
    snprintf(peer.port, sizeof peer.port, "%s", port);
    cr_assert(fingerprint_parse(key, &peer.fingerprint));
    return peer;
}

/* Whatever the order in which they come and go. */
Test(known_peers_file, keeps_its_peers_in_order)
{
    static const int orders[][4] = {
        {0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {1, 3, 0, 2},
    };
    struct known_peer peers[] = {
        peer_of("", "", KEY), peer_of("", "", OTHER),
        peer_of("a", "1", KEY), peer_of("a", "2", KEY),
    };

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct known_peer_list list = {0};

        for (size_t j = 0; j < 4; j++) {
            const struct known_peer *peer = &peers[orders[i][j]];

            cr_expect_null(known_peer_list_find(&list, peer));
            known_peer_list_add(&list, peer);
        }
        for (size_t j = 0; j < 4; j++)
            cr_expect_eq(known_peer_list_find(&list, &peers[j]),
                         &list.items[j]);
        for (size_t j = 0; j < 4; j++) {
            const struct known_peer *peer = &peers[orders[i][j]];

            known_peer_list_remove(&list, known_peer_list_find(&list, peer));
            cr_expect_null(known_peer_list_find(&list, peer));
            cr_expect_eq(list.count, 3 - j);
        }
        known_peer_list_release(&list);
    }
}
