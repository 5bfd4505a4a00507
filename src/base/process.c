/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef HAVE_PRCTL
#include <sys/prctl.h>
#endif

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

void process_keep_only(const int kept[], int count)
{
    const int first = STDERR_FILENO + 1;
    int null = open("/dev/null", O_RDWR);
    long most = sysconf(_SC_OPEN_MAX);
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
#ifdef HAVE_CLOSEFROM
    (void)most;
    closefrom(first + count);
#else
    for (int fd = first + count; fd < most; fd++)
        (void)close(fd);
#endif
}
