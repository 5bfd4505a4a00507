/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/transcript.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/message.h"
#include "terminal/log_file.h"
#include "terminal/palette.h"
#include "terminal/tty.h"
#include "text/framer.h"
#include "text/layout.h"
#include "text/sanitize.h"

#define PROGRAM "charla: "
#define PROGRAM_COLUMNS 8
#define STAMP_COLUMNS 6 /* "14:05 " */
#define NARROW 40       /* a screen with fewer columns has no room to spare */
#define NARROW_INDENT 2

void transcript_begin(struct transcript *transcript)
{
    transcript->last_line = clock_now_ms(&transcript->clock) / 1000;
    buffer_clear(&transcript->said);
}

void transcript_interrupt(struct transcript *transcript)
{
    transcript->has_speaker = false;
}

void transcript_name(struct transcript *transcript, enum speaker who,
                     const char *name)
{
    speaker_name(&transcript->speakers, who, name);
    transcript->is_composed = transcript->has_speaker = false;
}

void transcript_colour(struct transcript *transcript,
                       const struct palette *palette)
{
    transcript->palette = palette;
    transcript->is_composed = false;
}

void transcript_release(struct transcript *transcript)
{
    speaker_release(&transcript->speakers);
    buffer_release(&transcript->said);
}

static const struct palette *palette_of(const struct transcript *transcript)
{
    return transcript->palette ? transcript->palette : &palette_plain;
}

static void append_styled(const struct transcript *transcript,
                          struct buffer *out, const char *style,
                          const char *words)
{
    buffer_append_string(out, style);
    buffer_append_string(out, words);
    if (*style)
        buffer_append_string(out, palette_of(transcript)->plain);
}

static struct tm local_time(long long seconds)
{
    time_t time = (time_t)seconds;
    struct tm local = {0};

    (void)localtime_r(&time, &local);
    return local;
}

/* Append a row of charla's own.  The next speaker is named again. */
static void append_own(struct transcript *transcript, struct buffer *out,
                       const char *style, const char *words)
{
    append_styled(transcript, out, style, words);
    buffer_append(out, "\n", 1);
    transcript->has_speaker = false;
}

/* Append what precedes a line: the date if the day is new, and the time after a
 * silence, or on every line if that is wanted.  Returns how many columns of the
 * line's first row this takes. */
static unsigned append_stamp(struct transcript *transcript,
                             struct buffer *out, long long seconds)
{
    const char *style = palette_of(transcript)->quiet;
    struct tm now, last;
    char words[64];

    if (transcript->last_line == 0)
        transcript->last_line = seconds;
    if (seconds == transcript->last_line && !transcript->timestamps)
        return 0;
    now = local_time(seconds);
    last = local_time(transcript->last_line);
    if (seconds - transcript->last_line >= TRANSCRIPT_NAME_S)
        transcript->has_speaker = false;
    if (now.tm_yday != last.tm_yday || now.tm_year != last.tm_year) {
        snprintf(words, sizeof words, "--- %04d-%02d-%02d %02d:%02d ---",
                 now.tm_year + 1900, now.tm_mon + 1, now.tm_mday, now.tm_hour,
                 now.tm_min);
        append_own(transcript, out, style, words);
    } else if (!transcript->timestamps &&
               seconds - transcript->last_line >= TRANSCRIPT_PAUSE_S) {
        snprintf(words, sizeof words, "--- %02d:%02d ---", now.tm_hour,
                 now.tm_min);
        append_own(transcript, out, style, words);
    }
    if (transcript->timestamps) {
        snprintf(words, sizeof words, "%02d:%02d ", now.tm_hour, now.tm_min);
        append_styled(transcript, out, style, words);
    }
    transcript->last_line = seconds;
    return transcript->timestamps ? STAMP_COLUMNS : 0;
}

/* ---- Messages ------------------------------------------------------------ */

static void compose(struct transcript *transcript)
{
    const struct palette *palette = palette_of(transcript);
    const struct speaker_style style = {{palette->other, palette->self},
                                        palette->plain};

    if (transcript->is_composed &&
        transcript->composed_width == transcript->width)
        return;
    speaker_compose(&transcript->speakers, transcript->width,
                    transcript->timestamps ? STAMP_COLUMNS : 0, &style);
    transcript->composed_width = transcript->width;
    transcript->is_composed = true;
}

/* Choose the prefix: the speaker is named, unless the row above is theirs
 * too. */
static const struct speaker_prefix *choose(struct transcript *transcript,
                                           enum speaker who, bool goes_on)
{
    bool is_named = transcript->is_spoken || !transcript->has_speaker ||
                    transcript->last_speaker != who;

    transcript->has_speaker = true;
    transcript->last_speaker = who;
    if (goes_on)
        return &transcript->speakers.goes_on;
    return is_named ? &transcript->speakers.named[who]
                    : &transcript->speakers.unnamed[who];
}

/* Append a line that was said at that time; its text is not safe yet. */
static void append_message(struct transcript *transcript, struct buffer *out,
                           enum speaker who, const struct framer_piece *piece,
                           long long seconds)
{
    unsigned stamp = append_stamp(transcript, out, seconds);
    const struct speaker_prefix *prefix;
    struct buffer safe = {0};

    compose(transcript);
    prefix = choose(transcript, who, !piece->begins);
    buffer_append(out, prefix->bytes.data, prefix->bytes.length);
    sanitize_append(&safe, piece->data, piece->length);
    layout_append(out, safe.data, safe.length,
                  &(struct layout_place){
                      .column = stamp + prefix->most,
                      .indent = transcript->speakers.indent,
                      .width = transcript->width,
                  });
    buffer_append(out, "\n", 1);
    buffer_release(&safe);
}

static void log_piece(struct transcript *transcript, enum speaker who,
                      const struct framer_piece *piece, long long seconds)
{
    if (transcript->log)
        log_file_add(transcript->log, who,
                     speaker_name_of(&transcript->speakers, who), seconds,
                     piece);
}

void transcript_append_peer(struct transcript *transcript, struct buffer *out,
                            const struct framer_piece *piece)
{
    long long seconds = clock_now_ms(&transcript->clock) / 1000;

    if (transcript->recent)
        recent_add(transcript->recent, SPEAKER_OTHER, seconds, piece);
    log_piece(transcript, SPEAKER_OTHER, piece, seconds);
    append_message(transcript, out, SPEAKER_OTHER, piece, seconds);
}

void transcript_append_mine(struct transcript *transcript, struct buffer *out,
                            enum speaker who, const char *text, size_t length)
{
    long long seconds = clock_now_ms(&transcript->clock) / 1000;
    const char *limit = text + length, *newline;

    if (transcript->log)
        log_file_name_user(transcript->log,
                           speaker_name_of(&transcript->speakers, who));
    transcript->is_private |=
        transcript->log && !log_file_is_on(transcript->log);
    do {
        struct framer_piece line = {.data = text, .begins = true,
                                    .ends = true};

        newline = memchr(text, '\n', (size_t)(limit - text));
        line.length = (size_t)((newline ? newline : limit) - text);
        if (who == SPEAKER_UNSENT)
            log_piece(transcript, who, &line, seconds);
        if (out)
            append_message(transcript, out, who, &line, seconds);
        text = newline ? newline + 1 : limit;
    } while (newline);
}

void transcript_append_again(struct transcript *transcript,
                             struct buffer *out)
{
    const struct recent_message *message;
    long long last_line = transcript->last_line;

    transcript->last_line = 0;
    for (size_t i = 0; (message = recent_message(transcript->recent, i)); i++)
        append_message(transcript, out, message->who,
                       &(struct framer_piece){
                           .data = message->text.data,
                           .length = message->text.length,
                           .begins = message->begins,
                       },
                       message->seconds);
    transcript->last_line = last_line;
    transcript->has_speaker = false;
}

void transcript_append_command(struct transcript *transcript,
                               struct buffer *out, const char *line,
                               size_t length)
{
    struct buffer safe = {0};

    sanitize_append(&safe, line, length);
    buffer_append(&safe, "", 1);
    append_own(transcript, out, palette_of(transcript)->quiet, safe.data);
    buffer_release(&safe);
}

/* ---- Notices ------------------------------------------------------------- */

/* Returns where a notice begins: below the words, unless that leaves too little
 * room. */
static unsigned notice_indent(const struct transcript *transcript)
{
    bool is_narrow = transcript->width > 0 && transcript->width < NARROW;

    return is_narrow ? NARROW_INDENT : PROGRAM_COLUMNS;
}

/* Append the rows of a notice, whose first row already has `column` columns. */
static void append_rows(const struct transcript *transcript,
                        struct buffer *out, const char *sentence,
                        unsigned column)
{
    layout_append(out, sentence, strlen(sentence),
                  &(struct layout_place){.column = column,
                                         .indent = notice_indent(transcript),
                                         .width = transcript->width});
}

void transcript_append_notice(struct transcript *transcript,
                              struct buffer *out, const char *sentence,
                              enum terminal_voice voice)
{
    const struct palette *palette = palette_of(transcript);
    struct buffer line = {0};

    if (voice == TERMINAL_MORE)
        buffer_printf(&line, "%*s", (int)notice_indent(transcript), "");
    else
        buffer_append_string(&line, PROGRAM);
    append_rows(transcript, &line, sentence, (unsigned)line.length);
    buffer_append(&line, "", 1);
    append_own(transcript, out,
               voice == TERMINAL_WARNING    ? palette->loud
               : voice == TERMINAL_COMPLAINT ? ""
                                            : palette->quiet,
               line.data);
    buffer_release(&line);
}

void transcript_print_notice(const char *sentence)
{
    struct transcript plain = {.width = tty_columns(STDERR_FILENO)};
    struct buffer line = {0};

    if (isatty(STDERR_FILENO))
        transcript_append_notice(&plain, &line, sentence, TERMINAL_NOTICE);
    else
        buffer_printf(&line, "%s%s\n", PROGRAM, sentence);
    message_write(line.data, line.length);
    buffer_release(&line);
}

/* NO_COLOR asks for no colour; bold and reverse video are not colours. */
void transcript_print_warning(const char *sentence, bool text_alone)
{
    bool is_loud = !text_alone && !tty_is_dumb();
    struct transcript loud = {
        .palette = is_loud ? &palette_without_colours : &palette_plain,
        .width = tty_columns(STDERR_FILENO),
    };
    struct buffer line = {0};

    if (!isatty(STDERR_FILENO))
        return;
    buffer_append_string(&line, "\n");
    transcript_append_notice(&loud, &line, sentence, TERMINAL_WARNING);
    message_write(line.data, line.length);
    buffer_release(&line);
}
