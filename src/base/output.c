/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bounded_write.h"
#include "base/error.h"
#include "base/i18n.h"

/* Open another, non-blocking descriptor for the same pipe or terminal.  This
 * fails if there is no /dev/fd, or if the terminal belongs to another user. */
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
    if (fstat(fd, &status) < 0)
        return;
    output->is_socket = S_ISSOCK(status.st_mode);
    if (S_ISFIFO(status.st_mode) || isatty(fd)) {
        int own = reopen(fd);
        output->may_block = own < 0;
        if (own >= 0)
            *output = (struct output){.fd = own, .own = true};
    }
}

void output_release(struct output *output)
{
    if (output->own)
        close(output->fd);
}

bool output_wait(const struct output *output, int stop_fd, int timeout)
{
    struct pollfd fds[] = {
        {.fd = output->fd, .events = POLLOUT},
        {.fd = stop_fd, .events = POLLIN},
    };
    int count;

    do
        count = poll(fds, 2, timeout);
    while (count < 0); /* EINTR: main handles signals */
    return count > 0 && fds[0].revents;
}

static ssize_t write_some(const struct output *output, const void *data,
                          size_t length)
{
    if (output->is_socket)
        return send(output->fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    return output->may_block ? bounded_write(output->fd, data, length)
                             : write(output->fd, data, length);
}

ssize_t output_try(struct output *output, const void *data, size_t length,
                   struct error *error)
{
    const char *at = data;
    size_t left = length;

    while (left > 0) {
        ssize_t written = write_some(output, at, left);

        if (written >= 0) {
            at += written;
            left -= (size_t)written;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            break;
        } else if (errno != EINTR) {
            error_set_errno(error, errno,
                            _("cannot write to standard output"));
            return -1;
        }
    }
    return (ssize_t)(length - left);
}

size_t output_write(struct output *output, const void *data, size_t length,
                    int stop_fd, struct error *error)
{
    const char *at = data;
    size_t done = 0;

    while (done < length) {
        ssize_t written =
            output_try(output, at + done, length - done, error);

        if (written < 0)
            break;
        done += (size_t)written;
        if (done < length && !output_wait(output, stop_fd, -1)) {
            error_set(error, _("standard output is not being read"));
            break;
        }
    }
    return done;
}
