/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* cpace: lets two sides that share a short secret agree on a key; an attacker
 * without the secret gets one guess in each run.  It is CPace over
 * ristretto255 with SHA-512 (draft-irtf-cfrg-cpace), in the draft's
 * initiator-responder setting and with its explicit key confirmation.
 *
 * libsodium must be loaded.  All secrets in a struct cpace are wiped by
 * cpace_wipe. */
#ifndef CHARLA_CPACE_H
#define CHARLA_CPACE_H

#include <stdbool.h>
#include <stddef.h>

#define CPACE_POINT_SIZE 32
#define CPACE_HASH_SIZE 64 /* SHA-512; of a tag too */

/* The longest secret, and the longest of each text, in bytes. */
#define CPACE_TEXT_MAX 160

/* Bytes that are no secret; borrowed. */
struct cpace_text {
    const void *data;
    size_t length;
};

/* What both sides must have in common for the run to succeed. */
struct cpace_setup {
    struct cpace_text secret;  /* PRS in the draft */
    struct cpace_text channel; /* CI */
    struct cpace_text session; /* sid */
};

/* One side's share, and the text that goes with it (Ya and ADa, or Yb and
 * ADb). */
struct cpace_share {
    unsigned char point[CPACE_POINT_SIZE];
    struct cpace_text text;
};

struct cpace {
    unsigned char scalar[CPACE_POINT_SIZE];
    unsigned char key[CPACE_HASH_SIZE]; /* ISK, once it is agreed */
};

/* Compute the generator from the secret.  Returns 0, or -1 if a text is too
 * long. */
int cpace_generator(const struct cpace_setup *setup,
                    unsigned char generator[CPACE_POINT_SIZE]);

/* Choose a random scalar and compute the share that goes to the other side.
 * Returns 0, or -1. */
int cpace_begin(struct cpace *cpace, const struct cpace_setup *setup,
                unsigned char point[CPACE_POINT_SIZE]);

/* Compute the common key.  `initiator` and `responder` are the two shares, and
 * `theirs` is whichever of them is the other side's.  Returns 0, or -1 if that
 * share is not a point of the group, or is its neutral element. */
int cpace_agree(struct cpace *cpace, const struct cpace_setup *setup,
                const struct cpace_share *initiator,
                const struct cpace_share *responder,
                const struct cpace_share *theirs);

/* Compute the tag that shows that the side with this share has the key. */
void cpace_tag(const struct cpace *cpace, const struct cpace_setup *setup,
               const struct cpace_share *share,
               unsigned char tag[CPACE_HASH_SIZE]);

/* Are these tags equal?  Compares in constant time. */
bool cpace_same_tag(const unsigned char one[CPACE_HASH_SIZE],
                    const unsigned char other[CPACE_HASH_SIZE]);

void cpace_wipe(struct cpace *cpace);

#endif
