/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What two people on terminals, encrypted, may ask for: who is there, who is
 * typing, a log. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "support/harness.h"
#include "support/relay.h"
#include "support/users.h"

TestSuite(program_company, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

static struct program *ana, *bea; /* bea calls */

static void meet(const char *anas, const char *beas)
{
    ana = charla_run_able(user_on(&on_terminal, "ana"),
                          "%s -n ana -l -p 0 127.0.0.1", anas);
    bea = charla_run_able(user_on(&on_terminal, "bea"),
                          "%s -n bea 127.0.0.1 %u", beas, program_port(ana));
    channel_expect(ana->screen, "their name is bea");
    channel_expect(bea->screen, "their name is ana");
}

static void end_both(void)
{
    channel_say(ana->screen, "/end\r");
    channel_expect(bea->screen, "the other side has ended");
    channel_say(bea->screen, "\r");
    program_expect_status(ana, 0);
    program_expect_status(bea, 0);
}

Test(program_company, is_told_who_is_there)
{
    char key[128];

    meet("", "");
    channel_say(bea->screen, "/who\r");
    channel_expect(bea->screen, "they call themselves ana, at 127.0.0.1");
    snprintf(key, sizeof key, "encrypted, not verified, a new key: %s",
             user_fingerprint("ana"));
    channel_expect(bea->screen, key);
    snprintf(key, sizeof key, "your own key: %s", user_fingerprint("bea"));
    channel_expect(bea->screen, key);
    channel_expect(bea->screen, "the name they are told: bea");
    channel_say(ana->screen, "/keep bea\r");
    channel_expect(ana->screen, "remembers this person as bea");
    channel_say(ana->screen, "/who\r");
    channel_expect(ana->screen, "this is bea, at 127.0.0.1");
    end_both();
}

Test(program_company, is_told_who_types_if_both_wish_it)
{
    meet("--typing", "--typing");
    channel_say(bea->screen, "h");
    channel_expect(ana->screen, "bea is typing > ");
    channel_say(bea->screen, "ello\r");
    channel_expect(ana->screen, "| hello\r\n");
    channel_expect(ana->screen, "> ");
    end_both();
}

/* What would be told is sent before the message that is awaited. */
Test(program_company, is_told_nothing_of_who_types_unless_both_wish_it)
{
    static const struct {
        const char *anas, *beas;
    } cases[] = {{"", "--typing"}, {"--typing", ""}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        meet(cases[i].anas, cases[i].beas);
        channel_say(bea->screen, "qx");
        channel_expect(bea->screen, "qx");
        channel_say(bea->screen, " hello\r");
        channel_expect(ana->screen, "| qx hello\r\n");
        end_both();
        cr_expect(!channel_holds(ana->screen, "is typing"), "case %zu", i);
        harness_end();
    }
}

/* A command is nothing that anybody is going to read.  What would be told of it
 * is sent before the end. */
Test(program_company, is_not_told_that_a_command_is_typed)
{
    meet("--typing", "--typing");
    channel_say(bea->screen, "/w");
    channel_expect(bea->screen, "/w");
    channel_say(bea->screen, "ho\r");
    channel_expect(bea->screen, "your own key: ");
    channel_say(bea->screen, "/end\r");
    channel_expect(ana->screen, "the other side has ended");
    channel_say(ana->screen, "\r");
    program_expect_status(ana, 0);
    program_expect_status(bea, 0);
    cr_expect(!channel_holds(ana->screen, "is typing"));
}

static char *words_of(const char *path)
{
    static char words[4096];
    FILE *file = fopen(path, "r");

    cr_assert_not_null(file, "%s", path);
    words[fread(words, 1, sizeof words - 1, file)] = '\0';
    fclose(file);
    return words;
}

Test(program_company, keeps_a_log_of_what_is_said)
{
    char path[4096], option[4200];
    struct stat status;
    char *words;

    snprintf(path, sizeof path, "%s/log", harness_directory());
    snprintf(option, sizeof option, "--log=%s", path);
    meet(option, "");
    cr_expect(channel_holds(ana->screen, "what is said is written to"));
    cr_expect(!channel_holds(bea->screen, "what is said is written to"));
    channel_say(bea->screen, "hello\r");
    channel_expect(ana->screen, "| hello\r\n");
    channel_say(ana->screen, "hi\r");
    channel_expect(bea->screen, "| hi\r\n");
    channel_say(ana->screen, "/log off\r");
    channel_expect(ana->screen, "nothing more is written to");
    channel_say(bea->screen, "a secret\r");
    channel_expect(ana->screen, "| a secret\r\n");
    channel_say(ana->screen, "/log\r");
    channel_expect(ana->screen, "what is said is written to");
    channel_say(bea->screen, "no secret\r");
    channel_expect(ana->screen, "| no secret\r\n");
    end_both();
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0600);
    words = words_of(path);
    cr_expect_not_null(strstr(words, " bea | hello\n"), "%s", words);
    cr_expect_not_null(strstr(words, " ana : hi\n"), "%s", words);
    cr_expect_not_null(strstr(words, " bea | no secret\n"), "%s", words);
    cr_expect_null(strstr(words, "a secret"), "%s", words);
}

/* Bea's line comes at once; that it has is waiting for her when she goes on.
 * Meanwhile ana's line to her is late, which shows that the time has passed. */
Test(program_company, is_not_called_late_after_a_stop)
{
    static const char late[] = "not delivered yet";
    struct relay *relay;
    unsigned port;
    bool was_late; /* on a slow machine */

    ana = charla_run_able(user_on(&on_terminal, "ana"),
                          "-n ana -l -p 0 127.0.0.1");
    relay = relay_start(program_port(ana), RELAY_FAITHFUL, &port);
    bea = charla_run_able(user_on(&on_terminal, "bea"),
                          "-n bea 127.0.0.1 %u", port);
    channel_expect(ana->screen, "their name is bea");
    channel_expect(bea->screen, "their name is ana");
    relay_stall(relay, 0);
    channel_say(bea->screen, "one\r");
    channel_expect(ana->screen, "| one\r\n");
    program_signal(bea, SIGSTOP);
    relay_release(relay);
    channel_say(ana->screen, "two\r");
    channel_expect(ana->screen, late);
    was_late = channel_holds(bea->screen, late);
    program_signal(bea, SIGCONT);
    channel_expect(bea->screen, "| two\r\n");
    channel_expect(ana->screen, "delivered now");
    end_both();
    cr_expect(was_late || !channel_holds(bea->screen, late));
    relay_end(relay);
}

static size_t count(const char *words, const char *part)
{
    size_t found = 0;

    while ((words = strstr(words, part))) {
        found++;
        words += strlen(part);
    }
    return found;
}

/* Nobody is there to whom it could be said. */
Test(program_company, keeps_nothing_as_said_while_nobody_is_there)
{
    char path[4096], *words;
    unsigned port;

    snprintf(path, sizeof path, "%s/log", harness_directory());
    ana = charla_run_able(user_on(&on_terminal, "ana"),
                          "-n ana --log=%s -l -p 0 127.0.0.1", path);
    port = program_port(ana);
    channel_say(ana->screen, "to nobody\r");
    channel_expect(ana->screen, "? to nobody\r\n");
    channel_expect(ana->screen, "what you type is not sent");
    channel_say(ana->screen, "to nobody either\r/again\r");
    channel_expect(ana->screen, "? to nobody either\r\n");
    channel_expect(ana->screen, "nothing has been said yet");
    bea = charla_run_able(user_on(&on_terminal, "bea"),
                          "-n bea 127.0.0.1 %u", port);
    channel_expect(bea->screen, "their name is ana");
    channel_expect(ana->screen, "their name is bea");
    channel_say(ana->screen, "to bea\r");
    channel_expect(bea->screen, "| to bea\r\n");
    channel_say(ana->screen, "/again\r");
    channel_expect(ana->screen, "what was said last:\r\n");
    channel_expect(ana->screen, " ana : to bea\r\n");
    end_both();
    words = words_of(path);
    cr_expect_eq(count(words, "to nobody"), 2, "%s", words);
    cr_expect_not_null(strstr(words, " ? to nobody\n"), "%s", words);
    cr_expect_not_null(strstr(words, " ? to nobody either\n"), "%s", words);
    cr_expect_eq(count(words, " ana : to bea\n"), 1, "%s", words);
    cr_expect_eq(count(channel_text(ana->screen), "type is not sent"), 1);
}

/* It is said when somebody answers, and no earlier. */
Test(program_company, is_told_what_a_caller_has_typed_before)
{
    unsigned port = peer_free_port();
    char path[4096], *words;

    snprintf(path, sizeof path, "%s/log", harness_directory());
    ana = charla_run_able(user_on(&on_terminal, "ana"),
                          "-n ana --wait --log=%s 127.0.0.1 %u", path, port);
    channel_expect(ana->screen, "not connected, 1 call");
    channel_say(ana->screen, "early\r");
    channel_expect(ana->screen, ": early\r\n");
    channel_expect(ana->screen, "what you type is sent when somebody answers");
    channel_say(ana->screen, "/again\r");
    channel_expect(ana->screen, "nothing has been said yet");
    channel_say(ana->screen, "/log off\r");
    channel_expect(ana->screen, "nothing more is written");
    channel_say(ana->screen, "a secret\r/log on\r");
    channel_expect(ana->screen, "what is said is written");
    cr_expect_str_empty(words_of(path));
    bea = charla_run_able(user_on(&on_terminal, "bea"),
                          "-n bea -l -p %u 127.0.0.1", port);
    channel_expect(bea->screen, "| early\r\n");
    channel_expect(bea->screen, "| a secret\r\n");
    channel_say(ana->screen, "/again\r");
    channel_expect(ana->screen, "what was said last:");
    channel_expect(ana->screen, ": early\r\n");
    channel_expect(ana->screen, ": a secret\r\n");
    channel_say(ana->screen, "later\r");
    channel_expect(bea->screen, "| later\r\n");
    end_both();
    words = words_of(path);
    cr_expect_not_null(strstr(words, " : later\n"), "%s", words);
    cr_expect_null(strstr(words, "secret"), "%s", words);
}

Test(program_company, is_not_told_what_a_caller_typed_whom_nobody_answered)
{
    char path[4096], *words;

    snprintf(path, sizeof path, "%s/log", harness_directory());
    ana = charla_run_able(user_on(&on_terminal, "ana"),
                          "-n ana --wait --log=%s 127.0.0.1 %u", path,
                          peer_free_port());
    channel_expect(ana->screen, "not connected, 1 call");
    channel_say(ana->screen, "to nobody\r");
    channel_expect(ana->screen, ": to nobody\r\n");
    channel_say(ana->screen, "\004");
    channel_expect(ana->screen, "what you typed is not sent");
    program_wait(ana);
    words = words_of(path);
    cr_expect_eq(count(words, "to nobody"), 1, "%s", words);
    cr_expect_not_null(strstr(words, " ? to nobody\n"), "%s", words);
}

Test(program_company, is_not_begun_without_the_log_that_was_wanted)
{
    ana = charla_run(&on_terminal, "--log=/nowhere/at/all -l");
    channel_expect(ana->screen, "cannot write the log /nowhere/at/all");
    program_expect_status(ana, 1);
    ana = charla_run(&on_pipes, "--log=/nowhere/at/all -l");
    channel_expect(ana->err, "--log is for a conversation on a terminal");
    program_expect_status(ana, 1);
}
