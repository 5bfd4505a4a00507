/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_input: reads what the user types.  For the main thread alone. */
#ifndef CHARLA_TERMINAL_INPUT_H
#define CHARLA_TERMINAL_INPUT_H

#include "terminal/terminal_ops.h"

/* Whoever pressed a key less than this many ms ago is still typing. */
#define TERMINAL_KEY_MS 1000

/* Take input that has arrived: up to `size` bytes (more than 0, except for an
 * editor, which keeps what has no room), lines with their line ends.  Does
 * not wait if input_fd is readable. */
static inline enum terminal_event
terminal_read(struct terminal *terminal, char *room, size_t size,
              size_t *length, struct error *error)
{
    return terminal->ops->read(terminal, room, size, length, error);
}

/* How many bytes of input could be read now without waiting. */
static inline size_t terminal_pending(struct terminal *terminal)
{
    return terminal->ops->pending(terminal);
}

/* Lines that a person has typed and terminal_read has not handed over yet.
 * Borrowed. */
static inline const struct buffer *
terminal_queued_lines(const struct terminal *terminal)
{
    return &terminal->input.lines;
}

/* Forget them: they were for a conversation that is over. */
static inline void terminal_forget_lines(struct terminal *terminal)
{
    input_queue_release(&terminal->input);
    terminal->input = (struct input_queue){0};
}

/* No more lines are taken, because the conversation is over or will be: read
 * what is typed from now on and send it nowhere, so that the shell does not
 * take it for a command.  To be called at once, and again whenever an
 * editor's input_fd is readable; does not wait.  Enter leaves the line as it
 * is.  terminal_read still hands over the lines typed before, and then says
 * TERMINAL_END. */
static inline enum terminal_typing terminal_drain(struct terminal *terminal)
{
    return terminal->ops->drain ? terminal->ops->drain(terminal)
                                : TERMINAL_IDLE;
}

/* Say once that "quit" was a message, if the user has typed it. */
void terminal_explain_quit(struct terminal *terminal);

/* Answer /again, and /log with what follows it. */
void terminal_show_again(struct terminal *terminal);
void terminal_control_log(struct terminal *terminal, const char *argument);

/* Say that there is a log, if there is one and it is on. */
void terminal_announce_log(struct terminal *terminal);

/* Answer /help, or say that there is no such command, or that it takes no
 * more words. */
void terminal_explain(struct terminal *terminal,
                      const struct user_command *asked);

#endif
