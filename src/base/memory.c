/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void (*before_failure)(void);

void memory_on_failure(void (*last_act)(void))
{
    before_failure = last_act;
}

static void *checked(void *block)
{
    static const char words[] = "charla: out of memory\n";

    if (block)
        return block;
    if (before_failure)
        before_failure();
    if (write(STDERR_FILENO, words, sizeof words - 1) < 0)
        _exit(1); /* the user cannot be told */
    _exit(1);
}

void *memory_new(size_t size)
{
    return checked(malloc(size ? size : 1));
}

void *memory_zeroed(size_t size)
{
    return checked(calloc(1, size ? size : 1));
}

void *memory_items(size_t count, size_t size)
{
    return checked(count && size ? calloc(count, size) : calloc(1, 1));
}

void *memory_resize(void *old, size_t size)
{
    return checked(realloc(old, size ? size : 1));
}

char *memory_string(const char *text)
{
    return checked(strdup(text));
}

#ifdef HAVE_EXPLICIT_BZERO

void memory_wipe(void *room, size_t size)
{
    explicit_bzero(room, size);
}

#else

/* The compiler must not know what this calls: it would leave out a write that
 * nothing reads. */
static void *(*volatile const set)(void *, int, size_t) = memset;

void memory_wipe(void *room, size_t size)
{
    (void)set(room, 0, size);
}

#endif
