/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/interfaces.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/memory.h"

/* The address from which this machine would send to `target`, which is asked
 * without sending anything: connect on a UDP socket chooses the route.  Its
 * family is AF_UNSPEC where there is no route. */
static struct address source_towards(const struct address *target)
{
    struct address source = {.length = sizeof source.storage};
    int fd = descriptor_socket(target->storage.ss_family, SOCK_DGRAM);

    if (fd < 0)
        return source;
    if (connect(fd, address_sockaddr(target), target->length) < 0 ||
        getsockname(fd, (struct sockaddr *)&source.storage, &source.length) < 0)
        source.storage.ss_family = AF_UNSPEC;
    close(fd);
    return source;
}

static bool has_address(const struct own_address *own,
                        const struct address *wanted)
{
    char one[ADDRESS_TEXT_MAX], other[ADDRESS_TEXT_MAX];

    if (own->address.storage.ss_family != wanted->storage.ss_family)
        return false;
    address_format(&own->address, one);
    address_format(wanted, other);
    return strcmp(one, other) == 0;
}

/* Mark every address of the interface that has `source`. */
static void mark_default(struct own_address *own, size_t count,
                         const struct address *source)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; has_address(&own[i], source) && j < count; j++)
            if (strcmp(own[i].interface, own[j].interface) == 0)
                own[j].is_default = true;
}

/* Any distant address will do; these are reserved for documentation (RFC 5737,
 * RFC 3849) and belong to no real host. */
static void find_default(struct own_address *own, size_t count)
{
    struct address far = {.length = sizeof(struct sockaddr_in)};
    struct sockaddr_in ipv4 = {.sin_family = AF_INET, .sin_port = htons(9)};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6, .sin6_port = htons(9)};
    struct address source;

    inet_pton(AF_INET, "192.0.2.1", &ipv4.sin_addr);
    memcpy(&far.storage, &ipv4, sizeof ipv4);
    source = source_towards(&far);
    mark_default(own, count, &source);
    inet_pton(AF_INET6, "2001:db8::1", &ipv6.sin6_addr);
    far.length = sizeof ipv6;
    memcpy(&far.storage, &ipv6, sizeof ipv6);
    source = source_towards(&far);
    mark_default(own, count, &source);
}

/* What Linux says in /proc/net/if_inet6 about an IPv6 address (the flags
 * IFA_F_ of <linux/if_addr.h>). */
enum {
    FLAG_TEMPORARY = 0x01,
    FLAG_DUPLICATE = 0x08,
    FLAG_DEPRECATED = 0x20,
    FLAG_TENTATIVE = 0x40,
};

static void set_flags(struct own_address *own, size_t count, const char *digits,
                      const char *interface, unsigned flags)
{
    for (size_t i = 0; i < count; i++) {
        const struct sockaddr_in6 *ipv6 =
            (const struct sockaddr_in6 *)&own[i].address.storage;
        char own_digits[33];

        if (ipv6->sin6_family != AF_INET6 ||
            strcmp(own[i].interface, interface) != 0)
            continue;
        for (size_t byte = 0; byte < 16; byte++)
            snprintf(own_digits + 2 * byte, 3, "%02x",
                     ipv6->sin6_addr.s6_addr[byte]);
        if (strcmp(own_digits, digits) != 0)
            continue;
        own[i].is_temporary = flags & FLAG_TEMPORARY;
        own[i].is_deprecated = flags & FLAG_DEPRECATED;
        own[i].is_unusable = flags & (FLAG_DUPLICATE | FLAG_TENTATIVE);
    }
}

static void find_flags(struct own_address *own, size_t count)
{
    FILE *file = fopen("/proc/net/if_inet6", "re");
    char digits[33], interface[IF_NAMESIZE];
    unsigned flags;

    if (!file)
        return;
    while (fscanf(file, "%32s %*x %*x %*x %x %15s", digits, &flags,
                  interface) == 3)
        set_flags(own, count, digits, interface, flags);
    fclose(file);
}

static struct address address_of(const struct sockaddr *source)
{
    struct address address = {.length = source->sa_family == AF_INET
                                            ? sizeof(struct sockaddr_in)
                                            : sizeof(struct sockaddr_in6)};

    memcpy(&address.storage, source, address.length);
    return address;
}

static bool is_internet(const struct sockaddr *address)
{
    return address &&
           (address->sa_family == AF_INET || address->sa_family == AF_INET6);
}

struct own_address *interfaces_list(size_t *count)
{
    struct own_address *own = NULL;
    struct ifaddrs *all;

    *count = 0;
    if (getifaddrs(&all) < 0)
        return NULL;
    for (const struct ifaddrs *each = all; each; each = each->ifa_next) {
        struct own_address *added;
        if (!is_internet(each->ifa_addr))
            continue;
        own = memory_resize(own, (*count + 1) * sizeof *own);
        added = &own[(*count)++];
        *added = (struct own_address){.flags = each->ifa_flags};
        snprintf(added->interface, sizeof added->interface, "%s",
                 each->ifa_name);
        added->address = address_of(each->ifa_addr);
    }
    freeifaddrs(all);
    find_default(own, *count);
    find_flags(own, *count);
    return own;
}

/* Has one of the entries before `end` the same interface? */
static bool was_named(const struct ifaddrs *all, const struct ifaddrs *end)
{
    for (; all != end; all = all->ifa_next)
        if (strcmp(all->ifa_name, end->ifa_name) == 0)
            return true;
    return false;
}

void interfaces_names(char text[INTERFACES_TEXT_MAX])
{
    struct ifaddrs *all = NULL;
    size_t used = 0;

    *text = '\0';
    (void)getifaddrs(&all);
    for (const struct ifaddrs *each = all; each; each = each->ifa_next) {
        bool counts = (each->ifa_flags & IFF_UP) &&
                      !(each->ifa_flags & IFF_LOOPBACK) &&
                      !was_named(all, each);
        if (counts && used < INTERFACES_TEXT_MAX)
            used += (size_t)snprintf(text + used, INTERFACES_TEXT_MAX - used,
                                     "%s%s", used ? ", " : "", each->ifa_name);
    }
    freeifaddrs(all);
    if (*text == '\0')
        memcpy(text, "-", sizeof "-");
}
