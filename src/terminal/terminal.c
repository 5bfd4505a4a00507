/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/terminal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/signals.h"

#define SENTENCE_MAX 1024

void terminal_notice(struct terminal *terminal, const char *format, ...)
{
    char sentence[SENTENCE_MAX];
    va_list arguments;

    if (terminal->quiet)
        return;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    terminal->ops->notice(terminal, sentence);
}

void terminal_answer(struct terminal *terminal, const char *format, ...)
{
    char sentence[SENTENCE_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    terminal->ops->answer(terminal, sentence);
}

void terminal_complain(struct terminal *terminal, const char *sentence)
{
    terminal->ops->notice(terminal, sentence);
}

static void explain_all(struct terminal *terminal)
{
    struct command_row row;

    for (size_t i = 0; command_row(i, &row); i++)
        terminal_answer(terminal, "%-11s  %s", row.word, row.help);
    terminal_answer(terminal, "%-11s  %s", "//...",
                    _("send a line that begins with a slash"));
    terminal_answer(terminal, "%-11s  %s", "Ctrl-C",
                    _("clear the line; on an empty one, end the "
                      "conversation"));
}

/* The word alone would be a command: what is behind it is not known. */
static bool is_word_known(const struct user_command *asked)
{
    return command_of(asked->word, strlen(asked->word)) != COMMAND_UNKNOWN;
}

void terminal_explain(struct terminal *terminal,
                      const struct user_command *asked)
{
    if (asked->command == COMMAND_HELP)
        explain_all(terminal);
    else if (is_word_known(asked))
        terminal_answer(terminal,
                        _("not sent: %s does not take what is typed after it; "
                          "/help lists what can be typed, // sends a line "
                          "that begins with a slash"),
                        asked->word);
    else
        terminal_answer(terminal,
                        _("not sent: there is no command %s; /help lists "
                          "them, // sends a line that begins with a slash"),
                        asked->word);
}

void terminal_follow(struct terminal *terminal, unsigned signals)
{
    if (signals & SIGNALS_CONTINUE)
        terminal_resume(terminal);
    if (signals & SIGNALS_RESIZE)
        terminal_resize(terminal);
    if (signals & SIGNALS_STOP) {
        terminal_stop(terminal);
        signals_stop_here();
        /* ppoll lets no signal in while there is input: that would be read
         * before SIGCONT is seen, by an editor that is put away. */
        terminal_resume(terminal);
    }
}

enum terminal_event terminal_give_typed(struct terminal *terminal, char *room,
                                        size_t size, size_t *length,
                                        bool ended)
{
    struct input_queue *queue = &terminal->input;
    enum input_queue_event event =
        input_queue_take(queue, room, size, length, &terminal->asked);
    bool has_more = input_queue_has_more(queue);

    terminal->has_more = has_more || ended;
    switch (event) {
    case INPUT_QUEUE_TEXT:
        return TERMINAL_TEXT;
    case INPUT_QUEUE_COMMAND:
        return TERMINAL_COMMAND;
    case INPUT_QUEUE_EMPTY:
        break;
    }
    return ended && !has_more ? TERMINAL_END : TERMINAL_NONE;
}
