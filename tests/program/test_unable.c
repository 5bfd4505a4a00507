/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program built without a TLS library: it says so. */
#include <config.h>

#include <criterion/criterion.h>

#include "support/harness.h"

TestSuite(program_unable, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

Test(program_unable, refuses_to_encrypt_with_4)
{
    static const char *const ways[] = {"-l -p 0", "127.0.0.1", ""};

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct program *charla =
            charla_run_able(&on_pipes, "--encrypt %s", ways[i]);

        program_expect_status(charla, 4);
        channel_expect_only(charla->out, "");
        channel_expect_only(charla->err,
                            "charla: this charla is built without encryption, "
                            "so --encrypt refuses to talk\n");
        harness_end();
    }
}

Test(program_unable, greets_without_the_token_and_talks_plain)
{
    struct program *listener, *caller;

    listener = charla_run_able(&on_pipes, "-l -p 0 127.0.0.1");
    caller = charla_run_able(&on_pipes, "127.0.0.1 %u",
                             program_port(listener));
    channel_say(caller->in, "%in the open\n");
    channel_expect(listener->out, "%in the open\n");
    channel_finish(caller->in);
    channel_finish(listener->in);
    program_expect_status(caller, 0);
    program_expect_status(listener, 0);
    cr_expect(channel_holds(caller->err, "charla: NOT encrypted: "));
    cr_expect(channel_holds(caller->err, " [charla]\n"));
    cr_expect_not(channel_holds(caller->err, "charla/1"));
}

/* It talks plain to one that offers, for it cannot do otherwise. */
Test(program_unable, takes_no_offer)
{
    unsigned port;
    int listener = peer_listen(&port, 0);
    struct program *charla = charla_run_able(&on_pipes, "127.0.0.1 %u", port);
    struct channel *peer = peer_accept(listener);

    channel_say(charla->in, "hello\n");
    channel_expect(peer, "hello\n");
    channel_say(peer, "charla 1: Hello [charla/1]\nhi\n");
    channel_expect(charla->out, "hi\n");
}

Test(program_unable, says_so_in_its_version)
{
    struct program *charla = charla_run(&on_pipes, "--version");

    program_expect_status(charla, 0);
    channel_expect(charla->out, "\nEncryption: none\n");
}

Test(program_unable, has_no_key)
{
    static const char *const ways[] = {"--fingerprint", "--forget host"};

    for (size_t i = 0; i < 2; i++) {
        struct program *charla = charla_run_able(&on_pipes, "%s", ways[i]);

        program_expect_status(charla, 1);
        channel_expect_only(charla->out, "");
        channel_expect_only(charla->err, "charla: this charla is built "
                                         "without encryption\n");
        harness_end();
    }
}
