/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/bounded_write.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

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

#ifdef SIGEV_THREAD_ID

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid /* glibc's name until 2.41 */
#endif

/* Interrupt this thread after BOUNDED_WRITE_MS and then again and again: the
 * first time the write may not have begun yet. */
static bool start_timer(timer_t *timer)
{
    static const struct timespec period = {0, BOUNDED_WRITE_MS * 1000000L};
    const struct itimerspec times = {period, period};
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID,
                             .sigev_signo = INTERRUPTION};

    event.sigev_notify_thread_id = gettid();
    if (timer_create(CLOCK_MONOTONIC, &event, timer) < 0)
        return false;
    (void)timer_settime(*timer, 0, &times, NULL);
    return true;
}

static void stop_timer(timer_t timer)
{
    (void)timer_delete(timer);
}

#else /* no such timers: poll alone must do */

static bool start_timer(timer_t *timer)
{
    (void)timer;
    return false;
}

static void stop_timer(timer_t timer)
{
    (void)timer;
}

#endif

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
    timer_t timer;
    bool is_timed;
    int number;

    if (poll(&room, 1, 0) == 0) {
        errno = EAGAIN;
        return -1;
    }
    pthread_once(&once, catch_interruption);
    is_timed = start_timer(&timer);
    written = write_interruptibly(fd, data, length);
    number = errno;
    if (is_timed)
        stop_timer(timer);
    errno = number;
    return written;
}
