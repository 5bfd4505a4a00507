/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/notes.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/buffer.h"
#include "crypto/entry.h"
#include "base/error.h"
#include "support/harness.h"
#include "crypto/storage.h"

static struct error error;

static void begin(void)
{
    harness_begin();
    setenv("XDG_DATA_HOME", harness_directory(), 1);
    error = (struct error){0};
}

TestSuite(notes, .init = begin, .fini = harness_end);

static char host[] = "host";
static const struct entry entry = {host, "80"};
static const struct fingerprint key = {"SHA256:K", ""};

static void write_file(const char *text)
{
    cr_assert_eq(storage_write("notes", text, strlen(text), &error),
                 STORAGE_OK, "%s", error.text);
}

static void expect_file(const char *text)
{
    struct buffer found = {0};

    cr_assert_neq(storage_read("notes", &found, &error), STORAGE_FAILED, "%s",
                  error.text);
    cr_expect(found.length == strlen(text) &&
                  memcmp(found.data, text, found.length) == 0,
              "\"%.*s\" instead of \"%s\"", (int)found.length, found.data,
              text);
    buffer_release(&found);
}

static struct note read_note(bool is_known)
{
    struct note note;

    cr_assert_eq(notes_read(&entry, &key, is_known, &note, &error), 0, "%s",
                 error.text);
    return note;
}

/* ---- Reading ------------------------------------------------------------- */

Test(notes, say_since_when_a_key_is_known_and_verified)
{
    static const struct {
        const char *file;
        const char *since; /* NULL: today */
        bool verified, elsewhere;
    } table[] = {
        {"", NULL, false, false},
        {"\n", NULL, false, false},
        {"host|80 SHA256:K 2021-02-03\n", "2021-02-03", false, false},
        {"host|80 SHA256:K 2021-02-03 verified", "2021-02-03", true, false},
        /* another key */
        {"host|80 SHA256:L 2021-02-03 verified\n", NULL, false, false},
        {"host|80 SHA256:KL 2021-02-03 verified\n", NULL, false, false},
        {"else|80 SHA256:L 2021-02-03 verified\n", NULL, false, false},
        /* another entry */
        {"else|80 SHA256:K 2021-02-03 verified\n", NULL, false, true},
        {"host|801 SHA256:K 2021-02-03 verified\n", NULL, false, true},
        {"ghost|80 SHA256:K 2021-02-03 verified\n", NULL, false, true},
        {"else|80 SHA256:K 2021-02-03\n", NULL, false, false},
        {"else|80 SHA256:K 2020-01-02 verified\n"
         "host|80 SHA256:K 2021-02-03\n"
         "more|80 SHA256:K 2020-01-02\n",
         "2021-02-03", false, true},
        /* half a note */
        {"host|80\n", NULL, false, false},
        {"host|80 \n", NULL, false, false},
        {"host|80 SHA256:K\nverified\n", NULL, false, false},
        {"host|80 SHA256:K \nverified\n", NULL, false, false},
        {"host|80 SHA256:K 2021\nverified\n", NULL, false, false},
        {"host|80 SHA256:K 2021-02-03 ", "2021-02-03", false, false},
        {"host|80 SHA256:K 2021-02-03 x", "2021-02-03", false, false},
        {"host|80 SHA256:K 2021-02-03verified", "2021-02-03", false, false},
        {"else|80 SHA256:K verified\n", NULL, false, false},
        {"SHA256:K 2021-02-03 verified\n", NULL, false, false},
        {"else SHA256:K 2021-02-03 verified\n", NULL, false, false},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct note note;

        write_file(table[i].file);
        note = read_note(true);
        if (table[i].since)
            cr_expect_str_eq(note.since, table[i].since, "row %zu", i);
        else
            cr_expect_str_gt(note.since, "2021-02-03", "row %zu", i);
        cr_expect_eq(note.verified, table[i].verified, "row %zu", i);
        cr_expect_eq(note.verified_elsewhere, table[i].elsewhere, "row %zu", i);
    }
}

Test(notes, are_as_of_today_when_there_are_none)
{
    time_t now = time(NULL);
    char before[16], after[16];
    struct note note;

    strftime(before, sizeof before, "%Y-%m-%d", gmtime(&now));
    note = read_note(true);
    now = time(NULL);
    strftime(after, sizeof after, "%Y-%m-%d", gmtime(&now));
    cr_expect(strcmp(note.since, before) == 0 ||
              strcmp(note.since, after) == 0);
}

Test(notes, do_not_hold_for_a_key_that_is_not_known)
{
    struct note note;

    write_file("host|80 SHA256:K 2021-02-03 verified\n"
               "else|80 SHA256:K 2021-02-03 verified\n");
    note = read_note(false);
    cr_expect_str_gt(note.since, "2021-02-03");
    cr_expect_not(note.verified);
    cr_expect(note.verified_elsewhere);
}

/* ---- Writing and forgetting ---------------------------------------------- */

Test(notes, are_written_in_place_of_those_on_the_entry)
{
    static const struct {
        const char *before;
        bool verified;
        const char *after;
    } table[] = {
        {"", false, "host|80 SHA256:K 2021-02-03\n"},
        {"", true, "host|80 SHA256:K 2021-02-03 verified\n"},
        {"host|80 SHA256:L 2020-01-02 verified\n"
         "host|801 SHA256:K 2020-01-02\nelse|80 SHA256:K 2020-01-02 verified",
         false,
         "host|801 SHA256:K 2020-01-02\nelse|80 SHA256:K 2020-01-02 verified\n"
         "host|80 SHA256:K 2021-02-03\n"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct note note = {"2021-02-03", table[i].verified, true};

        write_file(table[i].before);
        cr_expect_eq(notes_write(&entry, &key, &note, &error), 0, "%s",
                     error.text);
        expect_file(table[i].after);
    }
}

Test(notes, are_forgotten_and_their_key_distrusted)
{
    static const char before[] = "else|80 SHA256:K 2021-02-03 verified\n"
                                 "host|80 SHA256:K 2021-02-03 verified\n"
                                 "host|801 SHA256:K 2021-02-03\n"
                                 "host|80 SHA256:L 2021-02-03\n"
                                 "more|80 SHA256:L 2021-02-03 verified\n";

    write_file(before);
    cr_expect_eq(notes_forget(&entry, NULL, &error), 0, "%s", error.text);
    expect_file("else|80 SHA256:K 2021-02-03 verified\n"
                "host|801 SHA256:K 2021-02-03\n"
                "more|80 SHA256:L 2021-02-03 verified\n");
    write_file(before);
    cr_expect_eq(notes_forget(&entry, &key, &error), 0, "%s", error.text);
    expect_file("else|80 SHA256:K 2021-02-03\n"
                "host|801 SHA256:K 2021-02-03\n"
                "more|80 SHA256:L 2021-02-03 verified\n");
}

Test(notes, need_not_be_there_to_be_forgotten)
{
    struct buffer found = {0};

    cr_expect_eq(notes_forget(&entry, &key, &error), 0);
    cr_expect_eq(storage_read("notes", &found, &error), STORAGE_ABSENT);
}

/* Who could write there could make us trust anybody. */
Test(notes, of_others_are_neither_read_nor_replaced)
{
    static const char text[] = "host|80 SHA256:K 2021-02-03 verified\n";
    char *path = storage_path("notes", &error);
    struct note note = {"2021-02-03", true, false};

    write_file(text);
    cr_assert_eq(chmod(path, 0644), 0);
    cr_expect_eq(notes_write(&entry, &key, &note, &error), -1);
    cr_expect_eq(notes_forget(&entry, &key, &error), -1);
    cr_expect_eq(notes_read(&entry, &key, true, &note, &error), -1);
    cr_expect_not(note.verified);
    cr_expect_str_not_empty(error.text);
    cr_assert_eq(chmod(path, 0600), 0);
    expect_file(text);
    free(path);
}
