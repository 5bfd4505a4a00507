/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "buffer.h"
#include "framer.h"
#include "terminal_editor.h"
#include "terminal_pipe.h"
#include "text.h"

void terminal_notice(struct terminal *terminal, const char *format, ...)
{
    char sentence[1024];
    va_list arguments;

    if (terminal->quiet)
        return;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    terminal->ops->notice(terminal, sentence);
}

/* A message of more than one piece goes on after dots: a terminal has no
 * other place to break it. */
void terminal_append_line(struct buffer *out, const struct framer_piece *piece)
{
    buffer_append_string(out, piece->begins ? ">>  " : "..  ");
    text_append_safe(out, piece->data, piece->length);
    buffer_append(out, "\n", 1);
}

struct terminal *terminal_new(bool quiet)
{
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        return terminal_editor_new(quiet);
    return terminal_pipe_new(STDIN_FILENO, STDOUT_FILENO, quiet);
}
