/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef HAVE_PRCTL
#include <sys/prctl.h>
#endif

#include "base/error.h"
#include "base/i18n.h"
#include "monitor/sandbox.h"

/* To die with the parent, however that dies; and to be the only one of its
 * session, out of reach of keys and of job control. */
static void detach(pid_t parent, const sigset_t *mask)
{
    static const int of_the_terminal[] = {SIGINT,  SIGQUIT, SIGHUP,
                                          SIGTSTP, SIGTTIN, SIGTTOU};

#ifdef HAVE_PRCTL
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent)
        _exit(0);
    (void)setsid();
    for (size_t i = 0; i < sizeof of_the_terminal / sizeof *of_the_terminal;
         i++)
        (void)signal(of_the_terminal[i], SIG_IGN);
    (void)signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_SETMASK, mask, NULL);
}

/* Keep the socket, as descriptor 3, and nothing else that the parent has
 * open: who waits for the end of a pipe would wait for the monitor too. */
static int keep_only(int socket)
{
    int null = open("/dev/null", O_RDWR);
    long most = sysconf(_SC_OPEN_MAX);

    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        (void)dup2(null, fd);
    if (socket != 3)
        (void)dup2(socket, 3);
#ifdef HAVE_CLOSEFROM
    (void)most;
    closefrom(4);
#else
    for (int fd = 4; fd < most; fd++)
        (void)close(fd);
#endif
    return 3;
}

/* For the reason that is in errno. */
static int cannot_start(struct error *error)
{
    error_set_errno(error, errno, _("cannot start charla's monitor"));
    return -1;
}

int monitor_start(struct monitor *monitor, const struct monitor_setup *setup,
                  struct error *error)
{
    pid_t parent = getpid();
    sigset_t all, mask;
    int pair[2];

    *monitor = (struct monitor){.socket = -1, .pid = -1};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
        return cannot_start(error);
    (void)fflush(NULL); /* what is buffered is to be written once */
    /* Ctrl-C may be pressed before the monitor is out of reach. */
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &mask);
    monitor->pid = fork();
    if (monitor->pid == 0) {
        detach(parent, &mask);
        (void)keep_only(pair[1]);
        (void)sandbox_enter_monitor(setup->directory, setup->web);
        _exit(monitor_serve(3, setup));
    }
    sigprocmask(SIG_SETMASK, &mask, NULL);
    monitor->socket = pair[0];
    close(pair[1]);
    if (monitor->pid > 0)
        return 0;
    (void)cannot_start(error);
    monitor_end(monitor);
    return -1;
}

void monitor_end(struct monitor *monitor)
{
    if (monitor->socket >= 0)
        close(monitor->socket);
    while (monitor->pid > 0 && waitpid(monitor->pid, NULL, 0) < 0 &&
           errno == EINTR)
        ;
    *monitor = (struct monitor){.socket = -1, .pid = -1};
}
