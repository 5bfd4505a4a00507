/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/first_bytes.h"

#include <string.h>

/* The content type of a handshake record. */
#define TLS_HANDSHAKE 0x16

/* The methods of RFC 9110 section 9.1, PATCH (RFC 5789), and the preface of
 * HTTP/2 (RFC 9113 section 3.4). */
static const char *const methods[] = {
    "GET ",     "HEAD ",  "POST ",  "PUT ", "DELETE ", "CONNECT ",
    "OPTIONS ", "TRACE ", "PATCH ", "PRI ",
};

/* Judge the text after a method.  In a request it is a path, "*", or a URL; a
 * person may also write "PUT it there". */
static enum first_bytes judge_target(const char *target, size_t length)
{
    static const char *const schemes[] = {"http://", "https://"};

    if (length == 0)
        return FIRST_BYTES_UNCLEAR;
    if (*target == '/' || *target == '*')
        return FIRST_BYTES_HTTP;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t whole = strlen(schemes[i]);
        size_t known = length < whole ? length : whole;

        if (memcmp(target, schemes[i], known) == 0)
            return known == whole ? FIRST_BYTES_HTTP : FIRST_BYTES_UNCLEAR;
    }
    return FIRST_BYTES_TEXT;
}

/* CONNECT is followed by a host, a colon and a port. */
static enum first_bytes judge_authority(const char *target, size_t length)
{
    size_t host = 0;

    while (host < length && !strchr(": \r\n", target[host]))
        host++;
    if (host + 1 >= length && (host == length || target[host] == ':'))
        return FIRST_BYTES_UNCLEAR;
    return target[host] == ':' && target[host + 1] >= '0' &&
                   target[host + 1] <= '9'
               ? FIRST_BYTES_HTTP
               : FIRST_BYTES_TEXT;
}

static enum first_bytes judge_request(const char *bytes, size_t length)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        size_t whole = strlen(methods[i]);
        size_t known = length < whole ? length : whole;

        if (memcmp(bytes, methods[i], known) != 0)
            continue;
        if (known < whole)
            return FIRST_BYTES_UNCLEAR;
        return strcmp(methods[i], "CONNECT ") == 0
                   ? judge_authority(bytes + whole, length - whole)
                   : judge_target(bytes + whole, length - whole);
    }
    return FIRST_BYTES_TEXT;
}

enum first_bytes first_bytes_judge(const char *bytes, size_t length,
                                   bool knows_http)
{
    if (length == 0)
        return FIRST_BYTES_UNCLEAR;
    if (*bytes == TLS_HANDSHAKE)
        return FIRST_BYTES_TLS;
    return knows_http ? judge_request(bytes, length) : FIRST_BYTES_TEXT;
}
