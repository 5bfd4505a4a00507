/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/process.h"
#include "monitor/download_place.h"
#include "monitor/home_path.h"
#include "monitor/launcher.h"
#include "monitor/monitor_message.h"
#include "monitor/monitor_server.h"
#include "monitor/sandbox.h"

/* Make this process die with its parent, and give it a session of its own, out
 * of reach of keys and of job control. */
static void detach(pid_t parent, const sigset_t *mask)
{
    static const int of_the_terminal[] = {SIGINT,  SIGQUIT, SIGHUP,
                                          SIGTSTP, SIGTTIN, SIGTTOU};

    process_end_with_parent(SIGKILL);
    if (getppid() != parent)
        _exit(0);
    (void)setsid();
    for (size_t i = 0; i < sizeof of_the_terminal / sizeof *of_the_terminal;
         i++)
        (void)signal(of_the_terminal[i], SIG_IGN);
    (void)signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_SETMASK, mask, NULL);
}

/* Find the directory for received files: `shown` is its path for the user,
 * `path` the one by which it is opened. */
static void find_download(struct monitor_setup *own, char shown[PATH_MAX],
                          char path[PATH_MAX])
{
    *path = '\0';
    if (own->has_files && download_place_find(own->download, shown) == 0 &&
        home_path_expand(shown, path))
        own->download = shown;
    else
        own->download = NULL;
}

/* The monitor's process.  The launcher is started first, because the command
 * would inherit the sandbox. */
static void serve(int socket, const int notes[2],
                  const struct monitor_setup *setup)
{
    char download[PATH_MAX], download_path[PATH_MAX];
    struct monitor_setup own = *setup;
    struct error ignored;
    int kept[] = {socket, -1};

    own.launcher = (struct launcher){.socket = -1, .pid = -1};
    if (setup->command && launcher_start(&own.launcher, setup->command,
                                         notes[1], &ignored) == 0)
        kept[1] = own.launcher.socket;
    process_keep_only(kept, kept[1] >= 0 ? 2 : 1);
    if (kept[1] >= 0)
        own.launcher.socket = 4;
    find_download(&own, download, download_path);
    (void)sandbox_enter_monitor(setup->directory, setup->web,
                                *download_path ? download_path : NULL);
    socket = monitor_serve(3, &own);
    launcher_end(&own.launcher);
    _exit(socket);
}

/* Make the pipe for the command's standard error. */
static int make_notes(const struct monitor_setup *setup, int notes[2])
{
    notes[0] = notes[1] = -1;
    if (!setup->command)
        return 0;
    if (descriptor_pipe(notes) < 0)
        return -1;
    return descriptor_do_not_block(notes[0]);
}

static void close_pair(const int pair[2])
{
    for (int i = 0; i < 2; i++)
        if (pair[i] >= 0)
            close(pair[i]);
}

/* Set `error` for the reason in errno.  Returns -1. */
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
    int pair[2] = {-1, -1}, notes[2] = {-1, -1};

    *monitor = (struct monitor){.socket = -1, .pid = -1, .notes = -1};
    if (make_notes(setup, notes) < 0 ||
        monitor_message_pair(pair) < 0) {
        (void)cannot_start(error);
        close_pair(notes);
        return -1;
    }
    (void)fflush(NULL); /* or buffered output would be written twice */
    /* Ctrl-C may be pressed before the monitor has its own session. */
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &mask);
    monitor->pid = fork();
    if (monitor->pid == 0) {
        detach(parent, &mask);
        serve(pair[1], notes, setup);
    }
    sigprocmask(SIG_SETMASK, &mask, NULL);
    monitor->socket = pair[0];
    monitor->notes = notes[0];
    close(pair[1]);
    if (notes[1] >= 0)
        close(notes[1]);
    if (monitor->pid > 0)
        return 0;
    (void)cannot_start(error);
    if (notes[0] >= 0)
        close(notes[0]);
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
    *monitor = (struct monitor){.socket = -1, .pid = -1, .notes = -1};
}
