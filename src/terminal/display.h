/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* display: draws a terminal's screen: the transcript with the prompt below it.
 *
 * Changes are drawn into memory and written together; output that the terminal
 * does not take at once waits in memory.  It has no lock: only one thread at a
 * time may use it. */
#ifndef CHARLA_DISPLAY_H
#define CHARLA_DISPLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "terminal/bell.h"
#include "base/buffer.h"
#include "base/output.h"
#include "terminal/prompt.h"
#include "terminal/terminal_ops.h"
#include "terminal/transcript.h"

struct error;
struct framer_piece;
struct palette_colour;

struct display {
    const struct prompt *prompt; /* borrowed */
    bool has_prompt;             /* the prompt has begun and not ended */
    struct output output;
    struct buffer screen; /* drawn but not written yet */
    struct buffer lines;  /* the peer's lines, made safe, not drawn yet */
    bool rings;           /* ring the bell with these lines */
    struct buffer notice; /* a sequence to send with them, for a notice outside
                             the terminal; empty: none */
    bool has_name;        /* the other side's name is known */
    struct prompt_texts texts; /* owned */
    bool has_new_texts;        /* ...which are not drawn yet */
    struct transcript transcript;
    struct recent recent; /* what the transcript keeps */
    struct bell bell;
};

/* Begin with the terminal `fd`, which is borrowed. */
void display_init(struct display *display, int fd,
                  const struct prompt *prompt);
void display_release(struct display *display);

/* Add a piece of the peer's text; display_draw_lines draws it. */
void display_add(struct display *display, const struct framer_piece *piece);
/* Draw the pieces that were added, above the prompt. */
void display_draw_lines(struct display *display);
/* Draw the pieces that were added.  What is drawn next is not seen below them:
 * whoever speaks is named. */
void display_interrupt(struct display *display);
/* Draw one of charla's own sentences above the prompt. */
void display_draw_sentence(struct display *display, const char *sentence,
                           enum terminal_voice voice);
/* Draw what the user has typed, and will not be sent if `is_dropped`.  The
 * prompt must be hidden. */
void display_draw_mine(struct display *display, const char *text,
                       size_t length, bool is_dropped);
/* Keep what the conversation takes of it (transcript_keep_mine). */
void display_keep_mine(struct display *display, const char *text,
                       size_t length, bool is_last);

/* Does what terminal_set_text says, for all texts but the title. */
void display_set_text(struct display *display, enum terminal_text which,
                      const char *text);

/* Choose colours that can be read on this background; and: is it needed for
 * that? */
void display_set_background(struct display *display,
                            const struct palette_colour *background);
bool display_wants_background(const struct display *display);

/* Write what is drawn, as far as there is room.  Returns 0, or -1 with `error`
 * set; then it is dropped. */
int display_push(struct display *display, struct error *error);
/* The same, but wait for room as long as the terminal takes more at least every
 * `timeout_ms`. */
void display_push_all(struct display *display, int timeout_ms);
/* Is something drawn that has not been written? */
bool display_is_behind(const struct display *display);

#endif
