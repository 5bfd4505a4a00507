/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "i18n.h"

/* A non-blocking descriptor of our own for the same pipe or terminal.  Where
 * the system has no such door, the borrowed descriptor must do, and a reader
 * that stops for ever is waited for. */
static int reopen(int fd)
{
    char path[32];

    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    return open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

void output_init(struct output *output, int fd)
{
    struct stat status;

    *output = (struct output){.fd = fd};
    if (fstat(fd, &status) == 0 && (S_ISFIFO(status.st_mode) || isatty(fd))) {
        int own = reopen(fd);
        if (own >= 0)
            *output = (struct output){.fd = own, .own = true};
    }
}

void output_release(struct output *output)
{
    if (output->own)
        close(output->fd);
}

/* Wait until there is room.  Returns false when it is time to stop. */
static bool wait_for_room(const struct output *output, int stop_fd)
{
    struct pollfd fds[] = {
        {.fd = output->fd, .events = POLLOUT},
        {.fd = stop_fd, .events = POLLIN},
    };

    for (;;) {
        if (poll(fds, 2, -1) < 0)
            continue; /* EINTR: signals are main's */
        if (fds[0].revents)
            return true;
        if (fds[1].revents)
            return false;
    }
}

size_t output_write(struct output *output, const void *data, size_t length,
                    int stop_fd, struct error *error)
{
    const char *at = data;
    size_t left = length;

    while (left > 0) {
        ssize_t written = write(output->fd, at, left);

        if (written >= 0) {
            at += written;
            left -= (size_t)written;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (!wait_for_room(output, stop_fd)) {
                error_set(error, _("standard output is not being read"));
                break;
            }
        } else if (errno != EINTR) {
            error_set_errno(error, errno,
                            _("cannot write to standard output"));
            break;
        }
    }
    return length - left;
}
