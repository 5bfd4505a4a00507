/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program and the people it knows by name. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "crypto/fingerprint.h"
#include "crypto/storage.h"
#include "support/harness.h"
#include "support/users.h"

TestSuite(program_contacts, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

static struct program *ana, *bea; /* ana calls, bea waits */
static unsigned port;

static void wait_as(const char *who)
{
    bea = charla_run_able(user_on(&on_terminal, who), "-n %s -l -p %u "
                          "127.0.0.1", who, port);
    channel_expect(bea->screen, "the other side types");
}

static void call_as(const char *who, const char *words)
{
    ana = charla_run_able(user_on(&on_terminal, who), "--no-announce -n %s %s",
                          who, words);
}

static void end(struct program *charla, int status)
{
    channel_say(charla->screen, "\r");
    program_expect_status(charla, status);
}

static void end_both(void)
{
    channel_say(ana->screen, "%end%\r");
    channel_expect(bea->screen, "the other side has ended");
    end(ana, 0);
    end(bea, 0);
}

/* Let ana and bea know each other by name. */
static void make_contacts(void)
{
    char words[32];

    port = peer_free_port();
    snprintf(words, sizeof words, "127.0.0.1 %u", port);
    wait_as("bea");
    call_as("ana", words);
    channel_expect(ana->screen, "their name is bea");
    channel_say(ana->screen, "/keep bea\r");
    channel_expect(ana->screen, "remembers this person as bea");
    channel_expect(bea->screen, "their name is ana");
    channel_say(bea->screen, "/keep Ana \r");
    channel_expect(bea->screen, "remembers this person as Ana");
    end_both();
}

Test(program_contacts, are_called_by_name_and_known_when_they_call)
{
    make_contacts();
    wait_as("bea");
    call_as("ana", "BEA");
    channel_expect(ana->screen, "calling bea");
    channel_expect(ana->screen, "this is bea, the key is not");
    channel_expect(bea->screen, "this is Ana, the key is not");
    end_both();
    cr_expect(!channel_holds(ana->screen, "says their name"));
    cr_expect(!channel_holds(bea->screen, "WARNING"));
}

Test(program_contacts, are_shown_with_a_new_name_that_they_give)
{
    make_contacts();
    bea = charla_run_able(user_on(&on_terminal, "bea"),
                          "-n rosa -l -p %u 127.0.0.1", port);
    channel_expect(bea->screen, "the other side types");
    call_as("ana", "bea");
    channel_expect(ana->screen, "bea says their name is rosa");
    end_both();
}

/* At whatever address the key shows up, and then that address is known. */
Test(program_contacts, are_known_by_their_key_at_any_address)
{
    char words[32];
    struct program *list;

    localhost_need();
    make_contacts();
    port = peer_free_port();
    wait_as("bea");
    snprintf(words, sizeof words, "localhost:%u", port);
    call_as("ana", words);
    channel_expect(ana->screen, "this is bea, the key is not");
    end_both();
    list = charla_run_able(user("ana"), "--contacts");
    snprintf(words, sizeof words, "\tlocalhost:%u\tSHA256:", port);
    channel_expect(list->out, "bea\tunverified\t2");
    channel_expect(list->out, words);
    program_expect_status(list, 0);
    wait_as("bea");
    call_as("ana", "bea");
    channel_expect(ana->screen, "this is bea, the key is not");
    end_both();
}

/* Type the two groups of `who`'s digits that this charla asks for. */
static void verify(struct program *charla, const char *who)
{
    static const char asked[] = "of that, type group ";
    struct fingerprint key;
    int first = 0, second = 0;
    char line[64];

    cr_assert(fingerprint_parse(user_fingerprint(who), &key));
    channel_say(charla->screen, "/verify\r");
    channel_expect(charla->screen, "/verify ##### #####");
    cr_assert_eq(sscanf(strstr(channel_text(charla->screen), asked),
                        "of that, type group %d, then group %d:", &first,
                        &second),
                 2);
    snprintf(line, sizeof line, "/verify %.5s %.5s\r",
             key.digits + (first - 1) * 6, key.digits + (second - 1) * 6);
    channel_say(charla->screen, line);
    channel_expect(charla->screen, "the other person's key is verified from "
                                   "now on");
    cr_expect(!channel_holds(charla->screen, "/keep NAME"));
}

/* On both sides, and from then on at every meeting and in every list. */
Test(program_contacts, are_verified_as_people)
{
    struct program *both[2], *list;

    make_contacts();
    wait_as("bea");
    call_as("ana", "bea");
    channel_expect(ana->screen, "this is bea, the key is not");
    channel_expect(bea->screen, "this is Ana, the key is not");
    verify(ana, "bea");
    verify(bea, "ana");
    end_both();
    port = peer_free_port();
    wait_as("bea");
    ana = charla_run_able(user_on(&on_terminal, "ana"),
                          "--no-announce 127.0.0.1 %u", port);
    channel_expect(ana->screen, "this is bea, the key is verified");
    channel_expect(bea->screen, "this is Ana, the key is verified");
    both[0] = ana;
    both[1] = bea;
    for (int i = 0; i < 2; i++) {
        channel_say(both[i]->screen, "/verify\r");
        channel_expect(both[i]->screen, "you have verified this key");
    }
    end_both();
    list = charla_run_able(user("ana"), "--contacts");
    channel_expect(list->out, "bea\tverified\t2");
    program_expect_status(list, 0);
}

Test(program_contacts, do_not_answer_with_another_key)
{
    make_contacts();
    wait_as("carla");
    call_as("ana", "bea");
    channel_expect(ana->screen, "THE KEY OF bea HAS CHANGED");
    channel_expect(ana->screen, "charla --forget bea");
    end(ana, 4);
}

/* A friend, or oneself, may have somebody's address by now: that is no reason
 * to send them what was meant for somebody else, but to say so. */
Test(program_contacts, are_named_where_another_key_is_expected)
{
    static const struct {
        const char *who, *says;
    } cases[] = {
        {"carla", ", which is that of carla; if you know why"},
        {"ana", ", which is your own; if you know why"},
    };
    char address[32], words[32];

    make_contacts();
    snprintf(address, sizeof address, "127.0.0.1 %u", port);
    port = peer_free_port();
    wait_as("carla");
    snprintf(words, sizeof words, "127.0.0.1 %u", port);
    call_as("ana", words);
    channel_expect(ana->screen, "their name is carla");
    channel_say(ana->screen, "/keep carla\r");
    channel_expect(ana->screen, "remembers this person as carla");
    end_both();
    sscanf(address, "127.0.0.1 %u", &port);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wait_as(cases[i].who);
        call_as("ana", address);
        channel_expect(ana->screen, cases[i].says);
        end(ana, 4);
        ana = charla_run_able(user("ana"), "bea");
        channel_expect(ana->err, cases[i].says);
        program_expect_status(ana, 4);
        program_signal(bea, SIGTERM);
        program_wait(bea);
    }
}

/* Somebody else is at the last address; the one before is right. */
Test(program_contacts, are_called_at_all_their_addresses)
{
    struct program *carla;
    unsigned first;
    char words[32];

    make_contacts();
    first = port;
    port = peer_free_port();
    wait_as("bea");
    snprintf(words, sizeof words, "127.0.0.1 %u", port);
    call_as("ana", words);
    channel_expect(ana->screen, "this is bea");
    end_both();
    wait_as("carla");
    carla = bea;
    port = first;
    wait_as("bea");
    call_as("ana", "bea");
    channel_expect(ana->screen, "this is bea, the key is not");
    channel_expect(carla->screen, "still waiting");
    end_both();
}

Test(program_contacts, whose_name_somebody_else_claims_are_warned_of)
{
    make_contacts();
    wait_as("bea");
    ana = charla_run_able(user_on(&on_terminal, "carla"),
                          "-n \xD0\x90na 127.0.0.1 %u", port);
    channel_expect(bea->screen, "WARNING: the other side calls itself Ana");
    end_both();
    bea = charla_run_able(user_on(&on_terminal, "carla"),
                          "-n bea -l -p 0 127.0.0.1");
    ana = charla_run_able(user_on(&on_terminal, "ana"), "-q 127.0.0.1 %u",
                          program_port(bea));
    channel_expect(ana->screen, "WARNING: the other side calls itself bea");
    end_both();
}

Test(program_contacts, are_not_oneself)
{
    port = peer_free_port();
    wait_as("ana");
    ana = charla_run_able(user_on(&on_terminal, "ana"), "127.0.0.1 %u", port);
    channel_expect(ana->screen, "the other side has your own key");
    channel_expect(bea->screen, "the other side has your own key");
    channel_say(ana->screen, "/keep me\r");
    channel_expect(ana->screen, "this is your own key");
    end_both();
}

Test(program_contacts, can_be_forgotten)
{
    struct program *charla;

    make_contacts();
    charla = charla_run_able(user("ana"), "--forget bea");
    program_expect_status(charla, 0);
    charla = charla_run_able(user("ana"), "--contacts");
    program_expect_status(charla, 1);
    channel_expect_only(charla->out, "");
    channel_expect(charla->err, "there are no contacts");
}

Test(program_contacts, whose_file_is_damaged_stop_every_call)
{
    FILE *file;

    make_contacts();
    file = fopen(user_path("ana", "contacts"), "a");
    cr_assert_not_null(file);
    fputs("x", file);
    fclose(file);
    wait_as("bea");
    call_as("ana", "bea");
    channel_expect(ana->screen, "contacts is damaged at line ");
    end(ana, 4);
    ana = charla_run_able(user_on(&on_terminal, "ana"), "127.0.0.1 %u", port);
    channel_expect(ana->screen, "contacts is damaged at line ");
    end(ana, 4);
}
