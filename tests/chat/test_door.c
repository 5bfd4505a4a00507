/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/door.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "net/listener.h"
#include "net/transport.h"
#include "support/loopback.h"
#include "support/notices.h"

#define PATIENCE_MS 60000

/* ---- A clock of the test's own ------------------------------------------- */

static int64_t clock_ms;

static int64_t fake_now(void)
{
    return clock_ms;
}

/* ---- The door, and who knocks -------------------------------------------- */

static struct door *door;
static struct address bound;

static void open_door(bool is_person, bool must_encrypt)
{
    struct error error = {0};
    struct door_setup setup = {
        .terminal = &notices_terminal,
        .must_encrypt = must_encrypt,
        .undecided_ms = 3000,
        .now = fake_now,
    };

    loopback_need();
    clock_ms = 1000000;
    notices_begin(is_person);
    setup.listener = listener_open("127.0.0.1", "0", AF_INET, &bound, &error);
    cr_assert_geq(setup.listener, 0, "%s", error.text);
    door = door_new(&setup, &error);
    cr_assert_not_null(door, "%s", error.text);
}

static int knock(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    cr_assert_geq(fd, 0);
    cr_assert_eq(connect(fd, address_sockaddr(&bound), bound.length), 0);
    return fd;
}

/* A step, as soon as there is something to step for. */
static void step(void)
{
    struct pollfd fd = {.fd = door_fd(door), .events = POLLIN};

    cr_assert_eq(poll(&fd, 1, PATIENCE_MS), 1, "nothing moves");
    door_step(door);
}

static struct door_guest guest;

static void step_until_guest(void)
{
    while (!door_take(door, &guest))
        step();
}

static void step_until_told(const char *text)
{
    while (!strstr(notices, text))
        step();
}

/* Read until the line end, or the end. */
static const char *read_line(int fd)
{
    static char line[512];
    size_t length = 0;
    struct pollfd readable = {.fd = fd, .events = POLLIN};

    for (;;) {
        while (poll(&readable, 1, 1) == 0)
            door_step(door);
        if (length + 1 == sizeof line || read(fd, line + length, 1) <= 0 ||
            line[length++] == '\n')
            break;
    }
    line[length] = '\0';
    return line;
}

static bool is_greeting(const char *line)
{
    return strncmp(line, "charla ", 7) == 0 && strstr(line, "[charla]\n");
}

static void say(int fd, const char *text)
{
    cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
}

/* The guest, whose connection must be whole, says this first. */
static void expect_first_words(const char *text)
{
    char room[256];
    size_t received = 0;
    struct error error = {0};

    cr_assert_eq(transport_receive(guest.transport, room, sizeof room,
                                   &received, &error),
                 TRANSPORT_OK, "%s", error.text);
    cr_assert_eq(received, strlen(text));
    cr_assert_eq(memcmp(room, text, received), 0);
}

static void let_guest_go(void)
{
    transport_free(guest.transport);
    guest = (struct door_guest){0};
}

/* Nobody is here, and nothing is due. */
static void expect_nobody(void)
{
    cr_assert_not(door_take(door, &guest));
}

/* ---- Who is let in ------------------------------------------------------- */

Test(door, greets_whoever_knocks)
{
    int caller;

    open_door(true, false);
    caller = knock();
    cr_assert(is_greeting(read_line(caller)));
    expect_nobody();
    close(caller);
    door_free(door);
}

Test(door, lets_in_who_speaks_and_leaves_the_words_to_be_read)
{
    int caller;

    for (int is_person = 0; is_person < 2; is_person++) {
        open_door(is_person, false);
        caller = knock();
        say(caller, "hola\n");
        step_until_guest();
        cr_assert_not(guest.is_encrypted);
        cr_assert_not(guest.is_silent);
        cr_assert_eq(address_port(&guest.address) > 0, 1);
        expect_first_words("hola\n");
        let_guest_go();
        close(caller);
        door_free(door);
    }
}

/* ---- Who comes by another way -------------------------------------------- */

static int admit_one(void)
{
    struct door_setup setup = {
        .listener = -1,
        .terminal = &notices_terminal,
        .undecided_ms = 3000,
        .now = fake_now,
    };
    struct error error = {0};
    int pair[2];

    clock_ms = 1000000;
    notices_begin(false);
    door = door_new(&setup, &error);
    cr_assert_not_null(door, "%s", error.text);
    cr_assert(door_is_empty(door));
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    door_admit(door, pair[0]);
    return pair[1];
}

Test(door, waits_for_a_command_however_long_it_is_silent)
{
    int command = admit_one();

    cr_assert(is_greeting(read_line(command)));
    cr_expect_eq(door_timeout(door), -1);
    clock_ms += 1000000;
    door_step(door);
    cr_expect_not(door_take(door, &guest));
    cr_expect_not(door_is_empty(door));
    say(command, "hello\n");
    step_until_guest();
    cr_expect_not(guest.is_silent);
    expect_first_words("hello\n");
    transport_free(guest.transport);
    close(command);
    door_free(door);
}

/* Whether it has read the greeting or not. */
Test(door, is_empty_when_a_command_has_ended_and_does_not_call_that_a_call)
{
    for (int reads = 0; reads < 2; reads++) {
        int command = admit_one();

        if (reads)
            (void)read_line(command);
        close(command);
        while (!door_is_empty(door))
            step();
        cr_expect_not(door_take(door, &guest));
        cr_expect_str_empty(notices);
        door_free(door);
    }
}

Test(door, lets_in_who_is_silent_for_long_enough)
{
    int caller;

    open_door(true, false);
    caller = knock();
    cr_assert(is_greeting(read_line(caller)));
    cr_assert_eq(door_timeout(door), 3000);
    clock_ms += 2999;
    door_step(door);
    expect_nobody();
    cr_assert_eq(door_timeout(door), 1);
    clock_ms += 1;
    door_step(door);
    cr_assert(door_take(door, &guest));
    cr_assert(guest.is_silent);
    let_guest_go();
    close(caller);
    door_free(door);
}

Test(door, has_no_deadline_when_nobody_is_there)
{
    open_door(true, false);
    cr_assert_eq(door_timeout(door), -1);
    door_free(door);
}

/* The first caller that is decided, not the first that has connected. */
Test(door, tells_the_others_that_it_is_busy)
{
    for (int order = 0; order < 2; order++) {
        int callers[2];

        open_door(true, false);
        for (int i = 0; i < 2; i++) {
            callers[i] = knock();
            cr_assert(is_greeting(read_line(callers[i])));
        }
        say(callers[order], "hola\n");
        step_until_guest();
        expect_first_words("hola\n");
        say(callers[1 - order], "is anybody there?\n");
        cr_assert_not_null(strstr(read_line(callers[1 - order]), "[busy]\n"));
        cr_assert_str_eq(read_line(callers[1 - order]), "");
        let_guest_go();
        close(callers[0]);
        close(callers[1]);
        door_free(door);
    }
}

Test(door, tells_a_stranger_in_a_conversation_that_it_is_busy)
{
    int friend, stranger;

    open_door(true, false);
    friend = knock();
    say(friend, "hola\n");
    step_until_guest();
    stranger = knock();
    cr_assert_not_null(strstr(read_line(stranger), "[busy]\n"));
    cr_assert_str_eq(read_line(stranger), "");
    cr_assert_str_eq(notices, "", "the user is left in peace");
    close(stranger);
    close(friend);
    let_guest_go();
    door_expect(door);
    friend = knock();
    say(friend, "again\n");
    step_until_guest();
    expect_first_words("again\n");
    let_guest_go();
    close(friend);
    door_free(door);
}

/* ---- Who only knocks ----------------------------------------------------- */

Test(door, goes_on_after_who_comes_and_goes)
{
    int caller;

    open_door(true, false);
    close(knock());
    step_until_told("called and left without a word; still waiting\n");
    expect_nobody();
    caller = knock();
    say(caller, "hola\n");
    step_until_guest();
    let_guest_go();
    close(caller);
    door_free(door);
}

Test(door, does_not_flood_the_screen)
{
    open_door(true, false);
    for (int i = 0; i < 100; i++) {
        int caller = knock();

        cr_assert(is_greeting(read_line(caller)));
        close(caller);
        step();
    }
    while (door_timeout(door) > DOOR_NOTICE_MS || door_timeout(door) < 0)
        step();
    clock_ms += DOOR_NOTICE_MS;
    door_step(door);
    cr_assert_not_null(strstr(notices, "99 more calls came to nothing\n"),
                       "%s", notices);
    cr_assert_eq(strchr(strchr(notices, '\n') + 1, '\n')[1], '\0');
    door_free(door);
}

Test(door, sends_a_browser_away_from_a_terminal)
{
    int caller;

    open_door(true, false);
    caller = knock();
    say(caller, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    cr_assert(is_greeting(read_line(caller)));
    cr_assert_str_eq(read_line(caller), "HTTP/1.0 400 Bad Request\r\n");
    close(caller);
    step_until_told("it is a browser; still waiting\n");
    expect_nobody();
    door_free(door);
}

Test(door, takes_what_a_browser_says_into_a_pipe)
{
    int caller;

    open_door(false, false);
    caller = knock();
    say(caller, "GET / HTTP/1.1\r\n");
    step_until_guest();
    expect_first_words("GET / HTTP/1.1\r\n");
    let_guest_go();
    close(caller);
    door_free(door);
}

Test(door, lets_in_nobody_who_does_not_encrypt_when_that_is_asked_for)
{
    int caller;

    open_door(true, true);
    caller = knock();
    cr_assert(is_greeting(read_line(caller)));
    say(caller, "hola\n");
    cr_assert_str_eq(read_line(caller), "");
    close(caller);
    step_until_told("it does not encrypt");
    caller = knock();
    cr_assert(is_greeting(read_line(caller)));
    clock_ms += DOOR_CALLER_MS;
    door_step(door);
    expect_nobody();
    cr_assert_str_eq(read_line(caller), "");
    close(caller);
    door_free(door);
}

Test(door, lets_in_nobody_who_encrypts_when_it_must_not)
{
    int caller;

    open_door(true, false);
    caller = knock();
    cr_assert(is_greeting(read_line(caller)));
    say(caller, "\x16\x03\x01");
    cr_assert_str_eq(read_line(caller), "");
    expect_nobody();
    close(caller);
    door_free(door);
}

Test(door, takes_any_first_byte_in_a_pipe_that_never_encrypts)
{
    int caller;

    open_door(false, false);
    caller = knock();
    say(caller, "\x16 is a byte");
    step_until_guest();
    expect_first_words("\x16 is a byte");
    let_guest_go();
    close(caller);
    door_free(door);
}

/* ---- Crowds -------------------------------------------------------------- */

Test(door, is_pushed_open_by_nobody)
{
    int silent[DOOR_CALLERS_MAX + 5];
    size_t count = sizeof silent / sizeof *silent;
    int friend;

    open_door(true, false);
    for (size_t i = 0; i < count; i++) {
        silent[i] = knock();
        cr_assert(is_greeting(read_line(silent[i])));
    }
    /* The oldest have been pushed out, the others are there still. */
    for (size_t i = 0; i < 5; i++)
        cr_expect_str_eq(read_line(silent[i]), "", "%zu", i);
    friend = knock();
    say(friend, "hola\n");
    step_until_guest();
    expect_first_words("hola\n");
    clock_ms += 3000; /* in which they have said nothing */
    for (size_t i = 6; i < count; i++)
        cr_expect_not_null(strstr(read_line(silent[i]), "[busy]\n"));
    for (size_t i = 0; i < count; i++)
        close(silent[i]);
    let_guest_go();
    close(friend);
    door_free(door);
}

static size_t open_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    size_t count = 0;

    while (directory && readdir(directory))
        count++;
    if (directory)
        closedir(directory);
    return count;
}

Test(door, forgets_thousands_of_knocks)
{
    size_t before;
    int friend;

    open_door(true, false);
    before = open_descriptors();
    for (int i = 0; i < 3000; i++) {
        close(knock());
        door_step(door);
    }
    friend = knock();
    say(friend, "hola\n");
    step_until_guest();
    expect_first_words("hola\n");
    while (open_descriptors() > before + 2)
        step();
    let_guest_go();
    close(friend);
    cr_assert_eq(open_descriptors(), before);
    door_free(door);
}

Test(door, waits_for_descriptors_when_there_are_none)
{
    struct rlimit limit;
    int caller, spare[64], count = 0;

    open_door(true, false);
    caller = knock();
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = 64;
    setrlimit(RLIMIT_NOFILE, &limit);
    while (count < 64 && (spare[count] = dup(caller)) >= 0)
        count++;
    step();
    cr_assert_not_null(strstr(notices, "nobody can call now: "), "%s", notices);
    cr_assert_eq(door_timeout(door), DOOR_LEAVE_MS, "no spin");
    door_step(door);
    clock_ms += DOOR_LEAVE_MS;
    door_step(door);
    step();
    cr_assert_eq(strstr(strstr(notices, "nobody can call") + 1,
                        "nobody can call"),
                 NULL, "said once");
    while (count > 0)
        close(spare[--count]);
    clock_ms += DOOR_LEAVE_MS;
    door_step(door);
    cr_assert_eq(door_timeout(door), -1, "listening again, no spin");
    say(caller, "hola\n");
    step_until_guest();
    expect_first_words("hola\n");
    let_guest_go();
    close(caller);
    door_free(door);
}
