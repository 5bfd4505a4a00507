/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What main does with the signals that come while it waits. */
#include <config.h>

#include "chat/sender.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/fake.h"

#define HOLD_ALL(talks) fake_hold_all(talks, sizeof(talks) / sizeof *(talks))

#define GOODBYE {HEARS, "%end%\n"}, {HEARS_EOF}

Test(sender_signals, leaves_in_order_at_a_signal)
{
    static const int numbers[] = {SIGTERM, SIGHUP, SIGINT};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        for (int person = 0; person <= 1; person++)
            fake_hold(&(struct talk){
                .name = "a signal",
                .person = person,
                .script = {{TYPES, "hal"},
                           {HEARS, "hal"},
                           {SIGNALS, "", numbers[i]},
                           {HEARS, "\n"},
                           GOODBYE,
                           {SAYS, "bye\n"},
                           {CLOSES}},
                .shown = "bye\n",
                .received = RECEIVED_CLOSE,
                .sent = SENT_LEAVING,
            });
}

Test(sender_signals, gives_up_at_the_second_signal)
{
    static const struct talk talks[] = {
        {.name = "SIGTERM twice",
         .script = {{SIGNALS, "", SIGTERM}, GOODBYE, {SIGNALS, "", SIGTERM}},
         .received = RECEIVED_STOPPED,
         .sent = SENT_LEAVING},
        {.name = "Ctrl-C, then SIGHUP",
         .person = true,
         .script = {{SIGNALS, "", SIGINT}, GOODBYE, {SIGNALS, "", SIGHUP}},
         .received = RECEIVED_STOPPED,
         .sent = SENT_LEAVING},
        {.name = "%end%, then Ctrl-C, whatever is half typed",
         .person = true,
         .half_lines = 5,
         .script = {{TYPES, "%end%\n"}, GOODBYE, {SIGNALS, "", SIGINT}},
         .received = RECEIVED_STOPPED,
         .sent = SENT_LEAVING},
        {.name = "with text that does not go",
         .blocked = true,
         .script = {{TYPES, "hello\n"},
                    {CALLED, NULL, CALL_READ},
                    {SIGNALS, "", SIGTERM},
                    {SIGNALS, "", SIGINT}},
         .received = RECEIVED_STOPPED,
         .sent = SENT_LEAVING,
         .unsent = 6},
        {.name = "one is enough with no patience",
         .timeout_ms = IMPATIENT,
         .blocked = true,
         .script = {{TYPES, "hello\n"},
                    {CALLED, NULL, CALL_READ},
                    {SIGNALS, "", SIGTERM}},
         .received = RECEIVED_STOPPED,
         .sent = SENT_LEAVING,
         .unsent = 6},
    };

    HOLD_ALL(talks);
}

Test(sender_signals, drops_a_half_typed_line_before_it_leaves)
{
    static const struct talk talk = {
        .name = "Ctrl-C on a half-typed line",
        .person = true,
        .half_lines = 1,
        .script = {{SIGNALS, "", SIGINT},
                   {CALLED, NULL, CALL_INTERRUPT},
                   {TYPES, "still here\n"},
                   {HEARS, "still here\n"},
                   {SIGNALS, "", SIGINT},
                   GOODBYE,
                   {CLOSES}},
        .received = RECEIVED_CLOSE,
        .sent = SENT_LEAVING,
    };

    fake_hold(&talk);
}

Test(sender_signals, hands_the_terminals_signals_to_the_terminal)
{
    static const struct talk talks[] = {
        {.name = "a new size",
         .script = {{SIGNALS, "", SIGWINCH},
                    {CALLED, NULL, CALL_RESIZE},
                    {TYPES, "still here\n"},
                    {HEARS, "still here\n"},
                    {TYPES_EOF},
                    {HEARS_EOF},
                    {CLOSES}},
         .received = RECEIVED_CLOSE},
        {.name = "continued",
         .script = {{SIGNALS, "", SIGCONT},
                    {CALLED, NULL, CALL_RESUME},
                    {TYPES, "still here\n"},
                    {HEARS, "still here\n"},
                    {TYPES_EOF},
                    {HEARS_EOF},
                    {CLOSES}},
         .received = RECEIVED_CLOSE},
    };

    HOLD_ALL(talks);
}

static void talk_and_stop(void)
{
    static const struct talk talk = {
        .name = "Ctrl-Z",
        .script = {{SIGNALS, "", SIGTSTP},
                   {CALLED, NULL, CALL_STOP},
                   {CALLED, NULL, CALL_RESUME},
                   {TYPES, "still here\n"},
                   {HEARS, "still here\n"},
                   {TYPES_EOF},
                   {HEARS_EOF},
                   {CLOSES}},
        .received = RECEIVED_CLOSE,
    };

    setpgid(0, 0); /* in an orphaned group SIGTSTP stops nobody */
    fake_hold(&talk);
    _exit(7);
}

Test(sender_signals, stops_and_goes_on_as_the_shell_wants)
{
    pid_t child = fork();
    int status;

    if (child == 0)
        talk_and_stop();
    cr_assert_eq(waitpid(child, &status, WUNTRACED), child);
    cr_assert(WIFSTOPPED(status));
    kill(child, SIGCONT);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status));
    cr_assert_eq(WEXITSTATUS(status), 7);
}
