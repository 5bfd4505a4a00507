/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Nobody reads what the real program writes: it goes on as far as possible, and
 * a user who wants it to end can end it. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/harness.h"

TestSuite(program_unread, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

static struct program *charla;
static struct channel *peer;

/* A charla that calls the test, started by a shell after `before`, with
 * `after` behind its words. */
static void call_from_shell(const struct setup *setup, const char *before,
                            const char *after)
{
    char script[512], number[8];
    const char *const argv[] = {"sh", "-c", script, number, NULL};
    unsigned port;
    int listener = peer_listen(&port, 0);

    snprintf(number, sizeof number, "%u", port);
    snprintf(script, sizeof script,
             "%s exec %s \"$CHARLA\" --plain 127.0.0.1 \"$0\" %s", before,
             geteuid() == 0 && setup->in == PLUG_TERMINAL
                 ? "setpriv --reuid=65534 --regid=65534 --clear-groups"
                 : "",
             after);
    charla = program_start(setup, argv);
    peer = peer_accept(listener);
}

/* More than pipes and terminals hold. */
static void flood(void)
{
    static char lines[1024 * 1024];

    memset(lines, 'x', sizeof lines);
    for (size_t i = 79; i < sizeof lines; i += 80)
        lines[i] = '\n';
    channel_send(peer, lines, sizeof lines);
}

static void expect_end_after_two(int number)
{
    program_signal(charla, number);
    (void)channel_ends_within(charla->life, 100);
    if (charla->pid > 0)
        program_signal(charla, number);
    program_expect_end_meanwhile(charla, peer);
}

/* "charla -l 2>&1 | less", and nobody pages. */
Test(program_unread, output_and_errors_in_one_pipe_can_be_left)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        call_from_shell(&on_pipes, "", "2>&1");
        channel_pause(charla->out, true);
        flood();
        cr_expect_not(channel_ends_within(charla->life, 100));
        expect_end_after_two(numbers[i]);
        harness_end();
    }
}

/* Standard error is full before it begins, so none of its sentences has room.
 *  It talks all the same, and ends when the conversation does. */
Test(program_unread, errors_alone_hold_nothing_up)
{
    call_from_shell(&on_pipes, "head -c 1000000 /dev/zero >&2 & exec 3>&2; ",
                    "");
    channel_pause(charla->err, true);
    channel_say(charla->in, "to you\n");
    channel_expect(peer, "to you\n");
    channel_say(peer, "to me\n");
    channel_expect(charla->out, "to me\n");
    channel_finish(charla->in);
    channel_finish(peer);
    channel_expect_end(charla->out);
}

/* After "su" the terminal is somebody else's and cannot be opened again. */
Test(program_unread, a_terminal_that_cannot_be_opened_again_can_be_left)
{
    static const int numbers[] = {SIGINT, SIGTERM};

    if (geteuid() == 0)
        program_need("setpriv");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        call_from_shell(&on_terminal, "chmod 0 \"$(tty)\";", "");
        channel_expect(charla->screen, "talking with");
        channel_pause(charla->screen, true);
        flood();
        cr_expect_not(channel_ends_within(charla->life, 100));
        expect_end_after_two(numbers[i]);
        harness_end();
    }
}

/* The same for one who has only the keyboard to say so. */
Test(program_unread, the_second_ctrl_c_always_ends_it)
{
    if (geteuid() == 0)
        program_need("setpriv");
    call_from_shell(&on_terminal, "chmod 0 \"$(tty)\";", "");
    channel_expect(charla->screen, "talking with");
    channel_pause(charla->screen, true);
    flood();
    cr_expect_not(channel_ends_within(charla->life, 100));
    channel_say(charla->in, "\x03");
    (void)channel_ends_within(charla->life, 100);
    channel_say(charla->in, "\x03");
    program_expect_end_meanwhile(charla, peer);
}
