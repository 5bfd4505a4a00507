/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* first_bytes: tells by the first bytes that a caller sends what it speaks.
 * Pure. */
#ifndef CHARLA_FIRST_BYTES_H
#define CHARLA_FIRST_BYTES_H

#include <stdbool.h>
#include <stddef.h>

/* More bytes than this are not needed to tell. */
#define FIRST_BYTES_MAX 1024

enum first_bytes {
    FIRST_BYTES_UNCLEAR, /* it takes more of them */
    FIRST_BYTES_TLS,     /* a TLS record with a handshake message (RFC 8446
                            section 5.1) */
    FIRST_BYTES_HTTP,    /* a request of a browser (RFC 9112 section 3) */
    FIRST_BYTES_TEXT,    /* anything else */
};

/* Judge the first `length` bytes.  `knows_http` false: a request of a browser
 * is text like any other, for bytes are bytes in a pipe. */
enum first_bytes first_bytes_judge(const char *bytes, size_t length,
                                   bool knows_http);

#endif
