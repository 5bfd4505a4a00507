/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/outgoing.h"

#include <string.h>

#include "text/control.h"
#include "text/framer.h"

void outgoing_init(struct outgoing *outgoing)
{
    *outgoing = (struct outgoing){.framer = framer_new()};
}

void outgoing_release(struct outgoing *outgoing)
{
    framer_free(outgoing->framer);
    buffer_release(&outgoing->name);
}

static enum outgoing_state stretch(struct outgoing *outgoing, const char *data,
                                   size_t length, bool is_text)
{
    outgoing->data = data;
    outgoing->length = length;
    outgoing->is_text = is_text;
    return OUTGOING_SEND;
}

void outgoing_encrypt(struct outgoing *outgoing, const char *name)
{
    framer_set_dialect(outgoing->framer, FRAMER_TO_PEER);
    if (!name)
        return;
    control_append_name(&outgoing->name, name);
    stretch(outgoing, outgoing->name.data, outgoing->name.length, false);
}

char *outgoing_space(struct outgoing *outgoing, size_t *size)
{
    return framer_space(outgoing->framer, size);
}

void outgoing_commit(struct outgoing *outgoing, size_t length)
{
    framer_commit(outgoing->framer, length);
}

void outgoing_end(struct outgoing *outgoing, bool farewell)
{
    outgoing->has_ended = true;
    outgoing->is_farewell |= farewell;
}

/* The input has ended and all of it is sent. */
static enum outgoing_state finish(struct outgoing *outgoing)
{
    const char *goodbye = outgoing->mid_line ? "\n" FRAMER_END_LINE "\n"
                                             : FRAMER_END_LINE "\n";

    if (!outgoing->is_farewell || outgoing->farewell_said)
        return OUTGOING_DONE;
    outgoing->farewell_said = true;
    stretch(outgoing, goodbye, strlen(goodbye), false);
    return OUTGOING_FAREWELL;
}

enum outgoing_state outgoing_next(struct outgoing *outgoing)
{
    struct framer_piece piece;

    if (outgoing->length > 0)
        return OUTGOING_SEND;
    if (outgoing->has_ended)
        framer_finish(outgoing->framer);
    switch (framer_next_run(outgoing->framer, &piece)) {
    case FRAMER_TEXT:
        outgoing->mid_line = !piece.ends;
        return stretch(outgoing, piece.data, piece.length, true);
    case FRAMER_ESCAPE:
        return stretch(outgoing, "%", 1, false);
    case FRAMER_END:
        if (outgoing->end_typed)
            return finish(outgoing);
        outgoing->end_typed = true;
        return OUTGOING_TYPED;
    case FRAMER_CONTROL: /* not in this dialect */
    case FRAMER_NOTHING:
        break;
    }
    return outgoing->has_ended ? finish(outgoing) : OUTGOING_EMPTY;
}

void outgoing_sent(struct outgoing *outgoing, size_t length)
{
    outgoing->data += length;
    outgoing->length -= length;
}

size_t outgoing_held(const struct outgoing *outgoing)
{
    size_t held;

    framer_held(outgoing->framer, &held);
    return held;
}

void outgoing_append_unsent(const struct outgoing *outgoing,
                            struct buffer *out)
{
    size_t held;
    const char *rest = framer_held(outgoing->framer, &held);

    if (outgoing->is_text)
        buffer_append(out, outgoing->data, outgoing->length);
    if (!outgoing->end_typed)
        buffer_append(out, rest, held);
}
