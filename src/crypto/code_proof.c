/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/code_proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "crypto/cpace.h"
#include "crypto/sodium_library.h"

/* Each side's name in the proof: "caller " or "listener " and the side's
 * fingerprint. */
#define SIDE_MAX (9 + FINGERPRINT_TEXT_MAX)

static const char channel[] = "charla/1 code";

struct code_proof {
    struct cpace cpace;
    struct cpace_setup setup;
    char secret[CODE_DIGITS + 1];
    unsigned char session[CODE_PROOF_SESSION];
    char caller_text[SIDE_MAX], listener_text[SIDE_MAX];
    struct cpace_share caller, listener;
};

int code_proof_load(struct error *error)
{
    return sodium_library_load(error);
}

struct code code_proof_draw(void)
{
    char digits[CODE_DIGITS];

    for (int i = 0; i < CODE_DIGITS; i++)
        digits[i] = (char)('0' + sodium.uniform(10));
    return code_of_digits(digits);
}

static struct cpace_text text_of(const char *text)
{
    return (struct cpace_text){text, strlen(text)};
}

static void set_up(struct code_proof *proof,
                   const struct code_proof_setup *setup)
{
    code_write_digits(setup->code, proof->secret);
    memcpy(proof->session, setup->session, sizeof proof->session);
    proof->setup = (struct cpace_setup){
        .secret = text_of(proof->secret),
        .channel = text_of(channel),
        .session = {proof->session, sizeof proof->session},
    };
    snprintf(proof->caller_text, SIDE_MAX, "caller %s",
             (setup->calls ? setup->own : setup->theirs)->text);
    snprintf(proof->listener_text, SIDE_MAX, "listener %s",
             (setup->calls ? setup->theirs : setup->own)->text);
    proof->caller.text = text_of(proof->caller_text);
    proof->listener.text = text_of(proof->listener_text);
}

struct code_proof *code_proof_begin(const struct code_proof_setup *setup,
                                    unsigned char share[CODE_PROOF_SHARE])
{
    struct code_proof *proof = memory_zeroed(sizeof *proof);
    struct cpace_share *own =
        setup->calls ? &proof->caller : &proof->listener;

    set_up(proof, setup);
    if (cpace_begin(&proof->cpace, &proof->setup, own->point) < 0) {
        code_proof_free(proof);
        return NULL;
    }
    memcpy(share, own->point, CODE_PROOF_SHARE);
    return proof;
}

void code_proof_free(struct code_proof *proof)
{
    if (!proof)
        return;
    sodium.memzero(proof, sizeof *proof);
    free(proof);
}

static bool agree(struct code_proof *proof, struct cpace_share *theirs,
                  const unsigned char share[CODE_PROOF_SHARE])
{
    memcpy(theirs->point, share, CODE_PROOF_SHARE);
    return cpace_agree(&proof->cpace, &proof->setup, &proof->caller,
                       &proof->listener, theirs) == 0;
}

bool code_proof_answer(struct code_proof *proof,
                       const unsigned char share[CODE_PROOF_SHARE],
                       unsigned char tag[CODE_PROOF_TAG])
{
    if (!agree(proof, &proof->caller, share))
        return false;
    cpace_tag(&proof->cpace, &proof->setup, &proof->listener, tag);
    return true;
}

static bool is_right(const struct code_proof *proof,
                     const struct cpace_share *share,
                     const unsigned char tag[CODE_PROOF_TAG])
{
    unsigned char right[CODE_PROOF_TAG];

    cpace_tag(&proof->cpace, &proof->setup, share, right);
    return cpace_same_tag(right, tag);
}

bool code_proof_take_answer(struct code_proof *proof,
                            const unsigned char share[CODE_PROOF_SHARE],
                            const unsigned char theirs[CODE_PROOF_TAG],
                            unsigned char tag[CODE_PROOF_TAG])
{
    if (!agree(proof, &proof->listener, share) ||
        !is_right(proof, &proof->listener, theirs))
        return false;
    cpace_tag(&proof->cpace, &proof->setup, &proof->caller, tag);
    return true;
}

bool code_proof_take_tag(struct code_proof *proof,
                         const unsigned char theirs[CODE_PROOF_TAG])
{
    return is_right(proof, &proof->caller, theirs);
}
