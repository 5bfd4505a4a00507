/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/receiver.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "chat/session.h"
#include "support/fake.h"
#include "net/transport.h"
#include "terminal/terminal.h"
#include "wire/frame.h"
#include "wire/greeting.h"

/* Hold a talk in which the other side says `said` and closes, received in
 * pieces of every size; by lines and as a pipe. */
static void hear_told(const char *name, bool listens, const char *said,
                      const char *as_lines, const char *as_run,
                      const char *notice)
{
    for (size_t most = 1; most <= strlen(said); most++)
        for (int by_lines = 0; by_lines <= 1; by_lines++)
            fake_hold(&(struct talk){
                .name = name,
                .listens = listens,
                .person = true,
                .by_lines = by_lines,
                .receive_most = most,
                .waits = most % 2,
                .script = {{SAYS, said}, {CLOSES}},
                .shown = by_lines ? as_lines : as_run,
                .notice = notice,
                .received = RECEIVED_CLOSE,
                .sent = SENT_ALL,
            });
}

static void hear(const char *name, bool listens, const char *said,
                 const char *as_lines, const char *as_run)
{
    hear_told(name, listens, said, as_lines, as_run, NULL);
}

Test(receiver, shows_the_same_however_it_arrives)
{
    hear("lines", false, "one\r\ntw\u00F3\n\nlast", "<one><tw\u00F3><><last>",
         "one\r\ntw\u00F3\n\nlast");
    hear("a line", false, "%end%x", "<%end%x>", "%end%x");
    hear("one byte", false, "x", "<x>", "x");
}

Test(receiver, keeps_the_greeting_out)
{
    static const char told[] = "greeting from the other side: " FAKE_GREETING;

    hear_told("greeting", false, FAKE_GREETING "hi\n", "<hi>", "hi\n", told);
    hear_told("greeting alone", false, FAKE_GREETING, "", "", told);
    hear_told("two greetings", false, FAKE_GREETING "charla x [charla]\n",
              "<charla x [charla]>", "charla x [charla]\n", told);
}

Test(receiver, tells_the_greeting_made_safe)
{
    static const struct talk talk = {
        .name = "a greeting that steers",
        .script = {{SAYS, "charla 9: \x1B[2Jhola [charla]\n"},
                   {CLOSES},
                   {TYPES_EOF}},
        .notice = "greeting from the other side: charla 9: ^[[2Jhola "
                  "[charla]\n",
        .received = RECEIVED_CLOSE,
        .sent = SENT_ALL,
    };

    fake_hold(&talk);
}

Test(receiver, takes_what_only_looks_like_a_greeting_for_text)
{
    hear("an empty line", false, "\nhi\n", "<><hi>", "\nhi\n");
    hear("charla is nice", false, "charla is nice\r\nhi\n",
         "<charla is nice><hi>", "charla is nice\r\nhi\n");
    hear("carriage return", false, "charla 1: x [charla]\r\n",
         "<charla 1: x [charla]>", "charla 1: x [charla]\r\n");
    hear("charla", false, "charla", "<charla>", "charla");
    hear("charla ", false, "charla ", "<charla >", "charla ");
    hear("no line end", false, "charla 1: x [charla]",
         "<charla 1: x [charla]>", "charla 1: x [charla]");
    hear("second", false, "hi\ncharla x [charla]\n",
         "<hi><charla x [charla]>", "hi\ncharla x [charla]\n");
}

Test(receiver, expects_no_greeting_from_a_caller)
{
    hear("a caller", true, "charla x [charla]\nhi\n",
         "<charla x [charla]><hi>", "charla x [charla]\nhi\n");
}

/* What may yet be a greeting waits; once it cannot be one it is shown. */
Test(receiver, does_not_wait_for_a_greeting_without_end)
{
    char said[GREETING_MAX + 1] = "charla ";

    memset(said + 7, 'x', sizeof said - 8);
    said[GREETING_MAX] = '\0';
    fake_hold(&(struct talk){
        .name = "a long line",
        .person = true,
        .script = {{SAYS, said}, {SEES, said}, {CLOSES}},
        .shown = said,
        .received = RECEIVED_CLOSE,
        .sent = SENT_ALL,
    });
}

Test(receiver, shows_at_once_what_a_pipe_can_have)
{
    static const struct talk talk = {
        .name = "half a line",
        .person = true,
        .script = {{SAYS, "hal"}, {SEES, "hal"}, {SAYS, "f"}, {SEES, "f"},
                   {SAYS, "\n%en"}, {SEES, "\n"}, {CLOSES}},
        .shown = "half\n%en",
        .received = RECEIVED_CLOSE,
        .sent = SENT_ALL,
    };

    fake_hold(&talk);
}

/* A person sees it after a while. */
Test(receiver, shows_half_a_line_whose_rest_does_not_come)
{
    static const struct talk talks[] = {
        {
            .name = "no line end",
            .person = true,
            .by_lines = true,
            .script = {{SAYS, "one\nhola"}, {SEES, "<one><hola)"},
                       {SAYS, " mas\ntwo\n"}, {SEES, "( mas><two>"},
                       {CLOSES}},
            .shown = "<one><hola)( mas><two>",
            .received = RECEIVED_CLOSE,
            .sent = SENT_ALL,
        },
        {
            .name = "carriage returns",
            .person = true,
            .by_lines = true,
            .script = {{SAYS, "hola\r"}, {SEES, "<hola)"}, {SAYS, "\n"},
                       {SAYS, "mas\n"}, {SEES, "<mas>"}, {CLOSES}},
            .shown = "<hola)<mas>",
            .received = RECEIVED_CLOSE,
            .sent = SENT_ALL,
        },
        {
            .name = "perhaps an end",
            .person = true,
            .by_lines = true,
            .script = {{SAYS, "a"}, {SEES, "<a)"}, {SAYS, "b\n%end%\n"}},
            .shown = "<a)(b>",
            .received = RECEIVED_END,
            .sent = SENT_ALL,
        },
    };

    fake_hold_all(talks, sizeof talks / sizeof *talks);
}

Test(receiver, shows_what_came_before_the_connection_was_lost)
{
    for (int by_lines = 0; by_lines <= 1; by_lines++)
        fake_hold(&(struct talk){
            .name = "a lost connection",
            .by_lines = by_lines,
            .lost = true,
            .script = {{SAYS, "one\ntwo"}, {CLOSES}},
            .shown = by_lines ? "<one><two>" : "one\ntwo",
            .received = RECEIVED_BROKEN,
            .sent = SENT_ALL,
            .words = "the line is cut",
        });
}

Test(receiver, takes_a_goodbye_before_the_loss_for_a_goodbye)
{
    static const struct talk talk = {
        .name = "%end%, unfinished, then lost",
        .lost = true,
        .script = {{SAYS, "bye\n%end%"}, {CLOSES}},
        .shown = "bye\n",
        .received = RECEIVED_END,
        .sent = SENT_ALL,
    };

    fake_hold(&talk);
}

Test(receiver, ends_it_when_text_cannot_be_shown)
{
    for (int flush = 0; flush <= 1; flush++)
        for (int by_lines = 0; by_lines <= 1; by_lines++)
            fake_hold(&(struct talk){
                .name = "a screen that fails",
                .by_lines = by_lines,
                .show_fails = !flush,
                .flush_fails = flush,
                .script = {{SAYS, "one\n%end%\n"}},
                .received = RECEIVED_UNSHOWN,
                .sent = SENT_ALL,
                .words = flush ? "the screen is broken"
                               : "the screen is dark",
            });
}

/* ---- A broken link ------------------------------------------------------- */

/* A transport on which HELLO has come; then the user leaves. */
struct broken {
    struct transport transport; /* the first member */
    struct session *session;
};

static enum transport_status give_hello(struct transport *transport,
                                        void *room, size_t size,
                                        size_t *received, struct error *error)
{
    static const char hello[] = "\1\0\0\5\1\0\0\0\1";
    struct broken *broken = (struct broken *)transport;

    (void)size;
    (void)error;
    memcpy(room, hello, sizeof hello - 1);
    *received = sizeof hello - 1;
    flag_raise(&broken->session->shutdown);
    return TRANSPORT_OK;
}

static void ignore_print(struct terminal *terminal, const char *sentence,
                         enum terminal_voice voice)
{
    (void)terminal;
    (void)sentence;
    (void)voice;
}

static int flush_nothing(struct terminal *terminal, int stop_fd,
                         struct error *error)
{
    (void)terminal;
    (void)stop_fd;
    (void)error;
    return 0;
}

Test(receiver, takes_hello_that_came_before_main_saw_the_link_break)
{
    static const struct transport_ops ops = {.receive = give_hello};
    static const struct terminal_ops terminal_ops = {
        .print = ignore_print, .flush = flush_nothing};
    struct terminal terminal = {.ops = &terminal_ops};
    const struct conversation_setup setup = {.terminal = &terminal,
                                             .host = "other",
                                             .port = "1",
                                             .is_encrypted = true};
    struct session session = {.setup = &setup};
    struct broken broken = {.transport = {.ops = &ops, .fd = -1},
                            .session = &session};
    struct error error = {0};

    cr_assert_eq(session_init(&session, &error), 0, "%s", error.text);
    session.transport = &broken.transport;
    atomic_store(&session.link.resumable, LINK_OFFERED);
    link_break(&session.link);
    receiver_run(&session);
    cr_expect_eq(atomic_load(&session.link.resumable), LINK_RESUMABLE);
    cr_expect_eq(session.received, RECEIVED_STOPPED);
    session_release(&session);
}
