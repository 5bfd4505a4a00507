/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/socks.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

#define FIFTY "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONGEST FIFTY FIFTY FIFTY FIFTY FIFTY "abcde"

/* A string literal with its zeros, without the terminator. */
#define BYTES(literal) literal, sizeof(literal) - 1

/* What both sides say in a whole handshake; a step is one message of ours and
 * the answer to it. */
struct dialogue {
    struct socks_request request;
    struct {
        const char *ours;
        size_t ours_length;
        const char *theirs;
        size_t theirs_length;
    } steps[4]; /* up to the first without `ours` */
    const char *error; /* NULL: it ends connected */
};

#define LET_IN {BYTES("\5\1\0"), BYTES("\5\0")}
#define ANA .request = {"ana.example", "8081"}
#define ASK_ANA "\5\1\0\3\13ana.example\x1f\x91"
#define REFUSED(code, words)                                                  \
    {ANA, {LET_IN, {BYTES(ASK_ANA), "\5" code "\0\1\0\0\0\0\0\0", 10}}, words}
#define NOT_SOCKS "it is not a SOCKS5 proxy"

static const struct dialogue dialogues[] = {
    /* Every kind of address, in the request and in the reply. */
    {ANA, {LET_IN, {BYTES(ASK_ANA), BYTES("\5\0\0\1\1\2\3\4\5\6")}}},
    {ANA, {LET_IN, {BYTES(ASK_ANA), BYTES("\5\0\0\3\0\0\0")}}},
    {ANA, {LET_IN, {BYTES(ASK_ANA), BYTES("\5\0\0\3\3abc\0\1")}}},
    {ANA,
     {LET_IN,
      {BYTES(ASK_ANA), BYTES("\5\0\0\4" "0123456789abcdef" "\0\1")}}},
    {.request = {"192.0.2.1", "1"},
     {LET_IN,
      {BYTES("\5\1\0\1\300\0\2\1\0\1"), BYTES("\5\0\0\1\0\0\0\0\0\0")}}},
    {.request = {"2001:db8::9", "65535"},
     {LET_IN,
      {BYTES("\5\1\0\4\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\11\xff\xff"),
       BYTES("\5\0\0\1\0\0\0\0\0\0")}}},
    {.request = {"[::1]", "8081"},
     {LET_IN,
      {BYTES("\5\1\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\x1f\x91"),
       BYTES("\5\0\0\1\0\0\0\0\0\0")}}},
    {.request = {"abc.onion", "8081"},
     {LET_IN,
      {BYTES("\5\1\0\3\11abc.onion\x1f\x91"),
       BYTES("\5\0\0\1\0\0\0\0\0\0")}}},
    {.request = {LONGEST, "8081"},
     {LET_IN,
      {BYTES("\5\1\0\3\xff" LONGEST "\x1f\x91"),
       BYTES("\5\0\0\1\0\0\0\0\0\0")}}},
    /* With a user name. */
    {.request = {"b", "2", "ana", "s3cret"},
     {{BYTES("\5\2\0\2"), BYTES("\5\2")},
      {BYTES("\1\3ana\6s3cret"), BYTES("\1\0")},
      {BYTES("\5\1\0\3\1b\0\2"), BYTES("\5\0\0\1\0\0\0\0\0\0")}}},
    {.request = {"b", "2", "ana", NULL},
     {{BYTES("\5\2\0\2"), BYTES("\5\2")},
      {BYTES("\1\3ana\0"), BYTES("\1\0")},
      {BYTES("\5\1\0\3\1b\0\2"), BYTES("\5\0\0\1\0\0\0\0\0\0")}}},
    {.request = {"b", "2", "ana", "x"}, /* which it does not want to know */
     {{BYTES("\5\2\0\2"), BYTES("\5\0")},
      {BYTES("\5\1\0\3\1b\0\2"), BYTES("\5\0\0\1\0\0\0\0\0\0")}}},
    {.request = {"b", "2", LONGEST, LONGEST},
     {{BYTES("\5\2\0\2"), BYTES("\5\2")},
      {BYTES("\1\xff" LONGEST "\xff" LONGEST), BYTES("\1\7")}},
     "the proxy does not accept the user name and password"},
    {.request = {"b", "2", "ana", "x"},
     {{BYTES("\5\2\0\2"), BYTES("\5\xff")}},
     "the proxy does not take a user name and password"},
    {.request = {"b", "2", "ana", "x"},
     {{BYTES("\5\2\0\2"), BYTES("\5\2")}, {BYTES("\1\3ana\1x"), BYTES("\5\0")}},
     NOT_SOCKS},
    /* Refusals. */
    {ANA,
     {{BYTES("\5\1\0"), BYTES("\5\xff")}},
     "the proxy wants a user name and password, or another kind of login"},
    {ANA,
     {{BYTES("\5\1\0"), BYTES("\5\2")}}, /* which was not offered */
     "the proxy wants a user name and password, or another kind of login"},
    {ANA,
     {{BYTES("\5\1\0"), BYTES("\5\1")}},
     "the proxy wants a user name and password, or another kind of login"},
    REFUSED("\1", "the proxy has failed"),
    REFUSED("\2", "the proxy does not allow that"),
    REFUSED("\3", "the proxy cannot reach that network"),
    REFUSED("\4", "the proxy cannot reach that host, or knows no such name"),
    REFUSED("\5", "connection refused, nobody is waiting for a call there"),
    REFUSED("\6", "the host is too far away for the proxy"),
    REFUSED("\7", "the proxy does not make connections"),
    REFUSED("\10", "the proxy cannot call this kind of address"),
    REFUSED("\xff", "the proxy gives an unknown reason"),
    {ANA,
     {LET_IN, {BYTES(ASK_ANA), BYTES("\5\4")}}, /* no more than that */
     "the proxy cannot reach that host, or knows no such name"},
    /* Servers that are no SOCKS5 proxy. */
    {ANA, {{BYTES("\5\1\0"), BYTES("\4")}}, NOT_SOCKS},
    {ANA, {{BYTES("\5\1\0"), BYTES("H")}}, NOT_SOCKS},
    {ANA, {{BYTES("\5\1\0"), BYTES("[")}}, NOT_SOCKS},
    {ANA, {LET_IN, {BYTES(ASK_ANA), BYTES("\4")}}, NOT_SOCKS},
    {ANA, {LET_IN, {BYTES(ASK_ANA), BYTES("\5\0\0\2\0")}}, NOT_SOCKS},
    {ANA, {LET_IN, {BYTES(ASK_ANA), BYTES("\5\0\0\0\0")}}, NOT_SOCKS},
};

enum { DIALOGUES = sizeof dialogues / sizeof *dialogues };

/* Take what is to be sent, `piece` bytes at a time, and compare. */
static void take_ours(struct socks *socks, const char *ours, size_t length,
                      size_t piece, size_t number)
{
    size_t done = 0;

    while (socks->step == SOCKS_SEND) {
        size_t offered;
        const void *output = socks_output(socks, &offered);
        size_t taken = offered < piece ? offered : piece;

        cr_assert_gt(offered, 0, "dialogue %zu", number);
        cr_assert_leq(done + taken, length, "dialogue %zu", number);
        cr_assert_arr_eq(output, ours + done, taken, "dialogue %zu", number);
        done += taken;
        socks_sent(socks, taken);
    }
    cr_assert_eq(done, length, "dialogue %zu", number);
}

/* Give an answer, `piece` bytes at a time; none may be left over. */
static void give_theirs(struct socks *socks, const char *theirs, size_t length,
                        size_t piece, struct error *error, size_t number)
{
    size_t done = 0;

    while (socks->step == SOCKS_RECEIVE && done < length) {
        size_t size;
        void *room = socks_room(socks, &size);
        size_t given = length - done < piece ? length - done : piece;

        cr_assert_gt(size, 0, "dialogue %zu", number);
        if (given > size)
            given = size;
        memcpy(room, theirs + done, given);
        done += given;
        socks_received(socks, given, error);
    }
    if (socks->step != SOCKS_FAILED)
        cr_assert_eq(done, length, "dialogue %zu asks for too little", number);
}

/* Does the proxy say that nobody waits there? */
static bool is_refusal(const struct dialogue *dialogue)
{
    return dialogue->error &&
           strncmp(dialogue->error, "connection refused", 18) == 0;
}

static void play(size_t number, size_t piece)
{
    const struct dialogue *dialogue = &dialogues[number];
    struct socks socks;
    struct error error = {0};

    cr_assert_eq(socks_begin(&socks, &dialogue->request, &error), 0, "%s",
                 error.text);
    for (size_t i = 0; i < 4 && dialogue->steps[i].ours; i++) {
        take_ours(&socks, dialogue->steps[i].ours,
                  dialogue->steps[i].ours_length, piece, number);
        cr_assert_eq(socks.step, SOCKS_RECEIVE, "dialogue %zu", number);
        give_theirs(&socks, dialogue->steps[i].theirs,
                    dialogue->steps[i].theirs_length, piece, &error, number);
    }
    cr_expect_eq(socks.step, dialogue->error ? SOCKS_FAILED : SOCKS_CONNECTED,
                 "dialogue %zu", number);
    cr_expect_eq(socks.number, is_refusal(dialogue) ? ECONNREFUSED : 0,
                 "dialogue %zu", number);
    cr_expect_str_eq(error.text, dialogue->error ? dialogue->error : "",
                     "dialogue %zu: %s", number, error.text);
}

Test(socks, says_and_understands_what_the_standard_has)
{
    for (size_t i = 0; i < DIALOGUES; i++)
        play(i, SOCKS_MESSAGE_MAX);
}

Test(socks, takes_messages_in_pieces_of_any_size)
{
    for (size_t i = 0; i < DIALOGUES; i++)
        for (size_t piece = 1; piece < 32; piece++)
            play(i, piece);
}

/* The first byte behind the reply is the other side's. */
Test(socks, never_asks_for_more_than_the_answer_has)
{
    for (size_t i = 0; i < DIALOGUES; i++) {
        const struct dialogue *dialogue = &dialogues[i];
        struct socks socks;
        struct error error = {0};
        size_t step = 0, done = 0, size;

        cr_assert_eq(socks_begin(&socks, &dialogue->request, &error), 0);
        while (socks.step == SOCKS_SEND || socks.step == SOCKS_RECEIVE) {
            if (socks.step == SOCKS_SEND) {
                (void)socks_output(&socks, &size);
                socks_sent(&socks, size);
                done = 0;
                continue;
            }
            (void)socks_room(&socks, &size);
            if (!dialogue->error)
                cr_expect_leq(done + size,
                              dialogue->steps[step].theirs_length);
            if (size > dialogue->steps[step].theirs_length - done)
                size = dialogue->steps[step].theirs_length - done;
            memcpy(socks_room(&socks, &(size_t){0}),
                   dialogue->steps[step].theirs + done, size);
            done += size;
            socks_received(&socks, size, &error);
            step += socks.step == SOCKS_SEND;
        }
    }
}

Test(socks, fails_when_the_proxy_leaves_at_any_moment)
{
    for (size_t i = 0; i < DIALOGUES; i++)
        for (size_t step = 0; step < 4 && dialogues[i].steps[step].ours;
             step++) {
            struct socks socks;
            struct error error = {0};

            cr_assert_eq(socks_begin(&socks, &dialogues[i].request, &error), 0);
            for (size_t before = 0; before < step; before++) {
                take_ours(&socks, dialogues[i].steps[before].ours,
                          dialogues[i].steps[before].ours_length, 999, i);
                give_theirs(&socks, dialogues[i].steps[before].theirs,
                            dialogues[i].steps[before].theirs_length, 999,
                            &error, i);
            }
            take_ours(&socks, dialogues[i].steps[step].ours,
                      dialogues[i].steps[step].ours_length, 999, i);
            socks_received(&socks, 0, &error);
            cr_expect_eq(socks.step, SOCKS_FAILED);
            cr_expect_str_eq(error.text, "it has closed the connection");
        }
}

static const struct {
    struct socks_request request;
    const char *error;
} refused[] = {
    {{"", "1"}, "that is neither a host name nor an address"},
    {{"a b", "1"}, "that is neither a host name nor an address"},
    {{LONGEST "x", "1"}, "that is neither a host name nor an address"},
    {{"fe80::1%eth0", "1"},
     "no proxy can reach an address that only works on one network"},
    {{"\xC3\xB1" "and\xC3\xBA.example", "1"},
     "a proxy only takes host names in ASCII (xn--...)"},
    {{"a", "1", LONGEST "x", ""},
     "a user name or password for a proxy can have at most 255 bytes"},
    {{"a", "1", "", LONGEST "x"},
     "a user name or password for a proxy can have at most 255 bytes"},
};

Test(socks, refuses_what_no_proxy_can_be_asked_for)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct socks socks;
        struct error error = {0};

        cr_expect_eq(socks_begin(&socks, &refused[i].request, &error), -1);
        cr_expect_str_eq(error.text, refused[i].error, "%s", error.text);
    }
}
