/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor_places.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "crypto/announcement_tag.h"
#include "support/data_home.h"

static struct contact bea;

static struct monitor_place place(unsigned port)
{
    struct monitor_place made = {.is_kept = true};

    snprintf(made.at.host, sizeof made.at.host, "192.0.2.1");
    snprintf(made.at.port, sizeof made.at.port, "%u", port);
    return made;
}

/* The contact announces itself at this port. */
static bool announce(struct monitor_places *places, unsigned port)
{
    struct discovery_event event = {.kind = DISCOVERY_FOUND, .port = port};
    int pair[2];
    bool result;

    if (announcement_tag_make(&bea.key, &event.tag) < 0)
        cr_skip_test("this charla is built without encryption");
    snprintf(event.address, sizeof event.address, "192.0.2.1");
    cr_assert_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
    cr_assert_eq(send(pair[1], &event, sizeof event, 0),
                 (ssize_t)sizeof event);
    places->discovery = (struct discovery){.fd = pair[0], .pid = -1};
    result = monitor_places_take(places, &bea);
    close(pair[0]);
    close(pair[1]);
    return result;
}

static const struct monitor_place *at_port(const struct monitor_places *places,
                                           unsigned port)
{
    for (size_t i = 0; i < places->count; i++)
        if (atoi(places->items[i].at.port) == (int)port)
            return &places->items[i];
    cr_assert_fail("port %u is not there", port);
    return NULL;
}

/* An announcement may come while a call is being made, and puts another place
 * first. */
Test(monitor_places, judge_the_one_that_was_called_whatever_is_announced)
{
    static const unsigned announced[] = {1, 2, 3};

    bea = (struct contact){.name = "bea", .key = data_home_key(1)};
    for (size_t i = 0; i < 3; i++) {
        struct monitor_places places = {
            .items = {place(1), place(2), place(3)},
            .count = 3,
            .discovery = {-1, -1},
        };

        places.items[0].is_tried = true;
        places.items[2].is_wrong = true;
        cr_assert_str_eq(monitor_places_next(&places)->port, "2");
        cr_expect_eq(announce(&places, announced[i]), announced[i] != 3);
        monitor_places_judge(&places, false, &bea);
        cr_expect(at_port(&places, 2)->is_wrong, "with %u", announced[i]);
        cr_expect_not(at_port(&places, 1)->is_wrong, "with %u", announced[i]);
    }
}
