/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/resolver.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <uninorm.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "net/host_name.h"
#include "net/interfaces.h"
#include "net/name_lookup.h"
#include "text/sanitize.h"

/* Not in POSIX; as glibc has them. */
#ifndef AI_IDN
#define AI_IDN 0
#endif

static const char *words_of(const struct name_outcome *outcome)
{
    switch (outcome->code) {
    case EAI_NONAME:
        return _("unknown host");
    case EAI_AGAIN:
        return _("unknown host, or no name server is answering");
    case EAI_SYSTEM:
        return error_words(outcome->number);
#ifdef EAI_ADDRFAMILY
    case EAI_ADDRFAMILY:
        return _("-4 or -6 does not allow this kind of address");
#endif
#ifdef EAI_IDN_ENCODE
    case EAI_IDN_ENCODE:
        return _("this cannot be the name of a host, or libidn2 is not "
                 "installed");
#endif
    default:
        return gai_strerror(outcome->code);
    }
}

static void complain(const struct resolver_query *query, const char *words,
                     struct error *error)
{
    error_set(error, "%s: %s", query->host ? query->host : "*", words);
}

/* ---- Numeric addresses --------------------------------------------------- */

/* Does the last label look like a number, in decimal or in C's hexadecimal?
 * Then it is meant as an IPv4 address, because no top-level domain is a number
 * (RFC 3696 section 2). */
static bool ends_in_number(const char *host)
{
    size_t length = strlen(host);
    const char *label;

    if (length > 0 && host[length - 1] == '.')
        length--;
    for (label = host + length; label > host && label[-1] != '.'; label--)
        ;
    length -= (size_t)(label - host);
    if (length == 0)
        return false;
    if (strspn(label, "0123456789") >= length)
        return true;
    return label[0] == '0' && tolower((unsigned char)label[1]) == 'x' &&
           strspn(label + 2, "0123456789abcdefABCDEF") >= length - 2;
}

/* Is this a Tor name?  It must never be looked up, because that would tell the
 * name servers who is being called (RFC 7686 section 2). */
static bool ends_in_onion(const char *host)
{
    static const char onion[] = "onion";
    size_t length = strlen(host), least = strlen(onion);

    if (length > 0 && host[length - 1] == '.')
        length--;
    return length >= least &&
           strncasecmp(host + length - least, onion, least) == 0 &&
           (length == least || host[length - least - 1] == '.');
}

/* Map an international name before it is looked up (RFC 5895): full-width
 * letters, digits and dots become those of ASCII.  The caller frees the
 * result. */
static char *mapped_name(const char *host)
{
    size_t length;
    char *mapped = (char *)u8_normalize(UNINORM_NFKC, (const uint8_t *)host,
                                        strlen(host) + 1, NULL, &length);

    if (!mapped)
        return memory_string(host);
    for (char *stop; (stop = strstr(mapped, "\xE3\x80\x82"));) {
        *stop = '.'; /* U+3002, the ideographic full stop */
        memmove(stop + 1, stop + 3, strlen(stop + 3) + 1);
    }
    return mapped;
}

/* Is this a name that must not be looked up?  Then `error` is set. */
static bool is_no_name(const struct resolver_query *query, const char *bare,
                       struct error *error)
{
    char *mapped = mapped_name(bare);
    const char *words = NULL;

    if (ends_in_number(mapped))
        words = _("an IPv4 address has four decimal numbers from 0 to 255, "
                  "without leading zeros, such as 192.168.1.5");
    else if (ends_in_onion(mapped))
        words = _("only Tor finds this name, as with "
                  "--proxy=127.0.0.1:9050");
    free(mapped);
    if (words)
        complain(query, words, error);
    return words != NULL;
}

static bool is_ascii(const char *text)
{
    while (*text && !((unsigned char)*text & 0x80))
        text++;
    return *text == '\0';
}

/* Is `bare` an IPv6 address whose scope is not an interface of this machine?
 * Then `error` is set. */
static bool has_unknown_scope(const struct resolver_query *query,
                              const char *bare, struct error *error)
{
    const char *mark = strchr(bare, '%');
    char number[INET6_ADDRSTRLEN] = "", names[INTERFACES_TEXT_MAX];
    struct in6_addr ipv6;
    size_t length = mark ? (size_t)(mark - bare) : sizeof number;

    if (length >= sizeof number || if_nametoindex(mark + 1) != 0)
        return false;
    memcpy(number, bare, length);
    if (inet_pton(AF_INET6, number, &ipv6) != 1)
        return false;
    interfaces_names(names);
    error_set(error,
              _("%s: this machine has no network interface '%s'; it has: %s"),
              query->host, mark + 1, names);
    return true;
}

/* Drop link-local addresses without a scope, which do not say on which link
 * they are valid.  Returns 0; or -1 with `error` set if none is left. */
static int drop_scopeless(const struct resolver_query *query,
                          struct address_list *list, struct error *error)
{
    char text[ADDRESS_TEXT_MAX], names[INTERFACES_TEXT_MAX];
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++)
        if (!address_lacks_scope(&list->items[i]))
            list->items[kept++] = list->items[i];
    if (kept > 0) {
        list->count = kept;
        return 0;
    }
    address_format(&list->items[0], text);
    interfaces_names(names);
    error_set(error,
              _("%s: this address only works on one network, so it needs the "
                "name of the network interface, as in %s%%%.*s; this machine "
                "has: %s"),
              query->host, text, (int)strcspn(names, ","),
              *names == '-' ? "eth0" : names, names);
    return -1;
}

/* ---- The whole ----------------------------------------------------------- */

static int finish(const struct resolver_query *query,
                  const struct name_outcome *outcome, struct address_list *list,
                  struct error *error)
{
    if (outcome->code == 0)
        return drop_scopeless(query, list, error);
    complain(query, words_of(outcome), error);
    return -1;
}

static int look_up_name(const struct resolver_query *query, const char *bare,
                        struct address_list *list, struct error *error)
{
    const struct name_lookup lookup = {
        .host = bare,
        .port = query->port,
        .family = query->family,
        .flags = is_ascii(bare) ? 0 : AI_IDN,
    };
    struct name_outcome outcome = {.code = EAI_FAIL};

    if (name_lookup_in_child(&lookup, query->deadline, query->waiter, list,
                             &outcome) < 0) {
        if (errno == ETIMEDOUT)
            complain(query, _("no name server answered in time"), error);
        else if (errno != ECANCELED)
            complain(query, error_words(errno), error);
        return -1;
    }
    return finish(query, &outcome, list, error);
}

static int look_up_number(const struct resolver_query *query, const char *bare,
                          struct address_list *list, struct error *error)
{
    const struct name_lookup lookup = {
        .host = bare,
        .port = query->port,
        .family = query->family,
        .flags = bare ? AI_NUMERICHOST : AI_PASSIVE,
    };
    struct name_outcome outcome = name_lookup_here(&lookup, list);

    if (outcome.code == EAI_NONAME && bare &&
        has_unknown_scope(query, bare, error))
        return -1;
    return finish(query, &outcome, list, error);
}

static int look_up_bare(const struct resolver_query *query, const char *bare,
                        struct address_list *list, struct error *error)
{
    struct in_addr ipv4;

    if (!bare || strchr(bare, ':') || inet_pton(AF_INET, bare, &ipv4) == 1)
        return look_up_number(query, bare, list, error);
    if (is_no_name(query, bare, error))
        return -1;
    return look_up_name(query, bare, list, error);
}

bool resolver_is_host(const char *host)
{
    const struct resolver_query query = {.host = host};
    struct error ignored = {0};
    struct in_addr ipv4;

    return host_name_is_valid(host) &&
           (strchr(host, ':') || inet_pton(AF_INET, host, &ipv4) == 1 ||
            !is_no_name(&query, host, &ignored));
}

/* Refuse a text that is not a valid host.  It must not reach the system's
 * resolver: some accept "*". */
static void refuse_host(const char *host, struct error *error)
{
    struct buffer safe = {0};

    sanitize_append(&safe, host, strlen(host));
    buffer_append(&safe, "", 1);
    error_set(error, "%s: %s", safe.data,
              _("that is neither a host name nor an address"));
    buffer_release(&safe);
}

int resolver_look_up(const struct resolver_query *query,
                     struct address_list *list, struct error *error)
{
    char *bare = query->host ? memory_string(query->host) : NULL;
    size_t length = bare ? strlen(bare) : 0;
    int result;

    if (bare && !host_name_is_valid(bare)) {
        refuse_host(bare, error);
        free(bare);
        return -1;
    }
    if (length > 2 && bare[0] == '[' && bare[length - 1] == ']') {
        memmove(bare, bare + 1, length - 2);
        bare[length - 2] = '\0';
    }
    result = look_up_bare(query, bare, list, error);
    free(bare);
    return result;
}
