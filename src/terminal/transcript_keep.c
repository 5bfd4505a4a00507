/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* transcript_keep: keeps what the user has said, which was shown as it was
 * typed. */
#include <config.h>

#include "terminal/transcript.h"

#include <string.h>

#include "base/buffer.h"
#include "terminal/log_file.h"
#include "text/framer_piece.h"

static void keep_line(struct transcript *transcript)
{
    const struct framer_piece line = {
        .data = transcript->said.data,
        .length = transcript->said.length,
        .begins = true,
        .ends = true,
    };
    long long seconds = clock_now_ms(&transcript->clock) / 1000;

    if (transcript->recent)
        recent_add(transcript->recent, SPEAKER_SELF, seconds, &line);
    if (transcript->log && !transcript->is_private)
        log_file_add(transcript->log, SPEAKER_SELF,
                     speaker_name_of(&transcript->speakers, SPEAKER_SELF),
                     seconds, &line);
    buffer_clear(&transcript->said);
}

void transcript_keep_mine(struct transcript *transcript, const char *text,
                          size_t length, bool is_last)
{
    const char *limit = text + length, *newline;

    while ((newline = memchr(text, '\n', (size_t)(limit - text)))) {
        buffer_append(&transcript->said, text, (size_t)(newline - text));
        keep_line(transcript);
        text = newline + 1;
    }
    buffer_append(&transcript->said, text, (size_t)(limit - text));
    transcript->is_private &= !is_last;
}
