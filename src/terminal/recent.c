/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/recent.h"

#include <string.h>

#include "text/framer_piece.h"
#include "text/utf8.h"

void recent_add(struct recent *recent, enum speaker who, long long seconds,
                const struct framer_piece *piece)
{
    struct recent_message *message =
        &recent->messages[recent->count++ % RECENT_COUNT];

    message->who = who;
    message->begins = piece->begins;
    message->seconds = seconds;
    buffer_clear(&message->text);
    buffer_append(&message->text, piece->data,
                  utf8_cut(piece->data, piece->length, RECENT_BYTES_MAX));
}

/* Returns how many were added before the oldest that is kept. */
static size_t first_kept(const struct recent *recent)
{
    return recent->count > RECENT_COUNT ? recent->count - RECENT_COUNT : 0;
}

/* Find the last message before number `limit`, of all that were added, that is
 * this line of the user's, and mark it.  Returns its number, or `limit`. */
static size_t mark_last(struct recent *recent, size_t limit, const char *line,
                        size_t length)
{
    length = utf8_cut(line, length, RECENT_BYTES_MAX);
    for (size_t number = limit; number > first_kept(recent); number--) {
        struct recent_message *message =
            &recent->messages[(number - 1) % RECENT_COUNT];

        if (message->who == SPEAKER_SELF && message->text.length == length &&
            (length == 0 || memcmp(message->text.data, line, length) == 0)) {
            message->who = SPEAKER_UNSENT;
            return number - 1;
        }
    }
    return limit;
}

void recent_mark_unsent(struct recent *recent, const struct buffer *lines)
{
    size_t limit = recent->count, end = lines->length, start;

    for (; end > 0; end = start) {
        size_t ending = lines->data[end - 1] == '\n';

        for (start = end - ending; start > 0; start--)
            if (lines->data[start - 1] == '\n')
                break;
        limit = mark_last(recent, limit, lines->data + start,
                          end - ending - start);
    }
}

const struct recent_message *recent_message(const struct recent *recent,
                                            size_t number)
{
    size_t first = first_kept(recent);

    if (number >= recent->count - first)
        return NULL;
    return &recent->messages[(first + number) % RECENT_COUNT];
}

void recent_release(struct recent *recent)
{
    for (size_t i = 0; i < RECENT_COUNT; i++)
        buffer_release(&recent->messages[i].text);
}
