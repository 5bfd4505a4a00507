/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* transcript: formats the lines of a conversation for a terminal.
 *
 *       luis | a message from the other side
 *            | another one, a moment later
 *        ana : a message from the user
 *     /help
 *     charla: a notice
 *     --- 14:05 ---
 *
 * Who speaks can be told without colour (terminal/speaker.h), and only what
 * charla says stands at the left edge.  Text is made safe and broken into rows
 * that begin with blanks (text/layout.h), so that nothing the other side sends
 * can look like a line of the program's or of the user's. */
#ifndef CHARLA_TRANSCRIPT_H
#define CHARLA_TRANSCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "terminal/recent.h"
#include "terminal/speaker.h"
#include "terminal/terminal_ops.h"

struct buffer;
struct framer_piece;
struct log_file;
struct palette;

/* After a silence of this many seconds the time is shown... */
#define TRANSCRIPT_PAUSE_S 300

/* ...and after so many the name again. */
#define TRANSCRIPT_NAME_S 60

/* Start as {.clock = ...}; transcript_release when done. */
struct transcript {
    const struct palette *palette; /* NULL: no escape sequences */
    bool timestamps;     /* the time on every line */
    bool is_spoken;      /* line after line: a name on every message */
    unsigned width;      /* of the screen, in columns; 0: not known */
    struct clock clock;
    struct recent *recent; /* borrowed: keeps messages; NULL: they are not */
    struct log_file *log;  /* borrowed: gets them, too; NULL: there is none */
    long long last_line; /* seconds since the Epoch; 0: none yet */
    struct speakers speakers;
    unsigned composed_width; /* they are made for this width... */
    bool is_composed;        /* ...and these names and colours */
    bool has_speaker;        /* the row above is a message of... */
    enum speaker last_speaker;
};

/* Call this one so from now on (speaker_name); write with these colours. */
void transcript_name(struct transcript *transcript, enum speaker who,
                     const char *name);
void transcript_colour(struct transcript *transcript,
                       const struct palette *palette);

void transcript_release(struct transcript *transcript);

/* The conversation begins now. */
void transcript_begin(struct transcript *transcript);

/* Append to `out` a piece of the peer's text, as framer_next_line or
 * framer_next_partial handed it out... */
void transcript_append_peer(struct transcript *transcript, struct buffer *out,
                            const struct framer_piece *piece);
/* ...what the user wrote, each of its lines a message (if `out` is NULL it
 * stands there already, and is only kept)... */
void transcript_append_mine(struct transcript *transcript, struct buffer *out,
                            const char *text, size_t length);
/* ...the messages that are kept, again, with the times they had... */
void transcript_append_again(struct transcript *transcript,
                             struct buffer *out);
/* ...a command of the user's, which is not sent... */
void transcript_append_command(struct transcript *transcript,
                               struct buffer *out, const char *line,
                               size_t length);
/* ...or a notice, whose sentence must be safe to show already. */
void transcript_append_notice(struct transcript *transcript,
                              struct buffer *out, const char *sentence,
                              enum terminal_voice voice);

/* Write a notice to standard error, broken into rows if that is a terminal. */
void transcript_print_notice(const char *sentence);

/* Write what must not be overlooked to standard error, if that is a terminal:
 * the very last row before the shell's prompt, below an empty row, bold and
 * reversed unless `text_alone` or TERM says that no escapes are wanted.  The
 * sentence begins with a word of warning, for those who see neither. */
void transcript_print_warning(const char *sentence, bool text_alone);

/* May a terminal be written to in colour?  NO_COLOR and TERM say. */
bool transcript_may_colour(void);

/* Does TERM name no terminal, or one that can only print line after line? */
bool transcript_is_dumb(void);

#endif
