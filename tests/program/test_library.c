/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program where the TLS library cannot be loaded: plain conversations
 * do not notice, and nothing falls back to plain. */
#include <config.h>

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "support/harness.h"

static struct setup setup;

/* An empty file stands before the library. */
static void hide(const char *library)
{
    static char variable[512];
    char path[512];
    int fd;

    snprintf(path, sizeof path, "%s/%s", harness_directory(), library);
    fd = open(path, O_CREAT | O_WRONLY, 0600);
    cr_assert_geq(fd, 0, "%s", path);
    close(fd);
    snprintf(variable, sizeof variable, "LD_LIBRARY_PATH=%s",
             harness_directory());
    setup = on_pipes;
    setup.environment[0] = variable;
}

static void begin(void)
{
    harness_begin();
    hide(GNUTLS_SONAME);
}

TestSuite(program_library, .init = begin, .fini = harness_end,
          .timeout = 120);

static void expect_refusal(struct program *charla, int status)
{
    program_expect_status(charla, status);
    channel_expect_only(charla->out, "");
    cr_expect(channel_holds(charla->err,
                            "charla: cannot load the encryption library: "));
    cr_expect(channel_holds(charla->err, GNUTLS_SONAME));
}

Test(program_library, a_listener_does_not_offer_what_it_cannot_keep)
{
    expect_refusal(charla_run_able(&setup, "-l -p 0 127.0.0.1"), 4);
}

Test(program_library, there_is_no_fingerprint)
{
    expect_refusal(charla_run_able(&setup, "--fingerprint"), 1);
}

Test(program_library, a_caller_refuses_what_is_offered)
{
    unsigned port;
    int listener = peer_listen(&port, 0);
    struct program *charla = charla_run_able(&setup, "127.0.0.1 %u", port);
    struct channel *peer = peer_accept(listener);

    channel_say(peer, "charla 1: Hello [charla/1]\n");
    expect_refusal(charla, 4);
    channel_expect_only(peer, "");
}

Test(program_library, a_caller_talks_plain_with_others)
{
    unsigned port;
    int listener = peer_listen(&port, 0);
    struct program *charla = charla_run_able(&setup, "127.0.0.1 %u", port);
    struct channel *peer = peer_accept(listener);

    channel_say(peer, "hi\n");
    channel_expect(charla->out, "hi\n");
    channel_say(charla->in, "hello\n");
    channel_expect(peer, "hello\n");
}

Test(program_library, plain_does_without)
{
    struct program *listener = charla_run(&setup, "-l -p 0 127.0.0.1");
    struct program *caller =
        charla_run(&setup, "127.0.0.1 %u", program_port(listener));

    channel_say(caller->in, "in the open\n");
    channel_expect(listener->out, "in the open\n");
    channel_finish(caller->in);
    channel_finish(listener->in);
    program_expect_status(caller, 0);
    program_expect_status(listener, 0);
}

#ifdef SODIUM_SONAME

/* The same where the library of codes is missing. */
TestSuite(program_code_library, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

Test(program_code_library, a_code_that_cannot_be_proved_is_not_shown)
{
    struct program *charla;

    hide(SODIUM_SONAME);
    charla = charla_run_able(&setup, "-l --code -p 0 127.0.0.1");
    program_expect_status(charla, 4);
    cr_expect(channel_holds(
        charla->err, "charla: cannot load the library that codes need: "));
    cr_expect_not(channel_holds(charla->err, "listening"));
}

#endif
