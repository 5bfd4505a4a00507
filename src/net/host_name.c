/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/host_name.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>
#include <unictype.h>

#define ASCII_ALLOWED                                                         \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:%"

/* U+200C and U+200D, which some scripts need inside a name (RFC 5892). */
static bool is_joiner(ucs4_t c)
{
    return c == 0x200C || c == 0x200D;
}

static bool is_allowed(ucs4_t c)
{
    if (c < 0x80)
        return c != '\0' && strchr(ASCII_ALLOWED, (int)c);
    return is_joiner(c) ||
           !uc_is_general_category_withtable(c, UC_CATEGORY_MASK_C |
                                                    UC_CATEGORY_MASK_Z);
}

/* What stands between the brackets, if there are some. */
static const char *without_brackets(const char *host, size_t *length)
{
    *length = strlen(host);
    if (*length > 2 && *host == '[' && host[*length - 1] == ']') {
        *length -= 2;
        return host + 1;
    }
    return host;
}

bool host_name_is_valid(const char *host)
{
    size_t length;
    const uint8_t *at = (const uint8_t *)without_brackets(host, &length);
    ucs4_t c;

    if (length == 0 || length > HOST_NAME_BYTES_MAX || u8_check(at, length))
        return false;
    for (int used; length > 0; at += used, length -= (size_t)used) {
        used = u8_mbtouc(&c, at, length);
        if (!is_allowed(c))
            return false;
    }
    return true;
}

/* Append to `normal`; false if there is no room. */
static bool append(char normal[HOST_NAME_BYTES_MAX + 1], const void *text,
                   size_t length)
{
    size_t used = strlen(normal);

    if (length > HOST_NAME_BYTES_MAX - used)
        return false;
    memcpy(normal + used, text, length);
    normal[used + length] = '\0';
    return true;
}

static bool append_lower(char normal[HOST_NAME_BYTES_MAX + 1],
                         const char *host, size_t length)
{
    size_t lower_length;
    uint8_t *lower = u8_tolower((const uint8_t *)host, length, NULL,
                                UNINORM_NFC, NULL, &lower_length);
    bool fits = lower && append(normal, lower, lower_length);

    free(lower);
    return fits;
}

/* Write an IPv6 address in the shortest form; leave anything else. */
static void shorten(char normal[HOST_NAME_BYTES_MAX + 1])
{
    struct in6_addr address;
    char text[INET6_ADDRSTRLEN];

    if (inet_pton(AF_INET6, normal, &address) == 1 &&
        inet_ntop(AF_INET6, &address, text, sizeof text))
        snprintf(normal, HOST_NAME_BYTES_MAX + 1, "%s", text);
}

bool host_name_normalize(const char *host,
                         char normal[HOST_NAME_BYTES_MAX + 1])
{
    char text[HOST_NAME_BYTES_MAX + 1] = "";
    const char *bare, *scope;
    size_t length, name_length;

    if (!host_name_is_valid(host))
        return false;
    bare = without_brackets(host, &length);
    scope = memchr(bare, '%', length);
    name_length = scope ? (size_t)(scope - bare) : length;
    if (!append_lower(text, bare, name_length))
        return false;
    shorten(text);
    if (!append(text, bare + name_length, length - name_length))
        return false;
    memcpy(normal, text, sizeof text);
    return true;
}
