/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What tests/test_web.py cannot do: wait for a minute. */
#include <config.h>

#include "carrier/web_talk.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/event_set.h"
#include "carrier/web_message.h"
#include "carrier/web_socket.h"
#include "monitor/monitor_message.h"
#include "monitor/web_report.h"

static int64_t clock_ms;

static int64_t fake_now(void)
{
    return clock_ms;
}

static struct web_talk *talk;
static int events, reports[2]; /* ours is the first */
static int charla = -1;       /* its end of the stream */

static void begin(void)
{
    clock_ms = 1000000;
    events = event_set_new();
    cr_assert_eq(monitor_message_pair(reports), 0);
    talk = web_talk_new(events, reports[1], fake_now);
}

static void end(void)
{
    web_talk_free(talk);
    close(events);
    close(reports[0]);
    close(reports[1]);
}

TestSuite(web_talk, .init = begin, .fini = end);

/* ---- A page -------------------------------------------------------------- */

struct page {
    struct web_socket *socket;
    int fd; /* the browser's end */
};

static void receive(void *context, struct web_socket *socket,
                    const char *text, size_t length)
{
    (void)context;
    web_talk_receive(talk, socket, text, length);
}

static bool may_receive(void *context)
{
    (void)context;
    return web_talk_may_receive(talk);
}

static struct page open_page(void)
{
    const struct web_socket_owner owner = {receive, may_receive, NULL};
    const struct address nobody = {.length = 0};
    struct page page;
    int pair[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    page.socket = web_socket_new(pair[0], &nobody, &owner, NULL, 0);
    page.fd = pair[1];
    return page;
}

/* Say something short; its mask is all zeros. */
static void say(const struct page *page, unsigned char opcode,
                const char *data, size_t length)
{
    char frame[128] = {(char)(0x80 | opcode), (char)(0x80 | length)};

    memcpy(frame + 6, data, length);
    cr_assert_eq(write(page->fd, frame, 6 + length), (ssize_t)(6 + length));
    (void)web_socket_step(page->socket);
}

static void say_text(const struct page *page, const char *text)
{
    say(page, 1, text, strlen(text));
}

/* What is said to the page next, without the head of its frame. */
static const char *hear(const struct page *page)
{
    static char text[128];
    unsigned char head[2];
    size_t length;

    (void)web_talk_step(talk);
    (void)web_socket_step(page->socket);
    cr_assert_eq(read(page->fd, head, 2), 2, "nothing is said");
    length = head[1] & 127;
    cr_assert_eq(read(page->fd, text, length), (ssize_t)length);
    text[length] = '\0';
    if ((head[0] & 15) == 8)
        snprintf(text, sizeof text, "closed %d",
                 (unsigned char)text[0] << 8 | (unsigned char)text[1]);
    return text;
}

static void lose(const struct page *page)
{
    close(page->fd);
    (void)web_socket_step(page->socket);
    web_talk_forget(talk, page->socket);
    web_socket_free(page->socket);
}

/* A page in a conversation; charla's end of it is in `charla`. */
static struct page meet(char token[WEB_TOKEN_LENGTH + 1])
{
    struct page page = open_page();
    struct monitor_message report;

    say_text(&page, "N");
    cr_assert_eq(monitor_message_receive(reports[0], &report, &charla),
                 MONITOR_RECEIVED);
    cr_assert_eq(report.code, WEB_REPORT_GUEST);
    cr_assert_eq(sscanf(hear(&page), "W %32s 0", token), 1);
    return page;
}

static void expect_charla_reads(ssize_t right, int number)
{
    char byte;

    errno = 0;
    cr_assert_eq(recv(charla, &byte, 1, MSG_DONTWAIT), right);
    cr_assert_eq(errno, number);
}

/* ---- How long a page may be away ----------------------------------------- */

Test(web_talk, keeps_a_conversation_whose_page_is_away_and_then_ends_it)
{
    static const struct {
        bool is_closed;
        int ms;
    } cases[] = {
        {false, WEB_TALK_BROKEN_MS},
        {true, WEB_TALK_LEFT_MS},
    };
    char token[WEB_TOKEN_LENGTH + 1];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct page page = meet(token);

        cr_assert_eq(web_talk_timeout(talk), -1);
        if (cases[i].is_closed)
            say(&page, 8, "\x03\xe9", 2); /* 1001: it goes away */
        lose(&page);
        cr_assert_eq(web_talk_timeout(talk), cases[i].ms);
        clock_ms += cases[i].ms - 1;
        (void)web_talk_step(talk);
        expect_charla_reads(-1, EAGAIN);
        clock_ms += 1;
        (void)web_talk_step(talk);
        expect_charla_reads(0, 0);
        cr_assert_eq(web_talk_timeout(talk), -1);
        close(charla);
    }
}

Test(web_talk, goes_on_with_a_page_that_comes_back_in_time)
{
    char token[WEB_TOKEN_LENGTH + 1], words[64];
    struct page page = meet(token);

    lose(&page);
    cr_assert_eq(write(charla, "hola\n", 5), 5);
    clock_ms += WEB_TALK_BROKEN_MS - 1;
    page = open_page();
    snprintf(words, sizeof words, "R %s 0", token);
    say_text(&page, words);
    snprintf(words, sizeof words, "W %s 0", token);
    cr_assert_str_eq(hear(&page), words);
    cr_assert_str_eq(hear(&page), "L 1 hola");
    clock_ms += 10 * WEB_TALK_BROKEN_MS;
    (void)web_talk_step(talk);
    expect_charla_reads(-1, EAGAIN);
    lose(&page);
    close(charla);
}

Test(web_talk, tells_charla_that_what_the_page_has_not_shown_is_lost)
{
    char token[WEB_TOKEN_LENGTH + 1];
    struct page page = meet(token);

    cr_assert_eq(write(charla, "hola\n", 5), 5);
    cr_assert_str_eq(hear(&page), "L 1 hola");
    lose(&page);
    clock_ms += WEB_TALK_BROKEN_MS;
    (void)web_talk_step(talk);
    expect_charla_reads(-1, ECONNRESET);
    close(charla);
}

/* ---- The next guest ------------------------------------------------------ */

Test(web_talk, lets_in_a_new_guest_when_charla_has_given_up_the_old_one)
{
    for (int is_away = 0; is_away < 2; is_away++) {
        char token[WEB_TOKEN_LENGTH + 1], other[WEB_TOKEN_LENGTH + 1];
        struct page page = meet(token), next;

        cr_assert_eq(write(charla, "hola\n", 5), 5);
        cr_assert_str_eq(hear(&page), "L 1 hola");
        if (is_away)
            lose(&page);
        next = open_page();
        say_text(&next, "N");
        cr_assert_str_eq(hear(&next), "closed 4001");
        lose(&next);
        close(charla);
        next = meet(other);
        cr_assert_str_neq(token, other);
        if (!is_away) {
            cr_assert_str_eq(hear(&page), "closed 4002");
            lose(&page);
        }
        say_text(&next, "E");
        close(charla);
        (void)web_talk_step(talk);
        lose(&next);
    }
}
