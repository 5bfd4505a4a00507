/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program over a command: relays that are in use, and commands that
 * fail, linger, or say too much. */
#include <config.h>

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/harness.h"

TestSuite(program_via, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

static struct program *ana, *bob; /* ana waits, bob calls */

/* charla --plain with these words, of which --via has blanks in it; up to
 * NULL. */
static struct program *run(const struct setup *setup, const char *via,
                           const char *one, const char *two, const char *three)
{
    const char *const argv[] = {getenv("CHARLA"), "--plain", "--via", via,
                                one, two, three, NULL};

    return program_start(setup, argv);
}

static struct program *call(const char *via, unsigned port)
{
    static char text[8];

    snprintf(text, sizeof text, "%u", port);
    return run(&on_pipes, via, "127.0.0.1", text, NULL);
}

/* ---- Relays -------------------------------------------------------------- */

Test(program_via, talks_through_relays_that_are_in_use)
{
    static const char *const relays[][2] = {
        {"nc", "nc -N %h %p"},
        {"socat", "socat - TCP:%h:%p"},
        {"socat", "sh -c 'exec socat - TCP:\"$0\":\"$1\"' %h %p"},
    };

    for (size_t i = 0; i < sizeof relays / sizeof *relays; i++) {
        program_need(relays[i][0]);
        ana = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
        bob = call(relays[i][1], program_port(ana));
        charla_expect_conversation(ana, bob);
        harness_end();
        harness_begin();
    }
}

Test(program_via, talks_through_nc_and_a_proxy)
{
    unsigned proxy = peer_free_port();
    char command[128];

    program_need("microsocks");
    program_need("nc");
    (void)program_run(&on_pipes, "microsocks -i 127.0.0.1 -p %u", proxy);
    peer_await(proxy);
    ana = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
    snprintf(command, sizeof command,
             "nc -N -X 5 -x 127.0.0.1:%u %%h %%p", proxy);
    bob = call(command, program_port(ana));
    charla_expect_conversation(ana, bob);
}

/* In front of a listener stands a relay that speaks TLS. */
Test(program_via, talks_through_openssl)
{
    unsigned relay = peer_free_port(), port;
    char command[512];
    const char *const make[] = {"sh", "-c", command, NULL};

    program_need("openssl");
    program_need("socat");
    snprintf(command, sizeof command,
             "openssl req -x509 -newkey ed25519 -nodes -days 2 -subj /CN=x "
             "-keyout %s/key -out %s/cert 2>/dev/null",
             harness_directory(), harness_directory());
    program_expect_status(program_start(&on_pipes, make), 0);
    ana = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
    port = program_port(ana);
    (void)program_run(&on_pipes,
                      "socat OPENSSL-LISTEN:%u,bind=127.0.0.1,verify=0,"
                      "reuseaddr,fork,cert=%s/cert,key=%s/key "
                      "TCP:127.0.0.1:%u",
                      relay, harness_directory(), harness_directory(), port);
    peer_await(relay);
    bob = call("openssl s_client -quiet -verify_quiet -connect %h:%p", relay);
    charla_expect_conversation(ana, bob);
}

/* ---- A command that calls ------------------------------------------------ */

Test(program_via, a_listener_talks_with_the_command)
{
    ana = run(&on_pipes,
              "sh -c 'read greeting; echo hello; echo aside >&2; read answer; "
              "echo \"answer: $answer\"; cat >/dev/null'",
              "-l", NULL, NULL);
    channel_expect(ana->out, "hello\n");
    channel_say(ana->in, "hi\n");
    channel_expect(ana->out, "answer: hi\n");
    channel_finish(ana->in);
    program_expect_status(ana, 0);
    channel_expect(ana->err, "waiting for a call through the command\n");
    channel_expect(ana->err, "command: aside\n");
    channel_expect_only(ana->out, "hello\nanswer: hi\n");
}

/* Each start leaves a mark; the third one talks. */
Test(program_via, a_listener_starts_a_command_again_that_ends_without_a_word)
{
    char command[256];

    snprintf(command, sizeof command,
             "sh -c 'cd %s; if [ -e two ]; then read a; echo hello; "
             "elif [ -e one ]; then : >two; else : >one; fi'",
             harness_directory());
    ana = run(&on_pipes, command, "-l", NULL, NULL);
    channel_expect(ana->out, "hello\n");
    channel_finish(ana->in);
    program_expect_status(ana, 0);
}

Test(program_via, with_keep_the_command_is_started_again)
{
    ana = run(&on_pipes, "sh -c 'read greeting; echo $$'", "-l", "-k", NULL);
    channel_expect(ana->err, "waiting for the next call\n");
    channel_expect(ana->err, "waiting for the next call\n");
    program_signal(ana, SIGTERM);
    (void)program_wait(ana);
}

/* ---- Failures ------------------------------------------------------------ */

static const struct {
    const char *via, *words;
    int status;
    const char *said;
} failures[] = {
    {"sh -c 'exit 7'", "command: sh has ended with exit status 7\n", 1},
    {"sh -c 'echo no way >&2; exit 1'", "command: no way\n", 1},
    {"sh -c 'kill -15 $$'", "command: sh was ended by a signal: Terminated\n",
     1},
    {"/no-such-program",
     "command: cannot start /no-such-program: No such file or directory\n",
     1},
    /* Something had been said: that is a conversation that was lost. */
    {"sh -c 'echo hello; read line; exit 7'",
     "command: sh has ended with exit status 7\n", 3, "x\n"},
};

Test(program_via, a_command_that_fails_is_named_with_its_exit_status)
{
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        bob = call(failures[i].via, 9);
        if (failures[i].said)
            channel_say(bob->in, failures[i].said);
        channel_finish(bob->in);
        program_expect_status(bob, failures[i].status);
        channel_expect(bob->err, failures[i].words);
        harness_end();
        harness_begin();
    }
}

Test(program_via, a_listeners_command_that_fails_ends_the_wait)
{
    ana = run(&on_pipes, "sh -c 'exit 7'", "-l", NULL, NULL);
    program_expect_status(ana, 1);
    channel_expect(ana->err, "command: sh has ended with exit status 7\n");
    channel_expect(ana->err, "charla: the command of --via has failed\n");
}

/* ---- Its end ------------------------------------------------------------- */

static pid_t pid_said(struct channel *out)
{
    int pid;

    channel_expect(out, "\n");
    cr_assert_eq(sscanf(channel_text(out), "%d", &pid), 1);
    return (pid_t)pid;
}

static bool is_gone(pid_t pid)
{
    return kill(pid, 0) < 0 && errno == ESRCH;
}

/* Whether it reads to the end of its input or not. */
Test(program_via, the_command_ends_with_charla)
{
    static const char *const commands[] = {
        "sh -c 'echo $$; cat >/dev/null'",
        "sh -c 'echo $$; exec sleep 1000'",
        "sh -c 'trap \"\" TERM; echo $$; sleep 1000; sleep 1000'",
    };

    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        pid_t pid;

        bob = call(commands[i], 9);
        pid = pid_said(bob->out);
        program_signal(bob, SIGTERM);
        program_signal(bob, SIGTERM);
        (void)program_wait(bob);
        cr_expect(is_gone(pid), "%s", commands[i]);
        harness_end();
        harness_begin();
    }
}

/* Nobody is left to wait for it: it goes by itself, within the grace. */
Test(program_via, the_command_ends_when_charla_is_killed)
{
    char fifo[256], command[512];
    int life; /* ends when the command does */

    snprintf(fifo, sizeof fifo, "%s/life", harness_directory());
    cr_assert_eq(mkfifo(fifo, 0600), 0);
    life = open(fifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    snprintf(command, sizeof command,
             "sh -c 'exec 3>%s; echo $$; exec sleep 1000'", fifo);
    bob = call(command, 9);
    (void)pid_said(bob->out);
    program_signal(bob, SIGKILL);
    (void)program_wait(bob);
    channel_expect_end(channel_new("life", life, -1));
}

/* Its input is open still, and what it would send nobody could read. */
Test(program_via, a_pipe_does_not_outlast_the_command)
{
    bob = call("echo said", 9);
    program_expect_status(bob, 0);
    channel_expect_only(bob->out, "said\n");
}

/* ---- Safety -------------------------------------------------------------- */

Test(program_via, what_the_command_notes_is_made_safe)
{
    bob = call("sh -c 'printf \"\\033[2J\\n\" >&2; echo said; cat'", 9);
    channel_expect(bob->err, "command: ^[[2J\n");
    channel_expect(bob->out, "said\n");
    channel_finish(bob->in);
    program_expect_status(bob, 0);
    cr_expect_not(channel_holds(bob->err, "\033"));
}

/* The command is the user's own program: it is not confined as charla is. */
Test(program_via, the_command_may_write_files)
{
    char command[512];

    snprintf(command, sizeof command, "sh -c 'echo kept >%s/file; cat %s/file'",
             harness_directory(), harness_directory());
    bob = call(command, 9);
    channel_expect(bob->out, "kept\n");
    channel_finish(bob->in);
    program_expect_status(bob, 0);
}

Test(program_via, the_host_is_never_an_option_or_a_word_more)
{
    static const char *const hosts[] = {"-oProxyCommand=x", "a b", "$(id)"};

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        bob = run(&on_pipes, "echo %h", "--", hosts[i], NULL);
        program_expect_status(bob, 2);
        channel_expect(bob->err, "cannot be passed to a command as a host");
    }
}
