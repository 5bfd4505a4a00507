/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/known_peers.h"

#include <criterion/criterion.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "support/harness.h"
#include "crypto/storage.h"
#include "crypto/tls_library.h"

static struct error error;

static void begin(void)
{
    harness_begin();
    setenv("XDG_DATA_HOME", harness_directory(), 1);
    error = (struct error){0};
    cr_assert_eq(tls_library_load(&error), 0, "%s", error.text);
}

TestSuite(known_peers, .init = begin, .fini = harness_end);

/* ---- Keys, hosts and what is thought of them ----------------------------- */

/* A key like any other, number `which`; the store does not do sums with it.
 * Valid until the next one is asked for. */
static const gnutls_datum_t *key(int which)
{
    static unsigned char spki[44] = {0x30, 0x2A, 0x30, 0x05, 0x06, 0x03,
                                     0x2B, 0x65, 0x70, 0x03, 0x21, 0x00};
    static const gnutls_datum_t datum = {spki, sizeof spki};

    memset(spki + 12, which, 32);
    return &datum;
}

static struct fingerprint fingerprint_of(int which)
{
    struct fingerprint fingerprint;

    fingerprint_of_key(key(which)->data, key(which)->size, &fingerprint);
    return fingerprint;
}

static struct trust meet(const char *host, const char *port, int which)
{
    struct trust trust;

    cr_assert_eq(known_peers_check(&(struct peer_name){host, port}, key(which),
                            &trust, &error),
                 0, "%s", error.text);
    cr_assert_str_eq(trust.theirs.text, fingerprint_of(which).text);
    return trust;
}

static void expect_meeting(const char *host, const char *port, int which,
                           enum trust_state state)
{
    struct trust trust = meet(host, port, which);

    cr_expect_eq(trust.state, state, "%s %s key %d: %d instead of %d",
                 host ? host : "a caller", port ? port : "", which,
                 (int)trust.state, (int)state);
}

static int know(const char *host, const char *port)
{
    return known_peers_has(&(struct peer_name){host, port}, &error);
}

static int forget(const char *host, const char *port)
{
    return known_peers_forget(&(struct peer_name){host, port}, &error);
}

static void write_file(const char *name, const char *text)
{
    cr_assert_eq(storage_write(name, text, strlen(text), &error), STORAGE_OK);
}

static char *path_of(const char *name)
{
    return storage_path(name, &error);
}

/* ---- Meeting ------------------------------------------------------------- */

Test(known_peers, are_new_once_and_known_afterwards)
{
    time_t now = time(NULL);
    char before[16], after[16];
    struct trust trust;

    strftime(before, sizeof before, "%Y-%m-%d", gmtime(&now));
    trust = meet("host", "8081", 1);
    now = time(NULL);
    strftime(after, sizeof after, "%Y-%m-%d", gmtime(&now));
    cr_expect_eq(trust.state, TRUST_NEW);
    cr_expect_not(trust.verified);
    cr_expect(strcmp(trust.since, before) == 0 ||
              strcmp(trust.since, after) == 0);
    expect_meeting("host", "8081", 1, TRUST_KNOWN);
    expect_meeting("host", "8081", 1, TRUST_KNOWN);
}

Test(known_peers, are_told_apart_by_host_and_port)
{
    expect_meeting("one", "8081", 1, TRUST_NEW);
    expect_meeting("one", "8082", 2, TRUST_NEW);
    expect_meeting("on", "8081", 4, TRUST_NEW);
    expect_meeting("one", "808", 5, TRUST_NEW);
    expect_meeting("two", "8081", 1, TRUST_NEW); /* one key, two names */
    expect_meeting("::1", "8081", 6, TRUST_NEW);
    for (int i = 0; i < 2; i++) {
        expect_meeting("one", "8081", 1, TRUST_KNOWN);
        expect_meeting("one", "8082", 2, TRUST_KNOWN);
        expect_meeting("::1", "8081", 6, TRUST_KNOWN);
        expect_meeting("two", "8081", 1, TRUST_KNOWN);
    }
}

Test(known_peers, are_the_same_however_their_address_is_written)
{
    static const struct {
        const char *host, *port;
    } spellings[][3] = {
        {{"host.example", "8081"}, {"HOST.Example", "8081"},
         {"host.example", "08081"}},
        {{"2001:db8::a", "1"}, {"[2001:db8::a]", "1"},
         {"[2001:DB8::A]", "00001"}},
        {{"[::1]", "8081"}, {"::1", "8081"}, {"::1", "08081"}},
    };

    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        expect_meeting(spellings[i][0].host, spellings[i][0].port, 1,
                       TRUST_NEW);
        for (size_t j = 0; j < 3; j++) {
            const char *host = spellings[i][j].host;
            const char *port = spellings[i][j].port;

            expect_meeting(host, port, 1, TRUST_KNOWN);
            expect_meeting(host, port, 2, TRUST_CHANGED);
            cr_expect_eq(know(host, port), 1, "%s %s", host, port);
            cr_expect_eq(forget(host, port), 1, "%s %s", host, port);
            expect_meeting(spellings[i][0].host, spellings[i][0].port, 1,
                           TRUST_NEW);
        }
    }
}

Test(known_peers, whose_key_has_changed_are_told_with_both)
{
    struct trust trust;

    meet("host", "8081", 1);
    for (int i = 0; i < 2; i++) { /* the new one is not learnt */
        trust = meet("host", "8081", 2);
        cr_expect_eq(trust.state, TRUST_CHANGED);
        cr_expect_str_eq(trust.theirs.text, fingerprint_of(2).text);
        cr_expect_str_eq(trust.remembered.text, fingerprint_of(1).text);
        cr_expect_str_eq(trust.remembered.digits, fingerprint_of(1).digits);
    }
    expect_meeting("host", "8081", 1, TRUST_KNOWN);
}

Test(known_peers, who_call_are_known_by_their_key)
{
    expect_meeting(NULL, NULL, 1, TRUST_NEW);
    expect_meeting(NULL, NULL, 2, TRUST_NEW); /* never "changed" */
    expect_meeting(NULL, NULL, 1, TRUST_KNOWN);
    expect_meeting(NULL, NULL, 2, TRUST_KNOWN);
    expect_meeting("host", "8081", 1, TRUST_NEW); /* called is not calling */
    cr_expect_eq(know("host", "8082"), 0);
}

/* ---- Knowing and forgetting ---------------------------------------------- */

Test(known_peers, are_not_known_before_they_are_met)
{
    cr_expect_eq(know("host", "8081"), 0);
    cr_expect_eq(forget("host", "8081"), 0);
    meet("host", "8081", 1);
    cr_expect_eq(know("host", "8081"), 1);
    cr_expect_eq(know("host", "808"), 0);
    cr_expect_eq(know("host", "80811"), 0);
    cr_expect_eq(know("hos", "8081"), 0);
    cr_expect_eq(know("hosts", "8081"), 0);
    cr_expect_str_empty(error.text);
}

Test(known_peers, can_be_forgotten_one_by_one)
{
    meet("one", "8081", 1);
    meet("two", "8081", 2);
    meet("one", "8082", 3);
    cr_expect_eq(forget("one", "8081"), 1);
    cr_expect_eq(forget("one", "8081"), 0);
    cr_expect_eq(know("one", "8081"), 0);
    expect_meeting("two", "8081", 2, TRUST_KNOWN);
    expect_meeting("one", "8082", 3, TRUST_KNOWN);
    expect_meeting("one", "8081", 4, TRUST_NEW);
    expect_meeting("one", "8081", 4, TRUST_KNOWN);
}

/* ---- Notes --------------------------------------------------------------- */

static void verify(const char *host, const char *port, int which)
{
    struct fingerprint theirs = fingerprint_of(which);

    cr_assert_eq(known_peers_verify(&(struct peer_name){host, port}, &theirs,
                              &error),
                 0, "%s", error.text);
}

static void expect_trust(const char *host, const char *port, int which,
                         bool verified, bool elsewhere)
{
    struct trust trust = meet(host, port, which);

    cr_expect_eq(trust.verified, verified, "%s key %d: %d",
                 host ? host : "a caller", which, trust.verified);
    cr_expect_eq(trust.verified_elsewhere, elsewhere, "%s key %d: %d",
                 host ? host : "a caller", which, trust.verified_elsewhere);
}

Test(known_peers, stay_verified)
{
    expect_trust("host", "8081", 1, false, false);
    meet("other", "8081", 2);
    for (int i = 0; i < 2; i++) { /* twice is harmless */
        verify("host", "8081", 1);
        expect_trust("host", "8081", 1, true, false);
        expect_trust("other", "8081", 2, false, false);
    }
    expect_trust("HOST", "08081", 1, true, false);
}

/* Else whoever is verified could pass for another one. */
Test(known_peers, are_not_verified_where_they_are_met_with_the_key_of_another)
{
    meet("host", "8081", 1);
    verify("host", "8081", 1);
    expect_meeting("friend", "8081", 1, TRUST_NEW);
    expect_meeting("host", "8082", 1, TRUST_NEW);
    for (int i = 0; i < 2; i++) { /* nor when they are met again */
        expect_trust("friend", "8081", 1, false, true);
        expect_trust("host", "8082", 1, false, true);
        expect_trust("host", "8081", 1, true, false);
    }
    verify("friend", "8081", 1);
    expect_trust("friend", "8081", 1, true, true);
    expect_trust("host", "8082", 1, false, true);
    expect_trust("host", "8081", 1, true, true);
}

/* Who calls claims to be nobody but the holder of that key. */
Test(known_peers, who_call_are_verified_when_their_key_is)
{
    expect_trust(NULL, NULL, 1, false, false);
    meet("host", "8081", 1);
    verify("host", "8081", 1);
    expect_trust(NULL, NULL, 1, true, true);
    expect_trust(NULL, NULL, 2, false, false);
    verify(NULL, NULL, 2);
    expect_trust(NULL, NULL, 2, true, false);
    expect_trust("other", "8081", 2, false, true);
}

/* ---- Forgetting what was verified ---------------------------------------- */

static int forget_caller(int which)
{
    return known_peers_forget_caller(fingerprint_of(which).text, &error);
}

static void expect_not_noted(int which)
{
    struct buffer notes = {0};
    struct fingerprint fingerprint = fingerprint_of(which);

    cr_assert_eq(storage_read("notes", &notes, &error), STORAGE_OK);
    cr_expect(notes.length == 0 ||
              !memmem(notes.data, notes.length, fingerprint.text,
                      strlen(fingerprint.text)));
    buffer_release(&notes);
}

Test(known_peers, who_are_forgotten_are_verified_no_more)
{
    meet("host", "8081", 1);
    verify("host", "8081", 1);
    meet("other", "8081", 2);
    verify("other", "8081", 2);
    cr_expect_eq(forget("host", "8081"), 1);
    expect_not_noted(1);
    expect_meeting("host", "8081", 1, TRUST_NEW);
    expect_trust("host", "8081", 1, false, false);
    expect_trust(NULL, NULL, 1, false, false);
    expect_trust("other", "8081", 2, true, false);
}

Test(known_peers, who_call_can_be_forgotten)
{
    meet(NULL, NULL, 1);
    verify(NULL, NULL, 1);
    meet(NULL, NULL, 2);
    verify(NULL, NULL, 2);
    cr_expect_eq(forget_caller(1), 1);
    cr_expect_eq(forget_caller(1), 0);
    expect_not_noted(1);
    expect_meeting(NULL, NULL, 1, TRUST_NEW);
    expect_trust(NULL, NULL, 1, false, false);
    expect_meeting(NULL, NULL, 2, TRUST_KNOWN);
    expect_trust(NULL, NULL, 2, true, false);
    cr_expect_eq(known_peers_forget_caller("SHA256:", &error), 0);
    cr_expect_str_empty(error.text);
}

/* Whoever else it is: the caller would be verified by that. */
Test(known_peers, who_call_are_forgotten_with_what_their_key_was_verified_for)
{
    meet("host", "8081", 1);
    verify("host", "8081", 1);
    meet("other", "8081", 2);
    verify("other", "8081", 2);
    meet(NULL, NULL, 1);
    cr_expect_eq(forget_caller(1), 1);
    expect_trust(NULL, NULL, 1, false, false);
    expect_meeting("host", "8081", 1, TRUST_KNOWN); /* but not forgotten */
    expect_trust("host", "8081", 1, false, false);
    expect_trust("other", "8081", 2, true, false);
}

Test(known_peers, are_known_since_the_first_meeting)
{
    struct buffer notes = {0};
    struct trust trust;

    meet("host", "8081", 1);
    buffer_printf(&notes, "host|8081 %s 2021-02-03", fingerprint_of(1).text);
    buffer_append(&notes, "", 1);
    write_file("notes", notes.data);
    for (int turn = 0; turn < 2; turn++) {
        trust = meet("host", "8081", 1);
        cr_expect_str_eq(trust.since, "2021-02-03");
        cr_expect_eq(trust.verified, turn == 1);
        verify("host", "8081", 1);
    }
    buffer_release(&notes);
}

/* ---- Files --------------------------------------------------------------- */

Test(known_peers, keep_their_files_to_the_owner)
{
    static const char *const names[] = {"known_peers", "notes"};

    meet("host", "8081", 1);
    meet("other", "8081", 2);
    for (size_t i = 0; i < 2; i++) {
        char *path = path_of(names[i]);
        struct stat status;

        cr_assert_eq(stat(path, &status), 0);
        cr_expect_eq(status.st_mode & 07777, 0600);
        free(path);
    }
}

/* Who could write there could make us trust anybody. */
Test(known_peers, are_not_looked_up_in_files_of_others)
{
    static const char *const names[] = {"known_peers", "notes"};

    meet("host", "8081", 1);
    for (size_t i = 0; i < 2; i++) {
        char *path = path_of(names[i]);
        struct trust trust;

        chmod(path, 0644);
        error = (struct error){0};
        cr_expect_eq(known_peers_check(&(struct peer_name){"host", "8081"},
                                       key(1), &trust, &error),
                     -1);
        cr_expect_not_null(strstr(error.text, "mend it with: chmod 600"));
        if (i == 0) {
            cr_expect_eq(know("host", "8081"), -1);
            cr_expect_eq(forget("host", "8081"), -1);
        } else {
            cr_expect_eq(known_peers_verify(&(struct peer_name){"host", "8081"},
                                      &trust.theirs, &error),
                         -1);
            cr_expect_eq(forget("host", "8081"), -1);
        }
        chmod(path, 0600);
        free(path);
    }
    error = (struct error){0};
    expect_meeting("host", "8081", 1, TRUST_KNOWN);
}

/* What cannot be read as a key is never taken for the right one. */
Test(known_peers, are_not_trusted_for_a_broken_entry)
{
    static const char *const entries[] = {
        "|g0|host|8081|0|\n",
        "|g0|host|8081|0|????\n",
        "|g0|host|8081|0|AAAA",
        "|g0|host|8081|\n",
        "|g0|host|8081|0\n",
    };

    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        struct trust trust;

        write_file("known_peers", entries[i]);
        if (known_peers_check(&(struct peer_name){"host", "8081"}, key(1),
                              &trust, &error) == 0)
            cr_expect_neq(trust.state, TRUST_KNOWN, "%s", entries[i]);
        cr_expect_eq(know("host", "8081"), 1);
        cr_expect_eq(forget("host", "8081"), 1);
        expect_meeting("host", "8081", 1, TRUST_NEW);
    }
}

static int fail_to_hash(gnutls_digest_algorithm_t algorithm, const void *text,
                        size_t length, void *digest)
{
    (void)algorithm, (void)text, (void)length, (void)digest;
    return GNUTLS_E_UNKNOWN_HASH_ALGORITHM;
}

Test(known_peers, are_not_met_without_a_fingerprint)
{
    struct tls_library whole = gnutls;
    struct trust trust;

    gnutls.hash_fast = fail_to_hash;
    cr_expect_eq(known_peers_check(&(struct peer_name){"host", "8081"}, key(1),
                            &trust, &error),
                 -1);
    cr_expect(strncmp(error.text, "cannot compute the fingerprint of a key: ",
                      41) == 0,
              "%s", error.text);
    gnutls = whole;
    cr_expect_eq(know("host", "8081"), 0);
}

/* ---- Many at once -------------------------------------------------------- */

#define PROCESSES 6

Test(known_peers, are_all_kept_when_many_are_met_at_once)
{
    int gate[2];

    cr_assert_eq(pipe(gate), 0);
    for (int i = 0; i < PROCESSES; i++) {
        char byte, host[8];

        if (fork() != 0)
            continue;
        close(gate[1]);
        (void)!read(gate[0], &byte, 1); /* until all are there */
        for (int j = 0; j < 5; j++) {
            struct trust trust;

            snprintf(host, sizeof host, "h%d-%d", i, j);
            if (known_peers_check(&(struct peer_name){host, "1"}, key(i),
                                  &trust, &error) < 0)
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
            char host[8];

            snprintf(host, sizeof host, "h%d-%d", i, j);
            expect_meeting(host, "1", i, TRUST_KNOWN);
        }
}
