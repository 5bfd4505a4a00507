/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* prompt: the line that is being typed.
 *
 * It is drawn into a buffer, so that its owner can put it on the screen
 * together with the text above it, in one write.  Of each kind there is one
 * in a process; its owner keeps threads apart. */
#ifndef CHARLA_PROMPT_H
#define CHARLA_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;

/* The owner of a prompt. */
struct prompt_owner {
    struct buffer *screen; /* borrowed: drawing is appended to it */

    /* Enter: a line, or several if that was pasted, without the last line
     * end.  The line is off the screen (prompt_linear: it is left there),
     * and the text is borrowed until the function returns. */
    void (*accept)(void *context, const char *text, size_t length);

    /* Ctrl-D on an empty line. */
    void (*end)(void *context);

    /* Tab, with the cursor behind these bytes of the line: append to `added`
     * what is to be typed there. */
    void (*complete)(void *context, const char *line, size_t length,
                     struct buffer *added);

    void *context;
};

/* What stands around the line.  NULL: nothing, or the usual words. */
struct prompt_texts {
    char *words;    /* in front of it, before " > " */
    char *activity; /* behind the words: short */
    char *status;   /* a row above it, cut to the screen's width */
};

/* What input_parser has made of the terminal's bytes. */
enum prompt_input { PROMPT_KEYS, PROMPT_SEQUENCE, PROMPT_PASTE };

/* A kind of prompt. */
struct prompt {
    /* Take the terminal's input over, and draw an empty line.  To be called
     * before another thread is started. */
    void (*begin)(const struct prompt_owner *owner);

    /* Take the line off the screen, and draw it below what was put there
     * meanwhile.  Nothing happens between stop and resume. */
    void (*hide)(void);
    void (*show)(void);

    /* Draw these texts from the next show() on; they are borrowed until the
     * next call.  NULL where there is no room for any. */
    void (*set_texts)(const struct prompt_texts *texts);

    /* What has been typed or pasted. */
    void (*feed)(enum prompt_input kind, const char *bytes, size_t length);

    /* The first byte of the line; -1: nothing is typed. */
    int (*first_byte)(void);

    /* Drop the line.  Returns false if there was none. */
    bool (*clear)(void);

    /* From now on Enter leaves the line as it is; accept is still called. */
    void (*freeze)(void);

    /* Give the terminal's input back for a while, the line hidden. */
    void (*stop)(void);
    void (*resume)(void);

    /* The terminal's size has changed. */
    void (*resize)(void);

    /* Give it back for good.  A line that has text stays on the screen. */
    void (*end)(void);

    /* Typed lines stand on the screen as they were typed. */
    bool leaves_lines;
};

/* GNU readline. */
extern const struct prompt prompt_readline;

/* For terminals and ears that want line after line: what is on the screen
 * is never changed, and the cursor only goes forward. */
extern const struct prompt prompt_linear;

#endif
