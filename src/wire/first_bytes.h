/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* first_bytes: tells a caller's protocol by its first bytes.  Pure. */
#ifndef CHARLA_FIRST_BYTES_H
#define CHARLA_FIRST_BYTES_H

#include <stdbool.h>
#include <stddef.h>

/* This many bytes are always enough. */
#define FIRST_BYTES_MAX 1024

enum first_bytes {
    FIRST_BYTES_UNCLEAR, /* more bytes are needed */
    FIRST_BYTES_TLS,     /* a TLS record with a handshake message (RFC 8446
                            section 5.1) */
    FIRST_BYTES_HTTP,    /* a request of a browser (RFC 9112 section 3) */
    FIRST_BYTES_TEXT,    /* anything else */
};

/* Judge the first `length` bytes.  Without `knows_http` the request of a
 * browser is text like any other, as it must be in a pipe. */
enum first_bytes first_bytes_judge(const char *bytes, size_t length,
                                   bool knows_http);

#endif
