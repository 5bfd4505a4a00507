/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* code_proof: proves that both sides have the same code, without showing it to
 * anybody (crypto/cpace.h).  The caller of these functions carries the bytes.
 *
 *     the caller                       the listener
 *     code_proof_begin -> share   ->   code_proof_begin
 *     code_proof_take_answer      <-   code_proof_answer -> share, tag
 *       -> tag                    ->   code_proof_take_tag
 *
 * The proof is bound to the connection and to both keys.  An attacker in the
 * middle has two connections, so the two proofs do not match even if every
 * byte is relayed.  There is one try: when a step fails, or the other side
 * leaves after it has had the answer, the code must not be used again.
 *
 * Two files implement it: code_proof.c with libsodium, and
 * code_proof_none.c for a charla that is configured --without-sodium. */
#ifndef CHARLA_CODE_PROOF_H
#define CHARLA_CODE_PROOF_H

#include <stdbool.h>

#include "crypto/code.h"
#include "crypto/fingerprint.h"

struct error;

/* Sizes in bytes. */
#define CODE_PROOF_SHARE 32
#define CODE_PROOF_TAG 64
#define CODE_PROOF_SESSION 32

/* What the proof is about. */
struct code_proof_setup {
    bool calls;             /* this side has called */
    const struct code *code; /* borrowed */
    unsigned char session[CODE_PROOF_SESSION]; /* what this connection alone
                                                  gives both sides */
    const struct fingerprint *own, *theirs;    /* the keys; borrowed */
};

struct code_proof;

/* Load the library; before there are threads and before the sandbox.  Returns
 * 0, or -1 with `error` set. */
int code_proof_load(struct error *error);

/* Make a new random code; the library must be loaded. */
struct code code_proof_draw(void);

/* Begin a proof, and fill in the share to be sent to the other side.  Returns
 * NULL if that failed; else the caller frees, which wipes all secrets. */
struct code_proof *code_proof_begin(const struct code_proof_setup *setup,
                                    unsigned char share[CODE_PROOF_SHARE]);
void code_proof_free(struct code_proof *proof); /* NULL is allowed */

/* The listener's next step, with the caller's share.  Returns false if that is
 * not a valid share; else `tag` is filled in, to be sent after the listener's
 * own share. */
bool code_proof_answer(struct code_proof *proof,
                       const unsigned char share[CODE_PROOF_SHARE],
                       unsigned char tag[CODE_PROOF_TAG]);

/* The caller's next step, with the listener's share and tag.  Returns false if
 * the codes differ; else `tag` is filled in, to be sent. */
bool code_proof_take_answer(struct code_proof *proof,
                            const unsigned char share[CODE_PROOF_SHARE],
                            const unsigned char theirs[CODE_PROOF_TAG],
                            unsigned char tag[CODE_PROOF_TAG]);

/* The listener's last step, with the caller's tag.  Returns false if the codes
 * differ. */
bool code_proof_take_tag(struct code_proof *proof,
                         const unsigned char theirs[CODE_PROOF_TAG]);

#endif
