/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_editor: makes a terminal with the line that is being typed at the
 * bottom and the transcript above it.
 *
 * Messages that arrive do not disturb the typed line: they are shown above it,
 * and several of them in one write.  A prompt has one state in a process, so
 * there may be only one editor at a time. */
#ifndef CHARLA_TERMINAL_EDITOR_H
#define CHARLA_TERMINAL_EDITOR_H

struct prompt;
struct terminal;
struct terminal_settings;

/* Make one; standard input and output must be terminals.  `prompt` is
 * borrowed; the caller frees the terminal with terminal_free. */
struct terminal *
terminal_editor_new(const struct prompt *prompt,
                    const struct terminal_settings *settings);

#endif
