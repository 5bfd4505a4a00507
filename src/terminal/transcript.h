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
 * Marks tell without colour who has written a message (terminal/speaker.h),
 * and only charla's own text begins at the left edge.  Text is made safe and
 * broken into rows that begin with blanks (text/layout.h), so that nothing
 * from the other side can look like a line of charla or of the user. */
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

/* ...and after this many the name is shown again. */
#define TRANSCRIPT_NAME_S 60

/* Start as {.clock = ...}; transcript_release when done. */
struct transcript {
    const struct palette *palette; /* NULL: no escape sequences */
    bool timestamps;     /* the time on every line */
    bool is_spoken;      /* for screen readers: a name on every message */
    unsigned width;      /* of the screen, in columns; 0: not known */
    struct clock clock;
    struct recent *recent; /* borrowed: keeps the messages; NULL: none */
    struct log_file *log;  /* borrowed: gets the messages; NULL: none */
    struct buffer said;    /* of the user's line that is being sent */
    bool is_private;       /* some typed text was typed with the log off */
    long long last_line; /* seconds since the Epoch; 0: none yet */
    struct speakers speakers;
    unsigned composed_width; /* the prefixes are for this width... */
    bool is_composed;        /* ...and for the current names and colours */
    bool has_speaker;        /* the row above is a message of... */
    enum speaker last_speaker;
};

/* Use this name from now on (speaker_name); and these colours. */
void transcript_name(struct transcript *transcript, enum speaker who,
                     const char *name);
void transcript_colour(struct transcript *transcript,
                       const struct palette *palette);

void transcript_release(struct transcript *transcript);

/* The conversation begins now. */
void transcript_begin(struct transcript *transcript);

/* The rows above are not seen any more, so whoever speaks next is named. */
void transcript_interrupt(struct transcript *transcript);

/* Append to `out` a piece of the peer's text, as framer_next_line or
 * framer_next_partial handed it out... */
void transcript_append_peer(struct transcript *transcript, struct buffer *out,
                            const struct framer_piece *piece);
/* ...the user's text, as it was typed, each of its lines a message; with
 * SPEAKER_UNSENT it will not be sent (`out` NULL: it is on the screen
 * already)... */
void transcript_append_mine(struct transcript *transcript, struct buffer *out,
                            enum speaker who, const char *text,
                            size_t length);
/* ...the messages that are kept, with their times... */
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

/* The conversation takes this text of the user's, lines with their line ends:
 * now it is said, and kept.  With `is_last` no more of it was typed. */
void transcript_keep_mine(struct transcript *transcript, const char *text,
                          size_t length, bool is_last);

/* Write a notice to standard error, broken into rows if that is a terminal. */
void transcript_print_notice(const char *sentence);

/* Write a warning that must not be overlooked to standard error, if that is a
 * terminal: as the very last row before the shell's prompt, below an empty row,
 * bold and reversed, unless `text_alone` or TERM forbids escape sequences.  The
 * sentence begins with a word of warning, for people who see neither. */
void transcript_print_warning(const char *sentence, bool text_alone);

#endif
