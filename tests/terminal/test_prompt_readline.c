/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A fortified C library has an inline poll, which nothing can stand in for. */
#undef _FORTIFY_SOURCE
#include <config.h>

#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <readline/readline.h>

#include "terminal/readline_keys.h"

static int longest; /* that was waited for input, in ms */

/* In place of the C library's: what the prompt waits is written down. */
int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    struct timespec time = {timeout / 1000, timeout % 1000 * 1000000L};

    longest = timeout > longest ? timeout : longest;
    return ppoll(fds, count, timeout < 0 ? NULL : &time, NULL);
}

static int wait_asked_for(int microseconds)
{
    rl_set_keyboard_input_timeout(microseconds);
    longest = -1;
    cr_assert_eq(rl_input_available_hook(), 0);
    cr_assert_eq(rl_set_keyboard_input_timeout(0), microseconds,
                 "readline's time is not as it was");
    return longest;
}

/* readline looks for more after each letter; for the rest of a key's sequence
 * it waits, by itself for up to half a second. */
Test(prompt_readline, waits_for_a_key_no_longer_than_is_asked)
{
    int ends[2];

    cr_assert_eq(pipe(ends), 0);
    readline_keys_bind(rl_newline, rl_newline, rl_newline);
    rl_instream = fdopen(ends[0], "r");
    cr_expect_eq(wait_asked_for(0), 0);
    cr_expect_eq(wait_asked_for(20000), 20);
    cr_expect_eq(wait_asked_for(500000), 50);
    fclose(rl_instream);
    close(ends[1]);
}
