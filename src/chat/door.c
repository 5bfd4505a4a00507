/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/door.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/descriptor.h"
#include "base/error.h"
#include "base/event_set.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "chat/door_private.h"
#include "chat/door_web.h"
#include "net/transport.h"
#include "terminal/terminal_notice.h"
#include "wire/greeting.h"

/* How many callers one step accepts at most, so that those who are already at
 * the door get their turn. */
#define ACCEPTS_MAX 64

/* How often a handshake is tried again although its socket has not moved, in
 * ms: when the kernel has refused a send for lack of memory, no event tells
 * that there is memory again. */
#define HANDSHAKE_LOOK_MS 50

/* ---- Who is at the door -------------------------------------------------- */

static void remove_at(struct door *door, size_t index)
{
    struct caller *caller = door->callers[index];

    door->count--;
    for (size_t i = index; i < door->count; i++)
        door->callers[i] = door->callers[i + 1];
    if (caller->calls)
        door_note_call(door, caller);
    else if (caller->state == CALLER_GONE && caller->is_counted &&
             !door->is_busy)
        door_tell(door, caller);
    if (caller != door->guest && caller != door->returner) {
        /* charla-web may have the socket, too, so that to close it here
         * would not take it out of the set. */
        if (caller->fd >= 0)
            event_set_remove(door->events, caller->fd);
        caller_free(caller);
    }
}

static void remove_gone(struct door *door)
{
    for (size_t i = door->count; i > 0; i--)
        if (door->callers[i - 1]->state == CALLER_GONE ||
            door->callers[i - 1] == door->guest ||
            door->callers[i - 1] == door->returner)
            remove_at(door, i - 1);
}

/* Make the first caller that is decided the guest, and turn the others
 * away. */
static void choose(struct door *door)
{
    for (size_t i = 0; i < door->count && !door->guest; i++)
        if (door->callers[i]->state == CALLER_DECIDED &&
            !door->callers[i]->may_return)
            door->guest = door->callers[i];
    if (!door->guest || door->is_busy)
        return;
    door->is_busy = true;
    for (size_t i = 0; i < door->count; i++)
        if (door->callers[i] != door->guest)
            caller_turn_away(door->callers[i]);
}

/* Which caller has to make room for a new one: one that is leaving already,
 * else the one that has been silent for the longest time, else the oldest. */
static size_t dispensable(const struct door *door)
{
    for (size_t i = 0; i < door->count; i++)
        if (door->callers[i]->state == CALLER_LEAVING)
            return i;
    for (size_t i = 0; i < door->count; i++)
        if (door->callers[i]->state == CALLER_GREETED)
            return i;
    return door->callers[0]->calls ? 1 : 0;
}

void door_add(struct door *door, struct caller *caller)
{
    if (door->count == DOOR_CALLERS_MAX)
        remove_at(door, dispensable(door));
    door->callers[door->count++] = caller;
    if (event_set_add(door->events, caller->fd, EVENT_SET_CHANGES, caller) < 0)
        caller->state = CALLER_GONE;
}

static void admit(struct door *door, int fd, const struct address *address)
{
    struct caller *caller = memory_zeroed(sizeof *caller);

    caller->guest.address = *address;
    caller->may_return = door->lets_return ? &door->who : NULL;
    caller_begin(caller, &door->setup, fd, door->is_busy, door_now(door));
    door_add(door, caller);
}

/* ---- Browsers ------------------------------------------------------------ */

/* Tell a guest with a browser that this side is busy. */
static void turn_away_guest(struct transport *transport)
{
    struct buffer busy = {0};
    struct error ignored = {0};
    size_t sent;

    greeting_append_busy(&busy);
    (void)transport_send(transport, busy.data, busy.length, &sent, &ignored);
    buffer_release(&busy);
    transport_free(transport);
}

/* Admit a guest with a browser, a caller that is decided from the start. */
static void admit_browser(struct door *door)
{
    struct door_guest guest;
    struct caller *caller;

    if (!door_web_take(door->setup.web, &guest))
        return;
    if (door->is_busy || door->guest || door->count == DOOR_CALLERS_MAX) {
        turn_away_guest(guest.transport);
        return;
    }
    caller = memory_zeroed(sizeof *caller);
    caller->state = CALLER_DECIDED;
    caller->fd = -1;
    caller->deadline = CLOCK_NEVER;
    caller->guest = guest;
    door->callers[door->count++] = caller;
}

void door_admit(struct door *door, int fd)
{
    (void)descriptor_do_not_block(fd);
    admit(door, fd, &(struct address){.length = 0});
}

/* ---- Knocks -------------------------------------------------------------- */

static void listen_for(struct door *door, enum event_interest interest)
{
    (void)event_set_change(door->events, door->setup.listener, interest, NULL);
}

/* There are no descriptors left, or no memory.  Stop accepting for a while:
 * trying again at once would only keep the processor busy. */
static void pause_listening(struct door *door, int number)
{
    if (door->listens_again == 0)
        terminal_notice(door->setup.terminal,
                        _("nobody can call now: %s; trying again"),
                        error_words(number));
    door->listens_again = door_now(door) + DOOR_LEAVE_MS;
    listen_for(door, EVENT_SET_NOTHING);
}

/* Accept one caller.  Returns false when there are no more for now. */
static bool accept_one(struct door *door)
{
    struct address address = {.length = sizeof address.storage};
    int fd = descriptor_accept(door->setup.listener,
                               (struct sockaddr *)&address.storage,
                               &address.length);

    if (fd >= 0) {
        door->listens_again = 0;
        admit(door, fd, &address);
        return true;
    }
    switch (errno) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        pause_listening(door, errno);
        return false;
    case EAGAIN:
    case EBADF:
    case EINVAL:
        return false;
    default:
        return true; /* that call failed, not the listener (accept(2)) */
    }
}

static void accept_all(struct door *door)
{
    for (int i = 0; i < ACCEPTS_MAX && accept_one(door); i++)
        ;
}

/* ---- A step -------------------------------------------------------------- */

static void expire(struct door *door)
{
    for (size_t i = 0; i < door->count; i++)
        if (door_now(door) >= door->callers[i]->deadline)
            caller_expire(door->callers[i], &door->setup, door_now(door));
        else if (door->callers[i]->state == CALLER_HANDSHAKE)
            caller_advance(door->callers[i], &door->setup, door_now(door));
    if (door->listens_again != 0 && door_now(door) >= door->listens_again) {
        door->listens_again = CLOCK_NEVER;
        listen_for(door, EVENT_SET_INPUT);
    }
}

void door_step(struct door *door)
{
    void *moved[DOOR_CALLERS_MAX + 2]; /* callers, charla-web, or NULL */
    bool has_knock = false;
    int count = event_set_wait(door->events, moved, DOOR_CALLERS_MAX + 2, 0);

    for (int i = 0; i < count; i++)
        if (moved[i] && moved[i] == door->setup.web)
            admit_browser(door);
        else if (moved[i])
            caller_advance(moved[i], &door->setup, door_now(door));
        else
            has_knock = true;
    expire(door);
    choose(door);
    door_choose_return(door);
    remove_gone(door);
    if (has_knock)
        accept_all(door);
    door_tell_the_rest(door);
}

static void sooner(int64_t *soonest, int64_t deadline)
{
    if (*soonest == 0 || deadline < *soonest)
        *soonest = deadline;
}

int door_timeout(const struct door *door)
{
    int64_t soonest = 0, left;

    for (size_t i = 0; i < door->count; i++) {
        sooner(&soonest, door->callers[i]->deadline);
        if (door->callers[i]->state == CALLER_HANDSHAKE)
            sooner(&soonest, door_now(door) + HANDSHAKE_LOOK_MS);
    }
    if (door->listens_again != 0)
        sooner(&soonest, door->listens_again);
    if (door->untold > 0)
        sooner(&soonest, door->quiet_until);
    if (soonest == 0 || soonest == CLOCK_NEVER)
        return -1;
    left = soonest - door_now(door);
    return left > 0 ? (int)left : 0;
}

int door_fd(const struct door *door)
{
    return door->events;
}

/* ---- Guests -------------------------------------------------------------- */

bool door_take(struct door *door, struct door_guest *guest)
{
    if (!door->guest)
        return false;
    door_hand_over(door, door->guest, guest);
    door->guest = NULL;
    door->is_busy = true;
    return true;
}

void door_expect(struct door *door)
{
    door->is_busy = false;
    door_end_return(door);
    remove_gone(door);
}

/* ---- The whole ----------------------------------------------------------- */

static int listen_at(struct door *door)
{
    int listener = door->setup.listener;

    if (listener < 0)
        return 0;
    if (descriptor_do_not_block(listener) < 0)
        return -1;
    return event_set_add(door->events, listener, EVENT_SET_INPUT, NULL);
}

struct door *door_new(const struct door_setup *setup, struct error *error)
{
    struct door *door = memory_zeroed(sizeof *door);

    door->setup = *setup;
    door->events = event_set_new();
    if (door->events < 0 || listen_at(door) < 0) {
        error_set_errno(error, errno, _("cannot wait for calls"));
        door_free(door);
        return NULL;
    }
    if (door->setup.web)
        door_web_join(door->setup.web, door->events);
    return door;
}

void door_free(struct door *door)
{
    struct door_guest guest;

    if (!door)
        return;
    door_end_return(door);
    if (door_take(door, &guest))
        transport_free(guest.transport);
    while (door->count > 0) {
        door->callers[0]->is_counted = false;
        remove_at(door, 0);
    }
    door_web_free(door->setup.web);
    if (door->events >= 0)
        close(door->events);
    if (door->setup.listener >= 0)
        close(door->setup.listener);
    free(door);
}
