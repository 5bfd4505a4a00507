/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/transcript.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/message.h"
#include "terminal/tty.h"
#include "text/framer.h"
#include "text/layout.h"
#include "text/sanitize.h"

/* Readable on light and dark backgrounds (ECMA-48 8.3.117): magenta for the
 * user's own mark, dim for what neither of the two has written.  The other
 * side's mark has no colour: one of the two is enough to tell them apart, and
 * in a burst of the other side's lines it would double the terminal's work. */
#define MINE_STYLE "\033[1;35m"
#define LOUD_STYLE "\033[1;7m"
#define QUIET_STYLE "\033[2m"
#define PLAIN_STYLE "\033[0m"

#define MARK_COLUMNS 4
#define PROGRAM "charla: "

void transcript_begin(struct transcript *transcript)
{
    transcript->last_line = clock_now_ms(&transcript->clock) / 1000;
}

static void append_styled(const struct transcript *transcript,
                          struct buffer *out, const char *style,
                          const char *words)
{
    if (transcript->colour)
        buffer_append_string(out, style);
    buffer_append_string(out, words);
    if (transcript->colour)
        buffer_append_string(out, PLAIN_STYLE);
}

static struct tm local_time(long long seconds)
{
    time_t time = (time_t)seconds;
    struct tm local = {0};

    (void)localtime_r(&time, &local);
    return local;
}

/* Before each line: the day when it is a new one, the time after a silence,
 * or on every line if that is wanted.  Returns how many columns of the line's
 * first row that takes. */
static unsigned append_stamp(struct transcript *transcript,
                             struct buffer *out)
{
    long long seconds = clock_now_ms(&transcript->clock) / 1000;
    struct tm now, last;
    char words[64];

    if (transcript->last_line == 0)
        transcript->last_line = seconds;
    if (seconds == transcript->last_line && !transcript->timestamps)
        return 0;
    now = local_time(seconds);
    last = local_time(transcript->last_line);
    if (now.tm_yday != last.tm_yday || now.tm_year != last.tm_year) {
        snprintf(words, sizeof words, "--- %04d-%02d-%02d %02d:%02d ---",
                 now.tm_year + 1900, now.tm_mon + 1, now.tm_mday, now.tm_hour,
                 now.tm_min);
        append_styled(transcript, out, QUIET_STYLE, words);
        buffer_append(out, "\n", 1);
    } else if (!transcript->timestamps &&
               seconds - transcript->last_line >= TRANSCRIPT_PAUSE_S) {
        snprintf(words, sizeof words, "--- %02d:%02d ---", now.tm_hour,
                 now.tm_min);
        append_styled(transcript, out, QUIET_STYLE, words);
        buffer_append(out, "\n", 1);
    }
    if (transcript->timestamps) {
        snprintf(words, sizeof words, "%02d:%02d ", now.tm_hour, now.tm_min);
        append_styled(transcript, out, QUIET_STYLE, words);
    }
    transcript->last_line = seconds;
    return transcript->timestamps ? (unsigned)strlen(words) : 0;
}

/* Text of one line, not yet safe. */
static void append_text(const struct transcript *transcript,
                        struct buffer *out, const char *text, size_t length,
                        unsigned column)
{
    struct buffer safe = {0};

    sanitize_append(&safe, text, length);
    layout_append(out, safe.data, safe.length, column, transcript->width);
    buffer_append(out, "\n", 1);
    buffer_release(&safe);
}

/* Each piece of a long message has its own line; all but the first begin with
 * dots. */
void transcript_append_peer(struct transcript *transcript, struct buffer *out,
                            const struct framer_piece *piece)
{
    unsigned column = append_stamp(transcript, out) + MARK_COLUMNS;

    buffer_append(out, piece->begins ? ">>  " : "..  ", MARK_COLUMNS);
    append_text(transcript, out, piece->data, piece->length, column);
}

void transcript_append_mine(struct transcript *transcript, struct buffer *out,
                            const char *text, size_t length)
{
    const char *limit = text + length;
    const char *newline;

    do {
        unsigned column = append_stamp(transcript, out) + MARK_COLUMNS;

        newline = memchr(text, '\n', (size_t)(limit - text));
        append_styled(transcript, out, MINE_STYLE, "<<");
        buffer_append(out, "  ", 2);
        append_text(transcript, out, text,
                    (size_t)((newline ? newline : limit) - text), column);
        text = newline ? newline + 1 : limit;
    } while (newline);
}

void transcript_append_command(const struct transcript *transcript,
                               struct buffer *out, const char *line,
                               size_t length)
{
    struct buffer safe = {0};

    sanitize_append(&safe, line, length);
    buffer_append(&safe, "", 1);
    append_styled(transcript, out, QUIET_STYLE, safe.data);
    buffer_append(out, "\n", 1);
    buffer_release(&safe);
}

void transcript_append_notice(const struct transcript *transcript,
                              struct buffer *out, const char *sentence)
{
    struct buffer line = {0};

    buffer_append_string(&line, PROGRAM);
    layout_append(&line, sentence, strlen(sentence), strlen(PROGRAM),
                  transcript->width);
    buffer_append(&line, "", 1);
    append_styled(transcript, out, QUIET_STYLE, line.data);
    buffer_append(out, "\n", 1);
    buffer_release(&line);
}

void transcript_print_notice(const char *sentence)
{
    struct transcript plain = {.width = tty_columns(STDERR_FILENO)};
    struct buffer line = {0};

    if (isatty(STDERR_FILENO))
        transcript_append_notice(&plain, &line, sentence);
    else
        buffer_printf(&line, "%s%s\n", PROGRAM, sentence);
    message_write(line.data, line.length);
    buffer_release(&line);
}

/* NO_COLOR asks for no colour; bold and reversed is none. */
void transcript_print_warning(const char *sentence, bool text_alone)
{
    bool is_loud = !text_alone && !transcript_is_dumb();
    struct buffer line = {0};

    if (!isatty(STDERR_FILENO))
        return;
    buffer_append_string(&line, is_loud ? "\n" LOUD_STYLE : "\n");
    buffer_append_string(&line, PROGRAM);
    layout_append(&line, sentence, strlen(sentence), strlen(PROGRAM),
                  tty_columns(STDERR_FILENO));
    buffer_append_string(&line, is_loud ? PLAIN_STYLE "\n" : "\n");
    message_write(line.data, line.length);
    buffer_release(&line);
}

bool transcript_is_dumb(void)
{
    const char *term = getenv("TERM");

    return !term || !*term || strcmp(term, "dumb") == 0;
}

bool transcript_may_colour(void)
{
    const char *no_color = getenv("NO_COLOR");

    return !(no_color && *no_color) && !transcript_is_dumb();
}
