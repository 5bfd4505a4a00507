/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/entry.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A caller, who is known by key, is entered where a host is due. */
#define CALLER_SERVICE "caller"

/* Without the brackets of an address, and in lower case: names do not tell
 * case (RFC 4343). */
static char *normal_host(const char *host)
{
    char *normal = memory_string(*host == '[' ? host + 1 : host);
    size_t length = strlen(normal);

    if (*host == '[' && length > 0 && normal[length - 1] == ']')
        normal[length - 1] = '\0';
    for (char *at = normal; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return normal;
}

struct entry entry_of_address(const char *host, const char *port)
{
    return (struct entry){normal_host(host), port + strspn(port, "0")};
}

struct entry entry_of_caller(const char *fingerprint)
{
    return (struct entry){memory_string(fingerprint), CALLER_SERVICE};
}

void entry_release(struct entry *entry)
{
    free(entry->host);
    *entry = (struct entry){0};
}
