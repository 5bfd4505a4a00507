/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program and codes. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "support/harness.h"
#include "support/tls_peer.h"
#include "support/users.h"

TestSuite(program_code, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

static struct program *ana, *bea; /* ana calls, bea waits */
static unsigned port;
static char code[16];

/* Read the code that bea shows. */
static void take_code(void)
{
    static const char mark[] = "the code: ";
    const char *at;

    channel_expect(bea->err, "follow it)\n");
    at = strstr(channel_text(bea->err), mark);
    cr_assert_not_null(at);
    snprintf(code, sizeof code, "%.12s", at + strlen(mark));
}

static void show_code(void)
{
    bea = charla_run_able(user("bea"), "-l --code -p 0 127.0.0.1");
    port = program_port(bea);
    take_code();
}

static void call_with(const char *who, const char *what)
{
    ana = charla_run_able(user(who), "%s 127.0.0.1 %u", what, port);
}

static void end_both(void)
{
    channel_finish(ana->in);
    channel_finish(bea->in);
    program_expect_status(ana, 0);
    program_expect_status(bea, 0);
}

Test(program_code, verifies_both_keys_when_it_is_right)
{
    show_code();
    call_with("ana", code);
    channel_expect(ana->err, "the code is right, so the other person's key is "
                             "verified\n");
    channel_expect(ana->err, "the other side's key is verified");
    channel_expect(bea->err, "the code is right");
    channel_expect(bea->err, "the other side's key is verified");
    channel_say(ana->in, "hola\n");
    channel_expect(bea->out, "hola\n");
    end_both();
    bea = charla_run_able(user("bea"), "-l -p 0 127.0.0.1");
    ana = charla_run_able(user("ana"), "127.0.0.1 %u", program_port(bea));
    channel_expect(bea->err, "the other side's key is verified");
}

/* Ana calls bea, who shows no code. */
static void call_plainly(void)
{
    bea = charla_run_able(user("bea"), "-l -p %u 127.0.0.1", port);
    (void)program_port(bea);
    call_with("ana", "");
}

/* Verified is the key for the address that was called, known before or not, and
 * for the caller. */
Test(program_code, verifies_for_the_next_calls_without_one)
{
    for (int is_known = 0; is_known < 2; is_known++) {
        harness_end();
        harness_begin();
        port = peer_free_port();
        if (is_known) {
            call_plainly();
            channel_expect(ana->err, "key is new, not verified");
            end_both();
        }
        bea = charla_run_able(user("bea"), "-l --code -p %u 127.0.0.1", port);
        take_code();
        call_with("ana", code);
        channel_expect(ana->err, "the other side's key is verified");
        channel_expect(bea->err, "the other side's key is verified");
        end_both();
        call_plainly();
        channel_expect(ana->err, "the other side's key is verified");
        channel_expect(bea->err, "the other side's key is verified");
        end_both();
    }
}

/* The code is in each command that is shown, also where there is none but
 * this machine's own address. */
Test(program_code, is_in_the_command_where_there_is_no_network)
{
    static const char *const probe[] = {"unshare", "-n",  "ip", "link",
                                        "set",     "lo", "up", NULL};
    static const char *const argv[] = {
        "unshare",
        "-n",
        "sh",
        "-c",
        "ip link set lo up && exec \"$CHARLA\" -l -p 0 --code",
        NULL};
    const char *at;
    char command[64];

    program_need("unshare");
    program_need("ip");
    if (program_wait(program_start(user("bea"), probe)) != 0) {
        harness_end(); /* a skipped test does not get to its end */
        cr_skip_test("only root can make a network of its own");
    }
    bea = program_start(user("bea"), argv);
    channel_expect(bea->err, " localhost ");
    at = strstr(channel_text(bea->err), "the code: ");
    cr_assert_not_null(at);
    snprintf(command, sizeof command, "machine: charla %.12s localhost ",
             at + strlen("the code: "));
    cr_assert(channel_holds(bea->err, command), "%s",
              channel_text(bea->err));
}

/* Ana and bea meet by a code and keep each other by name. */
static void meet_by_code(void)
{
    static const char mark[] = "the code: ";
    struct program **both[] = {&ana, &bea};
    const char *names[] = {"ana", "bea"};

    port = peer_free_port();
    bea = charla_run_able(user_on(&on_terminal, "bea"),
                          "-n Bea -l --code --no-announce -p %u 127.0.0.1",
                          port);
    channel_expect(bea->screen, "the code: ");
    channel_expect(bea->screen, "must follow it)");
    snprintf(code, sizeof code, "%.12s",
             strstr(channel_text(bea->screen), mark) + strlen(mark));
    ana = charla_run_able(user_on(&on_terminal, "ana"),
                          "-n Ana %s 127.0.0.1 %u", code, port);
    for (int i = 0; i < 2; i++) {
        struct program *charla = *both[i];

        channel_expect(charla->screen, "the code is right, so the other "
                                       "person's key is verified");
        channel_expect(charla->screen, "(key verified) says their name is");
        channel_say(charla->screen, "/verify\r");
        channel_expect(charla->screen, "you have verified this key");
        cr_expect(!channel_holds(charla->screen, "/verify #####"));
        channel_say(charla->screen, "/keep ");
        channel_say(charla->screen, names[1 - i]);
        channel_say(charla->screen, "\r");
        channel_expect(charla->screen, "remembers this person as");
    }
    channel_say(ana->screen, "%end%\r");
    channel_expect(bea->screen, "the other side has ended");
    for (int i = 0; i < 2; i++) {
        channel_say((*both[i])->screen, "\r");
        program_expect_status(*both[i], 0);
    }
}

/* Whoever wants to see the keys, or verify them once more, is told that it is
 * done; and the same key is verified at the next meeting, without a code. */
Test(program_code, leaves_nothing_to_verify_on_both_sides)
{
    meet_by_code();
    bea = charla_run_able(user_on(&on_terminal, "bea"),
                          "-l --no-announce -p %u 127.0.0.1", port);
    channel_expect(bea->screen, "the other side types");
    ana = charla_run_able(user_on(&on_terminal, "ana"), "--no-announce bea");
    channel_expect(ana->screen, "this is bea, the key is verified");
    channel_expect(bea->screen, "this is ana, the key is verified");
}

/* Where a contact was met nobody else answers, until that is forgotten. */
Test(program_code, makes_a_place_a_contact_s)
{
    struct program *charla;

    meet_by_code();
    bea = charla_run_able(user("carla"), "--plain -l -p %u 127.0.0.1", port);
    cr_assert_eq(program_port(bea), port);
    ana = charla_run_able(user("ana"), "127.0.0.1 %u", port);
    program_expect_status(ana, 4);
    program_signal(bea, SIGTERM);
    program_wait(bea);
    for (int i = 0; i < 2; i++) {
        bea = charla_run_able(user("carla"), "-l -p %u 127.0.0.1", port);
        cr_assert_eq(program_port(bea), port);
        ana = charla_run_able(user("ana"), "127.0.0.1 %u", port);
        if (i == 1) {
            channel_expect(ana->err, "key is new, not verified");
            break;
        }
        program_expect_status(ana, 4);
        channel_expect(ana->err, "HAS CHANGED");
        channel_expect(ana->err, "charla --forget 127.0.0.1:");
        expect_turned_away(bea, "");
        charla = charla_run_able(user("ana"), "--forget 127.0.0.1:%u", port);
        program_expect_status(charla, 0);
    }
}

/* There is one try; nothing is said before. */
Test(program_code, is_used_up_when_it_was_wrong)
{
    show_code();
    code[11] = code[11] == '0' ? '1' : '0';
    ana = charla_run_able(user("ana"), "%s 127.0.0.1 %u", code, port);
    channel_say(ana->in, "hola\n");
    program_expect_status(ana, 4);
    program_expect_status(bea, 4);
    channel_expect(ana->err, "THE CODE WAS WRONG");
    channel_expect(bea->err, "THE CODE WAS WRONG");
    channel_expect_only(bea->out, "");
}

Test(program_code, is_not_used_up_by_who_calls_without)
{
    show_code();
    ana = charla_run_able(user("carla"), "127.0.0.1 %u", port);
    channel_expect(ana->err, "the other side only talks to somebody who has "
                             "its code\n");
    program_expect_status(ana, 1);
    channel_expect(bea->err, "came to nothing: it came without the code; "
                             "still waiting\n");
    call_with("ana", code);
    channel_expect(bea->err, "the code is right");
}

/* A caller that shakes hands and then sends nothing delays nobody: the code is
 * right long before the time of any of them is over, because they are all still
 * there. */
Test(program_code, is_waited_for_while_others_are_silent)
{
    static const struct tls_peer_setup setup = {.is_server = false};
    struct tls_peer silent[3];

    show_code();
    for (size_t i = 0; i < 3; i++) {
        silent[i] = tls_peer_begin(tls_peer_call(port), &setup);
        cr_assert_eq(tls_peer_shake_hands(&silent[i]), 0);
    }
    tls_peer_say(&silent[1], "1"); /* the first byte of the right frame */
    call_with("ana", code);
    channel_expect(bea->err, "the code is right");
    cr_expect(!channel_holds(bea->err, "came to nothing"));
    for (size_t i = 0; i < 3; i++)
        tls_peer_end(&silent[i]);
}

Test(program_code, needs_a_listener_who_shows_one)
{
    bea = charla_run_able(user("bea"), "-l -p 0 127.0.0.1");
    port = program_port(bea);
    call_with("ana", "4711-382-915");
    program_expect_status(ana, 4);
    channel_expect(ana->err, "the other side shows no code");
    channel_expect(bea->err, "; still waiting\n");
}

/* With the code, the key that the address had before does not matter. */
Test(program_code, is_stronger_than_what_is_known_of_the_address)
{
    struct program *carla;

    port = peer_free_port();
    carla = charla_run_able(user("carla"), "-l -p %u 127.0.0.1", port);
    (void)program_port(carla);
    call_with("ana", "");
    expect_encrypted(ana);
    channel_finish(ana->in);
    channel_finish(carla->in);
    program_expect_status(ana, 0);
    program_expect_status(carla, 0);
    bea = charla_run_able(user("bea"), "-l --code -p %u 127.0.0.1", port);
    take_code();
    call_with("ana", code);
    channel_expect(bea->err, "the code is right");
}

/* Others on this machine must not read it off. */
Test(program_code, does_not_stay_in_the_command_line)
{
    char path[64], words[512] = "";
    FILE *file;

    show_code();
    call_with("ana", code);
    channel_expect(ana->err, "the code is right");
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "/proc/%d/cmdline",
                 (int)(i ? bea : ana)->pid);
        file = fopen(path, "r");
        if (!file)
            cr_skip_test("this system shows no command lines");
        for (size_t at = 0; at + 1 < sizeof words; at++) {
            int c = fgetc(file);

            words[at] = c == 0 ? ' ' : (char)c;
            words[at + 1] = '\0';
            if (c == EOF) {
                words[at] = '\0';
                break;
            }
        }
        fclose(file);
        cr_expect_null(strstr(words, code), "%s", words);
    }
}
