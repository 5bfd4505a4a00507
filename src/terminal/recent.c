/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/recent.h"

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

const struct recent_message *recent_message(const struct recent *recent,
                                            size_t number)
{
    size_t first =
        recent->count > RECENT_COUNT ? recent->count - RECENT_COUNT : 0;

    if (number >= recent->count - first)
        return NULL;
    return &recent->messages[(first + number) % RECENT_COUNT];
}

void recent_release(struct recent *recent)
{
    for (size_t i = 0; i < RECENT_COUNT; i++)
        buffer_release(&recent->messages[i].text);
}
