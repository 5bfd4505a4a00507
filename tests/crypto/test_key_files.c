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
    key_files_disregard_address(files);
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
