/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* mqtts://: a real broker that speaks TLS, with certificates that this test
 * makes; $SSL_CERT_FILE stands for what the system trusts. */
#include <config.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/broker.h"
#include "support/harness.h"
#include "support/users.h"

TestSuite(program_mqtt_tls, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

/* A certificate that signs itself, for localhost by name alone. */
static void make_certificate(const char *name)
{
    char command[1024];
    const char *const argv[] = {"sh", "-c", command, NULL};

    snprintf(command, sizeof command,
             "cd %s && openssl req -x509 -newkey ec -pkeyopt "
             "ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost "
             "-addext subjectAltName=DNS:localhost -keyout %s.key -out %s.pem "
             "2>/dev/null",
             harness_directory(), name, name);
    program_expect_status(program_start(&on_pipes, argv), 0);
}

/* Start the broker; returns what makes a charla trust it. */
static const char *start(unsigned port)
{
    static char trust[256];
    char more[512];

    localhost_need();
    broker_need();
    program_need("openssl");
    make_certificate("broker");
    snprintf(more, sizeof more, BROKER_ANYBODY "certfile %s/broker.pem\n"
             "keyfile %s/broker.key\n", harness_directory(),
             harness_directory());
    (void)broker_start(port, more);
    snprintf(trust, sizeof trust, "SSL_CERT_FILE=%s/broker.pem",
             harness_directory());
    return trust;
}

Test(program_mqtt_tls, two_meet_at_a_broker_that_speaks_tls)
{
    unsigned port = peer_free_port();
    const char *trust = start(port);
    struct program *ana, *bob;

    ana = charla_run_able(broker_member("ana", trust),
                          "-l --via=mqtts://localhost:%u/room", port);
    bob = charla_run_able(broker_member("bob", trust),
                          "--via=mqtts://localhost:%u/room", port);
    expect_encrypted(ana);
    charla_expect_conversation(ana, bob);
    cr_expect(channel_holds(ana->err, "charla --via=mqtts://localhost:"));
}

/* Nothing is said to a broker that cannot be told from somebody else's. */
Test(program_mqtt_tls, a_broker_that_proves_nothing_is_refused)
{
    unsigned port = peer_free_port();
    const char *trust = start(port);
    char other[256];
    const struct {
        const char *scheme, *host, *trust;
    } cases[] = {
        {"mqtts", "localhost", other},   /* nobody vouches for it */
        {"mqtts", "127.0.0.1", trust},   /* it is called otherwise */
        {"mqtt", "localhost", trust},    /* it speaks nothing but TLS */
    };

    make_certificate("other");
    snprintf(other, sizeof other, "SSL_CERT_FILE=%s/other.pem",
             harness_directory());
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct program *bob = charla_run_able(
            broker_member("bob", cases[i].trust), "--via=%s://%s:%u/room",
            cases[i].scheme, cases[i].host, port);

        channel_finish(bob->in);
        program_expect_status(bob, 1);
        cr_expect(channel_holds(bob->err, "command: "), "%zu", i);
        cr_expect(channel_holds(bob->err, "the connection has ended before "),
                  "%zu", i);
        cr_expect_not(channel_holds(bob->err, "in the room"), "%zu", i);
    }
}

/* A broker without TLS, called as if it had it, learns nothing either. */
Test(program_mqtt_tls, a_broker_without_tls_is_told_nothing)
{
    unsigned port = peer_free_port();
    struct program *bob;

    broker_need();
    (void)broker_start(port, BROKER_ANYBODY);
    bob = charla_run_able(broker_member("bob", NULL),
                          "--via=mqtts://127.0.0.1:%u/room", port);
    channel_finish(bob->in);
    program_expect_status(bob, 1);
    cr_expect(channel_holds(bob->err, "command: "));
    cr_expect_not(channel_holds(bob->err, "in the room"));
}
