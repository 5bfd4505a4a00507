/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/resolver.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef HAVE_PRCTL
#include <sys/prctl.h>
#endif

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/waiter.h"
#include "net/host_name.h"
#include "net/interfaces.h"
#include "text/sanitize.h"

/* Not in POSIX; as glibc has them. */
#ifndef AI_IDN
#define AI_IDN 0
#endif

/* What a look-up came to; the child sends it ahead of the addresses. */
struct outcome {
    int code;   /* of getaddrinfo */
    int number; /* errno, with EAI_SYSTEM */
};

static const char *words_of(const struct outcome *outcome)
{
    switch (outcome->code) {
    case EAI_NONAME:
        return _("unknown host");
    case EAI_AGAIN:
        return _("unknown host, or no name server answers now");
    case EAI_SYSTEM:
        return error_words(outcome->number);
#ifdef EAI_ADDRFAMILY
    case EAI_ADDRFAMILY:
        return _("that is an address of the other family (-4, -6)");
#endif
#ifdef EAI_IDN_ENCODE
    case EAI_IDN_ENCODE:
        return _("no host can have this name, or libidn2 is not installed");
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

/* No top-level domain is a number (RFC 3696 section 2): what ends in one, in
 * decimal or in C's hexadecimal, is meant to be an IPv4 address. */
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

static bool is_ascii(const char *text)
{
    while (*text && !((unsigned char)*text & 0x80))
        text++;
    return *text == '\0';
}

static int check_scope(const struct resolver_query *query, const char *bare,
                       const struct outcome *outcome,
                       const struct address_list *list, struct error *error)
{
    const char *scope = strchr(bare, '%');
    char names[INTERFACES_TEXT_MAX];

    interfaces_names(names);
    if (outcome->code == EAI_NONAME && scope) {
        error_set(error,
                  _("%s: this machine has no network interface '%s'; it has: "
                    "%s"),
                  query->host, scope + 1, names);
        return -1;
    }
    if (outcome->code == 0 && !scope && address_lacks_scope(&list->items[0])) {
        error_set(error,
                  _("%s: this address is good on one network only, so it "
                    "needs the name of the interface, as in %s%%%.*s; this "
                    "machine has: %s"),
                  query->host, bare, (int)strcspn(names, ","), names, names);
        return -1;
    }
    return 0;
}

/* ---- getaddrinfo --------------------------------------------------------- */

static struct outcome look_up(const struct resolver_query *query,
                              const char *bare, int flags,
                              struct address_list *list)
{
    const struct addrinfo hints = {
        .ai_family = query->family,
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_NUMERICSERV | flags,
    };
    struct addrinfo *found;
    struct outcome outcome = {
        .code = getaddrinfo(bare, query->port, &hints, &found)};

    outcome.number = errno;
    if (outcome.code != 0)
        return outcome;
    for (struct addrinfo *each = found; each; each = each->ai_next)
        address_list_add(list, each->ai_addr, each->ai_addrlen);
    freeaddrinfo(found);
    return outcome;
}

/* ---- In a child ---------------------------------------------------------- */

static void write_all(int fd, const void *data, size_t length)
{
    const char *at = data;

    while (length > 0) {
        ssize_t written = write(fd, at, length);
        if (written < 0 && errno != EINTR)
            return;
        if (written > 0) {
            at += written;
            length -= (size_t)written;
        }
    }
}

static _Noreturn void be_child(const struct resolver_query *query,
                               const char *bare, int fd)
{
    struct address_list list = {0};
    struct outcome outcome;

#ifdef HAVE_PRCTL
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    outcome = look_up(query, bare, is_ascii(bare) ? 0 : AI_IDN, &list);
    write_all(fd, &outcome, sizeof outcome);
    write_all(fd, list.items, list.count * sizeof *list.items);
    _exit(0);
}

/* Read until the child has closed its end.  Returns 0; or -1 with errno set,
 * ETIMEDOUT when the deadline has passed. */
static int collect(const struct resolver_query *query, int fd,
                   struct buffer *answer)
{
    for (;;) {
        struct pollfd waiting = {.fd = fd, .events = POLLIN};
        int left_ms = clock_ms_left(query->deadline);
        int ready = waiter_wait(query->waiter, &waiting, 1, left_ms);
        char room[4096];
        ssize_t length;

        if (ready < 0)
            return -1;
        if (ready == 0 && left_ms == 0) {
            errno = ETIMEDOUT;
            return -1;
        }
        if (ready == 0)
            continue;
        length = read(fd, room, sizeof room);
        if (length == 0)
            return 0;
        if (length < 0 && errno != EINTR)
            return -1;
        if (length > 0)
            buffer_append(answer, room, (size_t)length);
    }
}

static struct outcome unpack(const struct buffer *answer,
                             struct address_list *list)
{
    struct outcome outcome = {.code = EAI_FAIL};
    struct address address;
    size_t at = sizeof outcome;

    if (answer->length < at)
        return outcome;
    memcpy(&outcome, answer->data, sizeof outcome);
    for (; at + sizeof address <= answer->length; at += sizeof address) {
        memcpy(&address, answer->data + at, sizeof address);
        address_list_add(list, address_sockaddr(&address), address.length);
    }
    return outcome;
}

/* Look up in a child.  Returns 0 with `outcome` set, or -1 with errno. */
static int ask_child(const struct resolver_query *query, const char *bare,
                     struct address_list *list, struct outcome *outcome)
{
    struct buffer answer = {0};
    int ends[2], result, number;
    pid_t child;

    if (pipe(ends) < 0)
        return -1;
    child = fork();
    if (child == 0)
        be_child(query, bare, ends[1]);
    number = errno;
    close(ends[1]);
    errno = number;
    result = child < 0 ? -1 : collect(query, ends[0], &answer);
    number = errno;
    if (child > 0) {
        (void)kill(child, SIGKILL);
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    close(ends[0]);
    if (result == 0)
        *outcome = unpack(&answer, list);
    buffer_release(&answer);
    errno = number;
    return result;
}

/* ---- The whole ----------------------------------------------------------- */

static int look_up_name(const struct resolver_query *query, const char *bare,
                        struct address_list *list, struct error *error)
{
    struct outcome outcome;

    if (ask_child(query, bare, list, &outcome) < 0) {
        if (errno == ETIMEDOUT)
            complain(query, _("no name server answered in time"), error);
        else if (errno != ECANCELED)
            complain(query, error_words(errno), error);
        return -1;
    }
    if (outcome.code == 0)
        return 0;
    complain(query, words_of(&outcome), error);
    return -1;
}

static int look_up_number(const struct resolver_query *query,
                          const char *bare, struct address_list *list,
                          struct error *error)
{
    struct outcome outcome =
        look_up(query, bare, bare ? AI_NUMERICHOST : AI_PASSIVE, list);

    if (bare && check_scope(query, bare, &outcome, list, error) < 0)
        return -1;
    if (outcome.code == 0)
        return 0;
    complain(query, words_of(&outcome), error);
    return -1;
}

static int look_up_bare(const struct resolver_query *query, const char *bare,
                        struct address_list *list, struct error *error)
{
    struct in_addr ipv4;

    if (!bare || strchr(bare, ':') || inet_pton(AF_INET, bare, &ipv4) == 1)
        return look_up_number(query, bare, list, error);
    if (!ends_in_number(bare))
        return look_up_name(query, bare, list, error);
    complain(query,
             _("an IPv4 address has four decimal numbers from 0 to 255, "
               "without leading zeros, such as 192.168.1.5"),
             error);
    return -1;
}

/* What is no host is not asked of any resolver: some take "*" for one. */
static void refuse_host(const char *host, struct error *error)
{
    struct buffer safe = {0};

    sanitize_append(&safe, host, strlen(host));
    buffer_append(&safe, "", 1);
    error_set(error, "%s: %s", safe.data,
              _("neither the name of a host nor an address"));
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
