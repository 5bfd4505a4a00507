/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The twin of code_proof.c for a charla without libsodium. */
#include <config.h>

#include "crypto/code_proof.h"

#include <stddef.h>

#include "base/error.h"
#include "base/i18n.h"

int code_proof_load(struct error *error)
{
    error_set(error, _("this charla is built without codes"));
    return -1;
}

struct code code_proof_draw(void)
{
    return (struct code){""};
}

struct code_proof *code_proof_begin(const struct code_proof_setup *setup,
                                    unsigned char share[CODE_PROOF_SHARE])
{
    (void)setup;
    (void)share;
    return NULL;
}

void code_proof_free(struct code_proof *proof)
{
    (void)proof;
}

bool code_proof_answer(struct code_proof *proof,
                       const unsigned char share[CODE_PROOF_SHARE],
                       unsigned char tag[CODE_PROOF_TAG])
{
    (void)proof;
    (void)share;
    (void)tag;
    return false;
}

bool code_proof_take_answer(struct code_proof *proof,
                            const unsigned char share[CODE_PROOF_SHARE],
                            const unsigned char theirs[CODE_PROOF_TAG],
                            unsigned char tag[CODE_PROOF_TAG])
{
    (void)proof;
    (void)share;
    (void)theirs;
    (void)tag;
    return false;
}

bool code_proof_take_tag(struct code_proof *proof,
                         const unsigned char theirs[CODE_PROOF_TAG])
{
    (void)proof;
    (void)theirs;
    return false;
}
