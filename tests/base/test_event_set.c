/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The same for each implementation of an event set. */
#include <config.h>

#include "base/event_set.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define ROOM 8
#define PATIENCE_MS 60000

static int set, pair[2]; /* the first one is in the set, as `name` */
static char name[] = "the first";

static void begin(void)
{
    set = event_set_new();
    cr_assert_geq(set, 0);
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(fcntl(pair[i], F_SETFL, O_NONBLOCK), 0);
}

static void end(void)
{
    close(pair[0]);
    close(pair[1]);
    close(set);
}

TestSuite(event_set, .init = begin, .fini = end);

/* How many events there are now, all of which must be of the first one; and
 * poll must know of them before they are fetched. */
static int events_now(const char *about)
{
    struct pollfd itself = {.fd = set, .events = POLLIN};
    void *data[ROOM] = {NULL};
    int ready = poll(&itself, 1, 0);
    int count = event_set_wait(set, data, ROOM, 0);

    cr_expect_eq(ready, count > 0, "%s: poll says %d, the set %d", about,
                 ready, count);
    for (int i = 0; i < count; i++)
        cr_expect_eq(data[i], name, "%s", about);
    return count;
}

static void send_bytes(int fd, size_t length)
{
    static const char bytes[64];

    cr_assert_eq(write(fd, bytes, length), (ssize_t)length);
}

static void read_all(int fd)
{
    char room[4096];

    while (read(fd, room, sizeof room) > 0)
        ;
    cr_assert(errno == EAGAIN);
}

static void fill(int fd)
{
    static const char bytes[4096];

    while (write(fd, bytes, sizeof bytes) > 0)
        ;
    cr_assert(errno == EAGAIN);
}

/* ---- What each interest reports ------------------------------------------ */

Test(event_set, reports_what_is_of_interest)
{
    enum act { WAIT, GET, TAKE, OTHER_FINISHES, OTHER_CLOSES, FILL, DRAIN };
    static const struct {
        const char *about;
        enum event_interest interest;
        enum act acts[4]; /* after each, has it events? */
        bool expected[4];
        int count;
    } cases[] = {
        {"nothing has come", EVENT_SET_INPUT, {WAIT}, {false}, 1},
        {"input stays until it is taken",
         EVENT_SET_INPUT,
         {GET, WAIT, TAKE, GET},
         {true, true, false, true},
         4},
        {"room is no input", EVENT_SET_INPUT, {FILL, DRAIN}, {false, false}, 2},
        {"an end is input that stays",
         EVENT_SET_INPUT,
         {OTHER_CLOSES, WAIT},
         {true, true},
         2},
        {"half an end is, too",
         EVENT_SET_INPUT,
         {OTHER_FINISHES, WAIT},
         {true, true},
         2},
        {"nothing is of interest",
         EVENT_SET_NOTHING,
         {WAIT, GET, TAKE, WAIT},
         {false, false, false, false},
         4},
        {"a new one can be written to, which is told once",
         EVENT_SET_CHANGES,
         {WAIT, WAIT},
         {true, false},
         2},
        {"input is told once, although it is not taken",
         EVENT_SET_CHANGES,
         {WAIT, GET, WAIT, GET},
         {true, true, false, true},
         4},
        {"room is told when it comes again",
         EVENT_SET_CHANGES,
         {WAIT, FILL, WAIT, DRAIN},
         {true, false, false, true},
         4},
        {"an end is told once",
         EVENT_SET_CHANGES,
         {WAIT, OTHER_CLOSES, WAIT},
         {true, true, false},
         3},
        {"half an end is told once",
         EVENT_SET_CHANGES,
         {WAIT, OTHER_FINISHES, WAIT},
         {true, true, false},
         3},
    };

    end();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin();
        cr_assert_eq(event_set_add(set, pair[0], cases[i].interest, name), 0);
        for (int act = 0; act < cases[i].count; act++) {
            switch (cases[i].acts[act]) {
            case WAIT: break;
            case GET: send_bytes(pair[1], 3); break;
            case TAKE: read_all(pair[0]); break;
            case OTHER_FINISHES: shutdown(pair[1], SHUT_WR); break;
            case OTHER_CLOSES: close(pair[1]); break;
            case FILL: fill(pair[0]); break;
            case DRAIN: read_all(pair[1]); break;
            }
            cr_expect_eq(events_now(cases[i].about) > 0,
                         cases[i].expected[act], "%s: act %d",
                         cases[i].about, act);
        }
        end();
    }
    begin();
}

/* ---- Members ------------------------------------------------------------- */

Test(event_set, interest_can_be_lost_and_won_again)
{
    cr_assert_eq(event_set_add(set, pair[0], EVENT_SET_INPUT, name), 0);
    send_bytes(pair[1], 1);
    cr_assert_eq(event_set_change(set, pair[0], EVENT_SET_NOTHING, name), 0);
    cr_expect_eq(events_now("lost"), 0);
    cr_assert_eq(event_set_change(set, pair[0], EVENT_SET_INPUT, name), 0);
    cr_expect_eq(events_now("won again"), 1);
}

Test(event_set, what_is_removed_has_no_events_and_can_be_added_again)
{
    static const enum event_interest interests[] = {EVENT_SET_INPUT,
                                                    EVENT_SET_CHANGES};

    send_bytes(pair[1], 1);
    for (size_t i = 0; i < sizeof interests / sizeof *interests; i++) {
        cr_assert_eq(event_set_add(set, pair[0], interests[i], name), 0);
        event_set_remove(set, pair[0]);
        cr_expect_eq(events_now("removed"), 0);
        cr_assert_eq(event_set_add(set, pair[0], interests[i], name), 0);
        cr_expect_gt(events_now("added again"), 0);
        event_set_remove(set, pair[0]);
    }
}

Test(event_set, what_is_removed_may_have_another_owner)
{
    int copy = dup(pair[0]);

    cr_assert_eq(event_set_add(set, pair[0], EVENT_SET_INPUT, name), 0);
    event_set_remove(set, pair[0]);
    close(pair[0]);
    send_bytes(pair[1], 1);
    cr_expect_eq(events_now("closed"), 0);
    pair[0] = copy;
}

Test(event_set, removing_what_is_not_there_changes_nothing)
{
    errno = 0;
    event_set_remove(set, pair[0]);
    event_set_remove(set, -1);
    cr_expect_eq(errno, 0);
    cr_assert_eq(event_set_add(set, pair[0], EVENT_SET_INPUT, name), 0);
    event_set_remove(set, pair[1]);
    send_bytes(pair[1], 1);
    cr_expect_eq(events_now("the other one was removed"), 1);
}

Test(event_set, what_is_closed_leaves_the_set)
{
    cr_assert_eq(event_set_add(set, pair[0], EVENT_SET_INPUT, name), 0);
    send_bytes(pair[1], 1);
    close(pair[0]);
    cr_expect_eq(events_now("closed"), 0);
    pair[0] = dup(pair[1]);
}

Test(event_set, a_descriptor_that_is_none_is_refused)
{
    cr_expect_eq(event_set_add(set, -1, EVENT_SET_INPUT, name), -1);
    cr_expect_eq(errno, EBADF);
}

Test(event_set, each_member_has_its_own_data)
{
    char names[3] = "";
    int others[3][2];
    void *data[ROOM];

    for (int i = 0; i < 3; i++) {
        cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, others[i]), 0);
        cr_assert_eq(event_set_add(set, others[i][0], EVENT_SET_INPUT,
                                   &names[i]), 0);
    }
    send_bytes(others[2][1], 1);
    send_bytes(others[0][1], 1);
    cr_assert_eq(event_set_wait(set, data, ROOM, 0), 2);
    for (int i = 0; i < 2; i++)
        ++*(char *)data[i];
    cr_expect(names[0] == 1 && names[1] == 0 && names[2] == 1);
}

Test(event_set, those_for_which_there_is_no_room_are_told_next)
{
    char seen[5] = "";
    int others[5][2];
    void *data[2];

    for (int i = 0; i < 5; i++) {
        cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, others[i]), 0);
        cr_assert_eq(event_set_add(set, others[i][0], EVENT_SET_CHANGES,
                                   &seen[i]), 0);
    }
    for (;;) {
        int count = event_set_wait(set, data, 2, 0);

        cr_assert_leq(count, 2);
        if (count == 0)
            break;
        for (int i = 0; i < count; i++)
            ++*(char *)data[i];
    }
    for (int i = 0; i < 5; i++)
        cr_expect_gt(seen[i], 0, "%d was forgotten", i);
}

/* ---- Waiting ------------------------------------------------------------- */

Test(event_set, waits_until_something_comes)
{
    void *data[ROOM];

    cr_assert_eq(event_set_add(set, pair[0], EVENT_SET_INPUT, name), 0);
    cr_expect_eq(event_set_wait(set, data, ROOM, 1), 0);
    if (fork() == 0) {
        send_bytes(pair[1], 1);
        _exit(0);
    }
    cr_expect_eq(event_set_wait(set, data, ROOM, -1), 1);
    cr_expect_eq(data[0], name);
}

static void note(int number)
{
    (void)number;
}

Test(event_set, a_signal_ends_the_wait)
{
    const struct sigaction noting = {.sa_handler = note};
    const struct itimerval often = {{0, 10000}, {0, 10000}};
    void *data[ROOM];

    sigaction(SIGALRM, &noting, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    cr_expect_eq(event_set_wait(set, data, ROOM, PATIENCE_MS), -1);
    cr_expect_eq(errno, EINTR);
}

Test(event_set, is_closed_on_exec)
{
    cr_expect(fcntl(set, F_GETFD) & FD_CLOEXEC);
}
