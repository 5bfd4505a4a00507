/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/discovery.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "monitor/monitor_message.h"

/* The process may end, for want of a daemon say, before it has read that it is
 * to go on. */
Test(discovery, hears_what_a_process_says_that_ends_with_orders_unread)
{
    const struct discovery_event said = {
        .kind = DISCOVERY_FAILED,
        .name = "there is no daemon",
    };
    struct discovery discovery = {.pid = -1};
    struct discovery_event event;
    int pair[2];

    if (!discovery_is_built_in())
        cr_skip_test("this charla is built without Avahi");
    cr_assert_eq(monitor_message_pair(pair), 0);
    discovery.fd = pair[0];
    cr_assert_eq(send(pair[1], &said, sizeof said, 0), (ssize_t)sizeof said);
    discovery_pause(&discovery, false);
    close(pair[1]);
    cr_assert(discovery_next(&discovery, &event));
    cr_expect_eq(event.kind, DISCOVERY_FAILED);
    cr_expect_str_eq(event.name, "there is no daemon");
    cr_expect_not(discovery_next(&discovery, &event));
    discovery_end(&discovery);
    discovery_end(&discovery);
}
