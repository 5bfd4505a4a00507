/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/outbox.h"

#include <string.h>

struct mark {
    uint64_t position; /* of the text's end */
    size_t length;     /* of the text */
    int64_t sent_ms;
};

static struct mark first_mark(const struct outbox *outbox)
{
    struct mark mark;

    memcpy(&mark, outbox->marks.data, sizeof mark);
    return mark;
}

void outbox_add(struct outbox *outbox, const char *text, size_t length,
                uint64_t position, int64_t now_ms)
{
    const struct mark mark = {position, length, now_ms};

    buffer_append(&outbox->text, text, length);
    buffer_append(&outbox->marks, &mark, sizeof mark);
}

void outbox_settle(struct outbox *outbox, uint64_t position)
{
    while (!outbox_is_empty(outbox)) {
        struct mark mark = first_mark(outbox);

        if (mark.position > position)
            break;
        buffer_drop(&outbox->text, mark.length);
        buffer_drop(&outbox->marks, sizeof mark);
    }
}

bool outbox_is_empty(const struct outbox *outbox)
{
    return outbox->marks.length == 0;
}

int64_t outbox_age(const struct outbox *outbox, int64_t now_ms)
{
    return outbox_is_empty(outbox) ? 0 : now_ms - first_mark(outbox).sent_ms;
}

void outbox_release(struct outbox *outbox)
{
    buffer_release(&outbox->text);
    buffer_release(&outbox->marks);
}
