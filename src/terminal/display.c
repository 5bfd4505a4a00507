/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/display.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "terminal/desktop_notice.h"
#include "terminal/log_file.h"
#include "terminal/palette.h"
#include "terminal/prompt.h"
#include "terminal/tty.h"
#include "text/framer_piece.h"

void display_init(struct display *display, int fd, const struct prompt *prompt)
{
    *display = (struct display){.prompt = prompt};
    display->transcript.recent = &display->recent;
    output_init(&display->output, fd);
}

void display_release(struct display *display)
{
    output_release(&display->output);
    buffer_release(&display->screen);
    buffer_release(&display->lines);
    buffer_release(&display->notice);
    transcript_release(&display->transcript);
    recent_release(&display->recent);
    free(display->texts.words);
    free(display->texts.activity);
    free(display->texts.status);
}

/* Rows are wrapped at the width that the screen has at this moment. */
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

static bool is_same(const char *one, const char *other)
{
    return one == other || (one && other && strcmp(one, other) == 0);
}

/* Keep a copy of `text` in `*place`, and give it to the prompt before the old
 * copy is freed. */
static void replace(struct display *display, char **place, const char *text)
{
    char *old = *place;

    *place = text ? memory_string(text) : NULL;
    display->prompt->set_texts(&display->texts);
    free(old);
}

/* A text that changes often must not pile up while the terminal takes no
 * output, so it is drawn only when everything drawn before has been written. */
static void set_around(struct display *display, enum terminal_text which,
                       const char *text)
{
    struct prompt_texts *texts = &display->texts;
    char **place = which == TERMINAL_PROMPT     ? &texts->words
                   : which == TERMINAL_ACTIVITY ? &texts->activity
                                                : &texts->status;

    if (!display->prompt->set_texts || is_same(*place, text))
        return;
    replace(display, place, text);
    display->has_new_texts = true;
}

void display_set_text(struct display *display, enum terminal_text which,
                      const char *text)
{
    if (which != TERMINAL_OTHER && which != TERMINAL_SELF) {
        set_around(display, which, text);
        return;
    }
    display_draw_lines(display); /* they were sent under the old name */
    if (which == TERMINAL_OTHER)
        display->has_name = text != NULL;
    transcript_name(&display->transcript,
                    which == TERMINAL_OTHER ? SPEAKER_OTHER : SPEAKER_SELF,
                    text);
}

/* Alert a user who is looking elsewhere.  The linear prompt writes no escape
 * sequences. */
static void call_user(struct display *display,
                      const struct framer_piece *piece)
{
    const char *name =
        speaker_name_of(&display->transcript.speakers, SPEAKER_OTHER);
    bool is_quoted = display->bell.wish == NOTIFY_DESKTOP_TEXT;

    display->rings = true;
    if (!bell_is_seen_outside(&display->bell) || display->prompt->leaves_lines)
        return;
    buffer_clear(&display->notice);
    desktop_notice_append(&display->notice, display->has_name ? name : NULL,
                          is_quoted ? piece->data : NULL, piece->length);
    buffer_append(&display->notice, "", 1);
}

void display_add(struct display *display, const struct framer_piece *piece)
{
    if (display->lines.length == 0)
        measure(display);
    transcript_append_peer(&display->transcript, &display->lines, piece);
    if (bell_rings(&display->bell,
                   clock_now_ms(&display->transcript.clock)))
        call_user(display, piece);
}

/* Write what is shown to the log. */
static void write_log(struct display *display)
{
    struct error error = {0};

    if (display->transcript.log &&
        log_file_flush(display->transcript.log, &error) < 0)
        display_draw_sentence(display, error.text, TERMINAL_WARNING);
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
    if (display->notice.length > 0)
        (void)tty_append_sequence(&display->screen, display->notice.data);
    show_prompt(display);
    buffer_clear(&display->lines);
    buffer_clear(&display->notice);
    display->rings = false;
    write_log(display);
}

void display_interrupt(struct display *display)
{
    display_draw_lines(display);
    transcript_interrupt(&display->transcript);
}

void display_draw_sentence(struct display *display, const char *sentence,
                           enum terminal_voice voice)
{
    display_draw_lines(display);
    hide_prompt(display);
    measure(display);
    if (voice == TERMINAL_AGAIN && display->recent.count == 0)
        sentence = _("nothing has been said yet");
    transcript_append_notice(&display->transcript, &display->screen, sentence,
                             voice);
    if (voice == TERMINAL_AGAIN)
        transcript_append_again(&display->transcript, &display->screen);
    show_prompt(display);
}

/* A line that begins with a single slash is a command, which is not sent. */
void display_draw_mine(struct display *display, const char *text,
                       size_t length, bool is_dropped)
{
    bool slashed = length > 0 && *text == '/' && !memchr(text, '\n', length);
    bool is_command = slashed && !(length > 1 && text[1] == '/');
    struct buffer *out =
        display->prompt->leaves_lines ? NULL : &display->screen;

    measure(display);
    if (is_command && out)
        transcript_append_command(&display->transcript, out, text, length);
    if (!is_command)
        transcript_append_mine(&display->transcript, out,
                               is_dropped ? SPEAKER_UNSENT : SPEAKER_SELF,
                               text + slashed, length - slashed);
    write_log(display);
}

void display_keep_mine(struct display *display, const char *text,
                       size_t length, bool is_last)
{
    transcript_keep_mine(&display->transcript, text, length, is_last);
    write_log(display);
}

bool display_wants_background(const struct display *display)
{
    return display->transcript.palette == palette_choose(NULL);
}

void display_set_background(struct display *display,
                            const struct palette_colour *background)
{
    if (display_wants_background(display))
        transcript_colour(&display->transcript, palette_choose(background));
}

static void draw_new_texts(struct display *display)
{
    if (!display->has_new_texts || display_is_behind(display))
        return;
    display->has_new_texts = false;
    show_prompt(display);
}

static int write_screen(struct display *display, struct error *error)
{
    ssize_t written = output_try(&display->output, display->screen.data,
                                 display->screen.length, error);

    buffer_drop(&display->screen,
                written < 0 ? display->screen.length : (size_t)written);
    return written < 0 ? -1 : 0;
}

int display_push(struct display *display, struct error *error)
{
    draw_new_texts(display);
    if (write_screen(display, error) < 0)
        return -1;
    draw_new_texts(display); /* unless it was done above */
    return display_is_behind(display) ? write_screen(display, error) : 0;
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
