/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_input: reads what the user types.  For the main thread only. */
#ifndef CHARLA_TERMINAL_INPUT_H
#define CHARLA_TERMINAL_INPUT_H

#include "terminal/terminal_ops.h"

/* A user who has pressed a key less than this many ms ago is still typing. */
#define TERMINAL_KEY_MS 1000

/* Take input that has arrived: up to `size` bytes (more than 0, except for an
 * editor, which keeps the rest), lines with their line ends.  Does not wait if
 * input_fd is readable. */
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

/* The lines that a person has typed and terminal_read has not returned yet.
 * Borrowed. */
static inline const struct buffer *
terminal_queued_lines(const struct terminal *terminal)
{
    return &terminal->input.lines;
}

/* Drop these lines: they were meant for a conversation that is over. */
static inline void terminal_forget_lines(struct terminal *terminal)
{
    input_queue_release(&terminal->input);
    terminal->input = (struct input_queue){0};
}

/* The conversation is over or is ending, so no more lines are taken: read and
 * drop what is typed from now on, so that it does not end up in the shell.  To
 * be called at once, and again whenever an editor's input_fd is readable; does
 * not wait.  Enter leaves the line as it is.  terminal_read still returns the
 * lines that were typed before, and then TERMINAL_END. */
static inline enum terminal_typing terminal_drain(struct terminal *terminal)
{
    return terminal->ops->drain ? terminal->ops->drain(terminal)
                                : TERMINAL_IDLE;
}

/* Tell the user once that "quit" was sent as a message, if they typed it. */
void terminal_explain_quit(struct terminal *terminal);

/* Carry out /again, and /log with this argument. */
void terminal_show_again(struct terminal *terminal);
void terminal_control_log(struct terminal *terminal, const char *argument);

/* Tell the user about the log, if there is one and it is on. */
void terminal_announce_log(struct terminal *terminal);

/* Note in the log, and for /again, that these lines of the user's, each of
 * which ends with '\n', have not arrived, or may not have.  No other thread may
 * use the terminal meanwhile. */
void terminal_note_missing(struct terminal *terminal,
                           const struct buffer *lines);

/* Carry out /help, or say that there is no such command, or that it takes no
 * argument. */
void terminal_explain(struct terminal *terminal,
                      const struct user_command *asked);

#endif
