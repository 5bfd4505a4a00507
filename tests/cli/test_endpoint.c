/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/endpoint.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static const struct {
    const char *text, *host, *port; /* port NULL: none */
} good[] = {
    {"ana", "ana", NULL},
    {"ana:9000", "ana", "9000"},
    {"ana:", "ana", ""},
    {"192.168.1.5:http", "192.168.1.5", "http"},
    {"::1", "::1", NULL},
    {"[::1]", "[::1]", NULL},
    {"[::1]:9000", "[::1]", "9000"},
    {"fe80::1%eth0", "fe80::1%eth0", NULL},
    {"[fe80::1%eth0]:9000", "[fe80::1%eth0]", "9000"},
    {"http://ana:9000/", "ana", "9000"},
    {"http://ana:9000", "ana", "9000"},
    {"HTTPS://ana/", "ana", NULL},
    {"https://[::1]:9000/", "[::1]", "9000"},
    {"http://[fe80::1%25eth0]:9000/", "[fe80::1%eth0]", "9000"},
    {"charla://ana", "ana", NULL},
    {"tcp://192.168.1.5:9000", "192.168.1.5", "9000"},
    {"telnet://ana:23/", "ana", "23"},
    {"ana:9000/", "ana", "9000"},
    {"192.168.1.5/", "192.168.1.5", NULL},
    {"192.168.1.5/24", "192.168.1.5/24", NULL},
    {"httpana", "httpana", NULL},
};

Test(endpoint, is_taken_apart_as_people_write_it)
{
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        char *text = strdup(good[i].text);
        struct endpoint endpoint;
        struct error error = {0};

        cr_assert_eq(endpoint_parse(text, &endpoint, &error), 0, "%s: %s",
                     good[i].text, error.text);
        cr_expect_str_eq(endpoint.host, good[i].host, "%s", good[i].text);
        cr_expect_eq(!endpoint.port, !good[i].port, "%s", good[i].text);
        if (endpoint.port && good[i].port)
            cr_expect_str_eq(endpoint.port, good[i].port, "%s", good[i].text);
        free(text);
    }
}

static const char *const bad[][2] = {
    {"", "the name of the host is empty"},
    {":9000", "the name of the host is empty"},
    {"/", "the name of the host is empty"},
    {"http://", "the name of the host is empty"},
    {"http:///", "the name of the host is empty"},
    {"http://:9000/", "the name of the host is empty"},
    {"ftp://ana/", "charla cannot call 'ftp://ana/'; it takes HOST or "
                   "HOST:PORT"},
    {"://ana", "charla cannot call '://ana'; it takes HOST or HOST:PORT"},
    {"http://ana:9000/hello", "'http://ana:9000/hello' is the address of a "
                              "page; charla takes only 'ana:9000' of it"},
    {"http://ana?x", "'http://ana?x' is the address of a page; charla takes "
                     "only 'ana' of it"},
    {"ana@192.168.1.5", "charla needs no user name: write '192.168.1.5', not "
                        "'ana@192.168.1.5'"},
    {"ana@[::1]:9000", "charla needs no user name: write '[::1]:9000', not "
                       "'ana@[::1]:9000'"},
    {"http://ana:secret@host:9000/",
     "charla needs no user name: write 'host:9000', not "
     "'ana:secret@host:9000'"},
};

Test(endpoint, says_what_it_cannot_take)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *text = strdup(bad[i][0]);
        struct endpoint endpoint;
        struct error error = {0};

        cr_expect_eq(endpoint_parse(text, &endpoint, &error), -1, "%s",
                     bad[i][0]);
        cr_expect_str_eq(error.text, bad[i][1], "%s: %s", bad[i][0],
                         error.text);
        free(text);
    }
}

Test(endpoint, knows_a_port_without_a_host)
{
    static const char *const hosts[] = {"9000", "0", "00080", "65535"};
    static const char *const others[] = {"ana", "1.2.3.4", "::1", "9000x",
                                         "70000"};
    struct error error = {0};

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        cr_expect(endpoint_lacks_host(hosts[i], &error), "%s", hosts[i]);
    cr_expect_str_eq(error.text, "'65535' is a port, and the host is missing; "
                                 "it comes first, as in HOST 65535");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect(!endpoint_lacks_host(others[i], &error), "%s", others[i]);
}

Test(endpoint, knows_a_port_that_can_be_called)
{
    static const char *const ports[] = {"1", "80", "8081", "65535", "00001"};
    static const char *const others[] = {
        "",   "0",  "00000", "65536", "99999", "100000", "-1",
        "+1", " 1", "1 ",    "1.5",   "a",     "8081x",  "٣",
    };

    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
        cr_expect(endpoint_is_port(ports[i]), "'%s'", ports[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect(!endpoint_is_port(others[i]), "'%s'", others[i]);
}
