/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_authority.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "cli/endpoint.h"

#define HTTP_PORT 80

/* The longest host that can be this machine: an IPv6 address. */
#define HOST_MAX INET6_ADDRSTRLEN

/* Convert an address to IPv6 for comparing; IPv4 becomes IPv4-mapped. */
static void unify(const struct address *address, struct in6_addr *out)
{
    const struct sockaddr_in *ipv4 =
        (const struct sockaddr_in *)&address->storage;

    memset(out, 0, sizeof *out);
    if (address->storage.ss_family == AF_INET6) {
        *out = ((const struct sockaddr_in6 *)&address->storage)->sin6_addr;
    } else if (address->storage.ss_family == AF_INET) {
        out->s6_addr[10] = out->s6_addr[11] = 0xff;
        memcpy(out->s6_addr + 12, &ipv4->sin_addr, 4);
    }
}

static bool is_loopback(const struct in6_addr *address)
{
    return IN6_IS_ADDR_LOOPBACK(address) ||
           (IN6_IS_ADDR_V4MAPPED(address) && address->s6_addr[12] == 127);
}

/* Is this host the address `local`? */
static bool is_host(const char *host, bool has_brackets,
                    const struct address *local)
{
    struct address named = {
        .storage = {.ss_family = has_brackets ? AF_INET6 : AF_INET}};
    struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)&named.storage;
    struct sockaddr_in *ipv4 = (struct sockaddr_in *)&named.storage;
    struct in6_addr one, other;
    int parsed;

    unify(local, &other);
    if (!has_brackets && strcasecmp(host, "localhost") == 0)
        return is_loopback(&other);
    parsed = has_brackets ? inet_pton(AF_INET6, host, &ipv6->sin6_addr)
                          : inet_pton(AF_INET, host, &ipv4->sin_addr);
    unify(&named, &one);
    return parsed == 1 && memcmp(&one, &other, sizeof one) == 0;
}

/* Is the text after the host right: ":PORT", or nothing for the default? */
static bool is_port(const char *text, unsigned port)
{
    if (*text == '\0')
        return port == HTTP_PORT;
    return *text == ':' && endpoint_number(text + 1, 1, 65535) == (long)port;
}

bool web_authority_is_own(const char *host, const struct address *local)
{
    bool has_brackets = host && *host == '[';
    char name[HOST_MAX];
    const char *end;

    if (!host)
        return false;
    host += has_brackets;
    end = host + strcspn(host, has_brackets ? "]" : ":");
    if ((size_t)(end - host) >= sizeof name || (has_brackets && *end != ']'))
        return false;
    memcpy(name, host, (size_t)(end - host));
    name[end - host] = '\0';
    return is_host(name, has_brackets, local) &&
           is_port(end + has_brackets, address_port(local));
}

bool web_authority_is_origin(const char *origin, const char *host)
{
    static const char scheme[] = "http://";

    return origin && host &&
           strncasecmp(origin, scheme, sizeof scheme - 1) == 0 &&
           strcasecmp(origin + sizeof scheme - 1, host) == 0;
}
