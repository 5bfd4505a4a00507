/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_authority.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <string.h>

/* The address at which a connection arrived. */
static struct address at(const char *text, unsigned port)
{
    struct address address = {.length = sizeof(struct sockaddr_in6)};
    struct sockaddr_in *ipv4 = (struct sockaddr_in *)&address.storage;
    struct sockaddr_in6 *ipv6 = (struct sockaddr_in6 *)&address.storage;

    if (strchr(text, ':')) {
        ipv6->sin6_family = AF_INET6;
        ipv6->sin6_port = htons((uint16_t)port);
        cr_assert_eq(inet_pton(AF_INET6, text, &ipv6->sin6_addr), 1);
    } else {
        ipv4->sin_family = AF_INET;
        ipv4->sin_port = htons((uint16_t)port);
        cr_assert_eq(inet_pton(AF_INET, text, &ipv4->sin_addr), 1);
    }
    return address;
}

Test(web_authority, knows_its_own_host)
{
    static const struct {
        const char *host, *local;
        unsigned port;
        bool is_own;
    } cases[] = {
        {"192.168.1.5:8081", "192.168.1.5", 8081, true},
        {"192.168.1.5:8081", "::ffff:192.168.1.5", 8081, true},
        {"192.168.1.5", "192.168.1.5", 80, true},
        {"localhost:8081", "127.0.0.1", 8081, true},
        {"LocalHost:8081", "127.0.0.1", 8081, true},
        {"localhost:8081", "::1", 8081, true},
        {"localhost:8081", "::ffff:127.0.0.1", 8081, true},
        {"localhost", "127.0.0.1", 80, true},
        {"[::1]:8081", "::1", 8081, true},
        {"[2001:db8::5]:8081", "2001:db8::5", 8081, true},
        {"[2001:DB8:0::5]:8081", "2001:db8::5", 8081, true},
        {"[2001:db8::5]", "2001:db8::5", 80, true},
        /* another host, port or machine */
        {"192.168.1.6:8081", "192.168.1.5", 8081, false},
        {"192.168.1.5:8082", "192.168.1.5", 8081, false},
        {"192.168.1.5", "192.168.1.5", 8081, false},
        {"localhost:8081", "192.168.1.5", 8081, false},
        {"localhost:8081", "2001:db8::5", 8081, false},
        /* names, which may point anywhere (DNS rebinding) */
        {"evil.example:8081", "192.168.1.5", 8081, false},
        {"192.168.1.5.evil.example:8081", "192.168.1.5", 8081, false},
        {"localhost.evil.example:8081", "127.0.0.1", 8081, false},
        {"localhost.:8081", "127.0.0.1", 8081, false},
        /* other ways to write it, which no browser of ours sends */
        {"0300.0250.1.5:8081", "192.168.1.5", 8081, false},
        {"3232235781:8081", "192.168.1.5", 8081, false},
        {"127.1:8081", "127.0.0.1", 8081, false},
        /* no host at all */
        {"", "127.0.0.1", 8081, false},
        {"", "127.0.0.1", 80, false},
        {":8081", "127.0.0.1", 8081, false},
        {"[::1:8081", "::1", 8081, false},
        {"::1:8081", "::1", 8081, false},
        {"[127.0.0.1]:8081", "127.0.0.1", 8081, false},
        {"[]:8081", "::1", 8081, false},
        {"[::1]8081", "::1", 8081, false},
        {"[::1]]:8081", "::1", 8081, false},
        {"[fe80::1%eth0]:8081", "fe80::1", 8081, false},
        {"127.0.0.1:", "127.0.0.1", 8081, false},
        {"127.0.0.1:+8081", "127.0.0.1", 8081, false},
        {"127.0.0.1: 8081", "127.0.0.1", 8081, false},
        {"127.0.0.1:8081 ", "127.0.0.1", 8081, false},
        {"127.0.0.1:8081:8081", "127.0.0.1", 8081, false},
        {"127.0.0.1:73617", "127.0.0.1", 8081, false}, /* 65536 + 8081 */
        {"user@127.0.0.1:8081", "127.0.0.1", 8081, false},
        {"127.0.0.1/:8081", "127.0.0.1", 8081, false},
        {"127.0.0.1, 127.0.0.1:8081", "127.0.0.1", 8081, false},
        {NULL, "127.0.0.1", 8081, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct address local = at(cases[i].local, cases[i].port);

        cr_expect_eq(web_authority_is_own(cases[i].host, &local),
                     cases[i].is_own, "%s at %s",
                     cases[i].host ? cases[i].host : "no host",
                     cases[i].local);
    }
}

Test(web_authority, takes_an_endless_host_for_foreign)
{
    struct address local = at("127.0.0.1", 8081);
    char host[4096];

    memset(host, '1', sizeof host - 1);
    host[sizeof host - 1] = '\0';
    cr_assert_not(web_authority_is_own(host, &local));
}

Test(web_authority, wants_the_origin_to_be_its_own_page)
{
    static const struct {
        const char *origin, *host;
        bool is_own;
    } cases[] = {
        {"http://192.168.1.5:8081", "192.168.1.5:8081", true},
        {"HTTP://LOCALHOST:8081", "localhost:8081", true},
        {"http://[::1]:8081", "[::1]:8081", true},
        {"http://evil.example", "192.168.1.5:8081", false},
        {"http://192.168.1.5:8082", "192.168.1.5:8081", false},
        {"http://192.168.1.5", "192.168.1.5:8081", false},
        {"http://192.168.1.5:8081.evil.example", "192.168.1.5:8081", false},
        {"http://192.168.1.5:8081/", "192.168.1.5:8081", false},
        {"https://192.168.1.5:8081", "192.168.1.5:8081", false},
        {"ws://192.168.1.5:8081", "192.168.1.5:8081", false},
        {"192.168.1.5:8081", "192.168.1.5:8081", false},
        {"http://localhost:8081", "127.0.0.1:8081", false},
        {"file://", "192.168.1.5:8081", false},
        {"null", "192.168.1.5:8081", false},
        {"", "192.168.1.5:8081", false},
        {NULL, "192.168.1.5:8081", false},
        {"http://", NULL, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(web_authority_is_origin(cases[i].origin, cases[i].host),
                     cases[i].is_own, "%s",
                     cases[i].origin ? cases[i].origin : "no origin");
}
