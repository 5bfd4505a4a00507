/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/tls_library.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

static struct error error;

static void begin(void)
{
    error = (struct error){0};
    cr_assert_eq(tls_library_load(&error), 0, "%s", error.text);
}

TestSuite(tls_library, .init = begin);

/* This program is linked to the same library. */
Test(tls_library, has_every_function_in_its_place)
{
#define EXPECT_SAME(name) cr_expect(gnutls.name == &gnutls_##name, #name);
    TLS_LIBRARY_FUNCTIONS(EXPECT_SAME)
#undef EXPECT_SAME
}

Test(tls_library, stays_as_it_is_when_loaded_again)
{
    struct tls_library before = gnutls;

    cr_assert_eq(tls_library_load(&error), 0, "%s", error.text);
    cr_expect_eq(memcmp(&before, &gnutls, sizeof before), 0);
}

/* What it hands out came from malloc, and free takes it. */
Test(tls_library, works_with_our_memory)
{
    gnutls_x509_privkey_t key;
    gnutls_datum_t pem = {0};

    cr_expect(*gnutls.malloc == memory_new);
    cr_assert_eq(gnutls.x509_privkey_init(&key), 0);
    cr_assert_eq(gnutls.x509_privkey_generate(key, GNUTLS_PK_EDDSA_ED25519, 0,
                                              0), 0);
    cr_assert_eq(gnutls.x509_privkey_export2_pkcs8(
                     key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem),
                 0);
    cr_expect_gt(pem.size, 60);
    cr_expect_arr_eq(pem.data, "-----BEGIN ", 11);
    free(pem.data);
    gnutls.x509_privkey_deinit(key);
}
