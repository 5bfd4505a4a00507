/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/code_proof.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"

static struct fingerprint ana, bea, eva;

static void begin(void)
{
    unsigned char hash[FINGERPRINT_HASH_SIZE] = {1};
    struct error error = {0};

    cr_assert_eq(code_proof_load(&error), 0, "%s", error.text);
    ana = fingerprint_of_hash(hash);
    hash[0] = 2;
    bea = fingerprint_of_hash(hash);
    hash[0] = 3;
    eva = fingerprint_of_hash(hash);
}

TestSuite(code_proof, .init = begin);

/* What one side goes by. */
struct side {
    const char *code;
    unsigned char session;
    const struct fingerprint *own, *theirs;
};

static struct code_proof *start(bool calls, const struct side *side,
                                unsigned char share[CODE_PROOF_SHARE])
{
    struct code code;
    struct code_proof_setup setup = {
        .calls = calls, .code = &code, .own = side->own,
        .theirs = side->theirs};

    memset(setup.session, side->session, sizeof setup.session);
    cr_assert(code_parse(side->code, &code));
    return code_proof_begin(&setup, share);
}

/* Returns how many of the two are convinced. */
static int run(const struct side *caller, const struct side *listener)
{
    unsigned char share[CODE_PROOF_SHARE], answer[CODE_PROOF_SHARE];
    unsigned char tag[CODE_PROOF_TAG], last[CODE_PROOF_TAG];
    struct code_proof *calls = start(true, caller, share);
    struct code_proof *waits = start(false, listener, answer);
    int convinced = 0;

    cr_assert(code_proof_answer(waits, share, tag));
    memset(last, 0, sizeof last);
    convinced += code_proof_take_answer(calls, answer, tag, last);
    convinced += code_proof_take_tag(waits, last);
    code_proof_free(calls);
    code_proof_free(waits);
    return convinced;
}

#define CODE "4711-382-915"

Test(code_proof, convinces_both_when_everything_is_the_same)
{
    cr_expect_eq(run(&(struct side){CODE, 1, &ana, &bea},
                     &(struct side){CODE, 1, &bea, &ana}), 2);
}

/* Each difference convinces neither: another code, another connection (a man
 * in the middle who relays), other keys. */
Test(code_proof, convinces_nobody_when_anything_differs)
{
    static const struct {
        const char *what;
        struct side caller, listener;
    } cases[] = {
        {"a digit", {CODE, 1, &ana, &bea}, {"4711-382-916", 1, &bea, &ana}},
        {"a public one", {CODE, 1, &ana, &bea},
         {"4712-382-915", 1, &bea, &ana}},
        {"the connection", {CODE, 1, &ana, &bea}, {CODE, 2, &bea, &ana}},
        {"the caller's key", {CODE, 1, &ana, &bea}, {CODE, 1, &bea, &eva}},
        {"the listener's key", {CODE, 1, &ana, &eva}, {CODE, 1, &bea, &ana}},
        {"both", {CODE, 1, &ana, &eva}, {CODE, 2, &bea, &eva}},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(run(&cases[i].caller, &cases[i].listener), 0, "%s",
                     cases[i].what);
}

Test(code_proof, is_not_given_by_what_this_side_has_said_itself)
{
    const struct side side = {CODE, 1, &ana, &bea};
    unsigned char share[CODE_PROOF_SHARE], tag[CODE_PROOF_TAG] = {0};
    unsigned char other[CODE_PROOF_TAG];
    struct code_proof *proof = start(true, &side, share);

    cr_expect_not(code_proof_take_answer(proof, share, tag, other));
    code_proof_free(proof);
}

Test(code_proof, refuses_a_share_that_is_no_point)
{
    static const unsigned char zeros[CODE_PROOF_SHARE];
    const struct side side = {CODE, 1, &ana, &bea};
    unsigned char share[CODE_PROOF_SHARE], tag[CODE_PROOF_TAG] = {0};
    struct code_proof *calls = start(true, &side, share);
    struct code_proof *waits = start(false, &side, share);

    cr_expect_not(code_proof_answer(waits, zeros, tag));
    cr_expect_not(code_proof_take_answer(calls, zeros, tag, tag));
    code_proof_free(calls);
    code_proof_free(waits);
}

Test(code_proof, draws_codes_by_lot)
{
    struct code code = code_proof_draw(), other = code_proof_draw(), read;

    cr_expect(code_parse(code.text, &read), "%s", code.text);
    cr_expect_str_neq(code.text, other.text);
}
