/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a terminal sends besides letters leaves nothing in the line. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/screen.h"
#include "support/screen_peer.h"
#include "support/temporary.h"

static struct peer *peer;
static struct screen *screen;
static char inputrc[TEMPORARY_MAX];

static bool reads_keys(void *context)
{
    (void)context;
    return !screen_echoes(screen);
}

/* charla with this inputrc. */
static void start(const char *lines, const char *options)
{
    static char variable[TEMPORARY_MAX + 8];
    struct screen_setup setup = {.rows = 24, .columns = 80};

    temporary_words(inputrc, lines);
    snprintf(variable, sizeof variable, "INPUTRC=%s", inputrc);
    setup.environment[0] = variable;
    peer = peer_new();
    screen = screen_of_charla(&setup, peer, options);
    screen_await(screen, reads_keys, NULL, "the terminal taken over");
}

static void stop(void)
{
    screen_free(screen);
    peer_free(peer);
    unlink(inputrc);
}

static const struct {
    const char *lines, *options;
} modes[] = {
    {"", "-q"},
    {"set editing-mode vi\n", "-q"},
    {"", "-q --linear"},
};

static const char *const unbound[] = {
    "\033OP", "\033OQ", "\033OR", "\033OS",          /* F1 to F4 */
    "\033[11~", "\033[15~", "\033[17~", "\033[24~",  /* F1, F5, F6, F12 */
    "\033[15;2~", "\033[24;5~", "\033[1;2P",         /* with Shift, Ctrl */
    "\033[23$", "\033[23^", "\033[23@",              /* the same, rxvt */
    "\033[[A", "\033[[E", "\033[25~", "\033[34~",    /* Linux console */
    "\033[1;2A", "\033[1;6B", "\033[1;8H",           /* arrows */
    "\033[a", "\033Oa", "\033\033[2~",               /* rxvt */
    "\033[29~", "\033[5;3~", "\033[6;5~", "\033[2;2~",
    "\033[E", "\033OM", "\033Oj", "\033[Z",          /* the keypad */
    "\033[97;5u", "\033[27;5;9~", "\033[57441;1:3u", /* CSI u */
    "\033[M !!", "\033[M#!\"", "\033[<0;12;7M", "\033[<35;1;1m", /* mouse */
    "\033[201~",
    "\033[?62;22c", "\033[>41;354;0c", "\033[0n", "\033[12;40R",
    "\033[?2004;1$y", "\033[8;24;80t", "\033[4;300;400t",
    "\033]11;rgb:0000/0000/0000\007", "\033]4;1;rgb:f/f/f\033\\",
    "\033P1$r0m\033\\", "\033P>|term 1\033\\", "\033_Gi=1;OK\033\\",
    "\033^private\033\\", "\033Xstring\033\\",
};

Test(screen_sequences, leave_nothing_in_the_line)
{
    char expected[] = "before after\n";

    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
        start(modes[m].lines, modes[m].options);
        for (size_t i = 0; i < sizeof unbound / sizeof *unbound; i++) {
            screen_type(screen, "before ");
            screen_type(screen, unbound[i]);
            screen_type(screen, "after\r");
            peer_expect(peer, screen, expected);
        }
        stop();
    }
}

/* Each key alone in its read, and what follows in another. */
Test(screen_sequences, leave_nothing_in_the_line_byte_by_byte)
{
    static const char *const some[] = {
        "\033[15;2~", "\033OP", "\033]11;rgb:0/0/0\007", "\033[M !!",
    };

    start("", "-q");
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        screen_type(screen, "a");
        screen_await_row(screen, "NOT encrypted > a");
        for (const char *at = some[i]; *at; at++) {
            screen_type_bytes(screen, at, 1);
            screen_pump(screen);
        }
        screen_type(screen, "b\r");
        peer_expect(peer, screen, "ab\n");
        screen_await_row(screen, "NOT encrypted >");
    }
    stop();
}

Test(screen_sequences, that_are_bound_do_what_they_should)
{
    start("", "-q");
    screen_type(screen, "word\033[Hmy \033[F!\033OD\033[D\033[3~x\r");
    peer_expect(peer, screen, "my worx!\n"); /* Home, End, left, delete */
    screen_type(screen, "one two\033bmy \r"); /* Alt and b */
    peer_expect(peer, screen, "one my two\n");
    screen_type(screen, "one two\033[1;5Dmy \r"); /* Ctrl and left */
    peer_expect(peer, screen, "one my two\n");
    stop();
}

/* Escape or Alt, and a letter outside ASCII. */
Test(screen_sequences, and_letters_never_give_half_a_letter)
{
    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
        if (m == 1)
            continue; /* where Escape is for commands */
        start(modes[m].lines, modes[m].options);
        screen_type(screen, "\033\xC3\xB1" "and\xC3\xBA\r");
        peer_expect(peer, screen, "\xC3\xB1" "and\xC3\xBA\n");
        if (m == 0) { /* behind Ctrl-X, which begins a sequence too */
            screen_type(screen, "\030\xC3\xB1" "x\r");
            peer_expect(peer, screen, "\xC3\xB1" "x\n");
        }
        screen_type(screen, "a\xC3");
        screen_type(screen, "\r");
        peer_expect(peer, screen, "a\n");
        screen_type(screen, "\xB1" "b\r");
        peer_expect(peer, screen, "b\n");
        stop();
    }
}

Test(screen_sequences, of_utf_8_are_letters_whatever_the_inputrc_says)
{
    static const char *const lines[] = {
        "set convert-meta on\n",
        "set input-meta off\nset output-meta off\n",
        "set meta-flag off\nset convert-meta on\nset output-meta off\n",
    };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        start(lines[i], "-q");
        screen_type(screen, "\xC3\xB1\xE2\x82\xAC\xF0\x9F\x98\x80");
        screen_await_text(screen, "\xC3\xB1\xE2\x82\xAC");
        screen_type(screen, "\177\r");
        peer_expect(peer, screen, "\xC3\xB1\xE2\x82\xAC\n");
        stop();
    }
}

static bool is_late(void *context)
{
    int *rounds = context;

    return ++*rounds > 10; /* of 20 ms: Escape has passed for the key */
}

/* The first may drop what has begun. */
static void interrupt(void)
{
    screen_type(screen, "\003");
    screen_type(screen, "\003");
    peer_expect(peer, screen, "%end%\n");
    peer_hang_up(peer);
}

static void terminate(void)
{
    screen_signal(screen, SIGTERM);
    peer_expect(peer, screen, "%end%\n");
    peer_hang_up(peer);
}

static void end(void)
{
    peer_say(peer, "%end%\n");
    screen_await_text(screen, "the other side has ended the conversation");
    screen_signal(screen, SIGTERM);
}

/* An ESC that has passed for the key, and what has no end. */
Test(screen_sequences, never_make_it_deaf)
{
    static const char *const deaf[] = {
        "[200~hello", "[12", "]52;c;", "O", "[M ", "\026\033", "\030",
    };
    static void (*const ways[])(void) = {interrupt, terminate, end};

    for (size_t way = 0; way < 3; way++)
        for (size_t i = 0; i < sizeof deaf / sizeof *deaf; i++) {
            int rounds = 0;

            start("", "");
            /* Before the conversation nobody is told of its end. */
            screen_await_row(screen, "NOT encrypted >");
            screen_type(screen, "\033");
            screen_await(screen, is_late, &rounds, "time");
            screen_type(screen, deaf[i]);
            if (way == 0 && i == 0) {
                screen_type(screen, "\003\003");
                screen_await_row(screen, "charla: the pasted text is dropped");
            }
            ways[way]();
            if (way == 1 && i == 0) {
                /* A paste is kept from the shell until it is told twice. */
                screen_await_text(screen,
                                  "the text you are pasting is not sent");
                screen_signal(screen, SIGTERM);
            }
            screen_await_end(screen);
            cr_expect(screen_has_first_modes(screen));
            stop();
        }
}

/* Ctrl-C twice drops a paste without an end, and does no more. */
Test(screen_sequences, that_begin_a_paste_without_an_end_are_dropped)
{
    start("", "-q");
    screen_type(screen, "\033[200~hello");
    screen_type(screen, "\003\003");
    screen_await_row(screen, "charla: the pasted text is dropped");
    screen_type(screen, "still here\r");
    peer_expect(peer, screen, "still here\n");
    stop();
}
