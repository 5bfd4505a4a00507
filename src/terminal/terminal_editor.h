/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_editor: the user's terminal, with a line that is being typed at
 * its bottom and the transcript above.
 *
 * The typed line stays whole while messages arrive: they are shown above it,
 * however many have come in one write.  A prompt keeps its state for the
 * whole process, so there may be only one editor at a time. */
#ifndef CHARLA_TERMINAL_EDITOR_H
#define CHARLA_TERMINAL_EDITOR_H

struct prompt;
struct terminal;
struct terminal_settings;

/* Standard input and output must be terminals.  `prompt` is borrowed; the
 * caller frees the terminal with terminal_free. */
struct terminal *
terminal_editor_new(const struct prompt *prompt,
                    const struct terminal_settings *settings);

#endif
