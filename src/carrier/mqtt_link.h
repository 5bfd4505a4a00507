/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* mqtt_link: a stream of bytes both ways out of the messages of a broker that
 * promises nothing: it may drop them, repeat them, stop in the middle, and
 * strangers may send some too.  Pure: messages, bytes and the time go in,
 * messages and bytes come out.
 *
 * Every message counts where it stands in the stream, so that a gap or a
 * repetition is seen, and breaks the link: charla resumes the conversation
 * over another one.  Nothing here proves who the other side is; that is TLS's
 * to do, inside the stream.  doc/protocol.md has the format. */
#ifndef CHARLA_MQTT_LINK_H
#define CHARLA_MQTT_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;

/* A number that only one side of one link has. */
#define MQTT_LINK_ID_SIZE 8

/* The most that a message carries, in bytes. */
#define MQTT_LINK_PIECE_MAX 16384
#define MQTT_LINK_HEAD_SIZE (1 + MQTT_LINK_ID_SIZE + 8)

/* So many bytes may be on their way without the other side having passed them
 * on, and after so many it says how far it is. */
#define MQTT_LINK_WINDOW ((size_t)256 * 1024)
#define MQTT_LINK_CREDIT_STEP ((size_t)64 * 1024)

/* Between two calls, and between two questions whether all has come, in ms;
 * and after how many unanswered questions the link is dead. */
#define MQTT_LINK_AGAIN_MS 1000
#define MQTT_LINK_BEATS_MAX 5

/* `id` must be a number nobody can guess. */
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

/* When mqtt_link_next is to be asked again although nothing has happened;
 * CLOCK_NEVER: not at all. */
int64_t mqtt_link_deadline(const struct mqtt_link *link);

/* How many bytes may be given now, and they are; MQTT_LINK_PIECE_MAX at
 * most. */
size_t mqtt_link_room(const struct mqtt_link *link);
void mqtt_link_give(struct mqtt_link *link, const void *data, size_t length);

/* No more bytes will be given. */
void mqtt_link_finish(struct mqtt_link *link);

/* The bytes that have come, borrowed, and that so many of them have been
 * passed on. */
const void *mqtt_link_output(const struct mqtt_link *link, size_t *length);
void mqtt_link_passed_on(struct mqtt_link *link, size_t length);

/* The message that tells the other side that this one is gone. */
void mqtt_link_farewell(const struct mqtt_link *link, struct buffer *message);

enum mqtt_link_state {
    MQTT_LINK_ALONE,   /* the other side is not there yet */
    MQTT_LINK_UP,      /* it is */
    MQTT_LINK_ENDED,   /* it sends no more; its bytes may still be here */
    MQTT_LINK_OVER,    /* both sides have ended, all is passed on */
    MQTT_LINK_GAPPED,  /* messages were lost, repeated, or are malformed */
    MQTT_LINK_GONE,    /* the other side has left */
    MQTT_LINK_SILENT,  /* it does not answer */
};

enum mqtt_link_state mqtt_link_state(const struct mqtt_link *link);

#endif
