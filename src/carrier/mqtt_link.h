/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* mqtt_link: makes a stream of bytes in both directions out of the messages of
 * a broker.  The broker may drop, repeat or delay messages, and strangers may
 * send some too.  Pure: messages, bytes and the time go in, messages and bytes
 * come out.
 *
 * Every message has its position in the stream, so a lost or repeated one is
 * noticed and breaks the link; charla then resumes the conversation over a new
 * one.  Nothing here proves who the other side is; TLS does that, inside the
 * stream.  doc/protocol.md has the format. */
#ifndef CHARLA_MQTT_LINK_H
#define CHARLA_MQTT_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;

/* The size, in bytes, of the random number that identifies one side of one
 * link. */
#define MQTT_LINK_ID_SIZE 8

/* The most that a message carries, in bytes. */
#define MQTT_LINK_PIECE_MAX ((size_t)64 * 1024)
#define MQTT_LINK_HEAD_SIZE (1 + MQTT_LINK_ID_SIZE + 8)

/* How many bytes may be on their way that the other side has not passed on; and
 * after how many bytes passed on it reports how far it is. */
#define MQTT_LINK_WINDOW ((size_t)1024 * 1024)
#define MQTT_LINK_CREDIT_STEP ((size_t)64 * 1024)

/* The time between two CALL messages, and between two BEATs, which ask whether
 * all has come, in ms; and after how many unanswered BEATs the link is dead. */
#define MQTT_LINK_AGAIN_MS 1000
#define MQTT_LINK_BEATS_MAX 5

/* Make a link; the caller frees.  `id` must be a random number that nobody can
 * guess. */
struct mqtt_link *mqtt_link_new(bool listens,
                                const unsigned char id[MQTT_LINK_ID_SIZE]);
void mqtt_link_free(struct mqtt_link *link);

/* A message has come on our topic. */
void mqtt_link_take(struct mqtt_link *link, const unsigned char *message,
                    size_t length, int64_t now);

/* Put the next message to send into `message`, which is empty.  Returns false
 * if there is none now. */
bool mqtt_link_next(struct mqtt_link *link, struct buffer *message,
                    int64_t now);

/* When to call mqtt_link_next again even if nothing has happened; CLOCK_NEVER:
 * not at all. */
int64_t mqtt_link_deadline(const struct mqtt_link *link);

/* How many bytes the link takes now, at most MQTT_LINK_PIECE_MAX; and give it
 * that many or less. */
size_t mqtt_link_room(const struct mqtt_link *link);
void mqtt_link_give(struct mqtt_link *link, const void *data, size_t length);

/* No more bytes will be given.  And whether the message that tells this to the
 * other side has been made, after all the bytes. */
void mqtt_link_finish(struct mqtt_link *link);
bool mqtt_link_has_ended(const struct mqtt_link *link);

/* The next of the bytes that have come, borrowed until the next call: none only
 * if there are none.  And tell the link that `length` of them have been passed
 * on. */
const void *mqtt_link_output(const struct mqtt_link *link, size_t *length);
void mqtt_link_passed_on(struct mqtt_link *link, size_t length);

/* Make the message that tells the other side that this one is gone. */
void mqtt_link_say_gone(const struct mqtt_link *link, struct buffer *message);

enum mqtt_link_state {
    MQTT_LINK_ALONE,   /* the other side is not there yet */
    MQTT_LINK_UP,      /* the other side is there */
    MQTT_LINK_ENDED,   /* it sends no more; bytes may wait to be passed on */
    MQTT_LINK_OVER,    /* both sides have ended, and all is passed on */
    MQTT_LINK_GAPPED,  /* messages were lost, repeated, or are malformed */
    MQTT_LINK_GONE,    /* the other side has left */
    MQTT_LINK_SILENT,  /* it does not answer */
};

enum mqtt_link_state mqtt_link_state(const struct mqtt_link *link);

#endif
