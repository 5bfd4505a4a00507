/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Calls to a contact who does not answer.  The test is the monitor that makes
 * them. */
#include <config.h>

#include "cli/meeting.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "chat/door.h"
#include "chat/terminal_waiter.h"
#include "cli/calling.h"
#include "cli/options.h"
#include "monitor/monitor.h"
#include "monitor/monitor_message.h"
#include "net/address.h"
#include "support/notices.h"

#define CLOSED "the other side has closed the connection"

TestSuite(meeting, .timeout = 60);

static struct monitor nobody = {.socket = -1, .pid = -1};
static struct monitor caller = {.socket = -1, .pid = -1};
static struct calling calling;
static int requests; /* the monitor's end */

static void begin(void)
{
    int pair[2];

    cr_assert_eq(monitor_message_pair(pair),
                 0);
    caller.socket = pair[0];
    requests = pair[1];
    calling = (struct calling){
        .has_begun = true,
        .goes_on = true,
        .retry = {.deadline = CLOCK_NEVER},
    };
}

/* Go on with the meeting until it fails.  Returns why. */
static const char *meet(void)
{
    static struct error error;
    const struct options options = {.host = "bea", .meets = true};
    struct terminal_waiter waiter = {
        .terminal = &notices_terminal, .monitor = &nobody, .has_begun = true};
    const struct door_setup setup = {
        .listener = -1, .terminal = &notices_terminal, .contact = "bea"};
    struct error wrong_key = {0};
    struct door_guest guest;
    const struct meeting meeting = {
        .options = &options,
        .door = door_new(&setup, &error),
        .caller = &caller,
        .calling = &calling,
        .waiter = &waiter,
        .wrong_key = &wrong_key,
    };

    notices_begin(false);
    cr_assert_not_null(meeting.door, "%s", error.text);
    cr_assert_eq(meeting_await(&meeting, &guest, &error), -1);
    door_free(meeting.door);
    return error.text;
}

/* ---- The monitor --------------------------------------------------------- */

/* Take a request to call.  Returns after how many ms that is to be done. */
static uint32_t take_request(void)
{
    struct monitor_message request;
    uint32_t delay_ms;

    cr_assert_eq(monitor_message_receive(requests, &request, NULL),
                 MONITOR_RECEIVED);
    cr_assert_eq(request.code, MONITOR_DIAL);
    cr_assert_eq(request.length, sizeof delay_ms);
    memcpy(&delay_ms, request.data, sizeof delay_ms);
    return delay_ms;
}

/* The call is made, and whoever has answered it hangs up at once. */
static void answer(void)
{
    const struct address peer = {.length = 0};
    struct monitor_message reply = {.code = MONITOR_OK,
                                    .length = sizeof peer};
    int pair[2];

    memcpy(reply.data, &peer, sizeof peer);
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    close(pair[1]);
    cr_assert_eq(monitor_message_send(requests, &reply, pair[0]), 0);
    close(pair[0]);
}

/* ---- Tests --------------------------------------------------------------- */

/* The process of the meeting stands still from its second request until that
 * call has been answered: so the answer is there as soon as the call is due. */
Test(meeting, tells_why_a_call_failed_however_late_it_sees_the_next_one)
{
    pid_t child;
    int64_t due;
    int status, left;

    begin();
    child = fork();
    if (child == 0) {
        close(requests);
        (void)meet();
        _exit(strstr(notices, CLOSED "; calling again") ? 0 : 1);
    }
    close(caller.socket);
    cr_expect_eq(take_request(), 0);
    answer();
    due = take_request();
    kill(child, SIGSTOP);
    due += clock_monotonic_ms();
    cr_assert_eq(waitpid(child, &status, WUNTRACED), child);
    while ((left = clock_ms_left(due)) > 0)
        (void)poll(NULL, 0, left);
    answer();
    kill(child, SIGCONT);
    (void)take_request();
    close(requests);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 0,
              "what came to nothing was not told");
}

Test(meeting, that_is_out_of_time_says_why_the_last_call_failed)
{
    begin();
    calling.retry.deadline = clock_monotonic_ms();
    answer();
    cr_expect_str_eq(meet(), CLOSED);
    cr_expect_str_eq(notices, "");
    close(requests);
    close(caller.socket);
}
