/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/contacts.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "crypto/storage.h"
#include "support/data_home.h"
#include "support/harness.h"

static struct error error;

static void begin(void)
{
    data_home_begin();
    error = (struct error){0};
}

TestSuite(contacts, .init = begin, .fini = harness_end);

static int keep(const char *name, int which)
{
    struct fingerprint key = data_home_key(which);

    error = (struct error){0};
    return contacts_keep(name, &key, false, NULL, &error);
}

static int note(int which, const char *host)
{
    struct contact_place place = {.port = "8081"};
    struct fingerprint key = data_home_key(which);

    snprintf(place.host, sizeof place.host, "%s", host);
    return contacts_note_place(&key, &place, &error);
}

static struct contact find(const char *name)
{
    struct contact contact = {0};

    cr_assert_eq(contacts_find(name, &contact, &error), 1, "%s: %s", name,
                 error.text);
    return contact;
}

static bool is_kept(const char *name)
{
    struct contact contact;

    return contacts_find(name, &contact, &error) == 1;
}

/* ---- Keeping ------------------------------------------------------------- */

Test(contacts, are_found_by_name_and_key)
{
    struct fingerprint key = data_home_key(1), other = data_home_key(2);
    struct contact contact;

    cr_expect_not(is_kept("ana"));
    cr_assert_eq(keep("ana", 1), 0, "%s", error.text);
    cr_expect_str_eq(find("Ana").name, "ana");
    cr_expect_not(find("ana").verified);
    cr_assert_eq(contacts_find_key(&key, &contact, &error), 1);
    cr_expect_str_eq(contact.name, "ana");
    cr_expect_eq(contacts_find_key(&other, &contact, &error), 0);
}

Test(contacts, keep_their_name_for_themselves)
{
    struct fingerprint first = data_home_key(1);
    struct contact contact;

    cr_assert_eq(keep("ana", 1), 0);
    cr_expect_eq(keep("ANA", 2), -1);
    cr_expect_not_null(strstr(error.text, "charla --forget ana"), "%s",
                       error.text);
    contact = find("ana");
    cr_expect(fingerprint_equals(&contact.key, &first));
}

Test(contacts, can_be_given_another_name)
{
    cr_assert_eq(keep("ana", 1), 0);
    cr_assert_eq(keep("Ana", 1), 0);
    cr_expect_str_eq(find("ana").name, "Ana");
    cr_assert_eq(keep("luisa", 1), 0);
    cr_expect_not(is_kept("ana"));
    cr_assert_eq(keep("ana", 2), 0);
}

Test(contacts, are_kept_under_names_alone)
{
    cr_expect_eq(keep("192.168.1.5", 1), -1);
    cr_expect_not_null(strstr(error.text, "one word of letters"), "%s",
                       error.text);
    cr_expect_eq(keep("", 1), -1);
}

Test(contacts, stay_verified_until_that_is_taken_back)
{
    struct fingerprint key = data_home_key(1), other = data_home_key(2);

    cr_assert_eq(contacts_keep("ana", &key, true, NULL, &error), 0);
    cr_assert_eq(contacts_keep("ana", &key, false, NULL, &error), 0);
    cr_expect(find("ana").verified);
    cr_expect_eq(contacts_set_verified(&key, false, &error), 1);
    cr_expect_not(find("ana").verified);
    cr_expect_eq(contacts_set_verified(&key, true, &error), 1);
    cr_expect(find("ana").verified);
    cr_expect_eq(contacts_set_verified(&other, true, &error), 0);
}

Test(contacts, can_be_forgotten)
{
    cr_assert_eq(keep("ana", 1), 0);
    cr_assert_eq(keep("bea", 2), 0);
    cr_expect_eq(contacts_forget("ANA", &error), 1);
    cr_expect_eq(contacts_forget("ana", &error), 0);
    cr_expect_not(is_kept("ana"));
    cr_expect(is_kept("bea"));
}

/* ---- Places -------------------------------------------------------------- */

static void expect_places(const char *right)
{
    struct contact contact = find("ana");
    struct buffer places = {0};

    for (size_t i = 0; i < contact.place_count; i++)
        buffer_printf(&places, "%s ", contact.places[i].host);
    buffer_append(&places, "", 1);
    cr_expect_str_eq(places.data, right);
    buffer_release(&places);
}

Test(contacts, are_known_at_the_last_places_the_latest_first)
{
    static const struct {
        const char *host, *places;
        int changes;
    } steps[] = {
        {"a", "a ", 1},     {"a", "a ", 0},     {"b", "b a ", 1},
        {"b", "b a ", 0},   {"a", "a b ", 1},   {"c", "c a b ", 1},
        {"b", "b c a ", 1}, {"d", "d b c ", 1}, {"c", "c d b ", 1},
    };

    cr_assert_eq(keep("ana", 1), 0);
    cr_expect_eq(note(2, "a"), 0);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        cr_expect_eq(note(1, steps[i].host), steps[i].changes, "%zu", i);
        expect_places(steps[i].places);
    }
}

static int meet_at(const char *host, struct contact *contact)
{
    struct contact_place place = {.port = "8081"};

    snprintf(place.host, sizeof place.host, "%s", host);
    return contacts_find_place(&place, contact, &error);
}

static int forget_at(const char *host)
{
    struct contact_place place = {.port = "8081"};

    snprintf(place.host, sizeof place.host, "%s", host);
    return contacts_forget_place(&place, &error);
}

/* Of two who were called at one place the one who was there later. */
Test(contacts, are_found_by_their_places)
{
    struct contact contact;

    cr_assert_eq(keep("ana", 1), 0);
    cr_assert_eq(keep("bea", 2), 0);
    cr_expect_eq(meet_at("a", &contact), 0);
    cr_expect_eq(note(1, "a"), 1);
    cr_expect_eq(note(1, "b"), 1);
    cr_expect_eq(meet_at("a", &contact), 1);
    cr_expect_str_eq(contact.name, "ana");
    cr_expect_eq(note(2, "a"), 1);
    cr_expect_eq(meet_at("a", &contact), 1);
    cr_expect_str_eq(contact.name, "bea");
    cr_expect_eq(forget_at("a"), 1);
    cr_expect_eq(forget_at("a"), 0);
    cr_expect_eq(meet_at("a", &contact), 0);
    expect_places("b ");
}

/* ---- Claims -------------------------------------------------------------- */

static int claim(const char *text, int which, char name[CONTACT_NAME_MAX + 1])
{
    struct fingerprint key = data_home_key(which);

    return contacts_find_claimed(text, strlen(text), &key, name, &error);
}

Test(contacts, are_found_when_somebody_else_claims_their_name)
{
    char name[CONTACT_NAME_MAX + 1] = "";

    cr_assert_eq(keep("ana", 1), 0);
    cr_assert_eq(keep("bea", 2), 0);
    cr_expect_eq(claim("ana", 1, name), 0);
    cr_expect_eq(claim("carla", 3, name), 0);
    cr_expect_eq(claim("", 3, name), 0);
    cr_expect_eq(claim("Aпa", 3, name), 0);
    cr_expect_eq(claim("\xD0\x90na ", 3, name), 1);
    cr_expect_str_eq(name, "ana");
    cr_expect_eq(claim("BEA", 1, name), 1);
    cr_expect_str_eq(name, "bea");
}

/* ---- The file ------------------------------------------------------------ */

static void expect_all_fail(const char *words)
{
    struct contact contact;
    struct contact_list list = {0};
    struct fingerprint key = data_home_key(1);
    char name[CONTACT_NAME_MAX + 1];

    error = (struct error){0};
    cr_expect_eq(contacts_find("ana", &contact, &error), -1);
    cr_expect_not_null(strstr(error.text, words), "%s", error.text);
    cr_expect_eq(contacts_find_key(&key, &contact, &error), -1);
    cr_expect_eq(claim("ana", 1, name), -1);
    cr_expect_eq(keep("carla", 3), -1);
    cr_expect_eq(note(1, "a"), -1);
    cr_expect_eq(contacts_set_verified(&key, true, &error), -1);
    cr_expect_eq(contacts_forget("ana", &error), -1);
    cr_expect_eq(contacts_list(&list, &error), -1);
    cr_expect_eq(list.count, 0);
    error = (struct error){0};
}

static void write_store(const void *text, size_t length)
{
    cr_assert_eq(storage_write("contacts", text, length, &error), STORAGE_OK,
                 "%s", error.text);
}

/* Cut anywhere, or a byte changed: never an empty list. */
Test(contacts, whose_file_is_damaged_are_not_strangers)
{
    struct buffer whole = {0};

    cr_assert_eq(keep("ana", 1), 0);
    cr_assert_eq(note(1, "host"), 1);
    cr_assert_eq(storage_read("contacts", &whole, &error), STORAGE_OK);
    for (size_t at = 0; at < whole.length; at++) {
        write_store(whole.data, at);
        expect_all_fail("contacts is damaged at line ");
        whole.data[at] ^= 1;
        write_store(whole.data, whole.length);
        expect_all_fail("contacts is damaged at line ");
        whole.data[at] ^= 1;
    }
    write_store(whole.data, whole.length);
    cr_expect(is_kept("ana"));
    buffer_release(&whole);
}

Test(contacts, are_not_looked_up_in_a_file_of_others)
{
    char path[256];

    cr_assert_eq(keep("ana", 1), 0);
    snprintf(path, sizeof path, "%s/charla/contacts", harness_directory());
    chmod(path, 0644);
    expect_all_fail("fix it with: chmod 600");
    chmod(path, 0600);
    cr_expect(is_kept("ana"));
}

/* What could not be written has not happened. */
Test(contacts, are_as_they_were_when_the_disk_is_full)
{
    char path[256];

    if (geteuid() == 0)
        cr_skip_test("root can write anywhere");
    cr_assert_eq(keep("ana", 1), 0);
    snprintf(path, sizeof path, "%s/charla", harness_directory());
    chmod(path, 0500);
    cr_expect_eq(keep("bea", 2), -1);
    cr_expect_neq(*error.text, '\0');
    chmod(path, 0700);
    cr_expect(is_kept("ana"));
    cr_expect_not(is_kept("bea"));
}

#define PROCESSES 6

Test(contacts, are_all_kept_when_many_are_kept_at_once)
{
    int gate[2];
    char name[32];

    cr_assert_eq(pipe(gate), 0);
    for (int i = 0; i < PROCESSES; i++) {
        char byte;

        if (fork() != 0)
            continue;
        close(gate[1]);
        (void)!read(gate[0], &byte, 1); /* until all are there */
        for (int j = 0; j < 5; j++) {
            snprintf(name, sizeof name, "a%d-%d", i, j);
            if (keep(name, 10 * i + j) < 0)
                _exit(1);
        }
        _exit(0);
    }
    close(gate[0]);
    close(gate[1]);
    for (int i = 0; i < PROCESSES; i++) {
        int status = 1;

        wait(&status);
        cr_expect_eq(status, 0);
    }
    for (int i = 0; i < PROCESSES; i++)
        for (int j = 0; j < 5; j++) {
            snprintf(name, sizeof name, "a%d-%d", i, j);
            cr_expect(is_kept(name), "%s", name);
        }
}
