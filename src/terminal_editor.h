/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_editor: a line editor (GNU readline) on the user's terminal.
 *
 * The typed line stays whole while messages arrive: they are shown above it.
 * readline keeps one state for the whole process, so there may be only one
 * editor at a time. */
#ifndef CHARLA_TERMINAL_EDITOR_H
#define CHARLA_TERMINAL_EDITOR_H

#include <stdbool.h>

struct terminal;

/* Standard input and output must be terminals.  The caller frees it with
 * terminal_free. */
struct terminal *terminal_editor_new(bool quiet);

#endif
