/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/terminal.h"

#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/signals.h"
#include "terminal/log_file.h"
#include "terminal/recent.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_notice.h"

/* ---- Commands ------------------------------------------------------------ */

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

/* Is the word by itself a command, and only the text after it unknown? */
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

void terminal_show_again(struct terminal *terminal)
{
    if (terminal->is_editor)
        terminal->ops->print(terminal, _("what was said last:"),
                             TERMINAL_AGAIN);
    else
        terminal_answer(terminal, _("this terminal keeps nothing to show "
                                    "again"));
}

void terminal_announce_log(struct terminal *terminal)
{
    if (terminal->log && log_file_is_on(terminal->log))
        terminal_answer(terminal,
                        _("what is said is written to %s; /log off stops "
                          "that"),
                        log_file_path(terminal->log));
}

void terminal_control_log(struct terminal *terminal, const char *argument)
{
    bool on = strcmp(argument, "on") == 0 || *argument == '\0';

    if (!terminal->log) {
        terminal_answer(terminal, _("there is no log; charla --log=FILE keeps "
                                    "one"));
        return;
    }
    if (!on && strcmp(argument, "off") != 0) {
        terminal_answer(terminal, _("type /log or /log off"));
        return;
    }
    log_file_pause(terminal->log, !on);
    if (on)
        terminal_announce_log(terminal);
    else
        terminal_answer(terminal, _("nothing more is written to %s; /log "
                                    "goes on"),
                        log_file_path(terminal->log));
}

void terminal_note_missing(struct terminal *terminal,
                           const struct buffer *lines)
{
    struct error error = {0};

    if (terminal->recent)
        recent_mark_unsent(terminal->recent, lines);
    if (!terminal->log)
        return;
    log_file_add_missing(terminal->log, time(NULL), lines);
    if (log_file_flush(terminal->log, &error) < 0)
        terminal_warn(terminal, "%s", error.text);
}

void terminal_explain_quit(struct terminal *terminal)
{
    if (!terminal->input.has_quit_word || terminal->has_explained_quit)
        return;
    terminal->has_explained_quit = true;
    terminal_answer(terminal,
                    _("that was a message; to end the conversation, type "
                      "/end"));
}

static bool pass(struct terminal *terminal, unsigned signal)
{
    return terminal->ops->signal && terminal->ops->signal(terminal, signal);
}

unsigned terminal_signal(struct terminal *terminal, unsigned signals)
{
    unsigned left = signals & (SIGNALS_INTERRUPT | SIGNALS_LEAVE);

    if ((signals & SIGNALS_INTERRUPT) && pass(terminal, SIGNALS_INTERRUPT))
        left &= ~(unsigned)SIGNALS_INTERRUPT;
    if (signals & SIGNALS_CONTINUE)
        (void)pass(terminal, SIGNALS_CONTINUE);
    if (signals & SIGNALS_RESIZE)
        (void)pass(terminal, SIGNALS_RESIZE);
    if (signals & SIGNALS_STOP) {
        (void)pass(terminal, SIGNALS_STOP);
        signals_stop_here();
        /* ppoll lets no signal in while there is input: an editor that has
         * given the terminal back would read that before SIGCONT is seen. */
        (void)pass(terminal, SIGNALS_CONTINUE);
    }
    return left;
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
