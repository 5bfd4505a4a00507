/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/resolver.h"

#include <criterion/criterion.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/waiter.h"
#include "support/cancelled.h"

/* ---- A name server ------------------------------------------------------- */

/* Names for which the system is not asked. */
int getaddrinfo(const char *host, const char *port,
                const struct addrinfo *hints, struct addrinfo **found)
{
    int (*real)(const char *, const char *, const struct addrinfo *,
                struct addrinfo **);
    void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
    int code;

    memcpy(&real, &symbol, sizeof real);
    if (host && strcmp(host, "silence.example") == 0)
        for (;;)
            pause();
    if (host && strcmp(host, "crash.example") == 0)
        _exit(0);
    if (host && strcmp(host, "again.example") == 0)
        return EAI_AGAIN;
    if (host && strcmp(host, "odd.example") == 0) {
        errno = ENOSPC;
        return EAI_SYSTEM;
    }
    if (host && strcmp(host, "link.example") == 0)
        return real("fe80::7", port, hints, found);
    if (host && strcmp(host, "both.example") == 0) {
        code = real("fe80::7", port, hints, found);
        return code ? code
                    : real("2001:db8::7", port, hints, &(*found)->ai_next);
    }
    if (!host || strcmp(host, "two.example") != 0)
        return real(host, port, hints, found);
    code = real("192.0.2.1", port, hints, found);
    return code ? code : real("192.0.2.2", port, hints, &(*found)->ai_next);
}

static int look_up(const char *host, int family, struct address_list *list,
                   struct error *error)
{
    const struct resolver_query query = {
        .host = host,
        .port = "8081",
        .family = family,
        .deadline = CLOCK_NEVER,
        .waiter = &waiter_plain,
    };

    return resolver_look_up(&query, list, error);
}

static void expect(const char *host, const char *const *shown, size_t count)
{
    struct address_list list = {0};
    struct error error = {0};
    char text[ADDRESS_TEXT_MAX];

    cr_assert_eq(look_up(host, AF_UNSPEC, &list, &error), 0, "%s", error.text);
    cr_assert_eq(list.count, count, "%s", host);
    for (size_t i = 0; i < count; i++) {
        address_format(&list.items[i], text);
        cr_expect_str_eq(text, shown[i]);
        cr_expect_eq(address_port(&list.items[i]), 8081);
    }
    address_list_release(&list);
}

/* ---- Numbers ------------------------------------------------------------- */

Test(resolver, takes_numeric_addresses)
{
    static const struct {
        const char *host;
        int family;
        const char *shown;
    } table[] = {
        {"127.0.0.1", AF_UNSPEC, "127.0.0.1"},
        {"127.0.0.1", AF_INET, "127.0.0.1"},
        {"::1", AF_UNSPEC, "::1"},
        {"[::1]", AF_UNSPEC, "::1"},
        {"[2001:db8::1]", AF_INET6, "2001:db8::1"},
        {"[127.0.0.1]", AF_UNSPEC, "127.0.0.1"},
        {"::ffff:127.0.0.1", AF_UNSPEC, "127.0.0.1"},
        {"fe80::1%lo", AF_UNSPEC, "fe80::1%lo"},
        {"[fe80::1%lo]", AF_UNSPEC, "fe80::1%lo"},
        {NULL, AF_INET, "0.0.0.0"},
        {NULL, AF_INET6, "::"},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct address_list list = {0};
        struct error error = {0};
        char text[ADDRESS_TEXT_MAX];

        cr_assert_eq(look_up(table[i].host, table[i].family, &list, &error), 0,
                     "%s", error.text);
        cr_assert_eq(list.count, 1, "%s", table[i].shown);
        address_format(&list.items[0], text);
        cr_expect_str_eq(text, table[i].shown);
        cr_expect_eq(address_port(&list.items[0]), 8081);
        address_list_release(&list);
    }
}

/* Names that are refused without a name server being asked. */
Test(resolver, names_what_does_not_exist)
{
    static const struct {
        const char *host;
        int family;
    } table[] = {
        {"127.0.0.1", AF_INET6},
        {"::1", AF_INET},
        {"no such host", 0},
        {"[no such host]", 0},
        {"[", 0},
        {"[]", 0},
        {"fe80::1%no such", 0},
        {"*", 0},
        {"*.example", 0},
        {"a|b", 0},
        {"ana@host", 0},
        {"host ", 0},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct address_list list = {0};
        struct error error = {0};
        size_t length = strlen(table[i].host);

        cr_expect_eq(look_up(table[i].host, table[i].family, &list, &error), -1,
                     "%s", table[i].host);
        cr_expect_eq(list.count, 0);
        cr_expect(strncmp(error.text, table[i].host, length) == 0 &&
                      strncmp(error.text + length, ": ", 2) == 0 &&
                      strlen(error.text) > length + 5,
                  "%s", error.text);
    }
}

/* None of them is looked up either: that would send it to a name server. */
Test(resolver, takes_no_other_number_for_an_ipv4_address)
{
    static const char *const hosts[] = {
        "9000",         "0",
        "0x7f.1",       "0X7F.1",
        "127.1",        "127.0.1",
        "010.0.0.1",    "127.0.0.01",
        "0177.0.0.1",   "2130706433",
        "0x7f000001",   "127.0.0.0x1",
        "256.0.0.1",    "1.2.3.4.5",
        "1.2.3.4.",     "127.1.",
        "[127.1]",      "99999999999",
        "192.168.1.05", "08.8.8.8",
        "ana.1",        "1.2.3.",
        "ana.0x1",      "９０００",
        "１２７。１",   "０ｘ７ｆ．１",
        "127｡0.0.１",
    };

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        struct address_list list = {0};
        struct error error = {0};

        cr_expect_eq(look_up(hosts[i], AF_UNSPEC, &list, &error), -1, "%s",
                     hosts[i]);
        cr_expect_not_null(strstr(error.text, ": an IPv4 address has four "
                                              "decimal numbers"),
                           "%s", error.text);
        address_list_release(&list);
    }
}

/* Also in letters and dots of full width, which a look-up would map. */
Test(resolver, looks_no_name_of_tor_up)
{
    static const char *const hosts[] = {
        "friend.onion", "FRIEND.Onion", "friend.onion.", "a.friend.onion",
        "onion",        "ｆ．ｏｎｉｏｎ", "f。onion",
    };

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        struct address_list list = {0};
        struct error error = {0};

        cr_expect_eq(look_up(hosts[i], AF_UNSPEC, &list, &error), -1);
        cr_expect_not_null(strstr(error.text, ": only Tor finds this name"),
                           "%s", error.text);
        address_list_release(&list);
    }
}

Test(resolver, looks_a_name_up_that_only_looks_like_one_of_tor)
{
    struct address_list list = {0};
    struct error error = {0};

    cr_expect_eq(look_up("shallonion", AF_UNSPEC, &list, &error), -1);
    cr_expect_null(strstr(error.text, "Tor"), "%s", error.text);
}

Test(resolver, names_the_missing_scope_and_the_interfaces)
{
    static const char *const hosts[] = {"fe80::1", "[fe80::1]", "febf::2"};
    struct address_list list = {0};
    struct error error = {0};

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        error = (struct error){0};
        cr_expect_eq(look_up(hosts[i], AF_UNSPEC, &list, &error), -1);
        cr_expect_not_null(strstr(error.text, "needs the name of the "
                                              "network interface, as in "),
                           "%s", error.text);
        cr_expect_not_null(strstr(error.text, "; this machine has: "));
    }
    cr_expect_eq(look_up("fe80::1%nosuch", AF_UNSPEC, &list, &error), -1);
    cr_expect_not_null(strstr(error.text, "fe80::1%nosuch: this machine has "
                                          "no network interface 'nosuch'; it "
                                          "has: "),
                       "%s", error.text);
    address_list_release(&list);
}

/* A name server, too, may give an address without its scope. */
Test(resolver, passes_over_what_lacks_a_scope_where_there_is_more)
{
    static const char *const addresses[] = {"2001:db8::7"};
    static const char missing[] =
        "link.example: this address only works on one network, so it needs "
        "the name of the network interface, as in fe80::7%";
    struct address_list list = {0};
    struct error error = {0};

    expect("both.example", addresses, 1);
    cr_expect_eq(look_up("link.example", AF_UNSPEC, &list, &error), -1);
    cr_expect_eq(strncmp(error.text, missing, sizeof missing - 1), 0, "%s",
                 error.text);
    address_list_release(&list);
}

/* ---- Names --------------------------------------------------------------- */

Test(resolver, gives_the_addresses_of_a_name_in_their_order)
{
    static const char *const addresses[] = {"192.0.2.1", "192.0.2.2"};

    expect("two.example", addresses, 2);
}

/* No child is left over, whatever comes of it. */
Test(resolver, says_why_a_name_is_not_found)
{
    static const char *const table[][2] = {
        {"again.example", "again.example: unknown host, or no name server is "
                          "answering"},
        {"odd.example", "odd.example: no space left on the device"},
        {"crash.example", "crash.example: "},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct address_list list = {0};
        struct error error = {0};

        cr_expect_eq(look_up(table[i][0], AF_UNSPEC, &list, &error), -1);
        cr_expect_eq(strncmp(error.text, table[i][1], strlen(table[i][1])), 0,
                     "%s", error.text);
        cr_expect_eq(list.count, 0);
        cr_expect(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
    }
}

Test(resolver, gives_a_name_up_at_the_deadline, .timeout = 60)
{
    const struct resolver_query query = {
        .host = "silence.example",
        .port = "8081",
        .deadline = clock_monotonic_ms() + 10,
        .waiter = &waiter_plain,
    };
    struct address_list list = {0};
    struct error error = {0};

    cr_assert_eq(resolver_look_up(&query, &list, &error), -1);
    cr_expect_str_eq(error.text,
                     "silence.example: no name server answered in time");
    cr_expect(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

Test(resolver, says_nothing_when_the_look_up_is_called_off, .timeout = 60)
{
    const struct resolver_query query = {
        .host = "silence.example",
        .port = "8081",
        .deadline = CLOCK_NEVER,
        .waiter = &cancelled,
    };
    struct address_list list = {0};
    struct error error = {0};

    cr_assert_eq(resolver_look_up(&query, &list, &error), -1);
    cr_expect_str_eq(error.text, "");
    cr_expect(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}
