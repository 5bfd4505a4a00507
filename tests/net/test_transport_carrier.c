/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/transport_carrier.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "net/transport.h"

static struct transport *transport;
static int carrier; /* its end */
static struct error error;

static void begin(void)
{
    int pair[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    transport = transport_carrier_new(pair[0]);
    carrier = pair[1];
}

static void end(void)
{
    transport_free(transport);
}

TestSuite(transport_carrier, .init = begin, .fini = end);

static enum transport_status receive(void)
{
    char room[64];
    size_t received = 0;

    return transport_receive(transport, room, sizeof room, &received, &error);
}

static void send_text(const char *text)
{
    size_t sent = 0;

    cr_assert_eq(transport_send(transport, text, strlen(text), &sent, &error),
                 TRANSPORT_OK);
    cr_assert_eq(sent, strlen(text));
}

Test(transport_carrier, moves_bytes_both_ways)
{
    char room[8];

    cr_assert_eq(receive(), TRANSPORT_WAIT);
    cr_assert_eq(write(carrier, "hola", 4), 4);
    cr_assert_eq(receive(), TRANSPORT_OK);
    send_text("adios");
    cr_assert_eq(read(carrier, room, sizeof room), 5);
    close(carrier);
}

/* An end in order is said by the conversation's own protocol. */
Test(transport_carrier, takes_a_close_for_a_loss_until_it_is_finished_itself)
{
    close(carrier);
    cr_assert_eq(receive(), TRANSPORT_BROKEN);
    cr_assert_str_eq(error.text, "the connection was lost");
}

Test(transport_carrier, ends_in_order_when_everything_was_read)
{
    char room[8];

    send_text("adios");
    cr_assert_eq(transport_finish(transport), TRANSPORT_OK);
    cr_assert_eq(read(carrier, room, sizeof room), 5);
    cr_assert_eq(read(carrier, room, sizeof room), 0);
    close(carrier);
    cr_assert_eq(receive(), TRANSPORT_END);
    cr_assert_eq(receive(), TRANSPORT_END);
}

Test(transport_carrier, is_lost_when_something_was_not_read)
{
    send_text("adios");
    cr_assert_eq(transport_finish(transport), TRANSPORT_OK);
    close(carrier);
    cr_assert_eq(receive(), TRANSPORT_BROKEN);
    cr_assert_str_eq(error.text, "the connection was lost");
}

Test(transport_carrier, counts_as_arrived_what_was_read_to_the_last_byte)
{
    struct transport_link link;
    char room[8];

    send_text("uno");
    transport_look(transport, &link);
    cr_assert_eq(link.sent, 3);
    cr_assert_eq(link.acknowledged, 0);
    cr_assert(link.is_known && !link.is_settled && link.is_held);
    cr_assert_eq(read(carrier, room, sizeof room), 3);
    send_text("dos");
    transport_look(transport, &link);
    cr_assert_leq(link.acknowledged, 3);
    cr_assert_not(link.is_settled);
    cr_assert_eq(read(carrier, room, sizeof room), 3);
    transport_look(transport, &link);
    cr_assert_eq(link.acknowledged, 6);
    cr_assert(link.is_settled && !link.is_held && !link.is_broken);
    close(carrier);
}
