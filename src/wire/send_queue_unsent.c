/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/send_queue_unsent.h"

#include <string.h>

#include "text/framer.h"
#include "wire/send_queue.h"

size_t send_queue_held(const struct send_queue *queue)
{
    size_t held;

    framer_held(queue->framer, &held);
    return held;
}

size_t send_queue_lines(const struct send_queue *queue)
{
    size_t held, count = 0;
    const char *at = framer_held(queue->framer, &held);
    const char *limit = at + held;

    while (at < limit && (at = memchr(at, '\n', (size_t)(limit - at)))) {
        at++;
        count++;
    }
    return count;
}

bool send_queue_drop_end(struct send_queue *queue)
{
    static const size_t length = sizeof FRAMER_END_LINE; /* with its "\n" */
    size_t held;
    const char *first = framer_held(queue->framer, &held);
    const char *limit = first + held, *line = first;

    while (line && (size_t)(limit - line) >= length) {
        if (memcmp(line, FRAMER_END_LINE "\n", length) == 0) {
            framer_keep(queue->framer, (size_t)(line - first));
            return true;
        }
        line = memchr(line, '\n', (size_t)(limit - line));
        line = line ? line + 1 : NULL;
    }
    return false;
}

void send_queue_append_unsent(const struct send_queue *queue,
                              struct buffer *out)
{
    size_t held;
    const char *rest = framer_held(queue->framer, &held);

    if (queue->is_text)
        buffer_append(out, queue->data + queue->header,
                      queue->length - queue->header);
    buffer_append(out, queue->text, queue->text_length);
    if (!queue->end_typed)
        buffer_append(out, rest, held);
}
