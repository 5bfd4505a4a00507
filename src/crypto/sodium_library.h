/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* sodium_library: loads libsodium with dlopen when there is a code to prove.
 *
 * charla calls it through the table `sodium`: sodium.hash_sha512 is
 * crypto_hash_sha512, and so on. */
#ifndef CHARLA_SODIUM_LIBRARY_H
#define CHARLA_SODIUM_LIBRARY_H

#include <sodium.h>

struct error;

/* Every function of libsodium that charla uses: its name in the table, and its
 * name in the library. */
#define SODIUM_LIBRARY_FUNCTIONS(NAME)                                        \
    NAME(init, sodium_init)                                                   \
    NAME(memcmp, sodium_memcmp)                                               \
    NAME(memzero, sodium_memzero)                                             \
    NAME(uniform, randombytes_uniform)                                        \
    NAME(hash_sha512, crypto_hash_sha512)                                     \
    NAME(hmac_init, crypto_auth_hmacsha512_init)                              \
    NAME(hmac_update, crypto_auth_hmacsha512_update)                          \
    NAME(hmac_final, crypto_auth_hmacsha512_final)                            \
    NAME(from_hash, crypto_core_ristretto255_from_hash)                       \
    NAME(random_scalar, crypto_core_ristretto255_scalar_random)               \
    NAME(scalarmult, crypto_scalarmult_ristretto255)

struct sodium_library {
#define SODIUM_LIBRARY_POINTER(name, symbol) __typeof__(symbol) *name;
    SODIUM_LIBRARY_FUNCTIONS(SODIUM_LIBRARY_POINTER)
#undef SODIUM_LIBRARY_POINTER
};

/* The table: filled by sodium_library_load, then never changed. */
extern struct sodium_library sodium;

/* Load libsodium and initialize it, before there are threads and before the
 * sandbox.  A second call does nothing.  Returns 0, or -1 with `error` set. */
int sodium_library_load(struct error *error);

#endif
