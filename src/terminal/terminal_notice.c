/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/terminal_notice.h"

#include <stdarg.h>
#include <stdio.h>

#include "terminal/terminal_ops.h"

#define SENTENCE_MAX 1024

static void say(struct terminal *terminal, enum terminal_voice voice,
                const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

static void say(struct terminal *terminal, enum terminal_voice voice,
                const char *format, va_list arguments)
{
    char sentence[SENTENCE_MAX];

    vsnprintf(sentence, sizeof sentence, format, arguments);
    terminal->ops->print(terminal, sentence, voice);
}

void terminal_notice(struct terminal *terminal, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (!terminal->quiet)
        say(terminal, TERMINAL_NOTICE, format, arguments);
    va_end(arguments);
}

void terminal_more(struct terminal *terminal, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (!terminal->quiet)
        say(terminal, TERMINAL_MORE, format, arguments);
    va_end(arguments);
}

void terminal_detail(struct terminal *terminal, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (!terminal->quiet && terminal->shows_details)
        say(terminal, TERMINAL_DETAIL, format, arguments);
    va_end(arguments);
}

void terminal_headline(struct terminal *terminal, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (!terminal->quiet && !terminal->shows_details)
        say(terminal, TERMINAL_HEADLINE, format, arguments);
    va_end(arguments);
}

void terminal_progress(struct terminal *terminal, const char *format, ...)
{
    char sentence[SENTENCE_MAX];
    va_list arguments;

    if (terminal->quiet)
        return;
    va_start(arguments, format);
    if (terminal->has_status && !terminal->shows_details) {
        vsnprintf(sentence, sizeof sentence, format, arguments);
        terminal->ops->set_text(terminal, TERMINAL_STATUS, sentence);
    } else {
        say(terminal, TERMINAL_NOTICE, format, arguments);
    }
    va_end(arguments);
}

void terminal_answer(struct terminal *terminal, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(terminal, TERMINAL_ANSWER, format, arguments);
    va_end(arguments);
}

void terminal_complain(struct terminal *terminal, const char *sentence)
{
    terminal->ops->print(terminal, sentence, TERMINAL_COMPLAINT);
}

void terminal_warn(struct terminal *terminal, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(terminal, TERMINAL_WARNING, format, arguments);
    va_end(arguments);
}
