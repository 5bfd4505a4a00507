/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/temporary.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME "/charla-test.XXXXXX"

/* charla itself shows and reads no hidden directories. */
static const char *place(void)
{
    const char *wanted = getenv("TMPDIR");

    if (!wanted || *wanted != '/' || strstr(wanted, "/.") ||
        strpbrk(wanted, " \t\n\"'\\$&;()<>|*?[]#~`") ||
        strlen(wanted) + sizeof NAME > TEMPORARY_MAX)
        return "/tmp";
    return wanted;
}

void temporary_directory(char path[TEMPORARY_MAX])
{
    snprintf(path, TEMPORARY_MAX, "%s" NAME, place());
    cr_assert_not_null(mkdtemp(path), "%s", path);
}

int temporary_file(char path[TEMPORARY_MAX])
{
    int fd;

    snprintf(path, TEMPORARY_MAX, "%s" NAME, place());
    fd = mkstemp(path);
    cr_assert_geq(fd, 0, "%s", path);
    return fd;
}

void temporary_words(char path[TEMPORARY_MAX], const char *words)
{
    int fd = temporary_file(path);

    cr_assert_eq(write(fd, words, strlen(words)), (ssize_t)strlen(words));
    close(fd);
}

int temporary_unnamed(void)
{
    char path[TEMPORARY_MAX];
    int fd = temporary_file(path);

    cr_assert_eq(unlink(path), 0);
    return fd;
}
