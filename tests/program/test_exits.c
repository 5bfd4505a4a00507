/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program's exit statuses, each with the sentence that goes with
 * it. */
#include <config.h>

#include <criterion/criterion.h>
#include <ctype.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"

TestSuite(program_exits, .init = harness_begin, .fini = harness_end);

static struct program *charla;
static struct channel *peer;

/* A word like ECONNREFUSED says nothing to a user. */
static bool has_errno_name(const char *text)
{
    for (; *text; text++)
        if (text[0] == 'E' && isupper((unsigned char)text[1]) &&
            isupper((unsigned char)text[2]) && isupper((unsigned char)text[3]))
            return true;
    return false;
}

/* Errors must hold one line: the program's name and a sentence. */
static void expect_sentence(struct program *program, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void expect_sentence(struct program *program, const char *format, ...)
{
    char sentence[1024];
    const char *errors;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    program_wait(program);
    channel_expect(program->err, sentence);
    errors = channel_text(program->err);
    cr_expect_eq(strncmp(errors, "charla: ", 8), 0, "%s", errors);
    cr_expect_eq(strchr(errors, '\n'), errors + strlen(errors) - 1, "%s",
                 errors);
    cr_expect(!has_errno_name(errors), "%s", errors);
}

static struct program *quiet_call(const struct setup *setup)
{
    unsigned port;
    int listener = peer_listen(&port, 0);

    charla = charla_run(setup, "-q 127.0.0.1 %u", port);
    peer = peer_accept(listener);
    return charla;
}

/* ---- It never began ------------------------------------------------------ */

Test(program_exits, refused_is_1)
{
    unsigned port = peer_free_port();

    charla = charla_run(&on_pipes, "-q 127.0.0.1 %u", port);
    program_expect_status(charla, 1);
    expect_sentence(charla,
                    "charla: cannot call 127.0.0.1 port %u: connection "
                    "refused, nobody is waiting for a call there\n",
                    port);
    channel_expect_only(charla->out, "");
}

Test(program_exits, unknown_host_is_1)
{
    /* Where there is a name server it is asked once. */
    const struct setup setup = {
        .environment = {"RES_OPTIONS=attempts:1 timeout:1"}};

    charla = charla_run(&setup, "-q nobody.invalid");
    program_expect_status(charla, 1);
    expect_sentence(charla, "charla: cannot call nobody.invalid: unknown host");
}

Test(program_exits, address_of_the_other_family_is_1)
{
    charla = charla_run(&on_pipes, "-q -6 127.0.0.1");
    program_expect_status(charla, 1);
    expect_sentence(charla, "charla: cannot call 127.0.0.1: ");
}

Test(program_exits, port_in_use_is_1)
{
    unsigned port;
    int other = peer_listen(&port, 0);

    charla = charla_run(&on_pipes, "-q -l -p %u 127.0.0.1", port);
    program_expect_status(charla, 1);
    expect_sentence(charla,
                    "charla: cannot listen on 127.0.0.1 port %u: this port is "
                    "already in use\n",
                    port);
    charla = charla_run(&on_pipes, "-q -l -p %u", port);
    program_expect_status(charla, 1);
    expect_sentence(charla,
                    "charla: cannot listen on port %u: this port is already "
                    "in use\n",
                    port);
    cr_expect_geq(other, 0);
}

/* ---- Wrong usage --------------------------------------------------------- */

Test(program_exits, wrong_usage_is_2)
{
    static const struct {
        const char *words[5];
        const char *sentence;
    } cases[] = {
        {{"--frobnicate"}, "unknown or ambiguous option '--frobnicate'"},
        {{"--p"}, "unknown or ambiguous option '--p'"},
        {{"-x"}, "unknown or ambiguous option '-x'"},
        {{"-lx"}, "unknown or ambiguous option '-x'"},
        {{"-p"}, "option '-p' needs a value"},
        {{"--port"}, "option '--port' needs a value"},
        {{"--listen=here"}, "option '--listen=here' takes no value"},
        {{"host", "port"},
         "'port' is not a port: it takes a number from 1 to "
         "65535"},
        {{"host", "0"},
         "'0' is not a port: it takes a number from 1 to "
         "65535"},
        {{"host", "65536"},
         "'65536' is not a port: it takes a number from 1 "
         "to 65535"},
        {{"-l", "-p", "-1"},
         "'-1' is not a port: it takes a number from 0 "
         "to 65535"},
        {{"host", ""}, "'' is not a port: it takes a number from 1 to 65535"},
        {{""}, "the name of the host is empty"},
        {{"host", "1", "more"}, "one word too many: 'more'"},
        {{"-l", "here", "there"}, "one word too many: 'there'"},
        {{"-p", "1", "host", "2"}, "two different ports are given: 1 and 2"},
        {{"host:1", "2"}, "two different ports are given: 1 and 2"},
        {{"-l", "9000"},
         "'9000' is not an address of this machine; to choose the port, use -p "
         "9000"},
        {{"-4", "-6", "host"}, "-4 and -6 cannot be used together"},
        {{"--plain", "--encrypt"}, "--plain and --encrypt cannot be used "
                                   "together"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *argv[7] = {getenv("CHARLA")};

        memcpy(argv + 1, cases[i].words, sizeof cases[i].words);
        charla = program_start(&on_pipes, argv);
        program_expect_status(charla, 2);
        expect_sentence(charla, "charla: %s (see charla --help)\n",
                        cases[i].sentence);
        channel_expect_only(charla->out, "");
        harness_end();
    }
}

/* ---- Help and version ---------------------------------------------------- */

Test(program_exits, help_and_version_go_to_standard_output)
{
    static const char *const options[][2] = {
        {"--help", "Usage: charla "},
        {"-h", "Usage: charla "},
        {"--version", "charla " PACKAGE_VERSION "\n"},
        {"-V", "charla " PACKAGE_VERSION "\n"},
        {"--encrypt -l -p 0 --help", "Usage: charla "},
    };

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        charla = charla_run(&on_pipes, "%s", options[i][0]);
        program_expect_status(charla, 0);
        channel_expect_only(charla->err, "");
        cr_expect_eq(strncmp(channel_text(charla->out), options[i][1],
                             strlen(options[i][1])),
                     0);
        harness_end();
    }
}

Test(program_exits, help_names_every_option_and_status)
{
    static const char *const words[] = {
        "-l, --listen", "-p, --port=PORT", "8081", "-4", "-6", "--resume",
        "--encrypt", "--plain", "-q, --quiet", "-h, --help", "-V, --version",
        "%end%", "Exit: 0 ", "; 1 ", "; 2 wrong", "; 3 ", "; 4 ",
    };

    charla = charla_run(&on_pipes, "--help");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        channel_expect(charla->out, words[i]);
    program_expect_status(charla, 0);
}

Test(program_exits, version_that_cannot_be_written_is_1)
{
    const struct setup full = {.out = PLUG_FULL}, closed = {.out = PLUG_CLOSED};

    charla = charla_run(&full, "--version");
    program_expect_status(charla, 1);
    expect_sentence(charla, "charla: cannot write to standard output: no "
                            "space left on the device\n");
    charla = charla_run(&closed, "--help");
    program_expect_status(charla, 1);
    expect_sentence(charla,
                    "charla: cannot write to standard output: it is not "
                    "open\n");
}

/* ---- Standard input and output ------------------------------------------- */

Test(program_exits, full_output_is_1)
{
    const struct setup setup = {.out = PLUG_FULL};

    quiet_call(&setup);
    channel_say(peer, "too much\n");
    expect_sentence(charla, "charla: cannot write to standard output: no "
                            "space left on the device\n");
    program_expect_status(charla, 1);
}

Test(program_exits, reader_of_the_output_gone_is_1)
{
    quiet_call(&on_pipes);
    channel_close(charla->out);
    channel_say(peer, "who reads this?\n");
    expect_sentence(charla, "charla: cannot write to standard output: nobody "
                            "is reading at the other end\n");
    program_expect_status(charla, 1);
}

Test(program_exits, closed_output_is_1)
{
    const struct setup setup = {.out = PLUG_CLOSED};

    quiet_call(&setup);
    channel_say(peer, "where to?\n");
    expect_sentence(charla, "charla: cannot write to standard output: it is "
                            "not open\n");
    program_expect_status(charla, 1);
    channel_expect_only(peer, "");
}

/* What is at standard input, as a shell says it. */
static void call_with_input(const char *redirection)
{
    char script[128], number[8];
    const char *const argv[] = {"sh", "-c", script, number, NULL};
    unsigned port;
    int listener = peer_listen(&port, 0);

    snprintf(number, sizeof number, "%u", port);
    snprintf(script, sizeof script,
             "exec \"$CHARLA\" -q --plain 127.0.0.1 \"$0\" %s", redirection);
    charla = program_start(&on_pipes, argv);
    peer = peer_accept(listener);
}

/* Standard input that cannot be read has nothing to send; the other side's text
 * is received to its end. */
Test(program_exits, input_that_cannot_be_read_is_no_reason_to_end)
{
    static const struct {
        const char *redirection;
        int status;
        const char *sentence;
    } cases[] = {
        {"<&-", 0, NULL},
        {"0>/dev/null", 0, NULL}, /* as nohup does */
        {"</dev/null", 0, NULL},
        {"<.", 1, "charla: cannot read standard input: "},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        call_with_input(cases[i].redirection);
        channel_expect_only(peer, "");
        channel_say(peer, "the tail\n");
        channel_finish(peer);
        program_expect_status(charla, cases[i].status);
        channel_expect_only(charla->out, "the tail\n");
        if (cases[i].sentence)
            channel_expect(charla->err, cases[i].sentence);
        else
            channel_expect_only(charla->err, "");
        harness_end();
    }
}

/* A terminal whose keys are for another process: "charla > photo &" where
 * no signal can stop it (read(3p), EIO). */
Test(program_exits, a_terminal_in_the_background_has_nothing_to_send)
{
    const struct setup setup = {.in = PLUG_TERMINAL};
    char number[8];
    const char *const argv[] = {
        "sh", "-c",
        "trap '' TTIN TTOU; set -m; \"$CHARLA\" -q --plain 127.0.0.1 \"$0\" & "
        "wait $!", number, NULL};
    unsigned port;
    int listener = peer_listen(&port, 0);

    snprintf(number, sizeof number, "%u", port);
    charla = program_start(&setup, argv);
    peer = peer_accept(listener);
    channel_say(charla->in, "for the shell\n");
    channel_expect_only(peer, "");
    channel_say(peer, "the tail\n");
    channel_finish(peer);
    program_expect_status(charla, 0);
    channel_expect_only(charla->out, "the tail\n");
}

Test(program_exits, closed_errors_go_nowhere)
{
    const struct setup setup = {.err = PLUG_CLOSED};
    unsigned port;
    int listener = peer_listen(&port, 0);

    charla = charla_run(&setup, "127.0.0.1 %u", port);
    peer = peer_accept(listener);
    channel_say(charla->in, "clean\n");
    channel_finish(charla->in);
    channel_expect_only(peer, "clean\n");
    channel_finish(peer);
    program_expect_status(charla, 0);
    channel_expect_only(charla->out, "");
}

/* ---- Lost, and refused --------------------------------------------------- */

Test(program_exits, reset_by_the_peer_is_3)
{
    quiet_call(&on_pipes);
    channel_say(peer, "hello");
    channel_expect(charla->out, "hello");
    channel_reset(peer);
    program_expect_status(charla, 3);
    expect_sentence(charla, "charla: cannot receive: connection reset by the "
                            "other side\n");
}

Test(program_exits, sending_to_nobody_is_3)
{
    quiet_call(&on_pipes);
    channel_finish(peer);
    for (int i = 0; i < 50; i++) { /* by then it knows of the close */
        channel_say(charla->in, "anybody there?\n");
        channel_expect(peer, "anybody there?\n");
    }
    channel_reset(peer);
    program_expect_status(charla, 3);
    expect_sentence(charla, "charla: cannot send: nobody is reading at the "
                            "other end\n");
}

Test(program_exits, a_peer_that_has_gone_altogether_is_3)
{
    quiet_call(&on_pipes);
    channel_close(peer);
    channel_say(charla->in, "anybody there?\n");
    program_expect_status(charla, 3);
    channel_expect(charla->err, "charla: cannot ");
    channel_expect(charla->err,
                   "up to 15 bytes that were sent may not have arrived\n");
}

/* Start one whose peer does not read, and type until nothing goes any more. */
static void glut(void)
{
    static char bytes[16 * 1024 * 1024];
    unsigned port;
    int listener = peer_listen(&port, 4096);

    charla = charla_run(&on_pipes, "127.0.0.1 %u", port);
    peer = peer_accept(listener);
    channel_pause(peer, true);
    channel_expect(charla->err, "connected to");
    memset(bytes, 'x', sizeof bytes);
    program_glut(charla, bytes, sizeof bytes);
}

/* How much of it the kernel has room for is the kernel's affair
 * (net.ipv4.tcp_wmem): that may not have arrived, the rest was not sent. */
static void expect_counted(void)
{
    program_wait(charla);
    cr_assert(
        channel_holds(charla->err, " bytes of your text were not sent\n") ||
            channel_holds(charla->err, " bytes that were sent may not "
                                       "have arrived\n"),
        "%s", channel_text(charla->err));
}

Test(program_exits, text_that_a_reset_has_lost_is_counted)
{
    glut();
    channel_reset(peer);
    program_expect_status(charla, 3);
    channel_expect(charla->err, "charla: cannot ");
    expect_counted();
}

Test(program_exits, a_peer_that_stops_reading_is_3)
{
    glut();
    program_signal(charla, SIGTERM);
    program_expect_status(charla, 3);
    channel_expect(charla->err, "charla: the other side has stopped reading\n");
    expect_counted();
}

/* ---- Signals ------------------------------------------------------------- */

Test(program_exits, a_signal_to_leave_is_followed_politely)
{
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        charla = charla_meet(&on_pipes, i % 2, &peer);
        channel_say(charla->in, "half a line");
        channel_expect(peer, "half a line");
        program_signal(charla, numbers[i]);
        channel_expect_only(peer, "half a line\n%end%\n");
        channel_say(peer, "till then\n");
        channel_finish(peer);
        program_expect_status(charla, 0);
        channel_expect_only(charla->out, "till then\n");
        channel_expect(charla->err, "you have ended the conversation\n");
        harness_end();
    }
}

Test(program_exits, the_second_signal_does_not_wait)
{
    charla = charla_meet(&on_pipes, true, &peer);
    program_signal(charla, SIGTERM);
    channel_expect_only(peer, "%end%\n");
    program_signal(charla, SIGTERM);
    program_expect_end_meanwhile(charla, peer);
    program_expect_status(charla, 0);
}

Test(program_exits, a_peer_that_never_ends_is_waited_for_in_vain)
{
    charla = charla_meet(&on_pipes, true, &peer);
    channel_say(charla->in, "%end%\n");
    channel_expect_only(peer, "%end%\n");
    program_expect_status(charla, 0);
}
