/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/mqtt_link.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/ring.h"
#include "wire/number.h"

/* Of a position in a stream, in bytes. */
#define POSITION_SIZE ((size_t)8)

/* The kinds of messages; doc/protocol.md says what each holds. */
enum kind {
    CALL = 1,
    ANSWER,
    DATA,
    CREDIT,
    BEAT,
    END,
    GONE,
};

struct mqtt_link {
    enum mqtt_link_state state;
    bool listens;
    unsigned char own[MQTT_LINK_ID_SIZE], peer[MQTT_LINK_ID_SIZE];
    /* Positions in the two streams, in bytes; the end counts as one. */
    uint64_t sent;     /* given to the broker */
    uint64_t credited; /* of that, passed on by the other side */
    uint64_t received;
    uint64_t passed_on;
    uint64_t told; /* of that, the other side knows */
    struct buffer piece; /* given, and not sent yet */
    struct ring output;  /* received, and not passed on */
    bool must_answer, must_credit;
    bool is_finished, end_sent; /* our end */
    int64_t again_at;           /* the next CALL or BEAT */
    unsigned beats;             /* unanswered */
};

struct mqtt_link *mqtt_link_new(bool listens,
                                const unsigned char id[MQTT_LINK_ID_SIZE])
{
    struct mqtt_link *link = memory_zeroed(sizeof *link);

    link->listens = listens;
    link->again_at = listens ? CLOCK_NEVER : 0;
    memcpy(link->own, id, sizeof link->own);
    return link;
}

void mqtt_link_free(struct mqtt_link *link)
{
    if (!link)
        return;
    buffer_release(&link->piece);
    ring_release(&link->output);
    free(link);
}

static bool is_up(const struct mqtt_link *link)
{
    return link->state == MQTT_LINK_UP || link->state == MQTT_LINK_ENDED;
}

/* ---- Sending ------------------------------------------------------------- */

static void append_head(const struct mqtt_link *link, struct buffer *message,
                        enum kind kind, uint64_t position)
{
    const unsigned char byte = (unsigned char)kind;

    buffer_append(message, &byte, 1);
    buffer_append(message, link->own, sizeof link->own);
    number_append(message, position, POSITION_SIZE);
}

static void append_answer(struct mqtt_link *link, struct buffer *message)
{
    append_head(link, message, ANSWER, 0);
    buffer_append(message, link->peer, sizeof link->peer);
    link->must_answer = false;
}

static void append_credit(struct mqtt_link *link, struct buffer *message)
{
    append_head(link, message, CREDIT, link->passed_on);
    number_append(message, link->received, POSITION_SIZE);
    link->told = link->passed_on;
    link->must_credit = false;
}

/* Ask later whether all has come: if the last message was lost, nothing else
 * would tell. */
static void ask_later(struct mqtt_link *link, int64_t now)
{
    if (link->again_at == CLOCK_NEVER)
        link->again_at = now + MQTT_LINK_AGAIN_MS;
}

static void append_data(struct mqtt_link *link, struct buffer *message,
                        int64_t now)
{
    append_head(link, message, DATA, link->sent);
    buffer_append(message, link->piece.data, link->piece.length);
    link->sent += link->piece.length;
    buffer_clear(&link->piece);
    ask_later(link, now);
}

static void append_end(struct mqtt_link *link, struct buffer *message,
                       int64_t now)
{
    append_head(link, message, END, link->sent);
    link->sent++;
    link->end_sent = true;
    ask_later(link, now);
}

static void append_beat(struct mqtt_link *link, struct buffer *message,
                        int64_t now)
{
    if (link->beats == MQTT_LINK_BEATS_MAX) {
        link->state = MQTT_LINK_SILENT;
        return;
    }
    append_head(link, message, BEAT, link->sent);
    link->beats++;
    link->again_at = now + MQTT_LINK_AGAIN_MS;
}

static void append_next(struct mqtt_link *link, struct buffer *message,
                        int64_t now)
{
    if (link->must_answer)
        append_answer(link, message);
    else if (link->must_credit ||
             link->passed_on - link->told >= MQTT_LINK_CREDIT_STEP)
        append_credit(link, message);
    else if (link->piece.length > 0)
        append_data(link, message, now);
    else if (link->is_finished && !link->end_sent)
        append_end(link, message, now);
    else if (now >= link->again_at)
        append_beat(link, message, now);
}

bool mqtt_link_next(struct mqtt_link *link, struct buffer *message,
                    int64_t now)
{
    if (is_up(link)) {
        append_next(link, message, now);
    } else if (link->state == MQTT_LINK_ALONE && now >= link->again_at) {
        append_head(link, message, CALL, 0);
        link->again_at = now + MQTT_LINK_AGAIN_MS;
    }
    return message->length > 0;
}

int64_t mqtt_link_deadline(const struct mqtt_link *link)
{
    return link->again_at;
}

void mqtt_link_say_gone(const struct mqtt_link *link, struct buffer *message)
{
    append_head(link, message, GONE, 0);
}

/* ---- Receiving ----------------------------------------------------------- */

static void come_up(struct mqtt_link *link, const unsigned char *id)
{
    memcpy(link->peer, id, sizeof link->peer);
    link->state = MQTT_LINK_UP;
    link->again_at = CLOCK_NEVER;
    link->must_answer = link->listens;
}

static bool take_data(struct mqtt_link *link, uint64_t position,
                      const unsigned char *data, size_t length)
{
    uint64_t outstanding = link->received + length - link->passed_on;

    if (link->state == MQTT_LINK_ENDED || position != link->received ||
        length == 0 || length > MQTT_LINK_PIECE_MAX ||
        outstanding > MQTT_LINK_WINDOW)
        return false;
    ring_append(&link->output, data, length);
    link->received += length;
    return true;
}

static bool take_credit(struct mqtt_link *link, uint64_t position,
                        const unsigned char *data, size_t length, int64_t now)
{
    uint64_t theirs = length == POSITION_SIZE
                          ? number_read(data, POSITION_SIZE)
                          : UINT64_MAX;

    if (position < link->credited || position > theirs || theirs > link->sent)
        return false;
    link->credited = position;
    link->beats = 0;
    link->again_at =
        theirs == link->sent ? CLOCK_NEVER : now + MQTT_LINK_AGAIN_MS;
    return true;
}

static bool take_end(struct mqtt_link *link, uint64_t position)
{
    if (link->state == MQTT_LINK_ENDED || position != link->received)
        return false;
    link->received++;
    link->state = MQTT_LINK_ENDED;
    link->must_credit = true;
    return true;
}

/* Take a message from the other side of this link. */
static bool take_from_peer(struct mqtt_link *link,
                           const unsigned char *message, size_t length,
                           int64_t now)
{
    uint64_t position =
        number_read(message + 1 + MQTT_LINK_ID_SIZE, POSITION_SIZE);
    const unsigned char *data = message + MQTT_LINK_HEAD_SIZE;
    size_t rest = length - MQTT_LINK_HEAD_SIZE;

    switch (message[0]) {
    case CALL: /* again: our answer is on its way, or was lost */
        link->must_answer = link->listens;
        return true;
    case ANSWER:
        return true;
    case DATA:
        return take_data(link, position, data, rest);
    case CREDIT:
        return take_credit(link, position, data, rest, now);
    case BEAT:
        link->must_credit = true;
        return position == link->received;
    case END:
        return take_end(link, position);
    case GONE:
        if (link->state == MQTT_LINK_UP)
            link->state = MQTT_LINK_GONE;
        return true;
    default:
        return false;
    }
}

/* Take a message from somebody else.  A CALL may come from the other side
 * itself, if it has lost this link: ask whether it still answers here. */
static void take_from_stranger(struct mqtt_link *link,
                               const unsigned char *message, size_t length,
                               int64_t now)
{
    const unsigned char *id = message + 1;

    if (is_up(link)) {
        if (message[0] == CALL && link->listens && link->beats == 0)
            link->again_at = now;
    } else if (link->state == MQTT_LINK_ALONE && link->listens) {
        if (message[0] == CALL)
            come_up(link, id);
    } else if (link->state == MQTT_LINK_ALONE && message[0] == ANSWER &&
               length == MQTT_LINK_HEAD_SIZE + MQTT_LINK_ID_SIZE &&
               memcmp(message + MQTT_LINK_HEAD_SIZE, link->own,
                      sizeof link->own) == 0) {
        come_up(link, id);
    }
}

void mqtt_link_take(struct mqtt_link *link, const unsigned char *message,
                    size_t length, int64_t now)
{
    const unsigned char *id = message + 1;

    if (length < MQTT_LINK_HEAD_SIZE ||
        memcmp(id, link->own, sizeof link->own) == 0)
        return;
    if (!is_up(link) || memcmp(id, link->peer, sizeof link->peer) != 0)
        take_from_stranger(link, message, length, now);
    else if (!take_from_peer(link, message, length, now))
        link->state = MQTT_LINK_GAPPED;
}

/* ---- Bytes --------------------------------------------------------------- */

size_t mqtt_link_room(const struct mqtt_link *link)
{
    uint64_t left = MQTT_LINK_WINDOW - (link->sent - link->credited);

    if (!is_up(link) || link->piece.length > 0 || link->is_finished)
        return 0;
    return left < MQTT_LINK_PIECE_MAX ? (size_t)left : MQTT_LINK_PIECE_MAX;
}

void mqtt_link_give(struct mqtt_link *link, const void *data, size_t length)
{
    buffer_append(&link->piece, data, length);
}

void mqtt_link_finish(struct mqtt_link *link)
{
    link->is_finished = true;
}

bool mqtt_link_has_ended(const struct mqtt_link *link)
{
    return link->end_sent;
}

const void *mqtt_link_output(const struct mqtt_link *link, size_t *length)
{
    return ring_front(&link->output, length);
}

void mqtt_link_passed_on(struct mqtt_link *link, size_t length)
{
    ring_drop(&link->output, length);
    link->passed_on += length;
}

enum mqtt_link_state mqtt_link_state(const struct mqtt_link *link)
{
    if (link->state == MQTT_LINK_ENDED && link->end_sent &&
        link->output.length == 0 && !link->must_credit)
        return MQTT_LINK_OVER;
    return link->state;
}
