/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/memory.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The sanitizer's allocator must fail as the real one does. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

Test(memory, gives_even_nothing_a_place)
{
    void *blocks[] = {memory_new(0), memory_zeroed(0), memory_resize(NULL, 0),
                      memory_string("")};

    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        cr_assert_not_null(blocks[i]);
        free(blocks[i]);
    }
}

Test(memory, keeps_what_it_is_given)
{
    char *zeroed = memory_zeroed(100);
    char *string = memory_string("charla");

    for (int i = 0; i < 100; i++)
        cr_assert_eq(zeroed[i], 0);
    string = memory_resize(string, 100000);
    cr_assert_str_eq(string, "charla");
    string = memory_resize(string, 3);
    cr_assert_eq(memcmp(string, "cha", 3), 0);
    free(zeroed);
    free(string);
}

static void last_act(void)
{
    (void)!write(STDERR_FILENO, "last act\n", 9);
}

/* More than any allocator gives.  A compiler that knows the size, or that
 * nobody looks at the block, may leave the call out: hence "volatile". */
static volatile size_t too_much = (size_t)PTRDIFF_MAX + 1;
static void *volatile block;

static void want_too_much(int how)
{
    if (how == 0)
        block = memory_new(too_much);
    else if (how == 1)
        block = memory_zeroed(too_much);
    else
        block = memory_resize(NULL, too_much);
}

/* What it says while it ends; the status goes to `*status`. */
static void run_out(int how, char *words, size_t size, int *status)
{
    int ends[2];
    pid_t child;
    ssize_t got;

    cr_assert_eq(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        memory_on_failure(last_act);
        want_too_much(how);
        _exit(99);
    }
    close(ends[1]);
    memset(words, 0, size);
    for (size_t at = 0; at + 1 < size; at += (size_t)got)
        if ((got = read(ends[0], words + at, size - at - 1)) <= 0)
            break;
    close(ends[0]);
    waitpid(child, status, 0);
}

Test(memory, ends_the_program_in_order_when_there_is_none)
{
    for (int how = 0; how < 3; how++) {
        char words[4096];
        const char *act, *end;
        int status;

        run_out(how, words, sizeof words, &status);
        cr_assert(WIFEXITED(status));
        cr_assert_eq(WEXITSTATUS(status), 1);
        act = strstr(words, "last act\n");
        end = strstr(words, "charla: out of memory\n");
        cr_assert(act && end && act < end, "'%s'", words);
    }
}

Test(memory, wipes_what_it_is_told_to)
{
    char room[] = "my secret is out";

    memory_wipe(room + 3, 6);
    cr_expect_eq(memcmp(room, "my \0\0\0\0\0\0 is out", sizeof room), 0);
    memory_wipe(room, 0);
    cr_expect_eq(room[0], 'm');
}
