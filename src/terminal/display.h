/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* display: a terminal's screen: the transcript, and at its bottom the prompt.
 *
 * What changes is drawn into memory and written in one go; what the terminal
 * does not take at once waits there.  Not for two threads at a time. */
#ifndef CHARLA_DISPLAY_H
#define CHARLA_DISPLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "terminal/bell.h"
#include "base/buffer.h"
#include "base/output.h"
#include "terminal/transcript.h"

struct error;
struct framer_piece;
struct prompt;

struct display {
    const struct prompt *prompt; /* borrowed */
    bool has_prompt;             /* it has begun and not ended */
    struct output output;
    struct buffer screen; /* drawn, and not written yet */
    struct buffer lines;  /* the peer's, made safe, not drawn yet */
    bool rings;           /* with the next lines */
    struct transcript transcript;
    struct bell bell;
};

/* For the terminal `fd`, which is borrowed. */
void display_init(struct display *display, int fd,
                  const struct prompt *prompt);
void display_release(struct display *display);

/* Add a piece of the peer's text, to be drawn with the next lines. */
void display_add(struct display *display, const struct framer_piece *piece);
/* Draw what was added, above the prompt. */
void display_draw_lines(struct display *display);
/* Draw a sentence of the program's own, above the prompt. */
void display_draw_sentence(struct display *display, const char *sentence);
/* Draw what the user has typed, the prompt being off the screen. */
void display_draw_mine(struct display *display, const char *text,
                       size_t length);

/* What the prompt says from now on; borrowed for good; NULL: the usual words.
 */
void display_set_prompt(struct display *display, const char *words);

/* Write what is drawn, as far as there is room.  Returns 0, or -1 with
 * `error` set; then it is gone. */
int display_push(struct display *display, struct error *error);
/* The same, with this patience for the terminal to make room. */
void display_push_all(struct display *display, int timeout_ms);
/* Is something left to be written? */
bool display_is_behind(const struct display *display);

#endif
