/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* tls_library: loads GnuTLS with dlopen when a conversation may be encrypted.
 *
 * If charla were linked with GnuTLS, that and the seven libraries behind it
 * would make every charla start later and take more memory, even in a plain
 * conversation (doc/performance.md has the figures).  So charla calls it
 * through a table: gnutls.record_send is gnutls_record_send. */
#ifndef CHARLA_TLS_LIBRARY_H
#define CHARLA_TLS_LIBRARY_H

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

struct error;

#define TLS_LIBRARY_FUNCTIONS(NAME)                                           \
    NAME(alert_get)                                                           \
    NAME(alert_send)                                                          \
    NAME(alert_send_appropriate)                                              \
    NAME(alpn_get_selected_protocol)                                          \
    NAME(alpn_set_protocols)                                                  \
    NAME(bye)                                                                 \
    NAME(certificate_allocate_credentials)                                    \
    NAME(certificate_free_credentials)                                        \
    NAME(certificate_get_peers)                                               \
    NAME(certificate_server_set_request)                                      \
    NAME(certificate_set_key)                                                 \
    NAME(certificate_type_get2)                                               \
    NAME(credentials_set)                                                     \
    NAME(deinit)                                                              \
    NAME(error_is_fatal)                                                      \
    NAME(global_init)                                                         \
    NAME(handshake)                                                           \
    NAME(handshake_set_timeout)                                               \
    NAME(hash)                                                                \
    NAME(hash_copy)                                                           \
    NAME(hash_deinit)                                                         \
    NAME(hash_fast)                                                           \
    NAME(hash_init)                                                           \
    NAME(init)                                                                \
    NAME(memset)                                                              \
    NAME(pcert_deinit)                                                        \
    NAME(pcert_import_rawpk_raw)                                              \
    NAME(prf_rfc5705)                                                         \
    NAME(priority_set_direct)                                                 \
    NAME(privkey_deinit)                                                      \
    NAME(privkey_import_ext4)                                                 \
    NAME(privkey_import_x509)                                                 \
    NAME(privkey_import_x509_raw)                                             \
    NAME(privkey_init)                                                        \
    NAME(privkey_sign_data2)                                                  \
    NAME(pubkey_deinit)                                                       \
    NAME(pubkey_export2)                                                      \
    NAME(pubkey_get_pk_algorithm)                                             \
    NAME(pubkey_import_privkey)                                               \
    NAME(pubkey_init)                                                         \
    NAME(record_recv)                                                         \
    NAME(record_send)                                                         \
    NAME(strerror)                                                            \
    NAME(transport_set_errno)                                                 \
    NAME(transport_set_ptr)                                                   \
    NAME(transport_set_pull_function)                                         \
    NAME(transport_set_push_function)                                         \
    NAME(x509_privkey_deinit)                                                 \
    NAME(x509_privkey_export2_pkcs8)                                          \
    NAME(x509_privkey_generate)                                               \
    NAME(x509_privkey_import_pkcs8)                                           \
    NAME(x509_privkey_init)

/* GnuTLS's own variables for the functions that allocate memory. */
#define TLS_LIBRARY_VARIABLES(NAME)                                           \
    NAME(calloc)                                                              \
    NAME(malloc)                                                              \
    NAME(realloc)                                                             \
    NAME(strdup)

struct tls_library {
#define TLS_LIBRARY_POINTER(name) __typeof__(gnutls_##name) *name;
    TLS_LIBRARY_FUNCTIONS(TLS_LIBRARY_POINTER)
    TLS_LIBRARY_VARIABLES(TLS_LIBRARY_POINTER)
#undef TLS_LIBRARY_POINTER
};

/* The table: filled by tls_library_load, then never changed.  What GnuTLS
 * allocates is released with free(). */
extern struct tls_library gnutls;

/* Load GnuTLS and initialize it, before there are threads.  A second call does
 * nothing.  Returns 0, or -1 with `error` set. */
int tls_library_load(struct error *error);

/* Wrap bytes that GnuTLS only reads in its own type; borrowed from `data`. */
gnutls_datum_t tls_library_datum(const void *data, size_t length);

#endif
