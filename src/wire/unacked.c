/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/unacked.h"

#include <string.h>

struct mark {
    uint64_t position; /* of the text's end */
    size_t length;     /* of the text */
    int64_t sent_ms;
};

static struct mark first_mark(const struct unacked *unacked)
{
    struct mark mark;

    memcpy(&mark, unacked->marks.data, sizeof mark);
    return mark;
}

void unacked_add(struct unacked *unacked, const char *text, size_t length,
                uint64_t position, int64_t now_ms)
{
    const struct mark mark = {position, length, now_ms};

    ring_append(&unacked->text, text, length);
    buffer_append(&unacked->marks, &mark, sizeof mark);
    unacked->end = position;
}

void unacked_acknowledge(struct unacked *unacked, uint64_t position)
{
    while (!unacked_is_empty(unacked)) {
        struct mark mark = first_mark(unacked);

        if (mark.position > position)
            break;
        ring_drop(&unacked->text, mark.length);
        buffer_drop(&unacked->marks, sizeof mark);
    }
}

size_t unacked_copy(const struct unacked *unacked, uint64_t position,
                    size_t most, struct buffer *out)
{
    const struct ring *text = &unacked->text;
    size_t length = (size_t)(unacked->end - position);

    if (length > most)
        length = most;
    ring_copy(text, text->length - (size_t)(unacked->end - position), length,
              out);
    return length;
}

bool unacked_is_empty(const struct unacked *unacked)
{
    return unacked->marks.length == 0;
}

int64_t unacked_age(const struct unacked *unacked, int64_t now_ms)
{
    return unacked_is_empty(unacked) ? 0 : now_ms - first_mark(unacked).sent_ms;
}

void unacked_release(struct unacked *unacked)
{
    ring_release(&unacked->text);
    buffer_release(&unacked->marks);
}
