/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program in networks that are made for a test: one that answers
 * nothing, one with link-local addresses only.  They and a hosts file of
 * their own need the rights of root; without these the tests are skipped. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/harness.h"

TestSuite(program_network, .init = harness_begin, .fini = harness_end);

static struct program *charla;

/* ---- Networks ------------------------------------------------------------ */

/* "eth0" with nobody at the other end: `unshare` makes an empty network.  With
 * IPv6 switched off there is no addrgenmode, which is no harm. */
#define WIRE                                                                   \
    "ip link set lo up && "                                                    \
    "ip link add eth0 type veth peer name far0 && "                            \
    "{ ip link set eth0 addrgenmode none; ip link set far0 addrgenmode none;"  \
    " } 2>/dev/null; "                                                         \
    "ip link set eth0 up && ip link set far0 up && "

/* Whatever is sent to 192.0.2.9, or 2001:db8::9, is lost. */
#define SILENCE                                                                \
    WIRE "ip addr add 192.0.2.5/24 dev eth0 && "                               \
         "ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev eth0 && "
#define SILENCE_IPV6                                                           \
    "ip addr add 2001:db8::5/64 dev eth0 nodad && "                            \
    "ip neigh add 2001:db8::9 lladdr 02:00:00:00:00:09 dev eth0 && "

static void skip_unless(const char *script, const char *why)
{
    const struct setup setup = {.out = PLUG_PIPE, .err = PLUG_PIPE};
    const char *const argv[] = {"sh", "-c", script, NULL};

    if (program_wait(program_start(&setup, argv)) == 0)
        return;
    harness_end(); /* a skipped test does not get to its end */
    cr_skip_test("%s", why);
}

static void skip_without_rights(void)
{
    program_need("unshare");
    program_need("ip");
    skip_unless("unshare -n -m ip link add eth0 type veth peer name far0",
                "only root can make a network of its own, and needs veth");
}

static void skip_without_ipv6(void)
{
    skip_without_rights();
    skip_unless("unshare -n -m sh -c 'ip link set lo up && "
                "ip addr add 2001:db8::5/64 dev lo'",
                "this kernel has no IPv6");
}

/* Run a script, and in the end charla --plain with `arguments`, in a network
 * and with mounts of its own. */
static struct program *run_apart(const char *script, const char *arguments)
{
    char command[2048];
    const char *const argv[] = {"unshare", "-n",    "-m", "sh",
                                "-c",      command, NULL};

    skip_without_rights();
    snprintf(command, sizeof command, "%s exec \"$CHARLA\" --plain %s", script,
             arguments);
    return program_start(&on_pipes, argv);
}

/* A hosts file of these lines, in place of the system's. */
static void set_hosts(char *script, size_t size, const char *lines)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof path, "%s/hosts", harness_directory());
    file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(lines, file);
    fclose(file);
    snprintf(script, size, "mount --bind '%s' /etc/hosts && ", path);
}

/* ---- A call that nobody answers ------------------------------------------ */

Test(program_network, a_call_that_is_not_answered_ends_after_the_timeout)
{
    charla = run_apart(SILENCE, "-q --timeout=1 192.0.2.9");
    program_expect_status(charla, 1);
    channel_expect_only(charla->err,
                        "charla: cannot call 192.0.2.9 port 8081: no answer "
                        "within 1 s\n");
}

Test(program_network, all_addresses_of_a_host_together_keep_the_timeout)
{
    char hosts[512], script[2048];

    skip_without_ipv6();
    set_hosts(hosts, sizeof hosts,
              "192.0.2.9 silent.example\n2001:db8::9 silent.example\n");
    snprintf(script, sizeof script, SILENCE SILENCE_IPV6 "%s", hosts);
    charla = run_apart(script, "-q --timeout=1 silent.example");
    program_expect_status(charla, 1);
    channel_expect_only(charla->err,
                        "charla: cannot call silent.example port 8081: no "
                        "answer within 1 s\n");
}

/* The name server is as silent as the rest. */
Test(program_network, the_look_up_of_a_name_keeps_the_timeout)
{
    char resolv[512], script[2048];
    FILE *file;

    snprintf(resolv, sizeof resolv, "%s/resolv.conf", harness_directory());
    file = fopen(resolv, "w");
    cr_assert_not_null(file);
    fputs("nameserver 192.0.2.9\n", file);
    fclose(file);
    snprintf(script, sizeof script,
             SILENCE "mount --bind '%s' /etc/resolv.conf && ", resolv);
    charla = run_apart(script, "-q --timeout=1 nobody.invalid");
    program_expect_status(charla, 1);
    channel_expect_only(charla->err,
                        "charla: cannot call nobody.invalid: no name server "
                        "answered in time\n");
}

Test(program_network, a_call_is_ended_by_a_signal_at_once)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        charla = run_apart(SILENCE, "--timeout=0 192.0.2.9");
        channel_expect(charla->err, "calling 192.0.2.9 port 8081\n");
        program_signal(charla, numbers[i]);
        program_expect_status(charla, 128 + numbers[i]);
        harness_end();
    }
}

/* ---- Names --------------------------------------------------------------- */

Test(program_network, an_international_name_is_found)
{
    static const char *const locales[] = {"LC_ALL=C", "LC_ALL=C.UTF-8",
                                          "LC_ALL=xx_XX.ISO-8859-1"};
    char hosts[512], script[2048];

    skip_unless("ls /lib/*/libidn2.so.0 /usr/lib/*/libidn2.so.0 "
                "/usr/lib*/libidn2.so.0 2>&- | grep -q libidn2",
                "libidn2 is not installed");
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        set_hosts(hosts, sizeof hosts, "127.0.0.1 xn--and-6ma2c.example\n");
        snprintf(script, sizeof script, WIRE "%s export %s;", hosts,
                 locales[i]);
        charla = run_apart(script, "-q ñandú.example");
        program_expect_status(charla, 1);
        channel_expect(charla->err, "port 8081: connection refused, ");
        harness_end();
    }
}

/* ---- The addresses to be called at --------------------------------------- */

Test(program_network, a_listener_shows_the_network_around_and_no_container)
{
    char text[256];
    unsigned port;

    charla = run_apart("ip link add docker0 type veth peer name far1 && "
                       "ip link set docker0 up && ip link set far1 up && "
                       "ip addr add 172.17.0.1/16 dev docker0 && " SILENCE,
                       "-l -p 0 -4");
    port = program_port(charla);
    snprintf(text, sizeof text,
             "the other side types:\ncharla:     charla 192.0.2.5 %u\n", port);
    channel_expect(charla->err, text);
    program_signal(charla, SIGTERM);
    program_wait(charla);
    cr_expect(!channel_holds(charla->err, "172.17"));
}

Test(program_network, a_listener_shows_link_local_addresses_with_a_hint)
{
    char text[256];

    skip_without_ipv6();
    charla =
        run_apart(WIRE "ip addr add fe80::5/64 dev eth0 nodad && ", "-l -p 0");
    snprintf(text, sizeof text,
             "charla:     charla fe80::5%%eth0 %u\n"
             "charla:     (in the same network only; after %% goes the "
             "calling machine's own interface)\n",
             program_port(charla));
    channel_expect(charla->err, text);
}

Test(program_network, a_listener_without_a_network_says_so)
{
    charla = run_apart("ip link set lo up && ", "-l -p 0");
    channel_expect(charla->err, "(this machine has no network; on this "
                                "machine: charla localhost ");
}

Test(program_network, a_missing_scope_is_named)
{
    skip_without_ipv6();
    charla = run_apart(WIRE, "-q fe80::1");
    program_expect_status(charla, 1);
    channel_expect_only(
        charla->err,
        "charla: cannot call fe80::1: this address only works on one network, "
        "so it needs the name of the network interface, as in fe80::1%far0; "
        "this machine has: far0, eth0\n");
}
