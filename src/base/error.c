/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

/* The errors that users meet most, in charla's own words: plainer than the
 * system's, and translated even where libc's catalogs are not installed. */
static const struct {
    int number;
    const char *words;
} common[] = {
    {ECONNREFUSED,
     N_("connection refused, nobody is waiting for a call there")},
    {ECONNRESET, N_("connection reset by the other side")},
    {ECONNABORTED, N_("connection aborted")},
    {EPIPE, N_("nobody is reading at the other end")},
    {ETIMEDOUT, N_("timed out, no answer")},
    {EHOSTUNREACH, N_("no route to that host")},
    {ENETUNREACH, N_("no route to that network")},
    {EHOSTDOWN, N_("that host is down")},
    {EADDRINUSE, N_("this port is already in use")},
    {EADDRNOTAVAIL, N_("this machine does not have that address")},
    {EACCES, N_("permission denied")},
    {EPERM, N_("not permitted")},
    {ENOSPC, N_("no space left on the device")},
    {EDQUOT, N_("your quota of disk space is used up")},
    {EROFS, N_("the file system is read-only")},
    {ENOTDIR, N_("a part of that path is not a directory")},
    {EFBIG, N_("it is too large")},
    {EIO, N_("input/output error")},
    {EISDIR, N_("it is a directory")},
    {EBADF, N_("it is not open")},
    {EMFILE, N_("too many open files")},
    {ENFILE, N_("too many open files in the system")},
    {EAFNOSUPPORT, N_("this machine does not support that kind of address")},
};

/* The system's words for an errno value.  glibc's own strerror_r returns them
 * and may leave `room` unused; that of POSIX fills `room` and returns a
 * number. */
static const char *system_words(int number, char *room, size_t size)
{
#ifdef STRERROR_R_CHAR_P
    return strerror_r(number, room, size);
#else
    if (strerror_r(number, room, size) != 0)
        snprintf(room, size, _("error number %d"), number);
    return room;
#endif
}

const char *error_words(int number)
{
    static _Thread_local char room[128];

    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (common[i].number == number)
            return _(common[i].words);
    return system_words(number, room, sizeof room);
}

void error_set(struct error *error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
}

void error_set_errno(struct error *error, int number, const char *format, ...)
{
    va_list arguments;
    size_t used;

    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    used = strlen(error->text);
    snprintf(error->text + used, sizeof error->text - used, ": %s",
             error_words(number));
}
