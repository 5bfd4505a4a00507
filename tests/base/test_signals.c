/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/signals.h"

#include <criterion/criterion.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
    int number;
    unsigned fact;
} table[] = {
    {SIGINT, SIGNALS_INTERRUPT}, {SIGTERM, SIGNALS_LEAVE},
    {SIGHUP, SIGNALS_LEAVE},     {SIGTSTP, SIGNALS_STOP},
    {SIGCONT, SIGNALS_CONTINUE}, {SIGWINCH, SIGNALS_RESIZE},
};

Test(signals, wait_outside_until_they_are_let_in)
{
    struct signals signals;

    signals_begin(&signals);
    cr_assert_eq(signals_take(), 0);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        raise(table[i].number);
        cr_assert_eq(signals_take(), 0, "signal %d", table[i].number);
        sigsuspend(&signals.previous);
        cr_assert_eq(signals_take(), table[i].fact, "signal %d",
                     table[i].number);
        cr_assert_eq(signals_take(), 0);
    }
}

/* One wait may let in one of them; the next wait must not sleep then. */
Test(signals, that_come_together_are_all_told)
{
    struct signals signals;
    sigset_t waiting;

    signals_begin(&signals);
    raise(SIGINT);
    raise(SIGHUP);
    raise(SIGWINCH);
    raise(SIGWINCH);
    while (sigpending(&waiting) == 0 &&
           (sigismember(&waiting, SIGINT) || sigismember(&waiting, SIGHUP) ||
            sigismember(&waiting, SIGWINCH)))
        sigsuspend(&signals.previous);
    cr_assert_eq(signals_take(), SIGNALS_INTERRUPT | SIGNALS_LEAVE |
                                     SIGNALS_RESIZE);
}

Test(signals, are_kept_until_taken)
{
    struct signals signals;

    signals_begin(&signals);
    raise(SIGINT);
    sigsuspend(&signals.previous);
    raise(SIGTERM);
    sigsuspend(&signals.previous);
    cr_assert_eq(signals_take(), SIGNALS_INTERRUPT | SIGNALS_LEAVE);
}

Test(signals, that_were_ignored_stay_so)
{
    struct signals signals;
    struct sigaction action;

    signal(SIGHUP, SIG_IGN);
    signals_begin(&signals);
    cr_assert_eq(sigaction(SIGHUP, NULL, &action), 0);
    cr_assert(action.sa_handler == SIG_IGN);
    raise(SIGHUP);
    raise(SIGTERM);
    sigsuspend(&signals.previous);
    cr_assert_eq(signals_take(), SIGNALS_LEAVE);
    raise(SIGHUP);
    raise(SIGINT);
    sigsuspend(&signals.previous);
    cr_assert_eq(signals_take(), SIGNALS_INTERRUPT);
}

Test(signals, are_let_in_even_if_this_process_was_born_with_them_blocked)
{
    struct signals signals;
    sigset_t blocked;

    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &blocked, NULL);
    signals_begin(&signals);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        cr_assert_not(sigismember(&signals.previous, table[i].number));
    cr_assert(sigismember(&signals.previous, SIGUSR1), "none of ours");
}

/* The status of a child that stops here and then takes what has come.  Its
 * group is its own: in an orphaned one, such as a container's, SIGTSTP stops
 * nobody. */
static void stop_and_take(void)
{
    struct signals signals;

    setpgid(0, 0);
    signals_begin(&signals);
    signals_stop_here();
    sigsuspend(&signals.previous);
    _exit((int)signals_take());
}

Test(signals, stop_the_process_until_it_is_continued)
{
    pid_t child = fork();
    int status;

    if (child == 0)
        stop_and_take();
    cr_assert_eq(waitpid(child, &status, WUNTRACED), child);
    cr_assert(WIFSTOPPED(status));
    kill(child, SIGCONT);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status));
    cr_assert_eq(WEXITSTATUS(status), SIGNALS_CONTINUE);
}
