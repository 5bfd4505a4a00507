/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/sender.h"

#include <criterion/criterion.h>
#include <signal.h>

#include "support/fake.h"

/* Main looks at the clock when something wakes it, here a new size. */
#define WAKES {SIGNALS, "", SIGWINCH}, {CALLED, NULL, CALL_RESIZE}
#define LITTLE (PATIENCE_S - 1000)

#define HOLD_ALL(talks) fake_hold_all(talks, sizeof(talks) / sizeof *(talks))

Test(sender, gets_all_through_however_little_goes_at_a_time)
{
    for (size_t most = 0; most < 12; most++)
        for (int waits = 0; waits <= 1; waits++)
            fake_hold(&(struct talk){
                .name = "short sends",
                .listens = true,
                .person = true,
                .send_most = most,
                .waits = waits,
                .script = {{TYPES, "one\n"},
                           {HEARS, "one\n"},
                           {TYPES, "two\n\nthree\n%end%\n"},
                           {HEARS, "two\n\nthree\n%end%\n"},
                           {HEARS_EOF},
                           {CLOSES}},
                .received = RECEIVED_CLOSE,
                .sent = SENT_LEAVING,
            });
}

Test(sender, adds_nothing_of_its_own)
{
    for (int listens = 0; listens <= 1; listens++)
        fake_hold(&(struct talk){
            .name = listens ? "a listener" : "a caller",
            .listens = listens,
            .script = {{TYPES, "hi\n"},
                       {HEARS, "hi\n"},
                       {TYPES_EOF},
                       {HEARS_EOF},
                       {CLOSES}},
            .received = RECEIVED_CLOSE,
        });
}

Test(sender, tells_that_nothing_goes_after_the_end)
{
    static const struct talk talks[] = {
        {.name = "%end% and more",
         .script = {{TYPES, "a\n%end%\nlate\n"},
                    {HEARS, "a\n%end%\n"},
                    {HEARS_EOF},
                    {CLOSES}},
         .notice = "what followed %end% in the input is not sent\n",
         .received = RECEIVED_CLOSE,
         .sent = SENT_LEAVING},
        {.name = "%end% and more of it in a pipe",
         .held = 1,
         .script = {{TYPES, "a\n%end%\n"},
                    {HEARS, "a\n%end%\n"},
                    {HEARS_EOF},
                    {CLOSES}},
         .notice = "what followed %end% in the input is not sent\n",
         .received = RECEIVED_CLOSE,
         .sent = SENT_LEAVING},
        {.name = "%end% and more from a person",
         .person = true,
         .script = {{TYPES, "a\n%end%\nlate\n"},
                    {HEARS, "a\n%end%\n"},
                    {HEARS_EOF},
                    {CLOSES}},
         .notice = "what was typed after %end% is not sent\n",
         .received = RECEIVED_CLOSE,
         .sent = SENT_LEAVING},
    };

    HOLD_ALL(talks);
}

/* The other side gets to say why before it is over. */
Test(sender, counts_what_was_typed_and_did_not_go)
{
    static const struct talk talks[] = {
        {.name = "all of it",
         .breaks = true,
         .script = {{TYPES, "hello\n"},
                    {CALLED, NULL, CALL_READ},
                    {SAYS, "I am full\n"},
                    {CLOSES}},
         .shown = "I am full\n",
         .received = RECEIVED_CLOSE,
         .sent = SENT_BROKEN,
         .unsent = 6,
         .words = "the line is down"},
        {.name = "the rest of a line",
         .breaks = true,
         .breaks_after = 2,
         .script = {{TYPES, "hello\n"}, {HEARS, "he"}, {CLOSES}},
         .received = RECEIVED_CLOSE,
         .sent = SENT_BROKEN,
         .unsent = 4,
         .words = "the line is down"},
        {.name = "and what may have become the end",
         .breaks = true,
         .breaks_after = 1,
         .script = {{TYPES, "a\n%en"}, {HEARS, "a"}, {CLOSES}},
         .received = RECEIVED_CLOSE,
         .sent = SENT_BROKEN,
         .unsent = 4,
         .words = "the line is down"},
        {.name = "but not the goodbye",
         .breaks = true,
         .breaks_after = 4,
         .script = {{TYPES, "a\n%end%\n"}, {HEARS, "a\n%e"}, {CLOSES}},
         .received = RECEIVED_CLOSE,
         .sent = SENT_BROKEN,
         .words = "the line is down"},
        {.name = "broken, and the other side is silent",
         .timeout_ms = IMPATIENT,
         .breaks = true,
         .script = {{TYPES, "hello\n"}},
         .received = RECEIVED_STOPPED,
         .sent = SENT_BROKEN,
         .unsent = 6,
         .words = "the line is down"},
        {.name = "broken, after a goodbye that crossed it",
         .breaks = true,
         .breaks_after = 3,
         .script = {{TYPES, "hello\n"}, {HEARS, "hel"}, {SAYS, "%end%\n"}},
         .received = RECEIVED_END,
         .sent = SENT_BROKEN,
         .unsent = 3,
         .words = "the line is down"},
        {.name = "lost while sending",
         .blocked = true,
         .lost = true,
         .script = {{TYPES, "hello\n"}, {CALLED, NULL, CALL_READ}, {CLOSES}},
         .received = RECEIVED_BROKEN,
         .unsent = 6,
         .words = "the line is cut"},
    };

    HOLD_ALL(talks);
}

Test(sender, counts_what_was_left_when_a_goodbye_came_first)
{
    static const struct talk talk = {
        .name = "%end% comes, then sending breaks",
        .blocked = true,
        .breaks = true,
        .breaks_after = 3,
        .script = {{TYPES, "hello\n"},
                   {SAYS, "%end%\n"},
                   {CALLED, NULL, CALL_HELD},
                   {UNBLOCKS},
                   {HEARS, "hel"}},
        .received = RECEIVED_END,
        .sent = SENT_BROKEN,
        .unsent = 3,
        .words = "the line is down",
    };

    fake_hold(&talk);
}

Test(sender, receives_to_the_end_when_the_input_cannot_be_read)
{
    static const struct talk talks[] = {
        {.name = "a pipe",
         .read_fails = true,
         .script = {{TYPES, "x"}, {HEARS_EOF}, {SAYS, "bye"}, {CLOSES}},
         .shown = "bye",
         .received = RECEIVED_CLOSE,
         .sent = SENT_UNREAD,
         .words = "the keyboard is on fire"},
        {.name = "the other side takes its time",
         .read_fails = true,
         .script = {{TYPES, "x"}, {HEARS_EOF}, {PASSES, "", 2 * PATIENCE_S},
                    WAKES, {SAYS, "a"}, {SEES, "a"},
                    {PASSES, "", 2 * PATIENCE_S}, WAKES, {SAYS, "b"},
                    {CLOSES}},
         .shown = "ab",
         .received = RECEIVED_CLOSE,
         .sent = SENT_UNREAD,
         .words = "the keyboard is on fire"},
        {.name = "there is no input",
         .has_no_input = true,
         .script = {{TYPES, "x"}, {HEARS_EOF}, {PASSES, "", 2 * PATIENCE_S},
                    WAKES, {SAYS, "bye"}, {CLOSES}},
         .shown = "bye",
         .received = RECEIVED_CLOSE},
        {.name = "there is no input, on a person's terminal",
         .has_no_input = true,
         .person = true,
         .script = {{TYPES, "x"}, {HEARS_EOF}, {PASSES, "", 2 * PATIENCE_S},
                    WAKES, {SAYS, "bye"}, {CLOSES}},
         .shown = "bye",
         .received = RECEIVED_CLOSE},
    };

    HOLD_ALL(talks);
}

Test(sender, serves_an_editors_keys_while_nothing_can_be_sent)
{
    static const struct talk talk = {
        .name = "typing ahead",
        .person = true,
        .editor = true,
        .by_lines = true,
        .blocked = true,
        .script = {{TYPES, "zero\n"},
                   {CALLED, NULL, CALL_READ},
                   {TYPES, "one\n"},
                   {CALLED, NULL, CALL_READ},
                   {UNBLOCKS},
                   {HEARS, "zero\none\n"},
                   {TYPES, "%end%\n"},
                   {HEARS, "%end%\n"},
                   {HEARS_EOF},
                   {CLOSES}},
        .received = RECEIVED_CLOSE,
        .sent = SENT_LEAVING,
    };

    fake_hold(&talk);
}

/* ---- Patience ------------------------------------------------------------ */

Test(sender, waits_as_long_as_the_other_side_goes_on)
{
    static const struct talk talks[] = {
        {.name = "after the goodbye",
         .person = true,
         .script = {{TYPES, "%end%\n"}, {HEARS, "%end%\n"}, {HEARS_EOF},
                    {SAYS, "a"}, {SEES, "a"}, {PASSES, "", LITTLE}, WAKES,
                    {SAYS, "b"}, {SEES, "b"}, {PASSES, "", LITTLE}, WAKES,
                    {SAYS, "c"}, {SEES, "c"}, {CLOSES}},
         .shown = "abc",
         .received = RECEIVED_CLOSE,
         .sent = SENT_LEAVING},
        {.name = "for ever, after the end of a pipe",
         .script = {{TYPES_EOF}, {HEARS_EOF}, {PASSES, "", 2 * PATIENCE_S},
                    WAKES, {PASSES, "", 2 * PATIENCE_S}, WAKES, {SAYS, "a"},
                    {CLOSES}},
         .shown = "a",
         .received = RECEIVED_CLOSE},
        {.name = "for ever, before the end",
         .person = true,
         .script = {{PASSES, "", 2 * PATIENCE_S}, WAKES, {TYPES, "hi\n"},
                    {HEARS, "hi\n"}, {PASSES, "", 2 * PATIENCE_S}, WAKES,
                    {TYPES_EOF}, {HEARS, "%end%\n"}, {HEARS_EOF}, {CLOSES}},
         .received = RECEIVED_CLOSE,
         .sent = SENT_LEAVING},
    };

    HOLD_ALL(talks);
}

Test(sender, gives_up_when_the_other_side_does_nothing)
{
    static const struct talk talks[] = {
        {.name = "after the goodbye",
         .person = true,
         .script = {{TYPES, "%end%\n"}, {HEARS, "%end%\n"}, {HEARS_EOF},
                    WAKES, {PASSES, "", PATIENCE_S}, WAKES},
         .received = RECEIVED_STOPPED,
         .sent = SENT_LEAVING},
        {.name = "after some time in which it went on",
         .person = true,
         .script = {{TYPES, "%end%\n"}, {HEARS, "%end%\n"}, {HEARS_EOF},
                    {SAYS, "a"}, {SEES, "a"}, {PASSES, "", LITTLE}, WAKES,
                    WAKES, {PASSES, "", PATIENCE_S}, WAKES},
         .shown = "a",
         .received = RECEIVED_STOPPED,
         .sent = SENT_LEAVING},
    };

    HOLD_ALL(talks);
}
