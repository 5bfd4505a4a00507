/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "support/harness_environment.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* The status that a sanitizer ends a program with: none of charla's own. */
#define SANITIZER_EXIT "exitcode=99"

extern char **environ;

/* The variables of every program, unless a test changes them. */
static const char *const usual[] = {
    "LC_ALL=C.UTF-8",
    "LANGUAGE",
    "LANG",
    "LC_MESSAGES",
    "TERM=xterm",
    "INPUTRC=/dev/null",
    "COLUMNS",
    "LINES",
    "ASAN_OPTIONS=" SANITIZER_EXIT,
    "UBSAN_OPTIONS=" SANITIZER_EXIT,
    NULL,
};

static bool is_same_variable(const char *one, const char *other)
{
    size_t length = strcspn(one, "=");

    return length == strcspn(other, "=") && strncmp(one, other, length) == 0;
}

static bool is_named(const char *variable, const char *const changes[])
{
    for (; *changes; changes++)
        if (is_same_variable(variable, *changes))
            return true;
    return false;
}

static size_t add_variables(const char *from[], const char *const more[],
                            const char *const except[], size_t count)
{
    for (; *more && count < ENVIRONMENT_MAX; more++)
        if (strchr(*more, '=') && !is_named(*more, except))
            from[count++] = *more;
    return count;
}

void environment_make(const char *data_home, const char *const wanted[],
                      const char *variables[ENVIRONMENT_MAX + 1])
{
    static const char *const nothing[] = {NULL};
    const char *changes[16] = {NULL};
    size_t count = 0;

    if (!is_named(data_home, wanted))
        changes[count++] = data_home;
    for (size_t i = 0; usual[i]; i++)
        if (!is_named(usual[i], wanted))
            changes[count++] = usual[i];
    for (size_t i = 0; wanted[i]; i++)
        changes[count++] = wanted[i];
    count = add_variables(variables, (const char *const *)environ, changes, 0);
    count = add_variables(variables, changes, nothing, count);
    variables[count] = NULL;
}
