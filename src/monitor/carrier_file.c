/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/carrier_file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef HAVE_SYS_AUXV_H
#include <sys/auxv.h>
#endif

#include "base/buffer.h"

/* Links to the running program, on systems that have one (Linux, NetBSD,
 * FreeBSD). */
static const char *const own_names[] = {
    "/proc/self/exe",
    "/proc/curproc/exe",
    "/proc/curproc/file",
};

#define PATH_SIZE 4096

/* Find the path of the running program.  Returns false if there is none, or it
 * is too long: a shortened path would lead elsewhere. */
static bool own_path(char path[PATH_SIZE])
{
    for (size_t i = 0; i < sizeof own_names / sizeof *own_names; i++) {
        ssize_t length = readlink(own_names[i], path, PATH_SIZE);

        if (length > 0 && length < PATH_SIZE && path[0] == '/') {
            path[length] = '\0';
            return true;
        }
    }
    return false;
}

static bool is_privileged(void)
{
#ifdef HAVE_GETAUXVAL
    return getauxval(AT_SECURE) != 0;
#else
    return getuid() != geteuid() || getgid() != getegid();
#endif
}

/* Make the string DIRECTORY/NAME; `length` is that of the directory. */
static char *join(const char *directory, size_t length, const char *name)
{
    struct buffer file = {0};

    buffer_append(&file, directory, length);
    buffer_printf(&file, "/%s", name);
    buffer_append(&file, "", 1);
    return file.data;
}

static char *find_in(const char *directory, const char *name)
{
    char *file = join(directory, strlen(directory), name);

    if (access(file, X_OK) == 0)
        return file;
    free(file);
    return NULL;
}

/* Find the program beside the running charla.  If charla's own file has been
 * replaced since it was started, there is none. */
static char *find_beside(const char *name)
{
    char own[PATH_SIZE];
    struct stat charla, beside;
    char *file;

    if (!own_path(own))
        return NULL;
    file = join(own, (size_t)(strrchr(own, '/') - own), name);
    if (stat(own, &charla) == 0 && lstat(file, &beside) == 0 &&
        S_ISREG(beside.st_mode) && beside.st_uid == charla.st_uid &&
        access(file, X_OK) == 0)
        return file;
    free(file);
    return NULL;
}

char *carrier_file_find(const char *name)
{
    const char *directory = getenv("CHARLA_LIBEXECDIR");
    char *file = NULL;

    if (!is_privileged()) {
        if (directory)
            return find_in(directory, name);
        file = find_beside(name);
    }
    return file ? file : find_in(PKGLIBEXECDIR, name);
}
