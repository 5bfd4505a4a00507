/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/loopback.h"

#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

/* An interface that is down has no route: the call fails at once.  With a
 * route it succeeds, or is refused when nobody listens. */
static bool is_up(void)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
        .sin_port = htons(9),
    };
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool result = connect(fd, (const struct sockaddr *)&address,
                          sizeof address) == 0;

    close(fd);
    return result;
}

void loopback_need(void)
{
    if (!is_up())
        cr_skip_test("the loopback interface is down");
}
