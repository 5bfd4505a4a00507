/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The door and browsers; the monitor and charla-web are played by a thread. */
#include <config.h>

#include <criterion/criterion.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "chat/door.h"
#include "chat/door_web.h"
#include "monitor/monitor.h"
#include "monitor/monitor_message.h"
#include "monitor/web_report.h"
#include "net/listener.h"
#include "net/transport.h"
#include "support/loopback.h"
#include "support/notices.h"

#define PATIENCE_MS 60000

static int64_t clock_ms;

/* What is written to `late_fd` when the door next looks at the clock, which is
 * then past every deadline: as if the door itself had been held up. */
static const char *late_words;
static size_t late_length;
static int late_fd;

static int64_t fake_now(void)
{
    if (late_words) {
        cr_assert_eq(write(late_fd, late_words, late_length),
                     (ssize_t)late_length);
        late_words = NULL;
        clock_ms += 5000;
    }
    return clock_ms;
}

/* ---- A monitor that hands sockets to the test ---------------------------- */

static struct monitor monitor;
static int monitor_end_fd, handed[2], reports; /* our ends */
static pthread_t thread;
static bool monitor_refuses;

static void *serve(void *ignored)
{
    struct monitor_message request;
    bool is_first = true;
    int fd, pair[2];

    (void)ignored;
    while (monitor_message_receive(monitor_end_fd, &request, &fd) ==
           MONITOR_RECEIVED) {
        struct monitor_message reply = {
            .code = monitor_refuses ? MONITOR_FAILED : MONITOR_OK};

        pair[0] = -1;
        if (is_first && !monitor_refuses) {
            monitor_message_pair(pair);
            reports = pair[1];
            is_first = false;
        }
        monitor_message_send(monitor_end_fd, &reply, pair[0]);
        if (pair[0] >= 0)
            close(pair[0]);
        if (write(handed[1], &fd, sizeof fd) != sizeof fd)
            break;
    }
    return NULL;
}

static struct door *door;
static struct door_guest guest;
static struct address bound;

static void begin(void)
{
    struct error error = {0};
    struct door_setup setup = {
        .terminal = &notices_terminal,
        .undecided_ms = 3000,
        .now = fake_now,
    };
    int pair[2];

    loopback_need();
    clock_ms = 1000000;
    notices_begin(true);
    reports = -1;
    cr_assert_eq(monitor_message_pair(pair), 0);
    cr_assert_eq(pipe(handed), 0);
    monitor = (struct monitor){.socket = pair[0], .pid = -1};
    monitor_end_fd = pair[1];
    cr_assert_eq(pthread_create(&thread, NULL, serve, NULL), 0);
    setup.web = door_web_new(&monitor, &notices_terminal);
    setup.listener = listener_open("127.0.0.1", "0", AF_INET, &bound, &error);
    cr_assert_geq(setup.listener, 0, "%s", error.text);
    door = door_new(&setup, &error);
    cr_assert_not_null(door, "%s", error.text);
}

static void end(void)
{
    transport_free(guest.transport);
    door_free(door);
    close(monitor.socket);
    pthread_join(thread, NULL);
}

TestSuite(door_web, .init = begin, .fini = end);

static int knock(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    cr_assert_geq(fd, 0);
    cr_assert_eq(connect(fd, address_sockaddr(&bound), bound.length), 0);
    return fd;
}

static void say(int fd, const char *text)
{
    cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
}

static bool is_readable(int fd, int timeout_ms)
{
    struct pollfd readable = {.fd = fd, .events = POLLIN};

    return poll(&readable, 1, timeout_ms) > 0;
}

/* Step the door until this is readable. */
static void step_until(int fd)
{
    for (int i = 0; i < PATIENCE_MS && !is_readable(fd, 1); i++)
        door_step(door);
    cr_assert(is_readable(fd, 0), "nothing comes");
}

/* The socket that the door has handed to the monitor. */
static int take_handed(void)
{
    int fd = -1;

    step_until(handed[0]);
    cr_assert_eq(read(handed[0], &fd, sizeof fd), (ssize_t)sizeof fd);
    cr_assert_geq(fd, 0);
    return fd;
}

static void expect_bytes(int fd, const char *right)
{
    char bytes[512] = "";
    ssize_t length = recv(fd, bytes, sizeof bytes - 1, 0);

    cr_assert_eq(length, (ssize_t)strlen(right), "%s", bytes);
    cr_assert_str_eq(bytes, right);
}

static void expect_greeting(int fd)
{
    char bytes[512] = "";

    step_until(fd);
    cr_assert(read(fd, bytes, sizeof bytes - 1) > 0);
    cr_assert_eq(strncmp(bytes, "charla ", 7), 0, "%s", bytes);
}

/* ---- Who knocks ---------------------------------------------------------- */

Test(door_web, hands_a_browser_on_with_all_that_it_has_said)
{
    int browser = knock(), its;

    say(browser, "GET / HTTP/1.1\r\n\r\n");
    its = take_handed();
    expect_bytes(its, "GET / HTTP/1.1\r\n\r\n");
    say(its, "answer");
    expect_bytes(browser, "answer");
    cr_assert_not(door_take(door, &guest));
    cr_assert_str_eq(notices, "");
    cr_assert_eq(door_timeout(door), -1);
    /* what it says now is no business of the door's any more */
    say(browser, "more");
    cr_assert_not(is_readable(door_fd(door), 0));
    close(its);
    close(browser);
}

Test(door_web, greets_who_does_not_speak_first)
{
    int caller = knock();

    while (door_timeout(door) < 0) /* until it has been let in */
        door_step(door);
    cr_assert_eq(door_timeout(door), DOOR_SPEAK_FIRST_MS);
    clock_ms += DOOR_SPEAK_FIRST_MS - 1;
    door_step(door);
    cr_assert_not(is_readable(caller, 0));
    clock_ms += 1;
    door_step(door);
    expect_greeting(caller);
    cr_assert_eq(door_timeout(door), 3000);
    close(caller);
}

Test(door_web, greets_and_lets_in_who_speaks_text_first)
{
    int caller = knock();

    say(caller, "GETTING old\n");
    expect_greeting(caller);
    while (!door_take(door, &guest))
        door_step(door);
    cr_assert_not(guest.has_browser);
    close(caller);
}

/* It had looked at its sockets, then stood still until after the deadline. */
static void say_while_the_door_is_held_up(int fd, const char *words,
                                          size_t length)
{
    door_step(door); /* all that has happened so far */
    late_fd = fd;
    late_words = words;
    late_length = length;
    door_step(door);
    cr_assert_null(late_words);
}

Test(door_web, that_was_held_up_greets_no_browser)
{
    static const char request[] = "GET / HTTP/1.1\r\n\r\n";
    int browser = knock();

    while (door_timeout(door) < 0)
        door_step(door);
    say_while_the_door_is_held_up(browser, request, sizeof request - 1);
    close(take_handed()); /* as one who speaks first */
    close(browser);
}

Test(door_web, that_was_held_up_does_not_take_a_hello_for_silence)
{
    static const char hello[] = "\x16\x03\x01\x02";
    int caller = knock();

    while (door_timeout(door) < 0)
        door_step(door);
    clock_ms += DOOR_SPEAK_FIRST_MS;
    door_step(door);
    expect_greeting(caller);
    say_while_the_door_is_held_up(caller, hello, sizeof hello - 1);
    cr_assert_not(door_take(door, &guest)); /* in plain */
    close(caller);
    while (!*notices)
        door_step(door);
    cr_assert_not_null(strstr(notices, "it wants to encrypt"), "%s", notices);
}

Test(door_web, waits_for_the_rest_of_what_may_be_a_request)
{
    int browser = knock();

    say(browser, "PO");
    while (door_timeout(door) < 0)
        door_step(door);
    while (!is_readable(browser, 0) && door_timeout(door) <= 150) {
        clock_ms += DOOR_SPEAK_FIRST_MS;
        door_step(door);
    }
    cr_assert_not(is_readable(browser, 0));
    say(browser, "ST / HTTP/1.1\r\n");
    close(take_handed());
    close(browser);
}

Test(door_web, lets_go_who_leaves_before_it_was_greeted)
{
    close(knock());
    for (int i = 0; i < PATIENCE_MS && !*notices; i++) {
        (void)is_readable(door_fd(door), 1);
        door_step(door);
    }
    cr_assert_not_null(strstr(notices, "left without a word"));
}

Test(door_web, answers_by_itself_when_nobody_talks_with_browsers)
{
    char answer[512] = "";
    int browser;

    monitor_refuses = true;
    browser = knock();
    say(browser, "GET / HTTP/1.1\r\n\r\n");
    close(take_handed());
    step_until(browser);
    cr_assert(read(browser, answer, sizeof answer - 1) > 0);
    cr_assert_eq(strncmp(answer, "HTTP/1.0 400", 12), 0, "%s", answer);
    close(browser);
    monitor_refuses = false;
}

/* ---- What charla-web reports --------------------------------------------- */

/* Have charla-web run: a first browser has knocked. */
static void have_it_started(void)
{
    int browser = knock();

    say(browser, "GET / HTTP/1.1\r\n\r\n");
    close(take_handed());
    close(browser);
    cr_assert_geq(reports, 0);
}

/* Report a guest; returns charla-web's end of the stream. */
static int report_guest(void)
{
    struct monitor_message report = {
        .code = WEB_REPORT_GUEST,
        .length = sizeof(struct address),
    };
    int pair[2];

    memcpy(report.data, &bound, sizeof bound);
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    cr_assert_eq(monitor_message_send(reports, &report, pair[0]), 0);
    close(pair[0]);
    step_until(door_fd(door));
    door_step(door);
    return pair[1];
}

Test(door_web, lets_in_a_guest_with_a_browser)
{
    char room[16];
    size_t received;
    struct error error = {0};
    int stream;

    have_it_started();
    stream = report_guest();
    cr_assert(door_take(door, &guest));
    cr_assert(guest.has_browser);
    cr_assert_not(guest.is_encrypted);
    cr_assert_eq(address_port(&guest.address), address_port(&bound));
    cr_assert_not(is_readable(stream, 0), "it is not greeted");
    say(stream, "hola\n");
    cr_assert_eq(transport_receive(guest.transport, room, sizeof room,
                                   &received, &error),
                 TRANSPORT_OK);
    cr_assert_eq(received, 5);
    close(stream);
}

Test(door_web, tells_a_second_one_that_it_is_busy)
{
    char line[512] = "";
    int first, second;

    have_it_started();
    first = report_guest();
    cr_assert(door_take(door, &guest));
    second = report_guest();
    cr_assert(read(second, line, sizeof line - 1) > 0);
    cr_assert_not_null(strstr(line, "[busy]\n"), "%s", line);
    cr_assert_eq(read(second, line, 1), 0);
    close(first);
    close(second);
}

Test(door_web, tells_who_was_refused_and_shows_no_control)
{
    struct web_refusal refusal = {
        .address = bound,
        .host = "\x1b[2Jevil.example",
        .origin = "http://evil.example\r\nhidden",
    };
    struct monitor_message report = {
        .code = WEB_REPORT_REFUSED,
        .length = sizeof refusal,
    };

    have_it_started();
    memcpy(report.data, &refusal, sizeof refusal);
    for (int i = 0; i < 100; i++)
        cr_assert_eq(monitor_message_send(reports, &report, -1), 0);
    while (is_readable(door_fd(door), 0))
        door_step(door);
    cr_assert_not_null(strstr(notices, "^[[2Jevil.example"), "%s", notices);
    cr_assert_null(strchr(notices, '\x1b'));
    cr_assert_eq(strchr(notices, '\n'), notices + strlen(notices) - 1,
                 "one line is enough: %s", notices);
}

Test(door_web, takes_no_report_on_trust)
{
    static const struct {
        uint32_t code, length;
        bool has_pipe;
    } cases[] = {
        {WEB_REPORT_GUEST, sizeof(struct address), false},
        {WEB_REPORT_GUEST, sizeof(struct address), true},
        {WEB_REPORT_GUEST, sizeof(struct address) - 1, false},
        {WEB_REPORT_GUEST, 0, true},
        {WEB_REPORT_REFUSED, sizeof(struct web_refusal) - 1, false},
        {WEB_REPORT_REFUSED, 0, true},
        {99, 0, true},
        {WEB_REPORT_GUEST, sizeof(struct address), true},
    };
    int pair[2];

    have_it_started();
    cr_assert_eq(pipe(pair), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct monitor_message report = {.code = cases[i].code,
                                         .length = cases[i].length};

        /* The last one has a good address, and a pipe for a stream. */
        if (i + 1 < sizeof cases / sizeof *cases)
            memset(report.data, 0xff, sizeof report.data);
        cr_assert_eq(monitor_message_send(reports, &report,
                                          cases[i].has_pipe ? pair[1] : -1),
                     0);
        step_until(door_fd(door));
        door_step(door);
        cr_expect_not(door_take(door, &guest), "%zu", i);
    }
    close(pair[1]);
    cr_assert_eq(read(pair[0], pair, 1), 0, "each descriptor was closed");
    cr_assert_str_eq(notices, "");
    close(report_guest());
    cr_assert(door_take(door, &guest));
}

Test(door_web, tells_when_charla_web_has_died)
{
    have_it_started();
    close(reports);
    step_until(door_fd(door));
    door_step(door);
    cr_assert_not_null(strstr(notices, "has stopped working"));
    cr_assert_not(is_readable(door_fd(door), 0), "once");
}
