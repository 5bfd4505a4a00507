/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/terminal_choice.h"

#include <stdbool.h>
#include <unistd.h>

#include "terminal/prompt.h"
#include "terminal/terminal.h"
#include "terminal/terminal_editor.h"
#include "terminal/terminal_pipe.h"
#include "terminal/tty.h"

struct terminal *terminal_choose(const struct terminal_settings *settings)
{
    bool linear = settings->linear || tty_is_dumb();

    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        return terminal_editor_new(
            linear ? &prompt_linear : &prompt_readline, settings);
    return terminal_pipe_new(STDIN_FILENO, STDOUT_FILENO, settings);
}
