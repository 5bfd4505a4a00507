/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/own_addresses.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/waiter.h"
#include "net/interfaces.h"
#include "net/resolver.h"

#define READY (IFF_UP | IFF_RUNNING)
#define ROWS_MAX 8

/* "INTERFACE ADDRESS [WORD]...": what is said of one address. */
static struct own_address make(const char *text)
{
    struct own_address own = {.flags = READY};
    struct address_list list = {0};
    struct error error = {0};
    char address[ADDRESS_TEXT_MAX] = "", words[64] = "";
    struct resolver_query query = {.host = address,
                                   .port = "0",
                                   .deadline = CLOCK_NEVER,
                                   .waiter = &waiter_plain};

    sscanf(text, "%15s %63s %63[^\n]", own.interface, address, words);
    cr_assert_eq(resolver_look_up(&query, &list, &error), 0, "%s", error.text);
    own.address = list.items[0];
    address_list_release(&list);
    own.is_default = strstr(words, "default");
    own.is_temporary = strstr(words, "temporary");
    own.is_deprecated = strstr(words, "deprecated");
    own.is_unusable = strstr(words, "tentative");
    if (strstr(words, "down"))
        own.flags &= ~(unsigned)IFF_UP;
    if (strstr(words, "unplugged"))
        own.flags &= ~(unsigned)IFF_RUNNING;
    if (strstr(words, "loopback"))
        own.flags |= IFF_LOOPBACK;
    if (strstr(words, "ppp"))
        own.flags |= IFF_POINTOPOINT;
    return own;
}

static const struct {
    const char *name;
    const char *own[ROWS_MAX];
    const char *chosen; /* each with a blank behind it */
    int family;
} table[] = {
    {"nothing at all", {0}, "", AF_UNSPEC},
    {"the loopback only",
     {"lo 127.0.0.1 loopback", "lo ::1 loopback"},
     "",
     AF_UNSPEC},
    {"one", {"eth0 192.168.1.5 default"}, "192.168.1.5 ", AF_UNSPEC},
    {"IPv4, global IPv6, local IPv6, whatever the order",
     {"eth0 fd00::5", "eth0 2001:db8::5", "eth0 192.168.1.5"},
     "192.168.1.5 2001:db8::5 fd00::5 ",
     AF_UNSPEC},
    {"the interface of the default route is first",
     {"eth0 10.0.0.5", "wlan0 2001:db8::5 default",
      "wlan0 192.168.1.5 default"},
     "192.168.1.5 2001:db8::5 10.0.0.5 ",
     AF_UNSPEC},
    {"the system's order otherwise",
     {"eth0 10.0.0.9", "eth1 10.0.0.1", "eth0 10.0.0.5"},
     "10.0.0.9 10.0.0.1 10.0.0.5 ",
     AF_UNSPEC},
    {"four at most",
     {"eth0 10.0.0.1", "eth0 10.0.0.2", "eth0 10.0.0.3", "eth0 10.0.0.4",
      "eth0 10.0.0.5", "eth0 10.0.0.6 default"},
     "10.0.0.6 10.0.0.1 10.0.0.2 10.0.0.3 ",
     AF_UNSPEC},
    {"those of containers and virtual machines are left out",
     {"docker0 172.17.0.1", "br-0123456789ab 172.18.0.1",
      "virbr0 192.168.122.1", "veth1a2b 10.9.0.1", "eth0 192.168.1.5"},
     "192.168.1.5 ",
     AF_UNSPEC},
    {"even with the default route",
     {"docker0 172.17.0.1 default", "eth0 192.168.1.5"},
     "192.168.1.5 ",
     AF_UNSPEC},
    {"unless there is nothing else",
     {"lo 127.0.0.1 loopback", "docker0 172.17.0.1"},
     "172.17.0.1 ",
     AF_UNSPEC},
    {"a bridge of the user's own is no container's",
     {"br-lan 192.168.1.1", "br0 10.0.0.1"},
     "192.168.1.1 10.0.0.1 ",
     AF_UNSPEC},
    {"tunnels come after the network around",
     {"tun0 10.8.0.2 default", "wg0 10.7.0.2", "ztabc 10.147.0.2",
      "strange 10.5.0.2 ppp", "eth0 192.168.1.5"},
     "192.168.1.5 10.8.0.2 10.7.0.2 10.147.0.2 ",
     AF_UNSPEC},
    {"a tunnel alone", {"tailscale0 100.64.0.5 ppp"}, "100.64.0.5 ", AF_UNSPEC},
    {"an address that lasts before one that does not",
     {"eth0 2001:db8::dead deprecated temporary", "eth0 2001:db8::7 temporary",
      "eth0 2001:db8::5"},
     "2001:db8::5 2001:db8::7 2001:db8::dead ",
     AF_UNSPEC},
    {"what is not assigned yet is left out",
     {"eth0 2001:db8::5 tentative", "eth0 192.168.1.5"},
     "192.168.1.5 ",
     AF_UNSPEC},
    {"what is down or has no link is left out",
     {"eth0 10.0.0.5 down", "eth1 10.0.0.6 unplugged", "eth2 10.0.0.7"},
     "10.0.0.7 ",
     AF_UNSPEC},
    {"link-local ones are left out",
     {"eth0 fe80::5%lo", "eth0 169.254.1.5", "eth0 192.168.1.5"},
     "192.168.1.5 ",
     AF_UNSPEC},
    {"unless there is nothing better",
     {"docker0 172.17.0.1", "docker0 fe80::6%lo", "eth0 fe80::5%lo",
      "eth0 169.254.1.5"},
     "169.254.1.5 fe80::5%lo ",
     AF_UNSPEC},
    {"IPv4 only",
     {"eth0 2001:db8::5", "eth0 192.168.1.5"},
     "192.168.1.5 ",
     AF_INET},
    {"IPv6 only",
     {"eth0 fe80::5%lo", "eth0 192.168.1.5"},
     "fe80::5%lo ",
     AF_INET6},
};

Test(own_addresses, are_those_that_others_can_call_the_likeliest_first)
{
    for (size_t row = 0; row < sizeof table / sizeof *table; row++) {
        struct own_address own[ROWS_MAX];
        struct address_list list = {0};
        char text[ADDRESS_TEXT_MAX], chosen[512] = "";
        size_t count = 0;

        for (; count < ROWS_MAX && table[row].own[count]; count++)
            own[count] = make(table[row].own[count]);
        own_addresses_choose(own, count, table[row].family, &list);
        for (size_t i = 0; i < list.count; i++) {
            address_format(&list.items[i], text);
            strcat(chosen, text);
            strcat(chosen, " ");
        }
        cr_expect_str_eq(chosen, table[row].chosen, "%s: %s", table[row].name,
                         chosen);
        address_list_release(&list);
    }
}
