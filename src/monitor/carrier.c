/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/carrier.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/process.h"
#include "monitor/monitor_message.h"

/* ---- Starting ------------------------------------------------------------ */

/* Move the two descriptors to the numbers that the program expects, taking care
 * that neither overwrites the other. */
static void arrange(int sockets, int reports)
{
    int high = fcntl(reports, F_DUPFD, CARRIER_REPORTS + 1);

    (void)dup2(sockets, CARRIER_SOCKETS);
    (void)dup2(high, CARRIER_REPORTS);
    (void)close(high);
    (void)fcntl(CARRIER_SOCKETS, F_SETFD, 0);
    (void)fcntl(CARRIER_REPORTS, F_SETFD, 0);
}

/* In the child: execute the program.  It inherits nothing else, because the
 * monitor's standard descriptors are /dev/null and its others are closed by
 * exec. */
static void become(const char *file, int sockets, int reports)
{
    static const int ignored[] = {SIGINT,  SIGQUIT, SIGHUP, SIGTSTP,
                                  SIGTTIN, SIGTTOU, SIGPIPE};
    char *const nothing[] = {NULL};
    char *name = strrchr(file, '/');
    char *arguments[] = {name ? name + 1 : NULL, NULL};

    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        (void)signal(ignored[i], SIG_IGN);
    process_end_with_parent(SIGKILL);
    arrange(sockets, reports);
    execve(file, arguments, nothing);
    _exit(127);
}

static void close_pair(const int pair[2])
{
    if (pair[0] >= 0) {
        close(pair[0]);
        close(pair[1]);
    }
}

/* Start the program.  The socket to it does not block, because the monitor may
 * wait for nobody but charla: if the program does not read, it gets no more
 * sockets. */
static int start(struct carrier *carrier, const char *file, int *reports)
{
    int sockets[2] = {-1, -1}, told[2] = {-1, -1};

    if (monitor_message_pair(sockets) < 0 || monitor_message_pair(told) < 0 ||
        (carrier->pid = fork()) < 0) {
        int number = errno;

        close_pair(sockets);
        close_pair(told);
        errno = number;
        return -1;
    }
    if (carrier->pid == 0)
        become(file, sockets[1], told[1]);
    close(sockets[1]);
    close(told[1]);
    (void)fcntl(sockets[0], F_SETFL, O_NONBLOCK);
    carrier->socket = sockets[0];
    carrier->starts++;
    *reports = told[0];
    return 0;
}

/* ---- Handing over -------------------------------------------------------- */

static int pass(const struct carrier *carrier, int socket)
{
    const struct monitor_message message = {.code = 0};

    return monitor_message_send(carrier->socket, &message, socket);
}

int carrier_give(struct carrier *carrier, const char *file, int socket,
                 int *reports, struct error *error)
{
    *reports = -1;
    if (carrier->socket >= 0 && pass(carrier, socket) == 0)
        return 0;
    if (carrier->socket >= 0 && errno == EAGAIN) {
        error_set(error, _("too many browsers call at once"));
        return -1;
    }
    carrier_end(carrier);
    if (!file || carrier->starts == CARRIER_STARTS_MAX) {
        error_set(error, _("this charla has no page for browsers"));
        return -1;
    }
    if (start(carrier, file, reports) < 0 || pass(carrier, socket) < 0) {
        error_set_errno(error, errno, _("cannot start %s"), file);
        return -1;
    }
    return 0;
}

void carrier_end(struct carrier *carrier)
{
    if (carrier->socket < 0)
        return;
    close(carrier->socket);
    carrier->socket = -1;
    (void)kill(carrier->pid, SIGKILL);
    while (waitpid(carrier->pid, NULL, 0) < 0 && errno == EINTR)
        ;
}
