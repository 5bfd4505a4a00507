/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How the files of keys and contacts are used together, and what happens when
 * one of them cannot be read. */
#include <config.h>

#include "crypto/key_files.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "crypto/contact.h"
#include "crypto/fingerprint.h"
#include "crypto/tls_library.h"
#include "support/data_home.h"
#include "support/harness.h"

static struct error error;

static void begin(void)
{
    data_home_begin();
    error = (struct error){0};
}

TestSuite(key_files, .init = begin, .fini = harness_end);

/* Put a directory in the place of a file: it can be opened, but not read. */
static void spoil(const char *name)
{
    char *directory = key_files_directory();

    free(directory); /* which is there now */
    (void)unlink(data_home_path(name));
    cr_assert_eq(mkdir(data_home_path(name), 0700), 0, "%s: %d", name, errno);
}

static struct key_files *files;
static struct key_agent agent;

/* Call ana.example, or, with `host` NULL, wait for callers. */
static void call(const char *host)
{
    key_files_free(files);
    files = key_files_new(host, host ? "8081" : NULL);
    agent = key_files_agent(files);
    error = (struct error){0};
}

static int check(int which, struct trust *trust)
{
    const struct fingerprint theirs = data_home_key(which);

    *trust = (struct trust){0};
    return agent.check_peer(agent.context, &theirs, trust, &error);
}

static int keep(int which, const char *name)
{
    const struct fingerprint theirs = data_home_key(which);

    return agent.keep_peer(agent.context, &theirs, name, &error);
}

static int verify(int which)
{
    const struct fingerprint theirs = data_home_key(which);

    return agent.verify_peer(agent.context, &theirs, &error);
}

/* ---- Whose key it is ----------------------------------------------------- */

Test(key_files, a_contact_that_is_called_must_have_its_own_key)
{
    struct contact bea = {.name = "bea", .key = data_home_key(1),
                          .verified = true, .since = "2026-01-02"};
    struct trust trust;

    call("ana.example");
    cr_assert_eq(keep(2, "carl"), 0, "%s", error.text);
    key_files_expect(files, &bea);
    cr_expect_eq(agent.knows_peer(agent.context, &error), 1);
    cr_assert_eq(check(1, &trust), 0);
    cr_expect_eq(trust.state, TRUST_KNOWN);
    cr_expect(trust.verified);
    cr_expect_str_eq(trust.contact, "bea");
    cr_expect_str_eq(trust.since, "2026-01-02");
    cr_assert_eq(check(2, &trust), 0);
    cr_expect_eq(trust.state, TRUST_CHANGED);
    cr_expect_str_eq(trust.contact, "bea");
    cr_expect_str_eq(trust.shown_by, "carl");
    cr_expect(fingerprint_equals(&trust.remembered, &bea.key));
    cr_assert_eq(check(3, &trust), 0);
    cr_expect_eq(trust.state, TRUST_CHANGED);
    cr_expect_str_eq(trust.shown_by, "");
    key_files_free(files);
}

Test(key_files, a_contact_is_known_where_it_was_met)
{
    struct trust trust;

    call("ana.example");
    cr_expect_eq(agent.knows_peer(agent.context, &error), 0);
    cr_assert_eq(check(1, &trust), 0);
    cr_expect_eq(trust.state, TRUST_NEW);
    cr_assert_eq(keep(1, "bea"), 0, "%s", error.text);
    cr_assert_eq(verify(1), 0, "%s", error.text);
    cr_expect_eq(key_files_forget("ana.example", "8081", &error), 1);
    call("ana.example");
    cr_expect_eq(agent.knows_peer(agent.context, &error), 0);
    cr_assert_eq(check(1, &trust), 0);
    cr_expect_str_eq(trust.contact, "bea");
    cr_expect(trust.verified);
    cr_assert_eq(check(2, &trust), 0);
    cr_expect_eq(trust.state, TRUST_CHANGED);
    cr_expect_str_eq(trust.shown_by, "");
    /* Known nowhere else, it is met at the place of a contact. */
    call("ana.example");
    cr_assert_eq(keep(2, "carl"), 0);
    cr_assert_eq(check(2, &trust), 0);
    cr_expect_eq(trust.state, TRUST_CHANGED);
    cr_expect_str_eq(trust.shown_by, "carl");
    key_files_free(files);
}

/* With a code the address does not matter, and neither does it for callers. */
Test(key_files, who_calls_has_no_address_to_be_known_by)
{
    struct trust trust;

    call("ana.example");
    cr_assert_eq(check(1, &trust), 0);
    key_files_expect_code(files, false);
    cr_expect_eq(agent.knows_peer(agent.context, &error), 0);
    cr_assert_eq(check(2, &trust), 0);
    cr_expect_neq(trust.state, TRUST_CHANGED);
    call(NULL);
    cr_expect_eq(agent.knows_peer(agent.context, &error), 0);
    cr_assert_eq(check(2, &trust), 0);
    cr_expect_neq(trust.state, TRUST_CHANGED);
    cr_expect_eq(keep(2, "carl"), 0);
    key_files_free(files);
}

/* ---- Verified by a code -------------------------------------------------- */

/* Key 1 was met here without a code, if at all, and then verified by a code:
 * where the user has called, where a code was found, or as a caller. */
static const struct {
    const char *met, *proved; /* hosts; NULL: nowhere, and a caller */
    bool is_found;
    bool at_ana, calling; /* is it verified there, and when it calls? */
} proofs[] = {
    {NULL, "ana.example", false, true, true},
    {"ana.example", "ana.example", false, true, true},
    {NULL, "bea.example", false, false, true},
    {NULL, "ana.example", true, false, true},
    {"ana.example", "ana.example", true, false, true},
    {NULL, NULL, false, false, true},
    {"ana.example", NULL, false, false, true},
};

static void prove(size_t i)
{
    struct trust trust;

    if (proofs[i].met) {
        call(proofs[i].met);
        cr_assert_eq(check(1, &trust), 0);
    }
    call(proofs[i].proved);
    key_files_expect_code(files, proofs[i].is_found);
    cr_assert_eq(check(1, &trust), 0);
    cr_expect_neq(trust.state, TRUST_CHANGED);
    cr_assert_eq(verify(1), 0, "%s", error.text);
}

static void expect_verified(const char *host, bool verified, size_t i)
{
    struct trust trust;

    call(host);
    cr_assert_eq(check(1, &trust), 0, "%s", error.text);
    cr_expect_eq(trust.verified, verified, "proof %zu, %s", i,
                 host ? host : "a caller");
}

Test(key_files, a_code_verifies_for_the_host_that_was_called_and_for_a_caller)
{
    for (size_t i = 0; i < sizeof proofs / sizeof *proofs; i++) {
        harness_end();
        begin();
        prove(i);
        expect_verified("ana.example", proofs[i].at_ana, i);
        expect_verified(NULL, proofs[i].calling, i);
        expect_verified("carl.example", false, i);
    }
    key_files_free(files);
}

/* Kept in that conversation, it is verified by its name from then on; kept
 * where the key is not verified, it is not, also when it calls. */
Test(key_files, a_contact_is_as_verified_when_it_calls_as_when_it_is_called)
{
    for (size_t i = 0; i < 2 * sizeof proofs / sizeof *proofs; i++) {
        size_t at = i / 2;
        bool is_later = i % 2 == 1, verified = !is_later || proofs[at].at_ana;
        struct contact bea;

        harness_end();
        begin();
        prove(at);
        if (is_later)
            call("ana.example");
        cr_assert_eq(keep(1, "bea"), 0, "%s", error.text);
        cr_assert_eq(key_files_find_contact("bea", &bea, &error), 1);
        cr_expect_eq(bea.verified, verified, "proof %zu, later %d", at,
                     is_later);
        expect_verified("ana.example", verified, at);
        expect_verified("carl.example", verified, at);
        expect_verified(NULL, verified, at);
        call("ana.example");
        cr_assert_eq(verify(1), 0, "%s", error.text);
        expect_verified("carl.example", true, at);
        expect_verified(NULL, true, at);
    }
    key_files_free(files);
}

/* Somebody who does not know the code leaves nothing behind. */
Test(key_files, nothing_is_remembered_before_the_code_was_right)
{
    static const char *const hosts[] = {"ana.example", NULL};
    struct trust trust;

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        call(hosts[i]);
        key_files_expect_code(files, false);
        cr_assert_eq(check(2, &trust), 0, "%s", error.text);
        cr_expect_eq(access(data_home_path("known_peers"), F_OK), -1);
    }
    key_files_free(files);
}

/* ---- Files that cannot be read ------------------------------------------- */

static int show_none(void)
{
    return key_files_each_contact(NULL, NULL, &error);
}

static int forget_place(void)
{
    return key_files_forget("ana.example", "8081", &error);
}

static int forget_caller(void)
{
    const struct fingerprint key = data_home_key(1);

    return key_files_forget_caller(key.text, &error);
}

static int check_one(void)
{
    struct trust trust;

    return check(1, &trust);
}

static int verify_one(void)
{
    return verify(1);
}

static int keep_one(void)
{
    return keep(1, "bea");
}

static int know_one(void)
{
    return agent.knows_peer(agent.context, &error);
}

static int find_claim(void)
{
    const struct fingerprint theirs = data_home_key(1);
    char name[CONTACT_NAME_MAX + 1];

    return agent.find_claimed(agent.context, &theirs, "bea", 3, name, &error);
}

static const struct {
    const char *file;
    int (*work)(void);
} needs[] = {
    {"contacts", show_none},      {"contacts", forget_place},
    {"contacts", forget_caller},  {"contacts", check_one},
    {"contacts", verify_one},     {"contacts", keep_one},
    {"contacts", know_one},       {"contacts", find_claim},
    {"known_peers", forget_place}, {"known_peers", forget_caller},
    {"known_peers", check_one},   {"known_peers", verify_one},
    {"known_peers", keep_one},    {"known_peers", know_one},
};

/* A file that cannot be read is never taken for an empty one. */
Test(key_files, that_cannot_be_read_are_an_error_that_names_them)
{
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++) {
        if (i > 0) {
            harness_end();
            begin();
        }
        call("ana.example");
        spoil(needs[i].file);
        cr_expect_eq(needs[i].work(), -1, "need %zu", i);
        cr_expect_not_null(strstr(error.text, needs[i].file), "\"%s\"",
                           error.text);
    }
    key_files_free(files);
}

/* Nobody is talked with under a key that was remembered for somebody else, so a
 * place that cannot be compared is an error too. */
Test(key_files, the_place_of_a_contact_is_compared_with_what_is_remembered)
{
    struct trust trust;

    call("ana.example");
    cr_assert_eq(keep(1, "bea"), 0, "%s", error.text);
    spoil("known_peers");
    cr_expect_eq(check(2, &trust), -1);
    cr_expect_not_null(strstr(error.text, "known_peers"), "%s", error.text);
    key_files_free(files);
}

Test(key_files, without_a_key_nothing_is_signed_and_none_is_shown)
{
    unsigned char signature[KEY_AGENT_SIGNATURE_SIZE];
    struct key_agent_spki spki;

    call(NULL);
    spoil("key.pem");
    cr_expect_eq(agent.public_key(agent.context, &spki, &error), -1);
    cr_expect_not_null(strstr(error.text, "key.pem"), "%s", error.text);
    error.text[0] = '\0';
    cr_expect_eq(agent.sign(agent.context, "text", 4, signature, &error), -1);
    cr_expect_not_null(strstr(error.text, "key.pem"), "%s", error.text);
    key_files_free(files);
    key_files_free(NULL);
}

static int long_pubkey_export2(gnutls_pubkey_t key,
                               gnutls_x509_crt_fmt_t format,
                               gnutls_datum_t *out)
{
    (void)key, (void)format;
    out->size = KEY_AGENT_SPKI_MAX + 1;
    out->data = (*gnutls.malloc)(out->size);
    memset(out->data, 0, out->size);
    return 0;
}

Test(key_files, a_key_that_is_too_long_is_not_cut)
{
    struct key_agent_spki spki = {.length = 0};

    cr_assert_eq(tls_library_load(&error), 0, "%s", error.text);
    call(NULL);
    gnutls.pubkey_export2 = long_pubkey_export2;
    cr_expect_eq(agent.public_key(agent.context, &spki, &error), -1);
    cr_expect_str_eq(error.text, "the key is too long");
    cr_expect_eq(spki.length, 0);
    key_files_free(files);
}

/* The words are no fingerprint, so they are no caller's either. */
Test(key_files, forget_nobody_who_is_not_there)
{
    const struct fingerprint key = data_home_key(5);

    cr_expect_eq(key_files_forget_caller("SHA256:abc", &error), 0);
    cr_expect_eq(key_files_forget_caller(key.text, &error), 0);
    cr_expect_eq(key_files_forget("ana.example", "8081", &error), 0);
    cr_expect_eq(key_files_forget_contact("bea", &error), 0);
}
