/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/discovery.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/process.h"
#include "monitor/discovery_private.h"
#include "monitor/monitor_message.h"
#include "monitor/sandbox.h"

bool discovery_is_built_in(void)
{
    return true;
}

/* Put this process out of reach of keys and job control, and keep nothing of
 * the parent's but the socket, as descriptor 3. */
static void detach(pid_t parent, int socket)
{
    int null = open("/dev/null", O_RDWR);
    sigset_t none;

    process_end_with_parent(SIGKILL);
    if (getppid() != parent)
        _exit(0);
    (void)setsid();
    (void)signal(SIGPIPE, SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        (void)dup2(null, fd);
    if (socket != 3)
        (void)dup2(socket, 3);
    process_close_from(4);
}

/* The new process: announce this, or else look for people who show the code. */
static void run(const struct discovery_announcement *announcement,
                const char *code)
{
    (void)sandbox_enter_monitor(NULL, NULL, NULL);
    if (announcement)
        discovery_run_announcer(3, announcement);
    else
        discovery_run_browser(3, code);
    _exit(0);
}

/* Start the process.  Returns 0, or -1 with `error` set. */
static int start(struct discovery *discovery,
                 const struct discovery_announcement *announcement,
                 const char *code, struct error *error)
{
    pid_t parent = getpid();
    int pair[2];

    *discovery = (struct discovery){.fd = -1, .pid = -1};
    if (monitor_message_pair(pair) == 0) {
        (void)fflush(NULL); /* or buffered output would be written twice */
        switch (discovery->pid = fork()) {
        case 0:
            detach(parent, pair[1]);
            run(announcement, code);
            break;
        default:
            close(pair[1]);
            discovery->fd = pair[0];
        }
    }
    if (discovery->pid > 0)
        return 0;
    error_set_errno(error, errno, _("cannot look for people in this network"));
    discovery_end(discovery);
    return -1;
}

int discovery_announce(struct discovery *discovery,
                       const struct discovery_announcement *announcement,
                       struct error *error)
{
    return start(discovery, announcement, NULL, error);
}

int discovery_browse(struct discovery *discovery, const char *code,
                     struct error *error)
{
    return start(discovery, NULL, code, error);
}

void discovery_pause(struct discovery *discovery, bool pause)
{
    const char order = pause ? DISCOVERY_PAUSE : DISCOVERY_GO_ON;

    if (discovery->fd >= 0)
        (void)send(discovery->fd, &order, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool discovery_next(struct discovery *discovery,
                    struct discovery_event *event)
{
    ssize_t length;

    /* If the process ends without reading its last order, the connection is
     * reset, but its events can still be read. */
    do
        length = recv(discovery->fd, event, sizeof *event, MSG_WAITALL);
    while (length < 0 && (errno == EINTR || errno == ECONNRESET));
    if (length != (ssize_t)sizeof *event)
        return false;
    event->name[sizeof event->name - 1] = '\0';
    event->address[sizeof event->address - 1] = '\0';
    event->tag.salt[ANNOUNCEMENT_TAG_MAX - 1] = '\0';
    event->tag.hash[ANNOUNCEMENT_TAG_MAX - 1] = '\0';
    return true;
}

void discovery_end(struct discovery *discovery)
{
    if (discovery->fd >= 0)
        close(discovery->fd);
    while (discovery->pid > 0 && waitpid(discovery->pid, NULL, 0) < 0 &&
           errno == EINTR)
        ;
    *discovery = (struct discovery){.fd = -1, .pid = -1};
}
