/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef HAVE_PRCTL
#include <sys/prctl.h>
#endif
#ifdef HAVE_PROCCTL
#include <sys/procctl.h>
#include <sys/wait.h>
#endif

/* The highest descriptor that is closed where nothing tells which are open. */
#define DESCRIPTORS_MAX 65536

int process_fill_descriptors(void)
{
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};

    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", modes[fd]) < 0)
            return -1;
    return 0;
}

void process_keep_secrets(void)
{
    const struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
    (void)unsetenv("SSLKEYLOGFILE");
#if defined HAVE_PRCTL && !defined CHARLA_SANITIZED
    (void)prctl(PR_SET_DUMPABLE, 0);
#endif
}

void process_end_with_parent(int signal)
{
#if defined HAVE_PRCTL
    (void)prctl(PR_SET_PDEATHSIG, signal);
#elif defined HAVE_PROCCTL
    (void)procctl(P_PID, 0, PROC_PDEATHSIG_CTL, &signal);
#else
    (void)signal;
#endif
}

#ifdef HAVE_CLOSEFROM

void process_close_from(int first)
{
    closefrom(first);
}

#else

/* Close those that a directory lists.  Returns how many; or -1 if the system
 * has no such directory. */
static int close_listed(int first)
{
    DIR *directory = opendir("/dev/fd");
    const struct dirent *entry;
    int count = 0;

    if (!directory)
        return -1;
    while ((entry = readdir(directory))) {
        int fd = atoi(entry->d_name); /* "." is 0 */

        if (fd >= first && fd != dirfd(directory) && close(fd) == 0)
            count++;
    }
    closedir(directory);
    return count;
}

/* The limit may be a thousand million, so it is no measure.  A directory may
 * leave out entries when others are removed while it is read. */
void process_close_from(int first)
{
    int count;

    do
        count = close_listed(first);
    while (count > 0);
    for (int fd = first; count < 0 && fd < DESCRIPTORS_MAX; fd++)
        (void)close(fd);
}

#endif

void process_keep_only(const int kept[], int count)
{
    const int first = STDERR_FILENO + 1;
    int null = open("/dev/null", O_RDWR);
    int high[8];

    /* First move all of them up, so that none overwrites another. */
    for (int i = 0; i < count; i++)
        high[i] = fcntl(kept[i], F_DUPFD, first + count);
    for (int fd = 0; fd < first; fd++)
        (void)dup2(null, fd);
    for (int i = 0; i < count; i++) {
        (void)dup2(high[i], first + i);
        (void)fcntl(first + i, F_SETFD, FD_CLOEXEC);
    }
    process_close_from(first + count);
}
