/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* charla and programs that have never heard of it, each calling and called. */
#include <config.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"
#include "support/loopback.h"

TestSuite(program_strangers, .init = harness_begin, .fini = harness_end);

static struct program *charla, *stranger;

/* Command lines; each takes the port.  What listens says so. */
struct tool {
    const char *name, *calling, *listening;
};

static const struct tool nc = {
    "nc",
    "nc -n -N 127.0.0.1 %u",
    "nc -n -v -N -l 127.0.0.1 %u",
};
static const struct tool socat = {
    "socat",
    "socat -t 20 STDIO TCP:127.0.0.1:%u",
    "socat -d -d -t 20 STDIO TCP-LISTEN:%u,bind=127.0.0.1,reuseaddr",
};
static const struct tool ncat = {
    "ncat",
    "ncat 127.0.0.1 %u",
    "ncat -v -l 127.0.0.1 %u",
};

/* ---- Lines and bytes ----------------------------------------------------- */

static struct program *run_tool(const char *format, unsigned port)
{
    char line[256];
    const char *number = strstr(format, "%u");

    snprintf(line, sizeof line, "%.*s%u%s", (int)(number - format), format,
             port, number + strlen("%u"));
    return program_run(&on_pipes, "%s", line);
}

/* Connect the two; the listener is started first. */
static void meet(const struct tool *tool, bool tool_listens)
{
    unsigned port = tool_listens ? peer_free_port() : 0;

    if (tool_listens) {
        stranger = run_tool(tool->listening, port);
        channel_expect(stranger->err, "istening on ");
        charla = charla_run(&on_pipes, "127.0.0.1 %u", port);
    } else {
        charla = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
        stranger = run_tool(tool->calling, program_port(charla));
        channel_expect(stranger->out, " [charla]\n");
        channel_forget(stranger->out);
    }
    channel_expect(charla->err, "connected to 127.0.0.1 port ");
}

static void take_turns(void)
{
    for (int i = 0; i < 3; i++) {
        channel_say(stranger->in, "good day\n");
        channel_expect(charla->out, "good day\n");
        channel_say(charla->in, "and to you, \xC3\xB1\n\n");
        channel_expect(stranger->out, "and to you, \xC3\xB1\n\n");
    }
}

/* Both send at once, both end their input, and nothing is lost. */
static void end_by_closing(void)
{
    const size_t length = 300000;
    char *bytes = malloc(length);

    cr_assert_not_null(bytes);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)(i * i >> 3);
    channel_send(stranger->in, bytes, length);
    channel_send(charla->in, bytes, length);
    channel_expect_length(stranger->out, length);
    channel_expect_length(charla->out, length);
    channel_finish(charla->in);
    channel_finish(stranger->in);
    program_expect_status(charla, 0);
    program_expect_status(stranger, 0);
    channel_expect_all(charla->out, bytes, length);
    channel_expect_all(stranger->out, bytes, length);
    free(bytes);
}

static void end_from_the_other_side(void)
{
    take_turns();
    channel_say(stranger->in, "%end%\n");
    program_expect_status(charla, 0);
    channel_expect(charla->err,
                   "the other side has ended the conversation\n");
    cr_assert(!channel_holds(charla->out, "%"));
}

static void end_from_here(void)
{
    take_turns();
    channel_say(charla->in, "%end%\n");
    channel_expect(stranger->out, "%end%\n");
    channel_finish(stranger->in);
    program_expect_status(charla, 0);
    program_wait(stranger);
    channel_expect(charla->err, "you have ended the conversation\n");
}

static void get_on(const struct tool *tool, bool tool_listens)
{
    static void (*const ends[])(void) = {
        end_by_closing, end_from_the_other_side, end_from_here,
    };

    program_need(tool->name);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        meet(tool, tool_listens);
        ends[i]();
        harness_end();
    }
}

Test(program_strangers, nc_calls)
{
    get_on(&nc, false);
}

Test(program_strangers, nc_is_called)
{
    get_on(&nc, true);
}

Test(program_strangers, socat_calls)
{
    get_on(&socat, false);
}

Test(program_strangers, socat_is_called)
{
    get_on(&socat, true);
}

Test(program_strangers, ncat_calls)
{
    get_on(&ncat, false);
}

Test(program_strangers, ncat_is_called)
{
    get_on(&ncat, true);
}

/* ---- A telnet client's line ends ----------------------------------------- */

Test(program_strangers, cr_lf_shows_as_one_line_end)
{
    struct channel *peer;

    charla = charla_meet(&on_terminal, true, &peer);
    channel_say(peer, "good day\r\n\r\nthere\r\n");
    channel_expect(charla->screen, "| good day\r\n           | \r\n"
                                   "           | there\r\n");
    channel_say(peer, "%end%\r\n");
    program_expect_status(charla, 0);
    channel_expect(charla->screen, "the other side has ended");
    cr_assert(!channel_holds(charla->screen, "^M"));
}

Test(program_strangers, telnet_calls)
{
    program_need("telnet");
    charla = charla_run(&on_terminal, "-l -p 0 127.0.0.1");
    stranger = program_run(&on_pipes, "telnet 127.0.0.1 %u",
                           program_port(charla));
    channel_expect(stranger->out, " [charla]\n");
    channel_say(stranger->in, "good day\nthere\n");
    channel_expect(charla->screen, "| good day\r\n           | there\r\n");
    channel_say(charla->in, "and to you\r");
    channel_expect(stranger->out, "and to you\n");
    channel_say(stranger->in, "%end%\n");
    channel_expect(charla->screen, "the other side has ended");
    channel_say(charla->in, "\r"); /* leaves the line that was typed */
    program_expect_status(charla, 0);
}

/* ---- The original -------------------------------------------------------- */

static struct program *run_original(unsigned port)
{
    static const struct setup setup = {.environment = {"PYTHONUTF8=1"}};
    const char *directory = getenv("CHARLA_TESTS");
    char path[1024], number[16];
    const char *const argv[] = {"python3", path, number, NULL};

    cr_assert_not_null(directory, "CHARLA_TESTS does not say where it is");
    program_need("python3");
    snprintf(path, sizeof path, "%s/original.py", directory);
    snprintf(number, sizeof number, "%u", port);
    return program_start(&setup, argv);
}

/* The port that it says it is bound to. */
static unsigned original_port(void)
{
    const char *text;

    channel_expect(stranger->out, "Bound to 0.0.0.0:");
    channel_expect(stranger->out, ", waiting.\n");
    text = strstr(channel_text(stranger->out), "0.0.0.0:");
    return (unsigned)atoi(text + strlen("0.0.0.0:"));
}

static void original_is_called(const struct setup *setup)
{
    stranger = run_original(0);
    channel_expect(stranger->out, "1 start a server or 2 connect to one: ");
    channel_say(stranger->in, "3\n");
    channel_expect(stranger->out, "1 start a server or 2 connect to one: ");
    channel_say(stranger->in, "1\n");
    charla = charla_run(setup, "127.0.0.1 %u", original_port());
    channel_expect(stranger->out, "A call from 127.0.0.1:");
    channel_expect(charla->out, "Welcome! Type %end% to finish.");
}

/* Its user may type only once a message has come: here, the greeting. */
static void original_calls(const struct setup *setup)
{
    charla = charla_run(setup, "-l -p 0 127.0.0.1");
    stranger = run_original(program_port(charla));
    channel_say(stranger->in, "2\n");
    channel_say(stranger->in, "\n");
    channel_expect(stranger->out, "Connected to 127.0.0.1:");
    channel_expect(stranger->out, ">>  charla ");
    channel_expect(stranger->out, "Type %end% to finish. [charla]\n");
    channel_expect(stranger->out, "Type a message > ");
    channel_say(stranger->in, "good day\n");
    channel_expect(charla->out, "good day");
}

/* It answers one line with one line, so several come one by one.  An empty
 * line of a person is no message. */
static void talk_to_original(void)
{
    channel_say(charla->in, "one \xC3\xB1\ntwo\n\n");
    if (charla->screen)
        channel_say(charla->in, ".\n");
    channel_expect(stranger->out, ">>  one \xC3\xB1\n");
    channel_expect(stranger->out, "Type a message > ");
    channel_say(stranger->in, "first answer\n");
    channel_expect(charla->out, "first answer");
    channel_expect(stranger->out, ">>  two\n");
    channel_expect(stranger->out, "Type a message > ");
    channel_say(stranger->in, "second answer\n");
    channel_expect(charla->out, "second answer");
    channel_expect(stranger->out, charla->screen ? ">>  .\n" : ">>  \n");
    channel_expect(stranger->out, "Type a message > ");
}

static void part(bool original_ends)
{
    if (original_ends) {
        channel_say(stranger->in, "%end%\n");
        channel_expect(charla->err, "the other side has ended");
        if (charla->screen) /* leaves the line that was typed */
            channel_say(charla->in, "\r");
    } else {
        channel_say(charla->in, "%end%\n");
        channel_say(stranger->in, "third answer\n");
        channel_expect(charla->out, "third answer");
        channel_expect(stranger->out, ">>  %end%\n");
        channel_expect(charla->err, "you have ended the conversation");
    }
    channel_expect(stranger->out, "The conversation is over.\n");
    program_expect_status(charla, 0);
    program_expect_status(stranger, 0);
}

static void meet_original(void (*begin)(const struct setup *))
{
    loopback_need();
    for (int i = 0; i < 4; i++) {
        begin(i < 2 ? &on_terminal : &on_pipes);
        talk_to_original();
        part(i % 2);
        harness_end();
    }
}

Test(program_strangers, the_original_calls)
{
    meet_original(original_calls);
}

Test(program_strangers, the_original_is_called)
{
    meet_original(original_is_called);
}
