/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* event_set: a set of descriptors, for which a thread can wait together.
 *
 * The set is itself a descriptor, which is ready for POLLIN when one of its
 * members has an event: so somebody else can poll it beside other
 * descriptors.  It is closed on exec, and close(2) ends it.  It must not be
 * used by a child of fork: kqueue sets are not inherited.
 *
 * There is an implementation for epoll (Linux) and one for kqueue (macOS and
 * the BSDs).  configure chooses. */
#ifndef CHARLA_EVENT_SET_H
#define CHARLA_EVENT_SET_H

enum event_interest {
    EVENT_SET_NOTHING, /* stay in the set without events */
    EVENT_SET_INPUT,   /* as long as there is something to read, or the other
                          end has closed */
    EVENT_SET_CHANGES, /* once whenever more can be read or written than before,
                          or the other end has closed.  The owner has to go on
                          until EAGAIN, or there is no next event */
};

/* Make an empty set.  Returns its descriptor; or -1 with errno set. */
int event_set_new(void);

/* Add `fd`; `data`, borrowed, stands for it in event_set_wait.  Returns 0, or
 * -1 with errno set. */
int event_set_add(int set, int fd, enum event_interest interest, void *data);

/* Change the interest in `fd`, between EVENT_SET_NOTHING and EVENT_SET_INPUT.
 * Returns 0, or -1 with errno set. */
int event_set_change(int set, int fd, enum event_interest interest,
                     void *data);

/* Remove `fd`, before it is closed.  (A descriptor that is closed leaves the
 * set too, but only if no other process has it.)  Does nothing if it is not in
 * the set. */
void event_set_remove(int set, int fd);

/* Wait for events, for at most `timeout_ms` (-1: without limit).  Fills `data`
 * with what stands for the descriptors that have some, at most `room`; the
 * same one may come twice.  Returns how many, 0 after the timeout; or -1 with
 * errno set, EINTR after a signal. */
int event_set_wait(int set, void *data[], int room, int timeout_ms);

#endif
