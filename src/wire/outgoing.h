/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* outgoing: what goes out, in its order: our name, the user's text, the
 * goodbye.  Pure: input goes in, stretches to send come out. */
#ifndef CHARLA_OUTGOING_H
#define CHARLA_OUTGOING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

struct framer;

/* Fill with outgoing_init; the fields below are to be read only. */
struct outgoing {
    struct framer *framer; /* what was typed and is not sent yet */
    struct buffer name;    /* the line that tells our name */

    /* The stretch to send next; borrowed from the framer or constant. */
    const char *data;
    size_t length;
    bool is_text; /* it is the user's, not our name, "%" or goodbye */

    bool has_ended;    /* no input will be put in any more */
    bool end_typed;    /* "%end%" was in the input */
    bool is_farewell;  /* a goodbye is due, or said */
    bool farewell_said;
    bool mid_line;     /* what was sent last did not end a line */
};

void outgoing_init(struct outgoing *outgoing);
void outgoing_release(struct outgoing *outgoing);

/* Send in charla/1 from now on, and first tell the name, if it is not NULL.
 * To be called before anything is sent. */
void outgoing_encrypt(struct outgoing *outgoing, const char *name);

/* Room for `*size` bytes of input, and `length` bytes put there.  Only when
 * nothing is to be sent. */
char *outgoing_space(struct outgoing *outgoing, size_t *size);
void outgoing_commit(struct outgoing *outgoing, size_t length);

/* No more input will come; `farewell`: end with a goodbye. */
void outgoing_end(struct outgoing *outgoing, bool farewell);

enum outgoing_state {
    OUTGOING_SEND,     /* there is a stretch to send */
    OUTGOING_EMPTY,    /* nothing now */
    OUTGOING_TYPED,    /* "%end%" has just been found: outgoing_end is due */
    OUTGOING_FAREWELL, /* all text is sent, the stretch is the goodbye */
    OUTGOING_DONE,     /* everything is sent */
};

/* Find the next stretch.  Of what follows "%end%" nothing is sent. */
enum outgoing_state outgoing_next(struct outgoing *outgoing);

/* `length` bytes of the stretch have been sent. */
void outgoing_sent(struct outgoing *outgoing, size_t length);

/* How many bytes of input are held, the stretch left out. */
size_t outgoing_held(const struct outgoing *outgoing);

/* Append the text that was not sent; what follows "%end%" was not meant. */
void outgoing_append_unsent(const struct outgoing *outgoing,
                            struct buffer *out);

#endif
