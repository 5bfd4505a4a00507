/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/cpace.h"

#include <string.h>

#include "base/buffer.h"
#include "crypto/sodium_library.h"

/* The names of the draft, section 7.2. */
static const char dsi[] = "CPaceRistretto255";
static const char dsi_isk[] = "CPaceRistretto255_ISK";
static const char mac_name[] = "CPaceMac";

/* The input block of SHA-512 in bytes; the secret is padded to fill one. */
#define BLOCK_SIZE 128

/* Append a text with its length ahead of it (LEB128; every text here is so
 * short that one or two bytes are enough). */
static void append_text(struct buffer *out, const void *data, size_t length)
{
    unsigned char size[] = {(unsigned char)length, 0};

    if (length > 0x7F) {
        size[0] |= 0x80;
        size[1] = (unsigned char)(length >> 7);
    }
    buffer_append(out, size, length > 0x7F ? 2 : 1);
    buffer_append(out, data, length);
}

static void append(struct buffer *out, struct cpace_text text)
{
    append_text(out, text.data, text.length);
}

/* The buffer held secrets. */
static void wipe(struct buffer *buffer)
{
    if (buffer->data)
        sodium.memzero(buffer->data, buffer->length);
    buffer_release(buffer);
}

static void hash(const struct buffer *text,
                 unsigned char out[CPACE_HASH_SIZE])
{
    sodium.hash_sha512(out, (const unsigned char *)text->data, text->length);
}

/* generator_string of the draft, section 5.1. */
int cpace_generator(const struct cpace_setup *setup,
                    unsigned char generator[CPACE_POINT_SIZE])
{
    static const char zeros[BLOCK_SIZE];
    struct buffer text = {0};
    unsigned char digest[CPACE_HASH_SIZE];
    size_t used;

    if (setup->secret.length > CPACE_TEXT_MAX ||
        setup->channel.length > CPACE_TEXT_MAX ||
        setup->session.length > CPACE_TEXT_MAX)
        return -1;
    append_text(&text, dsi, sizeof dsi - 1);
    append(&text, setup->secret);
    used = text.length + 1;
    append_text(&text, zeros, used < BLOCK_SIZE ? BLOCK_SIZE - used : 0);
    append(&text, setup->channel);
    append(&text, setup->session);
    hash(&text, digest);
    wipe(&text);
    sodium.from_hash(generator, digest);
    sodium.memzero(digest, sizeof digest);
    return 0;
}

int cpace_begin(struct cpace *cpace, const struct cpace_setup *setup,
                unsigned char point[CPACE_POINT_SIZE])
{
    unsigned char generator[CPACE_POINT_SIZE];
    int result;

    if (cpace_generator(setup, generator) < 0)
        return -1;
    sodium.random_scalar(cpace->scalar);
    result = sodium.scalarmult(point, cpace->scalar, generator);
    sodium.memzero(generator, sizeof generator);
    return result;
}

int cpace_agree(struct cpace *cpace, const struct cpace_setup *setup,
                const struct cpace_share *initiator,
                const struct cpace_share *responder,
                const struct cpace_share *theirs)
{
    unsigned char shared[CPACE_POINT_SIZE];
    struct buffer text = {0};

    /* libsodium refuses a share that is not the canonical encoding of a point,
     * and a product that is the neutral element. */
    if (sodium.scalarmult(shared, cpace->scalar, theirs->point) != 0)
        return -1;
    append_text(&text, dsi_isk, sizeof dsi_isk - 1);
    append(&text, setup->session);
    append_text(&text, shared, sizeof shared);
    append_text(&text, initiator->point, CPACE_POINT_SIZE);
    append(&text, initiator->text);
    append_text(&text, responder->point, CPACE_POINT_SIZE);
    append(&text, responder->text);
    hash(&text, cpace->key);
    wipe(&text);
    sodium.memzero(shared, sizeof shared);
    return 0;
}

void cpace_tag(const struct cpace *cpace, const struct cpace_setup *setup,
               const struct cpace_share *share,
               unsigned char tag[CPACE_HASH_SIZE])
{
    crypto_auth_hmacsha512_state state;
    unsigned char key[CPACE_HASH_SIZE];
    struct buffer text = {0};

    buffer_append(&text, mac_name, sizeof mac_name - 1);
    buffer_append(&text, setup->session.data, setup->session.length);
    buffer_append(&text, cpace->key, sizeof cpace->key);
    hash(&text, key);
    wipe(&text);
    append_text(&text, share->point, CPACE_POINT_SIZE);
    append(&text, share->text);
    sodium.hmac_init(&state, key, sizeof key);
    sodium.hmac_update(&state, (const unsigned char *)text.data, text.length);
    sodium.hmac_final(&state, tag);
    sodium.memzero(&state, sizeof state);
    sodium.memzero(key, sizeof key);
    buffer_release(&text);
}

bool cpace_same_tag(const unsigned char one[CPACE_HASH_SIZE],
                    const unsigned char other[CPACE_HASH_SIZE])
{
    return sodium.memcmp(one, other, CPACE_HASH_SIZE) == 0;
}

void cpace_wipe(struct cpace *cpace)
{
    sodium.memzero(cpace, sizeof *cpace);
}
