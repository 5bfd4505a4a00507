/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/display.h"

#include <string.h>

#include "base/error.h"
#include "terminal/prompt.h"
#include "terminal/tty.h"

void display_init(struct display *display, int fd, const struct prompt *prompt)
{
    *display = (struct display){.prompt = prompt};
    output_init(&display->output, fd);
}

void display_release(struct display *display)
{
    output_release(&display->output);
    buffer_release(&display->screen);
    buffer_release(&display->lines);
}

/* Rows are broken for the width that the screen has just then. */
static void measure(struct display *display)
{
    display->transcript.width = tty_columns(display->output.fd);
}

static void hide_prompt(struct display *display)
{
    if (display->has_prompt)
        display->prompt->hide();
}

static void show_prompt(struct display *display)
{
    if (display->has_prompt)
        display->prompt->show();
}

void display_set_prompt(struct display *display, const char *words)
{
    if (!display->prompt->set_words)
        return;
    hide_prompt(display);
    display->prompt->set_words(words);
    show_prompt(display);
}

void display_add(struct display *display, const struct framer_piece *piece)
{
    if (display->lines.length == 0)
        measure(display);
    transcript_append_peer(&display->transcript, &display->lines, piece);
    if (bell_rings(&display->bell,
                        clock_now_ms(&display->transcript.clock)))
        display->rings = true;
}

void display_draw_lines(struct display *display)
{
    if (display->lines.length == 0)
        return;
    hide_prompt(display);
    buffer_append(&display->screen, display->lines.data,
                  display->lines.length);
    if (display->rings)
        buffer_append(&display->screen, "\a", 1);
    show_prompt(display);
    buffer_clear(&display->lines);
    display->rings = false;
}

void display_draw_sentence(struct display *display, const char *sentence)
{
    display_draw_lines(display);
    hide_prompt(display);
    measure(display);
    transcript_append_notice(&display->transcript, &display->screen,
                             sentence);
    show_prompt(display);
}

/* A line that a slash made a command is not sent. */
void display_draw_mine(struct display *display, const char *text,
                       size_t length)
{
    bool slashed = length > 0 && *text == '/' && !memchr(text, '\n', length);

    if (display->prompt->leaves_lines)
        return;
    measure(display);
    if (slashed && !(length > 1 && text[1] == '/'))
        transcript_append_command(&display->transcript, &display->screen,
                                  text, length);
    else
        transcript_append_mine(&display->transcript, &display->screen,
                               text + slashed, length - slashed);
}

int display_push(struct display *display, struct error *error)
{
    ssize_t written = output_try(&display->output, display->screen.data,
                                 display->screen.length, error);

    buffer_drop(&display->screen,
                written < 0 ? display->screen.length : (size_t)written);
    return written < 0 ? -1 : 0;
}

void display_push_all(struct display *display, int timeout_ms)
{
    struct error ignored = {0};

    while (display_push(display, &ignored) == 0 && display_is_behind(display))
        if (!output_wait(&display->output, -1, timeout_ms))
            return;
}

bool display_is_behind(const struct display *display)
{
    return display->screen.length > 0;
}
