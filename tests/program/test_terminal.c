/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program on a terminal, as the person before it meets it. */
#include <config.h>

#include <criterion/criterion.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "support/harness.h"

TestSuite(program_menu, .init = harness_begin, .fini = harness_end);
TestSuite(program_terminal, .init = harness_begin, .fini = harness_end);

#define PROMPT "NOT encrypted > "
#define MENU                                                                  \
    "1  wait for a call\r\n2  call somebody\r\nq  quit\r\n1, 2 or q > "
#define ASK_HOST "Address of the other side (blank: 127.0.0.1, q: back) > "

static struct program *charla;
static struct channel *peer;

/* ---- The menu ------------------------------------------------------------ */

Test(program_menu, asks_again_until_it_understands)
{
    static const char *const wrong[] = {
        "", "3", "x", "-1", "12", "quit", "127.0.0.1", "1 2", "\xC3\xB1", "one",
    };
    unsigned port = peer_free_port();

    charla = charla_run(&on_terminal, "-p %u", port);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        channel_expect(charla->screen, MENU);
        channel_say(charla->in, wrong[i]);
        channel_say(charla->in, "\r");
        channel_expect(charla->screen, "Please answer 1, 2 or q.\r\n");
    }
    channel_expect(charla->screen, MENU);
    channel_say(charla->in, " 1 \r");
    cr_assert_eq(program_port(charla), port);
}

Test(program_menu, waits_for_a_call)
{
    unsigned port = peer_free_port();

    charla = charla_run(&on_terminal, "-p %u", port);
    channel_expect(charla->screen, MENU);
    channel_say(charla->in, "1\r");
    cr_assert_eq(program_port(charla), port);
    channel_expect(charla->screen, "waiting for a call; the other side types:");
    peer = peer_call(port);
    channel_expect(peer, " [charla]\n");
    channel_expect(charla->screen, "connected to 127.0.0.1 port");
    channel_expect(charla->screen, PROMPT);
}

/* A shell's command, say, that went to the wrong window. */
Test(program_menu, sends_nothing_that_was_typed_while_nobody_was_there)
{
    unsigned port = peer_free_port();

    charla = charla_run(&on_terminal, "-l -p %u", port);
    channel_expect(charla->screen, "waiting for a call; the other side types:");
    channel_say(charla->in, "clear\rsecret\rand ");
    channel_expect(charla->screen, "you ? clear");
    channel_expect(charla->screen, "? secret");
    channel_expect(charla->screen, "charla: nobody is there yet: what you "
                                   "type is not sent");
    channel_expect(charla->screen, "and ");
    peer = peer_call(port);
    channel_expect(charla->screen, PROMPT "and ");
    channel_say(charla->in, "so on\r");
    channel_say(charla->in, "%end%\r");
    channel_expect(peer, " [charla]\nand so on\n%end%\n");
}

Test(program_menu, calls_the_address_and_port_given)
{
    static const char *const wrong[] = {
        "127.0.0.1 port\r", "127.0.0.1 0\r", "127.0.0.1 65536\r", "a 1 b\r",
    };
    char answer[64];
    unsigned port;
    int listener = peer_listen(&port, 0);

    charla = charla_run(&on_terminal, "%s", "");
    channel_expect(charla->screen, MENU);
    channel_say(charla->in, "2\r");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        channel_expect(charla->screen, ASK_HOST);
        channel_say(charla->in, wrong[i]);
        channel_expect(charla->screen,
                       "That is not an address and a port.\r\n");
    }
    channel_expect(charla->screen, ASK_HOST);
    snprintf(answer, sizeof answer, " 127.0.0.1  %u\r", port);
    channel_say(charla->in, answer);
    peer = peer_accept(listener);
    channel_expect(charla->screen, "connected to 127.0.0.1 port");
}

Test(program_menu, calls_this_machine_when_the_answer_is_blank)
{
    unsigned port;
    int listener = peer_listen(&port, 0);

    charla = charla_run(&on_terminal, "-p %u", port);
    channel_expect(charla->screen, MENU);
    channel_say(charla->in, "2\r");
    channel_expect(charla->screen, ASK_HOST);
    channel_say(charla->in, "\r");
    peer = peer_accept(listener);
    channel_expect(charla->screen, "connected to 127.0.0.1 port");
}

Test(program_menu, leaves_at_the_end_of_input)
{
    for (int second = 0; second < 2; second++) {
        charla = charla_run(&on_terminal, "%s", "");
        channel_expect(charla->screen, MENU);
        if (second) {
            channel_say(charla->in, "2\r");
            channel_expect(charla->screen, ASK_HOST);
        }
        channel_say(charla->in, "\x04");
        program_expect_status(charla, 0);
        channel_expect(charla->screen, "\r\n"); /* for the shell's prompt */
        cr_expect(program_left_terminal_alone(charla));
        harness_end();
    }
}

Test(program_menu, has_a_title_and_a_way_out)
{
    charla = charla_run(&on_terminal, "%s", "");
    channel_expect(charla->screen, "charla: talk with one other person\r\n");
    channel_expect(charla->screen, MENU);
    channel_say(charla->in, "2\r");
    channel_expect(charla->screen, ASK_HOST);
    channel_say(charla->in, "q\r");
    channel_expect(charla->screen, MENU);
    channel_say(charla->in, "q\r");
    program_expect_status(charla, 0);
    cr_expect(program_left_terminal_alone(charla));
}

/* A second attempt is like the first, also when it is a wait. */
Test(program_menu, asks_again_when_a_call_has_failed)
{
    unsigned port = peer_free_port(), other;
    int listener = peer_listen(&other, 0);
    char answer[64];

    charla = charla_run(&on_terminal, "-p %u", port);
    for (int i = 0; i < 3; i++) {
        channel_expect(charla->screen, MENU);
        channel_say(charla->in, "2\r");
        channel_expect(charla->screen, ASK_HOST);
        channel_say(charla->in, "127.0.0.1\r");
        channel_expect(charla->screen, "charla: cannot call 127.0.0.1");
        channel_expect(charla->screen, "charla: talk with one other person");
    }
    channel_expect(charla->screen, MENU);
    channel_say(charla->in, "2\r");
    channel_expect(charla->screen, ASK_HOST);
    snprintf(answer, sizeof answer, "127.0.0.1 %u\r", other);
    channel_say(charla->in, answer);
    peer = peer_accept(listener);
    channel_expect(charla->screen, PROMPT);
    channel_say(charla->in, "/end\r");
    channel_expect_only(peer, "%end%\n");
    channel_finish(peer);
    program_expect_status(charla, 0);
    cr_expect(program_left_terminal_alone(charla));
}

Test(program_menu, asks_again_when_a_port_is_taken)
{
    unsigned port;

    peer_listen(&port, 0);
    charla = charla_run(&on_terminal, "-p %u", port);
    for (int i = 0; i < 2; i++) {
        channel_expect(charla->screen, MENU);
        channel_say(charla->in, "1\r");
        channel_expect(charla->screen, "charla: cannot listen on");
    }
    channel_expect(charla->screen, MENU);
    program_signal(charla, SIGINT);
    program_expect_status(charla, 128 + SIGINT);
    cr_expect(program_left_terminal_alone(charla));
}

Test(program_menu, takes_its_answers_from_a_pipe_and_leaves_the_rest)
{
    char answers[64];
    unsigned port;
    int listener = peer_listen(&port, 0);

    charla = charla_run(&on_pipes, "%s", "");
    snprintf(answers, sizeof answers, "0\n2\n127.0.0.1 %u\nhello\n", port);
    channel_say(charla->in, answers);
    channel_finish(charla->in);
    peer = peer_accept(listener);
    channel_expect_only(peer, "hello\n");
    channel_finish(peer);
    program_expect_status(charla, 0);
    channel_expect_only(charla->out, "");
}

/* ---- Talking ------------------------------------------------------------- */

static void meet(bool listens)
{
    charla = charla_meet(&on_terminal, listens, &peer);
    channel_expect(charla->screen, "type %end% to finish");
    channel_expect(charla->screen, PROMPT);
}

Test(program_terminal, has_no_key_to_verify_where_nothing_is_encrypted)
{
    meet(true);
    channel_say(charla->in, "/verify\r");
    channel_expect(charla->screen, "there is no key to verify: this "
                                   "conversation is not encrypted");
    channel_expect(charla->screen, PROMPT);
    channel_say(charla->in, "%end%\r");
    channel_expect_only(peer, "%end%\n");
    channel_finish(peer);
    program_expect_status(charla, 0);
}

Test(program_terminal, a_typed_line_survives_what_comes)
{
    meet(true);
    channel_say(charla->in, "half a line");
    channel_expect(charla->screen, "half a line");
    for (int i = 0; i < 3; i++) {
        channel_say(peer, "hello\n");
        /* The line is erased (ECMA-48's ED), and comes back below. */
        channel_expect(charla->screen, "| hello\r\n");
        channel_expect(charla->screen, PROMPT "half a line");
    }
    channel_say(charla->in, " and more\r%end%\r");
    channel_expect_only(peer, "half a line and more\n%end%\n");
    channel_finish(peer);
    program_expect_status(charla, 0);
}

Test(program_terminal, either_side_may_send_several_lines_in_a_row)
{
    meet(false);
    channel_say(charla->in, "one\rtwo\r\rthree\r");
    channel_expect(peer, "one\ntwo\nthree\n");
    channel_say(peer, "uno\ndos\n\ntres\n");
    channel_expect(charla->screen,
                   "| uno\r\n           | dos\r\n           | \r\n"
                   "           | tres\r\n");
    channel_say(charla->in, "four\r");
    channel_expect(peer, "four\n");
}

Test(program_terminal, two_of_them_talk)
{
    struct program *ana = charla_run(&on_terminal, "-l -p 0 127.0.0.1");
    struct program *ben =
        charla_run(&on_terminal, "127.0.0.1 %u", program_port(ana));

    channel_expect(ana->screen, PROMPT);
    channel_expect(ben->screen, "greeting from the other side: charla ");
    channel_say(ben->in, "hi, \xC3\xB1\r");
    channel_expect(ana->screen, "| hi, \xC3\xB1\r\n");
    channel_say(ana->in, "hi yourself\rhow are you?\r");
    channel_expect(ben->screen, "| hi yourself\r\n");
    channel_expect(ben->screen, "| how are you?\r\n");
    channel_say(ben->in, "%end%\r");
    channel_expect(ana->screen, "the other side has ended the conversation");
    channel_expect(ben->screen, "you have ended the conversation");
    channel_say(ana->in, "\r"); /* leaves the line that was typed */
    program_expect_status(ana, 0);
    program_expect_status(ben, 0);
    cr_expect(program_left_terminal_alone(ana));
    cr_expect(program_left_terminal_alone(ben));
}

Test(program_terminal, utf_8_works_where_the_locale_has_it)
{
    static const struct setup setups[] = {
        {PLUG_TERMINAL, PLUG_TERMINAL, PLUG_TERMINAL, {"LC_ALL=C.UTF-8"}},
        {PLUG_TERMINAL, PLUG_TERMINAL, PLUG_TERMINAL,
         {"LC_ALL", "LC_CTYPE=C.UTF-8", "LANG=C"}},
        {PLUG_TERMINAL, PLUG_TERMINAL, PLUG_TERMINAL,
         {"LC_ALL", "LANG=xx_XX.UTF-8"}}, /* not installed */
    };

    for (size_t i = 0; i < sizeof setups / sizeof *setups; i++) {
        charla = charla_meet(&setups[i], true, &peer);
        channel_expect(charla->screen, PROMPT);
        /* Two, three and four bytes; backspace takes whole characters. */
        channel_say(charla->in, "\xC3\xB1\xE2\x82\xAC\xF0\x9F\x98\x80");
        channel_expect(charla->screen, "\xF0\x9F\x98\x80");
        channel_say(charla->in, "x\x7F\x7F!\r");
        channel_expect(peer, "\xC3\xB1\xE2\x82\xAC!\n");
        channel_say(charla->in, "\xC3\xB1\x7F\xE2\x82\xAC\x7F\xC3\xA1\r");
        channel_expect(peer, "\xC3\xA1\n");
        channel_say(peer, "\xC3\xB1\xE2\x82\xAC\xF0\x9F\x98\x80\n");
        channel_expect(charla->screen,
                       "| \xC3\xB1\xE2\x82\xAC\xF0\x9F\x98\x80\r\n");
        harness_end();
    }
}

static void expect_ascii(void)
{
    for (int byte = 0x80; byte <= 0xFF; byte++)
        cr_expect(!channel_holds(charla->screen,
                                 (char[]){(char)byte, '\0'}),
                  "%02X", (unsigned)byte);
}

/* The bytes of UTF-8 hold C1 controls: C3 9B, U+00DB, holds CSI. */
static void say_every_byte(void)
{
    for (unsigned c = 0x80; c < 0x800; c++)
        channel_say(peer, (char[]){(char)(0xC0 | c >> 6),
                                   (char)(0x80 | (c & 0x3F)), '2', 'J',
                                   c % 8 == 7 ? '\n' : ' ', '\0'});
    for (unsigned byte = 0x80; byte <= 0xFF; byte++)
        channel_say(peer, (char[]){(char)byte, '2', 'J', '\n', '\0'});
    channel_say(peer, "\xE2\x82\xAC \xF0\x9F\x98\x80 done\n");
}

Test(program_terminal, is_given_ascii_alone_where_the_locale_is_not_utf_8)
{
    static const struct setup setups[] = {
        {PLUG_TERMINAL, PLUG_TERMINAL, PLUG_TERMINAL, {"LC_ALL=C"}},
        {PLUG_TERMINAL, PLUG_TERMINAL, PLUG_TERMINAL, {"LC_ALL", "LANG=C"}},
        {PLUG_TERMINAL, PLUG_TERMINAL, PLUG_TERMINAL, {"LC_ALL", "LANG"}},
        {PLUG_TERMINAL, PLUG_TERMINAL, PLUG_TERMINAL,
         {"LC_ALL", "LANG=xx_XX.ISO-8859-1"}},
        {PLUG_TERMINAL, PLUG_TERMINAL, PLUG_TERMINAL,
         {"LC_ALL=C", "TERM=dumb"}},
    };

    for (size_t i = 0; i < sizeof setups / sizeof *setups; i++) {
        charla = charla_meet(&setups[i], true, &peer);
        channel_expect(charla->screen, "%end%");
        channel_say(charla->in, "\xC3\xB1\xE2\x82\xAC\xF0\x9F\x98\x80!\r");
        channel_expect(peer, "\xC3\xB1\xE2\x82\xAC\xF0\x9F\x98\x80!\n");
        say_every_byte();
        channel_expect(charla->screen, "| EUR <U+1F600> done\r\n");
        channel_say(charla->in, "/help\r%end%\r");
        channel_expect(peer, "%end%\n");
        channel_finish(peer);
        program_expect_status(charla, 0);
        expect_ascii();
        harness_end();
    }
}

/* What could steer the terminal, and how it shows instead. */
#define HOSTILE \
    "\x1B]0;owned\x07\x1B[2J\b\x7F\x9B" "31m\xC2\x9B" "1m\xE2\x80\xAE"
#define HARMLESS \
    "^[]0;owned^G^[[2J^H^?\xEF\xBF\xBD" "31m<U+009B>1m<U+202E>"

static void expect_harmless(const char *shown)
{
    channel_expect(charla->screen, shown);
    cr_expect(!channel_holds(charla->screen, "\x1B]0;"));
    cr_expect(!channel_holds(charla->screen, "\x1B[2J"));
    cr_expect(!channel_holds(charla->screen, "\x9B" "31m"));
    cr_expect(!channel_holds(charla->screen, "\xC2\x9B"));
    cr_expect(!channel_holds(charla->screen, "\xE2\x80\xAE"));
}

Test(program_terminal, the_peer_cannot_steer_it)
{
    const struct setup piped = {.out = PLUG_TERMINAL};

    meet(false);
    channel_say(peer, HOSTILE "\n");
    expect_harmless(HARMLESS);
    harness_end();

    charla = charla_meet(&piped, false, &peer);
    channel_say(peer, HOSTILE "\n");
    expect_harmless(HARMLESS);
    harness_end();

    meet(false);
    channel_say(peer, "charla " HOSTILE " [charla]\n");
    channel_expect(charla->screen, "greeting from the other side: charla ");
    expect_harmless(HARMLESS);
}

/* ---- Leaving ------------------------------------------------------------- */

Test(program_terminal, control_c_drops_the_line_then_leaves_then_insists)
{
    meet(true);
    channel_say(charla->in, "never sent");
    channel_expect(charla->screen, "never sent");
    channel_say(charla->in, "\x03");
    channel_expect(charla->screen, PROMPT);
    channel_say(charla->in, "sent\r");
    channel_expect(peer, "sent\n");
    channel_say(charla->in, "\x03");
    channel_expect_only(peer, "sent\n%end%\n");
    /* The peer does not end; a user who insists need not wait for it. */
    channel_say(charla->in, "\x03");
    program_expect_end_meanwhile(charla, peer);
    program_expect_status(charla, 0);
    channel_expect(charla->screen, "you have ended the conversation");
    cr_expect(program_left_terminal_alone(charla));
}

/* Two bytes in one go: the terminal has made no signal of them. */
Test(program_terminal, control_c_twice_at_once_insists)
{
    meet(true);
    channel_say(charla->in, "\x03\x03");
    channel_expect(peer, "%end%\n");
    program_expect_end_meanwhile(charla, peer);
    program_expect_status(charla, 0);
    cr_expect(program_left_terminal_alone(charla));
}

static void type_end(void)
{
    channel_say(charla->in, "\x15%end%\r"); /* Ctrl-U: whatever was typed */
    channel_expect(peer, "%end%\n");
    channel_finish(peer);
}

static void type_control_d(void)
{
    channel_say(charla->in, "\x15\x04");
    channel_expect(peer, "%end%\n");
    channel_finish(peer);
}

static void receive_end(void)
{
    channel_say(peer, "%end%\n");
}

static void receive_close(void)
{
    channel_finish(peer);
}

static void receive_reset(void)
{
    channel_reset(peer);
}

static void terminate(void)
{
    program_signal(charla, SIGTERM);
    channel_expect(peer, "%end%\n");
    channel_finish(peer);
}

static void terminate_twice(void)
{
    program_signal(charla, SIGTERM);
    channel_expect(peer, "%end%\n");
    program_signal(charla, SIGTERM);
}

Test(program_terminal, is_left_as_it_was_on_every_way_out)
{
    static const struct {
        void (*leave)(void);
        int status;
        bool drops; /* a half-typed line is not sent, and that is said */
        bool stays; /* ...and the user who is typing it leaves with Enter */
    } ways[] = {
        {type_end, 0, false, false},
        {type_control_d, 0, false, false},
        {receive_end, 0, true, true},
        {receive_close, 0, true, true},
        {receive_reset, 3, true, true},
        {terminate, 0, true, false},
        {terminate_twice, 0, true, false},
    };

    for (size_t i = 0; i < 2 * sizeof ways / sizeof *ways; i++) {
        bool typing = i % 2;

        meet(true);
        channel_say(peer, "hola\n"); /* or it was only a knock */
        channel_expect(charla->screen, "hola");
        if (typing) {
            channel_say(charla->in, "half a line");
            channel_expect(charla->screen, "half a line");
        }
        ways[i / 2].leave();
        if (typing && ways[i / 2].stays) {
            channel_expect(charla->screen, "press Enter to leave");
            channel_say(charla->in, "\r");
        }
        program_expect_status(charla, ways[i / 2].status);
        cr_expect(program_left_terminal_alone(charla), "way %zu", i / 2);
        cr_expect_eq(channel_holds(charla->screen,
                                   "the line you were typing was not sent"),
                     typing && ways[i / 2].drops, "way %zu", i / 2);
        harness_end();
    }
}

Test(program_terminal, is_left_alone_by_one_that_never_begins)
{
    charla = charla_run(&on_terminal, "127.0.0.1 %u", peer_free_port());
    program_expect_status(charla, 1);
    channel_expect(charla->screen, "charla: cannot call 127.0.0.1 port ");
    cr_expect(program_left_terminal_alone(charla));
    harness_end();

    charla = charla_run(&on_terminal, "-l -p 0 127.0.0.1");
    (void)program_port(charla);
    channel_say(charla->in, "\x03");
    program_expect_status(charla, 128 + SIGINT);
    cr_expect(program_left_terminal_alone(charla));
}

/* While nobody is there yet: the end of input, and a signal. */
Test(program_terminal, ends_the_waiting_and_forgets_what_was_typed)
{
    static const struct {
        const char *keys;
        int signal, status;
    } ways[] = {
        {"\x04", 0, 128 + SIGINT},
        {"\x03", 0, 128 + SIGINT},
        {"/end\r", 0, 128 + SIGINT},
        {"hello\r\x04", 0, 128 + SIGINT},
        {"hello\r\x03", 0, 128 + SIGINT},
        {"hello\r/end\r", 0, 128 + SIGINT},
        {"", SIGTERM, 128 + SIGTERM},
        {"echo one\recho two\r", SIGTERM, 128 + SIGTERM},
    };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        charla = charla_run(&on_terminal, "-l -p 0 127.0.0.1");
        (void)program_port(charla);
        channel_say(charla->in, ways[i].keys);
        if (ways[i].signal && *ways[i].keys)
            channel_expect(charla->screen, "echo two");
        if (ways[i].signal)
            program_signal(charla, ways[i].signal);
        program_expect_status(charla, ways[i].status);
        cr_expect(program_left_terminal_alone(charla));
        if (ways[i].signal && *ways[i].keys)
            cr_expect(channel_holds(charla->screen,
                                    "what you type is not sent"));
        harness_end();
    }
}

Test(program_terminal, that_hangs_up_ends_the_conversation)
{
    meet(true);
    channel_close(charla->screen);
    channel_expect_only(peer, "%end%\n");
    channel_finish(peer);
    program_expect_status(charla, 0);
}

/* Writing to it fails as well, but that is no failure: it is gone. */
Test(program_terminal, that_hangs_up_while_messages_come_ends_it_in_order)
{
    char port[16];
    unsigned number;
    int listener = peer_listen(&number, 0);

    snprintf(port, sizeof port, "%u", number);
    charla = program_start(
        &on_terminal,
        (const char *const[]){
            "sh", "-c", "trap '' HUP; exec \"$CHARLA\" --plain 127.0.0.1 $1",
            "sh", port, NULL});
    peer = peer_accept(listener);
    channel_expect(charla->screen, PROMPT);
    channel_close(charla->screen);
    channel_expect(peer, "%end%\n");
    channel_say(peer, "nobody reads this\n");
    channel_finish(peer);
    program_expect_status(charla, 0);
}

/* ---- Typing ahead -------------------------------------------------------- */

/* The peer reads nothing until it is told to, and the segments are small so
 * that the system takes in little; then lines are typed that cannot go. */
static void type_ahead(void)
{
    enum { LINES = 400, LENGTH = 1000 };
    static char lines[LINES * LENGTH + 1];
    const int segment = 536;
    unsigned port;
    int listener = peer_listen(&port, 4096);

    setsockopt(listener, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
    charla = charla_run(&on_terminal, "127.0.0.1 %u", port);
    peer = peer_accept(listener);
    channel_pause(peer, true);
    channel_expect(charla->screen, PROMPT);
    memset(lines, 'x', sizeof lines - 1);
    for (size_t i = 1; i <= LINES; i++)
        lines[i * LENGTH - 1] = '\r';
    channel_say(charla->in, lines);
    channel_say(charla->in, "the last\r");
    channel_expect(charla->screen, "the last\r\n");
}

static void expect_last_listed(const char *reason)
{
    program_expect_status(charla, 3);
    channel_expect(charla->screen, reason);
    channel_expect(charla->screen, "these lines may not have arrived:");
    channel_expect(charla->screen, "    the last\r\n");
}

Test(program_terminal, lists_lines_typed_ahead_to_who_insists)
{
    type_ahead();
    channel_say(charla->in, "\x03");
    channel_say(charla->in, "\x03");
    expect_last_listed("you have ended the conversation");
    cr_expect(program_left_terminal_alone(charla));
}

Test(program_terminal, waits_in_vain_behind_lines_typed_ahead)
{
    type_ahead();
    channel_say(charla->in, "\x04");
    expect_last_listed("the other side has stopped reading");
}

Test(program_terminal, leaves_after_lines_typed_ahead)
{
    type_ahead();
    program_signal(charla, SIGTERM);
    channel_pause(peer, false);
    channel_expect(peer, "\nthe last\n%end%\n");
    channel_finish(peer);
    program_expect_status(charla, 0);
    channel_expect(charla->screen, "you have ended the conversation");
}

/* Lines and the peer's end come at the same moment: in whatever order the two
 * threads see them, nothing that was typed is lost. */
Test(program_terminal, sends_what_was_typed_when_the_peer_ends)
{
    static const struct setup by_lines = {.in = PLUG_TERMINAL};
    static const char *const ends[] = {"", "%end%\n"};

    for (int i = 0; i < 12; i++) {
        charla = charla_meet(i % 2 ? &on_terminal : &by_lines, i % 3, &peer);
        if (i % 2)
            channel_expect(charla->screen, PROMPT);
        program_signal(charla, SIGSTOP);
        channel_say(charla->in, "one\rtwo\r");
        channel_drain(charla->in);
        channel_say(peer, ends[i % 4 / 2]);
        channel_finish(peer);
        channel_drain(peer);
        program_signal(charla, SIGCONT);
        channel_expect_only(peer, "one\ntwo\n");
        program_signal(charla, SIGTERM); /* somebody has been typing */
        program_wait(charla);
        harness_end();
    }
}

Test(program_terminal, that_hangs_up_behind_lines_typed_ahead_ends_it)
{
    type_ahead();
    channel_close(charla->screen);
    program_expect_status(charla, 3);
}

