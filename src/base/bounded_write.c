/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/bounded_write.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/interrupter.h"

/* The signal that interrupts a write.  It is ignored by default, so one that
 * comes too late does no harm. */
#define INTERRUPTION SIGURG

static void do_nothing(int number)
{
    (void)number;
}

/* Catch the signal without SA_RESTART, so that it ends a write, which returns
 * what it has written. */
static void catch_interruption(void)
{
    const struct sigaction action = {.sa_handler = do_nothing};

    sigaction(INTERRUPTION, &action, NULL);
}

/* Write while this thread lets the signal in. */
static ssize_t write_interruptibly(int fd, const void *data, size_t length)
{
    sigset_t interruption, before;
    ssize_t written;
    int number;

    sigemptyset(&interruption);
    sigaddset(&interruption, INTERRUPTION);
    pthread_sigmask(SIG_UNBLOCK, &interruption, &before);
    written = write(fd, data, length);
    number = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = number == EINTR ? EAGAIN : number;
    return written;
}

ssize_t bounded_write(int fd, const void *data, size_t length)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct pollfd room = {.fd = fd, .events = POLLOUT};
    ssize_t written;
    struct interrupter *interrupter;
    int number;

    if (poll(&room, 1, 0) == 0) {
        errno = EAGAIN;
        return -1;
    }
    pthread_once(&once, catch_interruption);
    /* It interrupts again and again: the first time the write may not have
     * begun yet. */
    interrupter = interrupter_start(INTERRUPTION, BOUNDED_WRITE_MS);
    written = write_interruptibly(fd, data, length);
    number = errno;
    interrupter_stop(interrupter);
    errno = number;
    return written;
}
