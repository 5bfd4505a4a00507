/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/conversation.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/resource.h>

#include "base/buffer.h"
#include "support/fake.h"
#include "terminal/terminal.h"

#define HOLD_ALL(talks) fake_hold_all(talks, sizeof(talks) / sizeof *(talks))

/* Every row of the table "Ending" (doc/protocol.md). */

Test(conversation, when_the_user_leaves_says_so_and_hears_the_rest)
{
    static const struct talk talks[] = {
        {.name = "%end% is typed by a person",
         .person = true,
         .by_lines = true,
         .script = {{TYPES, "hi\n%end%\n"},
                    {HEARS, "hi\n%end%\n"},
                    {HEARS_EOF},
                    {SAYS, "bye\n"},
                    {SEES, "<bye>"},
                    {CLOSES}},
         .shown = "<bye>",
         .received = RECEIVED_CLOSE,
         .sent = SENT_LEAVING},
        {.name = "%end% comes out of a pipe, the input stays open",
         .script = {{TYPES, "hi\n%end%\n"},
                    {HEARS, "hi\n%end%\n"},
                    {HEARS_EOF},
                    {SAYS, "bye\n"},
                    {CLOSES}},
         .shown = "bye\n",
         .received = RECEIVED_CLOSE,
         .sent = SENT_LEAVING},
        {.name = "%end% is the end of a pipe, with no line end",
         .script = {{TYPES, "%end%"},
                    {TYPES_EOF},
                    {HEARS, "%end%\n"},
                    {HEARS_EOF},
                    {CLOSES}},
         .received = RECEIVED_CLOSE,
         .sent = SENT_LEAVING},
        {.name = "Ctrl-D",
         .person = true,
         .script = {{TYPES, "hi\n"},
                    {HEARS, "hi\n"},
                    {TYPES_EOF},
                    {HEARS, "%end%\n"},
                    {HEARS_EOF},
                    {SAYS, "bye"},
                    {CLOSES}},
         .shown = "bye",
         .received = RECEIVED_CLOSE,
         .sent = SENT_LEAVING},
        {.name = "Ctrl-D in the middle of a line",
         .person = true,
         .script = {{TYPES, "half"},
                    {HEARS, "half"},
                    {TYPES_EOF},
                    {HEARS, "\n%end%\n"},
                    {HEARS_EOF},
                    {CLOSES}},
         .received = RECEIVED_CLOSE,
         .sent = SENT_LEAVING},
        {.name = "Ctrl-D, and the other side says goodbye too",
         .person = true,
         .script = {{TYPES_EOF},
                    {HEARS, "%end%\n"},
                    {HEARS_EOF},
                    {SAYS, "%end%\n"}},
         .received = RECEIVED_END,
         .sent = SENT_LEAVING},
        {.name = "the other side never ends",
         .person = true,
         .timeout_ms = IMPATIENT,
         .script = {{TYPES_EOF}, {HEARS, "%end%\n"}, {HEARS_EOF}},
         .received = RECEIVED_STOPPED,
         .sent = SENT_LEAVING},
    };

    HOLD_ALL(talks);
}

Test(conversation, when_a_pipe_ends_stops_sending_and_hears_the_rest)
{
    static const struct talk talks[] = {
        {.name = "nothing is added to what the pipe held",
         .script = {{TYPES, "a\nb"},
                    {TYPES_EOF},
                    {HEARS, "a\nb"},
                    {HEARS_EOF},
                    {SAYS, "bye"},
                    {CLOSES}},
         .shown = "bye",
         .received = RECEIVED_CLOSE,
         .sent = SENT_ALL},
        {.name = "the rest may take its time",
         .timeout_ms = IMPATIENT,
         .script = {{TYPES_EOF},
                    {HEARS_EOF},
                    {SAYS, "one\n"},
                    {SEES, "one\n"},
                    {SAYS, "two\n"},
                    {SEES, "two\n"},
                    {SAYS, "%end%\n"}},
         .shown = "one\ntwo\n",
         .received = RECEIVED_END,
         .sent = SENT_ALL},
        {.name = "what only begins like the end goes out at the end",
         .script = {{TYPES, "x\n%en"},
                    {HEARS, "x\n"},
                    {TYPES_EOF},
                    {HEARS, "%en"},
                    {HEARS_EOF},
                    {CLOSES}},
         .received = RECEIVED_CLOSE,
         .sent = SENT_ALL},
    };

    HOLD_ALL(talks);
}

Test(conversation, when_the_other_side_says_goodbye_is_over)
{
    static const struct talk talks[] = {
        {.name = "what was typed before has gone",
         .person = true,
         .script = {{TYPES, "one\n"},
                    {HEARS, "one\n"},
                    {SAYS, "bye\n%end%\nlate\n"},
                    {HEARS_EOF}},
         .shown = "bye\n",
         .received = RECEIVED_END,
         .sent = SENT_ALL},
        {.name = "%end% with a carriage return, by lines",
         .by_lines = true,
         .script = {{SAYS, "%end%\r\n"}, {HEARS_EOF}},
         .received = RECEIVED_END,
         .sent = SENT_ALL},
        {.name = "%end% without a line end, then a close",
         .script = {{SAYS, "%end%"}, {CLOSES}, {HEARS_EOF}},
         .received = RECEIVED_END,
         .sent = SENT_ALL},
        {.name = "no more is taken in than the input held",
         .blocked = true,
         .held = 4,
         .script = {{TYPES, "x\n"},
                    {CALLED, NULL, CALL_READ},
                    {TYPES, "fourmore\n"},
                    {SAYS, "%end%\n"},
                    {CALLED, NULL, CALL_HELD},
                    {UNBLOCKS},
                    {HEARS, "x\nfour"},
                    {HEARS_EOF}},
         .received = RECEIVED_END,
         .sent = SENT_ALL,
         .unsent = 4},
        {.name = "the input ends before all it held",
         .blocked = true,
         .held = 100,
         .script = {{TYPES, "x\n"},
                    {CALLED, NULL, CALL_READ},
                    {TYPES, "four"},
                    {TYPES_EOF},
                    {SAYS, "%end%\n"},
                    {CALLED, NULL, CALL_HELD},
                    {UNBLOCKS},
                    {HEARS, "x\nfour"},
                    {HEARS_EOF}},
         .received = RECEIVED_END,
         .sent = SENT_ALL},
        {.name = "the other side does not hear what is left",
         .timeout_ms = IMPATIENT,
         .blocked = true,
         .script = {{TYPES, "hello\n"},
                    {CALLED, NULL, CALL_READ},
                    {SAYS, "%end%\n"}},
         .received = RECEIVED_END,
         .sent = SENT_ALL,
         .unsent = 6},
    };

    HOLD_ALL(talks);
}

Test(conversation, sends_a_whole_file_to_who_has_said_goodbye)
{
    struct buffer file = {0};

    for (int i = 0; i < 40000; i++)
        buffer_printf(&file, "line %d\n", i);
    fake_hold(&(struct talk){
        .name = "a file",
        .file = &file,
        .script = {{SAYS, "%end%\n"}, {HEARS_FILE}},
        .received = RECEIVED_END,
        .sent = SENT_ALL,
    });
    buffer_release(&file);
}

Test(conversation, when_the_other_side_closes_goes_on_only_from_a_pipe)
{
    static const struct talk talks[] = {
        {.name = "a person does not go on",
         .person = true,
         .by_lines = true,
         .script = {{TYPES, "one\n"},
                    {HEARS, "one\n"},
                    {SAYS, "bye"},
                    {CLOSES},
                    {HEARS_EOF}},
         .shown = "<bye>",
         .received = RECEIVED_CLOSE,
         .sent = SENT_ALL},
        {.name = "but what is typed by then is sent",
         .person = true,
         .blocked = true,
         .script = {{TYPES, "one\n"},
                    {CALLED, NULL, CALL_READ},
                    {TYPES, "two\n"},
                    {SAYS, "bye"},
                    {CLOSES},
                    {SEES, "bye"},
                    {UNBLOCKS},
                    {HEARS, "one\ntwo\n"},
                    {HEARS_EOF}},
         .shown = "bye",
         .received = RECEIVED_CLOSE,
         .sent = SENT_ALL},
        {.name = "or listed, and nobody is said not to read",
         .person = true,
         .editor = true,
         .blocked = true,
         .breaks = true,
         .script = {{TYPES, "one\n"},
                    {CALLED, NULL, CALL_READ},
                    {SAYS, "bye"},
                    {CLOSES},
                    {SEES, "bye"},
                    {UNBLOCKS}},
         .shown = "bye",
         .received = RECEIVED_CLOSE,
         .sent = SENT_BROKEN,
         .unsent = 4,
         .words = "the line is down"},
        {.name = "a pipe goes on to its end",
         .timeout_ms = IMPATIENT,
         .script = {{SAYS, "bye"},
                    {CLOSES},
                    {SEES, "bye"},
                    {TYPES, "one\n"},
                    {HEARS, "one\n"},
                    {TYPES, "two"},
                    {HEARS, "two"},
                    {TYPES_EOF},
                    {HEARS_EOF}},
         .shown = "bye",
         .received = RECEIVED_CLOSE,
         .sent = SENT_ALL},
        {.name = "a pipe goes on until the connection breaks",
         .script = {{SAYS, "bye"}, {CLOSES}, {SEES, "bye"}, {GOES}},
         .shown = "bye",
         .received = RECEIVED_CLOSE,
         .sent = SENT_BROKEN,
         .words = "cannot send: nobody is reading at the other end"},
        {.name = "the same after a send that had to wait",
         .waits = true,
         .script = {{TYPES, "one\n"},
                    {HEARS, "one\n"},
                    {SAYS, "bye"},
                    {CLOSES},
                    {SEES, "bye"},
                    {GOES}},
         .shown = "bye",
         .received = RECEIVED_CLOSE,
         .sent = SENT_BROKEN,
         .words = "cannot send: nobody is reading at the other end"},
        {.name = "a person's last line does not go through",
         .person = true,
         .timeout_ms = IMPATIENT,
         .blocked = true,
         .script = {{TYPES, "one\n"}, {CALLED, NULL, CALL_READ}, {CLOSES}},
         .received = RECEIVED_CLOSE,
         .sent = SENT_ALL,
         .unsent = 4},
    };

    HOLD_ALL(talks);
}

Test(conversation, may_be_ended_by_both_sides_at_once)
{
    static const struct talk talks[] = {
        {.name = "both say goodbye",
         .script = {{TYPES, "%end%\n"}, {SAYS, "%end%\n"}, {CLOSES}},
         .received = RECEIVED_END,
         .sent = SENT_LEAVING},
        {.name = "both close",
         .script = {{TYPES, "x"}, {TYPES_EOF}, {SAYS, "y"}, {CLOSES}},
         .shown = "y",
         .received = RECEIVED_CLOSE,
         .sent = SENT_ALL},
    };

    for (int i = 0; i < 200; i++) /* whichever is seen first */
        HOLD_ALL(talks);
}

/* Many more bytes than all the memory in between, both ways at once. */
Test(conversation, carries_any_bytes_both_ways_at_once)
{
    static const size_t most[] = {0, 777, 65536};
    struct buffer file = {0};
    unsigned state = 1;

    for (size_t i = 0; i < 2 * 1024 * 1024; i++) {
        state = state * 1664525u + 1013904223u;
        buffer_append(&file, &(char){(char)(1 + (state >> 16) % 255)}, 1);
    }
    buffer_append(&file, "", 1);
    for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
        struct buffer typed = file;

        typed.length--; /* a string for what is shown */
        fake_hold(&(struct talk){
            .name = "an echo",
            .file = &typed,
            .script = {{ECHOES}},
            .waits = true,
            .send_most = most[i],
            .receive_most = most[i],
            .shown = file.data,
            .received = RECEIVED_CLOSE,
            .sent = SENT_ALL,
        });
    }
    buffer_release(&file);
}

Test(conversation, that_cannot_begin_tells_why)
{
    const struct conversation_setup conversation = {.terminal = NULL};
    struct ending ending;
    struct error error = {0};
    struct rlimit before, none;
    int result;

    getrlimit(RLIMIT_NOFILE, &before);
    none = before;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
    result = conversation_run(&conversation, &ending, &error);
    setrlimit(RLIMIT_NOFILE, &before);
    cr_assert_eq(result, -1);
    cr_assert_str_eq(error.text, "cannot make a pipe: too many open files");
}
