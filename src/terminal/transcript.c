/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/transcript.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "text/framer.h"
#include "text/sanitize.h"

/* Legible on light and on dark: magenta for my own mark alone, and dim for
 * what is nobody's words (ECMA-48 8.3.117).  The other side's mark is plain:
 * of two one needs a colour, and theirs may be the line of a burst, where it
 * would double what the terminal has to do. */
#define MINE_STYLE "\033[1;35m"
#define QUIET_STYLE "\033[2m"
#define PLAIN_STYLE "\033[0m"

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
 * or on every line if that is wanted. */
static void append_stamp(struct transcript *transcript, struct buffer *out)
{
    long long seconds = clock_now_ms(&transcript->clock) / 1000;
    struct tm now, last;
    char words[64];

    if (transcript->last_line == 0)
        transcript->last_line = seconds;
    if (seconds == transcript->last_line && !transcript->timestamps)
        return;
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
}

/* A message of more than one piece goes on after dots: a terminal has no
 * other place to break it. */
void transcript_append_peer(struct transcript *transcript, struct buffer *out,
                            const struct framer_piece *piece)
{
    append_stamp(transcript, out);
    buffer_append(out, piece->begins ? ">>  " : "..  ", 4);
    sanitize_append(out, piece->data, piece->length);
    buffer_append(out, "\n", 1);
}

void transcript_append_mine(struct transcript *transcript, struct buffer *out,
                            const char *text, size_t length)
{
    const char *limit = text + length;
    const char *newline;

    do {
        newline = memchr(text, '\n', (size_t)(limit - text));
        append_stamp(transcript, out);
        append_styled(transcript, out, MINE_STYLE, "<<");
        buffer_append(out, "  ", 2);
        sanitize_append(out, text,
                         (size_t)((newline ? newline : limit) - text));
        buffer_append(out, "\n", 1);
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

    buffer_printf(&line, "charla: %s", sentence);
    buffer_append(&line, "", 1);
    append_styled(transcript, out, QUIET_STYLE, line.data);
    buffer_append(out, "\n", 1);
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
