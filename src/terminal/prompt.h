/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* prompt: the interface of a prompt, which edits and draws the line that is
 * being typed.
 *
 * The line is drawn into a buffer, so that the owner can write it together
 * with the text above it.  There is only one prompt of each kind in a process,
 * and only one thread at a time may use it. */
#ifndef CHARLA_PROMPT_H
#define CHARLA_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;

/* The owner of a prompt. */
struct prompt_owner {
    struct buffer *screen; /* borrowed: drawing is appended to it */

    /* Enter was pressed: here is a line, or several that were pasted, without
     * the last line end.  The line has been erased from the screen
     * (prompt_linear leaves it there); the text is borrowed until the function
     * returns. */
    void (*accept)(void *context, const char *text, size_t length);

    /* Ctrl-D on an empty line. */
    void (*end)(void *context);

    /* Tab, with the cursor behind these bytes of the line: append to `added`
     * what is to be typed there. */
    void (*complete)(void *context, const char *line, size_t length,
                     struct buffer *added);

    /* All rows above the line are about to be cleared. */
    void (*clear)(void *context);

    void *context;
};

/* The texts around the line.  NULL: none, or the usual words. */
struct prompt_texts {
    char *words;    /* in front of the line, before " > " */
    char *activity; /* after the words; short */
    char *status;   /* a row above the line, cut to the screen's width */
};

/* The kinds of input that input_parser finds. */
enum prompt_input { PROMPT_KEYS, PROMPT_SEQUENCE, PROMPT_PASTE };

/* A kind of prompt. */
struct prompt {
    /* Take over the terminal's input, and draw an empty line; to be called
     * before another thread is started. */
    void (*begin)(const struct prompt_owner *owner);

    /* Erase the line from the screen; and draw it below the text that was
     * written in the meantime.  Both do nothing between stop and resume. */
    void (*hide)(void);
    void (*show)(void);

    /* From the next show() on, draw these texts, which are borrowed until the
     * next call.  The function is NULL if this prompt has no room for them. */
    void (*set_texts)(const struct prompt_texts *texts);

    /* Take typed or pasted input. */
    void (*feed)(enum prompt_input kind, const char *bytes, size_t length);

    /* The first byte of the line; -1: the line is empty. */
    int (*first_byte)(void);

    /* Drop the line.  Returns false if it was empty. */
    bool (*clear)(void);

    /* From now on Enter leaves the line as it is; accept is still called. */
    void (*freeze)(void);

    /* Give the terminal's input back for a while, with the line hidden; and
     * take it over again. */
    void (*stop)(void);
    void (*resume)(void);

    /* The terminal's size has changed. */
    void (*resize)(void);

    /* Give the input back for good.  A line with text stays on the screen. */
    void (*end)(void);

    /* Typed lines stay on the screen as they were typed. */
    bool leaves_lines;
};

/* GNU readline. */
extern const struct prompt prompt_readline;

/* For terminals and screen readers that need one line after the other: the
 * screen is never changed, and the cursor only moves forward. */
extern const struct prompt prompt_linear;

#endif
