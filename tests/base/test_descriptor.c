/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/descriptor.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "support/loopback.h"

static bool closes_on_exec(int fd)
{
    return fcntl(fd, F_GETFD) == FD_CLOEXEC;
}

static bool blocks(int fd)
{
    return !(fcntl(fd, F_GETFL) & O_NONBLOCK);
}

Test(descriptor, whatever_is_made_is_closed_on_exec_and_blocks)
{
    int fds[5];

    fds[0] = descriptor_socket(AF_INET, SOCK_STREAM);
    cr_assert_eq(descriptor_pair(SOCK_STREAM, fds + 1), 0);
    cr_assert_eq(descriptor_pipe(fds + 3), 0);
    for (int i = 0; i < 5; i++) {
        cr_expect(closes_on_exec(fds[i]), "%d", i);
        cr_expect(blocks(fds[i]), "%d", i);
    }
    cr_expect_eq(write(fds[1], "a", 1), 1);
    cr_expect_eq(write(fds[4], "b", 1), 1);
    for (int i = 2; i < 4; i++) {
        char got;

        cr_expect_eq(read(fds[i], &got, 1), 1);
        cr_expect_eq(got, i == 2 ? 'a' : 'b');
    }
}

Test(descriptor, what_is_not_there_cannot_be_made)
{
    int pair[2];

    cr_expect_eq(descriptor_socket(-1, SOCK_STREAM), -1);
    cr_expect_eq(errno, EAFNOSUPPORT);
    cr_expect_eq(descriptor_pair(-1, pair), -1);
    cr_expect_eq(descriptor_do_not_block(-1), -1);
    cr_expect_eq(errno, EBADF);
}

Test(descriptor, who_is_accepted_does_not_block)
{
    struct sockaddr_in here = {.sin_family = AF_INET}, peer = {0};
    struct sockaddr *address = (struct sockaddr *)&here;
    socklen_t length = sizeof here;
    int listener, caller, accepted;
    char byte;

    loopback_need();
    listener = descriptor_socket(AF_INET, SOCK_STREAM);
    caller = descriptor_socket(AF_INET, SOCK_STREAM);
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    cr_assert_eq(bind(listener, address, length), 0);
    cr_assert_eq(listen(listener, 1), 0);
    cr_assert_eq(getsockname(listener, address, &length), 0);
    cr_assert_eq(connect(caller, address, length), 0);
    length = sizeof peer;
    accepted =
        descriptor_accept(listener, (struct sockaddr *)&peer, &length);
    cr_assert_geq(accepted, 0);
    cr_expect_eq(peer.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    cr_expect(closes_on_exec(accepted));
    cr_expect_not(blocks(accepted));
    cr_expect_eq(read(accepted, &byte, 1), -1);
    cr_expect_eq(errno, EAGAIN);
    cr_assert_eq(descriptor_do_not_block(listener), 0);
    cr_expect_eq(descriptor_accept(listener, NULL, NULL), -1);
    cr_expect_eq(errno, EAGAIN);
}

Test(descriptor, not_to_block_changes_no_other_flag)
{
    int fd = open("/dev/null", O_WRONLY | O_APPEND);

    cr_assert_eq(descriptor_do_not_block(fd), 0);
    cr_expect_not(blocks(fd));
    cr_expect(fcntl(fd, F_GETFL) & O_APPEND);
}
