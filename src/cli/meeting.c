/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/meeting.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "chat/door.h"
#include "chat/door_call.h"
#include "chat/terminal_waiter.h"
#include "cli/calling.h"
#include "monitor/monitor.h"
#include "monitor/monitor_client.h"
#include "net/address.h"

struct course {
    const struct meeting *meeting;
    bool is_calling;     /* the monitor has been asked for a call... */
    int64_t calls_at;    /* ...which it makes at this time */
    bool is_other_left;  /* somebody else has answered the last call: call at
                            the other places at once */
    struct error failed; /* why the last call failed, not shown yet */
};

/* Say why the last call failed.  That is done only when the next one is made:
 * when both sides call at once, one of the two connections is closed shortly
 * before the other is chosen, and that is no failure. */
static void tell_failure(struct course *course)
{
    const struct meeting *meeting = course->meeting;

    if (!*course->failed.text || !course->is_calling ||
        clock_ms_left(course->calls_at) > 0)
        return;
    (void)calling_goes_on(meeting->calling, meeting->waiter->terminal,
                          course->failed.text);
    course->failed = (struct error){0};
}

/* Ask the monitor for the next call.  Returns 0, or -1 with `error` set. */
static int ask_for_call(struct course *course, struct error *error)
{
    const struct meeting *meeting = course->meeting;
    int ms = 0;

    if (!course->is_other_left)
        ms = calling_next_ms(meeting->calling, meeting->options,
                             meeting->waiter->terminal, error);
    course->is_other_left = false;
    if (ms < 0 && *course->failed.text)
        *error = course->failed;
    /* Not after the request: the monitor must not be found to call early. */
    course->calls_at = clock_monotonic_ms() + ms;
    if (ms < 0 || monitor_client_dial(meeting->caller, ms, error) < 0)
        return -1;
    course->is_calling = true;
    return 0;
}

/* Take the monitor's answer.  It may be there before this process has seen that
 * the call was due; so first tell why the one before failed, unless this call
 * was made early, because the contact has announced itself.  Returns 0, or -1
 * with `error` set. */
static int take_answer(struct course *course, struct error *error)
{
    const struct meeting *meeting = course->meeting;
    struct address peer;
    int fd;

    tell_failure(course);
    fd = monitor_client_dialled(meeting->caller, &peer, &course->failed);
    course->is_calling = false;
    if (fd >= 0) {
        course->failed = (struct error){0}; /* it was about an earlier call */
        door_call(meeting->door, fd, &peer);
    }
    if (fd >= 0 || !*meeting->wrong_key->text)
        return 0;
    *error = course->failed; /* only people with another key have answered */
    return -1;
}

/* Look how the call that was answered has gone on. */
static void take_outcome(struct course *course)
{
    const struct meeting *meeting = course->meeting;
    struct error why = {0};

    switch (door_look_call(meeting->door, &why)) {
    case DOOR_CALL_NONE:
    case DOOR_CALL_GOES_ON:
        break;
    case DOOR_CALL_FAILED:
        course->failed = why;
        break;
    case DOOR_CALL_UNSAFE:
        *meeting->wrong_key = why;
        monitor_client_judge(meeting->caller, false);
        course->is_other_left = true;
        break;
    }
}

/* Wait until something happens.  Returns -1 when the user has cancelled the
 * wait or the monitor is gone. */
static int wait_for_any(struct course *course, struct error *error)
{
    const struct meeting *meeting = course->meeting;
    const struct waiter how = terminal_waiter_of(meeting->waiter);
    struct pollfd fds[] = {
        {.fd = door_fd(meeting->door), .events = POLLIN},
        {.fd = course->is_calling ? meeting->caller->socket : -1,
         .events = POLLIN},
    };
    int timeout_ms = door_timeout(meeting->door);

    if (*course->failed.text && course->is_calling)
        timeout_ms =
            clock_shorter(timeout_ms, clock_ms_left(course->calls_at));
    if (waiter_wait(&how, fds, 2, timeout_ms) < 0)
        return -1;
    door_step(meeting->door);
    return fds[1].revents ? take_answer(course, error) : 0;
}

int meeting_await(const struct meeting *meeting, struct door_guest *guest,
                  struct error *error)
{
    struct course course = {.meeting = meeting};
    struct error ignored;
    int result = 0;

    door_expect(meeting->door);
    (void)door_look_call(meeting->door, &ignored); /* drop an old result */
    *meeting->wrong_key = (struct error){0};
    while (result == 0 && !door_take(meeting->door, guest)) {
        take_outcome(&course);
        if (!course.is_calling &&
            door_look_call(meeting->door, &ignored) == DOOR_CALL_NONE)
            result = ask_for_call(&course, error);
        tell_failure(&course);
        if (result == 0)
            result = wait_for_any(&course, error);
    }
    if (course.is_calling)
        monitor_client_call_off(meeting->caller);
    if (result == 0 && guest->was_called)
        monitor_client_judge(meeting->caller, true);
    return result;
}
