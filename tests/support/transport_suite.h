/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* transport_suite: tests that every kind of transport must pass.  The tests of
 * a kind run them with TRANSPORT_SUITE. */
#ifndef CHARLA_TRANSPORT_SUITE_H
#define CHARLA_TRANSPORT_SUITE_H

#include <criterion/criterion.h>

struct transport;

/* Make a connection over the loopback; the caller frees both of its ends. */
typedef void (*suite_connect)(struct transport *ends[2]);

/* Connect two TCP sockets over the loopback. */
void suite_connect_sockets(int fds[2]);

void suite_carries_any_bytes(suite_connect connect);
void suite_gives_what_there_is_room_for(suite_connect connect);
void suite_waits_for_a_slow_reader(suite_connect connect);
void suite_receives_on_after_finishing(suite_connect connect);
void suite_ends_after_all_that_was_sent(suite_connect connect);
void suite_tells_of_a_reset(suite_connect connect);
void suite_carries_much_both_ways_at_once(suite_connect connect);

#define TRANSPORT_SUITE_TEST(kind, behaviour, connect)                        \
    Test(kind, behaviour)                                                     \
    {                                                                         \
        suite_##behaviour(connect);                                           \
    }

#define TRANSPORT_SUITE(kind, connect)                                        \
    TRANSPORT_SUITE_TEST(kind, carries_any_bytes, connect)                    \
    TRANSPORT_SUITE_TEST(kind, gives_what_there_is_room_for, connect)         \
    TRANSPORT_SUITE_TEST(kind, waits_for_a_slow_reader, connect)              \
    TRANSPORT_SUITE_TEST(kind, receives_on_after_finishing, connect)          \
    TRANSPORT_SUITE_TEST(kind, ends_after_all_that_was_sent, connect)         \
    TRANSPORT_SUITE_TEST(kind, tells_of_a_reset, connect)                     \
    TRANSPORT_SUITE_TEST(kind, carries_much_both_ways_at_once, connect)

#endif
