/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/known_peers.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "support/data_home.h"
#include "support/harness.h"
#include "crypto/known_peers_file.h"
#include "crypto/storage.h"

static struct error error;

static void begin(void)
{
    data_home_begin();
    error = (struct error){0};
}

TestSuite(known_peers, .init = begin, .fini = harness_end);

/* ---- Keys, hosts and what is thought of them ----------------------------- */

static struct trust meet(const char *host, const char *port, int which)
{
    struct fingerprint theirs = data_home_key(which);
    struct trust trust;

    cr_assert_eq(known_peers_check(&(struct peer_name){host, port}, &theirs,
                                   &trust, &error),
                 0, "%s", error.text);
    cr_assert_str_eq(trust.theirs.text, theirs.text);
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

static void write_store(const void *text, size_t length)
{
    cr_assert_eq(storage_write("known_peers", text, length, &error),
                 STORAGE_OK, "%s", error.text);
}

static struct buffer read_store(void)
{
    struct buffer text = {0};

    cr_assert_neq(storage_read("known_peers", &text, &error), STORAGE_FAILED,
                  "%s", error.text);
    return text;
}

static const char *store_path(void)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/charla/known_peers", harness_directory());
    return path;
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
         {"[2001:DB8:0::A]", "00001"}},
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
    const struct fingerprint first = data_home_key(1);
    const struct fingerprint second = data_home_key(2);
    struct trust trust;

    meet("host", "8081", 1);
    for (int i = 0; i < 2; i++) { /* the new one is not learnt */
        trust = meet("host", "8081", 2);
        cr_expect_eq(trust.state, TRUST_CHANGED);
        cr_expect_str_eq(trust.theirs.text, second.text);
        cr_expect_str_eq(trust.remembered.text, first.text);
        cr_expect_str_eq(trust.remembered.digits, first.digits);
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

/* ---- Verifying ----------------------------------------------------------- */

static void verify(const char *host, const char *port, int which)
{
    struct fingerprint theirs = data_home_key(which);

    cr_assert_eq(known_peers_mark_verified(&(struct peer_name){host, port},
                                           &theirs, &error),
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

/* Otherwise a verified person could pass for another one. */
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

/* A caller claims to be nobody but the holder of that key. */
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

/* ---- Verified by a code -------------------------------------------------- */

static void prove(const char *host, const char *port, int which)
{
    struct fingerprint theirs = data_home_key(which);

    cr_assert_eq(known_peers_mark_proved(&(struct peer_name){host, port},
                                         &theirs, &error),
                 0, "%s", error.text);
}

/* Key 1 proves itself by a code where this was remembered before. */
static const struct {
    int key; /* 0: none */
    bool was_verified;
    bool makes_way;
} proofs[] = {
    {0, false, true}, {1, false, true}, {1, true, true},
    {2, false, true}, {2, true, false},
};

Test(known_peers, who_prove_themselves_are_verified_there_and_nowhere_else)
{
    for (size_t i = 0; i < sizeof proofs / sizeof *proofs; i++) {
        bool fits = proofs[i].makes_way;

        harness_end();
        begin();
        if (proofs[i].key)
            meet("host", "8081", proofs[i].key);
        if (proofs[i].was_verified)
            verify("host", "8081", proofs[i].key);
        prove("HOST", "08081", 1);
        expect_meeting("host", "8081", 1, fits ? TRUST_KNOWN : TRUST_CHANGED);
        expect_trust("host", "8081", 1, fits, !fits);
        expect_meeting("host", "8081", 2, fits ? TRUST_CHANGED : TRUST_KNOWN);
        expect_trust("host", "8082", 1, false, true);
        expect_trust("friend", "8081", 1, false, true);
        expect_trust(NULL, NULL, 1, true, fits);
    }
}

/* Its proof is about the key alone. */
Test(known_peers, who_prove_themselves_without_a_host_are_verified_as_callers)
{
    prove(NULL, NULL, 1);
    expect_trust("host", "8081", 1, false, true);
    expect_trust(NULL, NULL, 1, true, false);
    expect_trust(NULL, NULL, 2, false, false);
}

Test(known_peers, who_are_only_looked_at_are_not_remembered)
{
    static const struct peer_name names[] = {{"host", "8081"}, {NULL, NULL}};
    struct fingerprint theirs = data_home_key(1);
    struct trust trust;

    for (int turn = 0; turn < 2; turn++)
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            cr_assert_eq(known_peers_look(&names[i], &theirs, &trust, &error),
                         0, "%s", error.text);
            cr_expect_eq(trust.state, TRUST_NEW);
            cr_expect(fingerprint_equals(&trust.theirs, &theirs));
        }
    prove("host", "8081", 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        cr_assert_eq(known_peers_look(&names[i], &theirs, &trust, &error), 0);
        cr_expect_eq(trust.state, i == 0 ? TRUST_KNOWN : TRUST_NEW);
        cr_expect(trust.verified);
    }
    theirs = data_home_key(2);
    cr_assert_eq(known_peers_look(&names[0], &theirs, &trust, &error), 0);
    cr_expect_eq(trust.state, TRUST_CHANGED);
}

/* ---- Forgetting what was verified ---------------------------------------- */

static int forget_caller(int which)
{
    return known_peers_forget_caller(data_home_key(which).text, &error);
}

Test(known_peers, who_are_forgotten_are_verified_no_more)
{
    meet("host", "8081", 1);
    verify("host", "8081", 1);
    meet("other", "8081", 2);
    verify("other", "8081", 2);
    cr_expect_eq(forget("host", "8081"), 1);
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
    expect_meeting(NULL, NULL, 1, TRUST_NEW);
    expect_trust(NULL, NULL, 1, false, false);
    expect_meeting(NULL, NULL, 2, TRUST_KNOWN);
    expect_trust(NULL, NULL, 2, true, false);
    cr_expect_eq(known_peers_forget_caller("SHA256:", &error), 0);
    cr_expect_str_empty(error.text);
}

/* Whoever else has this key, that would verify the caller. */
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

/* Which day it was is in the file alone. */
Test(known_peers, are_known_since_the_first_meeting)
{
    struct known_peer_list list = {0};
    struct known_peer peer = {.host = "host", .port = "8081",
                              .fingerprint = data_home_key(1),
                              .since = "2021-02-03"};
    struct buffer text = {0};

    known_peer_list_add(&list, &peer);
    known_peers_file_format(&list, &text);
    known_peer_list_release(&list);
    meet("other", "1", 2); /* makes the directory */
    write_store(text.data, text.length);
    buffer_release(&text);
    for (int turn = 0; turn < 2; turn++) {
        struct trust trust = meet("host", "8081", 1);

        cr_expect_str_eq(trust.since, "2021-02-03");
        cr_expect_eq(trust.verified, turn == 1);
        verify("host", "8081", 1);
    }
}

/* Somebody has forgotten them meanwhile, and met somebody else. */
Test(known_peers, are_not_verified_in_place_of_another)
{
    struct fingerprint theirs = data_home_key(1);
    struct trust trust;

    verify("host", "8081", 1);
    expect_meeting("host", "8081", 1, TRUST_KNOWN);
    forget("host", "8081");
    meet("host", "8081", 2);
    cr_expect_eq(known_peers_mark_verified(
                     &(struct peer_name){"host", "8081"}, &theirs, &error),
                 -1);
    cr_expect_eq(strncmp(error.text, "another key is remembered for host", 34),
                 0, "%s", error.text);
    trust = meet("host", "8081", 2);
    cr_expect_eq(trust.state, TRUST_KNOWN);
    cr_expect_not(trust.verified);
}

Test(known_peers, have_names_that_a_host_can_have)
{
    static const char *const hosts[] = {"*", "", "a b", "*.example", "a|b",
                                        "x\n", "\xFF"};
    struct fingerprint theirs = data_home_key(1);

    meet("127.0.0.1", "8081", 1);
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        const struct peer_name name = {hosts[i], "8081"};
        struct trust trust;

        cr_expect_eq(known_peers_check(&name, &theirs, &trust, &error), -1);
        cr_expect_eq(known_peers_has(&name, &error), -1);
        cr_expect_eq(known_peers_forget(&name, &error), -1);
        cr_expect_eq(known_peers_mark_verified(&name, &theirs, &error), -1);
        cr_expect_eq(known_peers_mark_proved(&name, &theirs, &error), -1);
        cr_expect_eq(known_peers_look(&name, &theirs, &trust, &error), -1);
        cr_expect_eq(strncmp(error.text, "no key can be remembered for ", 29),
                     0, "%s", error.text);
    }
    expect_meeting("127.0.0.1", "8081", 2, TRUST_CHANGED);
    expect_meeting("other", "8081", 2, TRUST_NEW);
}

/* ---- Files --------------------------------------------------------------- */

Test(known_peers, keep_their_file_to_the_owner)
{
    struct stat status;

    meet("host", "8081", 1);
    meet("other", "8081", 2);
    cr_assert_eq(stat(store_path(), &status), 0);
    cr_expect_eq(status.st_mode & 07777, 0600);
}

/* Every call fails and says so; a key that has changed is never new. */
static void expect_all_fail(const char *words)
{
    const struct peer_name name = {"host", "8081"}, caller = {NULL, NULL};
    struct fingerprint theirs = data_home_key(2);
    struct trust trust;

    error = (struct error){0};
    cr_expect_eq(known_peers_check(&name, &theirs, &trust, &error), -1);
    cr_expect_not_null(strstr(error.text, words), "%s", error.text);
    cr_expect_eq(known_peers_check(&caller, &theirs, &trust, &error), -1);
    cr_expect_eq(known_peers_has(&name, &error), -1);
    cr_expect_eq(known_peers_forget(&name, &error), -1);
    cr_expect_eq(known_peers_forget_caller(theirs.text, &error), -1);
    cr_expect_eq(known_peers_mark_verified(&name, &theirs, &error), -1);
    cr_expect_eq(known_peers_mark_proved(&name, &theirs, &error), -1);
    cr_expect_eq(known_peers_look(&name, &theirs, &trust, &error), -1);
    error = (struct error){0};
}

/* Who could write there could make us trust anybody. */
Test(known_peers, are_not_looked_up_in_a_file_of_others)
{
    meet("host", "8081", 1);
    chmod(store_path(), 0644);
    expect_all_fail("fix it with: chmod 600");
    chmod(store_path(), 0600);
    expect_meeting("host", "8081", 2, TRUST_CHANGED);
}

Test(known_peers, whose_file_cannot_be_read_are_not_strangers)
{
    meet("host", "8081", 1);
    cr_assert_eq(unlink(store_path()), 0);
    cr_assert_eq(symlink("nowhere", store_path()), 0);
    expect_all_fail("known_peers is a symbolic link to nothing");
    cr_assert_eq(unlink(store_path()), 0);
    cr_assert_eq(symlink("known_peers", store_path()), 0);
    expect_all_fail("known_peers: ");
    cr_assert_eq(unlink(store_path()), 0);
    cr_assert_eq(mkdir(store_path(), 0700), 0);
    expect_all_fail("known_peers is not a regular file");
    cr_assert_eq(rmdir(store_path()), 0);
    cr_assert_eq(mkfifo(store_path(), 0600), 0);
    expect_all_fail("known_peers is not a regular file");
    cr_assert_eq(unlink(store_path()), 0);
    expect_meeting("host", "8081", 1, TRUST_NEW); /* gone: nobody is known */
}

Test(known_peers, whose_directory_cannot_be_reached_are_not_strangers)
{
    char path[256], moved[256];

    meet("host", "8081", 1);
    snprintf(path, sizeof path, "%s/charla", harness_directory());
    snprintf(moved, sizeof moved, "%s/moved", harness_directory());
    cr_assert_eq(rename(path, moved), 0);
    cr_assert_eq(symlink("nowhere", path), 0);
    expect_all_fail("charla is a symbolic link to nothing");
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(close(creat(path, 0600)), 0);
    expect_all_fail("charla is not a directory");
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(symlink("moved", path), 0); /* a link is as good */
    expect_meeting("host", "8081", 2, TRUST_CHANGED);
}

static void expect_damage(const struct buffer *whole, const void *text,
                          size_t length)
{
    write_store(text, length);
    expect_all_fail("known_peers is damaged at line ");
    write_store(whole->data, whole->length);
}

/* Cut anywhere, a byte changed, NULs, CRLF: never an empty store. */
Test(known_peers, whose_file_is_damaged_are_not_strangers)
{
    static const char nuls[4096];
    struct buffer whole, crlf = {0};

    meet("host", "8081", 1);
    meet("other", "8081", 2);
    whole = read_store();
    for (size_t at = 0; at < whole.length; at++) {
        char right = whole.data[at];

        expect_damage(&whole, whole.data, at);
        buffer_append(&crlf, right == '\n' ? "\r\n" : &right,
                      right == '\n' ? 2 : 1);
        whole.data[at] = (char)(right ^ 1);
        write_store(whole.data, whole.length);
        expect_all_fail("known_peers is damaged at line ");
        whole.data[at] = right;
    }
    expect_damage(&whole, nuls, sizeof nuls);
    expect_damage(&whole, crlf.data, crlf.length);
    expect_meeting("host", "8081", 2, TRUST_CHANGED);
    buffer_release(&crlf);
    buffer_release(&whole);
}

Test(known_peers, are_unknown_where_there_is_no_place)
{
    const struct peer_name name = {"host", "8081"};
    struct fingerprint theirs = data_home_key(1);
    struct trust trust;

    setenv("XDG_DATA_HOME", "/dev/null", 1);
    cr_expect_eq(known_peers_has(&name, &error), 0, "%s", error.text);
    unsetenv("XDG_DATA_HOME");
    unsetenv("HOME");
    cr_expect_eq(known_peers_has(&name, &error), 0, "%s", error.text);
    cr_expect_eq(known_peers_check(&name, &theirs, &trust, &error), -1);
    cr_expect_not_null(strstr(error.text, "--plain"), "%s", error.text);
}

/* "h00000000 1 SHA256:... 2021-02-03 unverified" and the line end. */
#define LINE_LENGTH (9 + 1 + 1 + 1 + 50 + 1 + 10 + 1 + 10 + 1)

/* A limit is no reason to forget anybody. */
Test(known_peers, are_refused_when_there_are_too_many)
{
    struct known_peer_list list = {0};
    struct buffer text = {0};
    struct fingerprint theirs = data_home_key(1);
    struct trust trust;

    for (size_t i = 0; i < (STORAGE_SIZE_MAX - 1000) / LINE_LENGTH; i++) {
        struct known_peer peer = {.port = "1", .fingerprint = theirs,
                                  .since = "2021-02-03"};

        snprintf(peer.host, sizeof peer.host, "h%08zu", i);
        known_peer_list_add(&list, &peer);
    }
    known_peers_file_format(&list, &text);
    meet("host", "1", 1);
    write_store(text.data, text.length);
    for (int i = 0;; i++) {
        char host[64];

        snprintf(host, sizeof host, "%040d", i);
        if (known_peers_check(&(struct peer_name){host, "1"}, &theirs, &trust,
                              &error) < 0)
            break;
        cr_assert_lt(i, 1000);
    }
    cr_expect_not_null(strstr(error.text, "known_peers: "), "%s", error.text);
    expect_meeting("h00000000", "1", 2, TRUST_CHANGED);
    known_peer_list_release(&list);
    buffer_release(&text);
}

/* ---- Many at once -------------------------------------------------------- */

#define PROCESSES 6

Test(known_peers, are_all_kept_when_many_are_met_at_once)
{
    int gate[2];

    cr_assert_eq(pipe(gate), 0);
    for (int i = 0; i < PROCESSES; i++) {
        struct fingerprint theirs = data_home_key(i);
        char byte, host[32];

        if (fork() != 0)
            continue;
        close(gate[1]);
        (void)!read(gate[0], &byte, 1); /* until all are there */
        for (int j = 0; j < 5; j++) {
            struct trust trust;

            snprintf(host, sizeof host, "h%d-%d", i, j);
            if (known_peers_check(&(struct peer_name){host, "1"}, &theirs,
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
            char host[32];

            snprintf(host, sizeof host, "h%d-%d", i, j);
            expect_meeting(host, "1", i, TRUST_KNOWN);
        }
}
