/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Two links that are joined by a broker of the test's own, which can do to
 * their messages what it likes. */
#include <config.h>

#include "carrier/mqtt_link.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"

enum { CALLER, LISTENER, SIDES };

/* What a broker does to one message in so many; 0: never. */
struct faults {
    unsigned drop, repeat, swap;
};

#define QUEUE_MAX 64

struct side {
    struct mqtt_link *link;
    size_t given, taken;           /* bytes of its own stream, of the other's */
    struct buffer queue[QUEUE_MAX]; /* messages on their way to this side */
    size_t count;
};

static struct side sides[SIDES];
static int64_t now;
static unsigned chance;

static unsigned draw(unsigned limit)
{
    chance = chance * 1103515245u + 12345u;
    return limit ? (chance >> 16) % limit : 1;
}

/* The byte at this place in the stream of this side. */
static unsigned char byte_at(int which, size_t place)
{
    return (unsigned char)(place * 31 + place / 251 + (size_t)which * 7);
}

static void begin(unsigned seed)
{
    static const unsigned char ids[SIDES][MQTT_LINK_ID_SIZE] = {"caller",
                                                                "listens"};

    chance = seed;
    now = 1000;
    for (int i = 0; i < SIDES; i++)
        sides[i] = (struct side){
            .link = mqtt_link_new(i == LISTENER, ids[i]),
        };
}

static void end(void)
{
    for (int i = 0; i < SIDES; i++) {
        mqtt_link_free(sides[i].link);
        for (size_t at = 0; at < sides[i].count; at++)
            buffer_release(&sides[i].queue[at]);
    }
}

/* ---- The broker ---------------------------------------------------------- */

static void enqueue(struct side *to, const struct buffer *message)
{
    cr_assert_lt(to->count, QUEUE_MAX);
    to->queue[to->count] = (struct buffer){0};
    buffer_append(&to->queue[to->count++], message->data, message->length);
}

static void relay(int from, const struct faults *faults)
{
    struct side *to = &sides[!from];
    struct buffer message = {0};

    while (to->count + 2 < QUEUE_MAX &&
           mqtt_link_next(sides[from].link, &message, now)) {
        if (draw(faults->drop) != 0)
            enqueue(to, &message);
        if (faults->repeat && draw(faults->repeat) == 0)
            enqueue(to, &message);
        if (faults->swap && to->count > 1 && draw(faults->swap) == 0) {
            struct buffer last = to->queue[to->count - 1];

            to->queue[to->count - 1] = to->queue[to->count - 2];
            to->queue[to->count - 2] = last;
        }
        buffer_clear(&message);
    }
    buffer_release(&message);
}

static void deliver(int to)
{
    struct side *side = &sides[to];

    for (size_t i = 0; i < side->count; i++) {
        mqtt_link_take(side->link, (unsigned char *)side->queue[i].data,
                       side->queue[i].length, now);
        buffer_release(&side->queue[i]);
    }
    side->count = 0;
}

/* ---- Both charlas -------------------------------------------------------- */

static void give(int which, size_t total)
{
    static unsigned char bytes[MQTT_LINK_PIECE_MAX];
    struct side *side = &sides[which];
    size_t length = mqtt_link_room(side->link);

    if (length > total - side->given)
        length = total - side->given;
    if (length > 1)
        length -= draw((unsigned)length);
    for (size_t i = 0; i < length; i++)
        bytes[i] = byte_at(which, side->given + i);
    if (length > 0)
        mqtt_link_give(side->link, bytes, length);
    side->given += length;
    if (side->given == total)
        mqtt_link_finish(side->link);
}

/* Take some of what has come: it must be what comes next. */
static void take(int which)
{
    struct side *side = &sides[which];
    size_t length;
    const unsigned char *output = mqtt_link_output(side->link, &length);

    cr_assert_leq(length, MQTT_LINK_WINDOW);
    if (length > 1)
        length -= draw((unsigned)length);
    for (size_t i = 0; i < length; i++)
        cr_assert_eq(output[i], byte_at(!which, side->taken + i));
    mqtt_link_passed_on(side->link, length);
    side->taken += length;
}

static enum mqtt_link_state state_of(int which)
{
    return mqtt_link_state(sides[which].link);
}

/* A side that is still alone when the other one has given up waits for the next
 * to come. */
static bool is_done(int which)
{
    return state_of(which) >= MQTT_LINK_OVER ||
           (state_of(which) == MQTT_LINK_ALONE &&
            state_of(!which) >= MQTT_LINK_OVER);
}

/* Play until both are through; each step takes a tenth of a second. */
static void play(size_t total, const struct faults *faults)
{
    for (int step = 0; step < 5000; step++) {
        bool over = true;

        for (int i = 0; i < SIDES; i++) {
            if (is_done(i))
                continue;
            over = false;
            if (state_of(i) != MQTT_LINK_ALONE)
                give(i, total);
            relay(i, faults);
            deliver(i);
            take(i);
        }
        if (over)
            return;
        now += 100;
    }
    cr_assert_fail("the links do not come to an end");
}

/* ---- Without faults ------------------------------------------------------ */

Test(mqtt_link, carries_every_byte_both_ways, .timeout = 60)
{
    static const size_t totals[] = {0, 1, 1000, MQTT_LINK_PIECE_MAX,
                                    MQTT_LINK_WINDOW + 1, 3000000};
    static const struct faults none;

    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
        begin((unsigned)i);
        play(totals[i], &none);
        for (int side = 0; side < SIDES; side++) {
            cr_expect_eq(state_of(side), MQTT_LINK_OVER);
            cr_expect_eq(sides[side].taken, totals[i]);
        }
        end();
    }
}

static void come_up(void)
{
    static const struct faults none;

    while (state_of(CALLER) != MQTT_LINK_UP) {
        for (int i = 0; i < SIDES; i++) {
            relay(i, &none);
            deliver(i);
        }
        now += 100;
    }
}

Test(mqtt_link, has_the_caller_call_until_somebody_is_there)
{
    struct buffer message = {0};
    int calls = 0;

    begin(1);
    for (; now < 10000; now += 100) {
        calls += mqtt_link_next(sides[CALLER].link, &message, now);
        buffer_clear(&message);
        cr_assert_not(mqtt_link_next(sides[LISTENER].link, &message, now));
    }
    cr_expect_eq(calls, 9); /* one a second */
    come_up();
    cr_expect_eq(state_of(LISTENER), MQTT_LINK_UP);
    buffer_release(&message);
    end();
}

Test(mqtt_link, is_silent_when_nothing_is_said)
{
    struct buffer message = {0};

    begin(1);
    come_up();
    now += 1000000;
    for (int i = 0; i < SIDES; i++) {
        cr_expect_eq(mqtt_link_deadline(sides[i].link), CLOCK_NEVER);
        cr_expect_not(mqtt_link_next(sides[i].link, &message, now));
    }
    end();
}

Test(mqtt_link, holds_no_more_than_its_window)
{
    static const struct faults none;
    size_t given = 0;

    begin(1);
    come_up();
    for (int i = 0; i < 1000; i++) {
        give(CALLER, SIZE_MAX);
        relay(CALLER, &none);
        deliver(LISTENER);
        relay(LISTENER, &none);
        deliver(CALLER);
    }
    (void)mqtt_link_output(sides[LISTENER].link, &given);
    cr_expect_eq(given, MQTT_LINK_WINDOW);
    cr_expect_eq(mqtt_link_room(sides[CALLER].link), 0);
    cr_expect_eq(state_of(CALLER), MQTT_LINK_UP); /* slow is not dead */
    end();
}

/* ---- With faults --------------------------------------------------------- */

/* What arrives is always right (take checks that), and what did not arrive is
 * noticed: a side that ends in order has everything. */
Test(mqtt_link, notices_whatever_a_broker_does, .timeout = 120)
{
    static const struct faults kinds[] = {
        {.drop = 20}, {.repeat = 20}, {.swap = 20}, {20, 20, 20},
        {.drop = 3},  {.drop = 200},  {.swap = 200}, {.drop = 1},
    };
    unsigned broken = 0;

    for (unsigned seed = 0; seed < 400; seed++) {
        const struct faults *faults = &kinds[seed % 8];

        begin(seed);
        if (seed % 8 == 7)
            come_up(); /* and then nothing arrives at all */
        play(200000, faults);
        for (int side = 0; side < SIDES; side++) {
            cr_assert_leq(sides[side].taken, 200000);
            if (state_of(side) == MQTT_LINK_OVER)
                cr_assert_eq(sides[side].taken, 200000, "seed %u", seed);
            else
                broken++;
        }
        end();
    }
    cr_expect_gt(broken, 100);
}

/* ---- Strangers ----------------------------------------------------------- */

static void say(int to, unsigned char kind, const char *id, uint64_t position,
                const char *rest, size_t length)
{
    unsigned char message[MQTT_LINK_HEAD_SIZE + 64] = {kind};

    memcpy(message + 1, id, strnlen(id, MQTT_LINK_ID_SIZE));
    for (int i = 0; i < 8; i++)
        message[1 + MQTT_LINK_ID_SIZE + i] =
            (unsigned char)(position >> (56 - 8 * i));
    memcpy(message + MQTT_LINK_HEAD_SIZE, rest, length);
    mqtt_link_take(sides[to].link, message, MQTT_LINK_HEAD_SIZE + length, now);
}

Test(mqtt_link, takes_nothing_from_strangers)
{
    size_t length;

    begin(1);
    come_up();
    for (int to = 0; to < SIDES; to++) {
        for (unsigned kind = 0; kind < 256; kind++)
            say(to, (unsigned char)kind, "mallory", 0, "evil", 4);
        /* Nor its own messages, which a broker sends back. */
        for (unsigned kind = 0; kind < 256; kind++)
            say(to, (unsigned char)kind, to ? "listens" : "caller", 0, "x", 1);
        mqtt_link_take(sides[to].link, (const unsigned char *)"\3", 1, now);
        mqtt_link_take(sides[to].link, NULL, 0, now);
        (void)mqtt_link_output(sides[to].link, &length);
        cr_expect_eq(length, 0);
        cr_expect_eq(state_of(to), MQTT_LINK_UP);
    }
    play(100000, &(struct faults){0}); /* and all goes on */
    cr_expect_eq(state_of(CALLER), MQTT_LINK_OVER);
    end();
}

static const struct {
    const char *name;
    unsigned char kind;
    uint64_t position;
    const char *rest;
    size_t length;
    enum mqtt_link_state state;
} forged[] = {
    {"data ahead", 3, 1, "x", 1, MQTT_LINK_GAPPED},
    {"data that is empty", 3, 0, "", 0, MQTT_LINK_GAPPED},
    {"data far ahead", 3, UINT64_MAX, "x", 1, MQTT_LINK_GAPPED},
    {"credit for what was not sent", 4, 1, "\0\0\0\0\0\0\0\1", 8,
     MQTT_LINK_GAPPED},
    {"credit beyond what came", 4, 1, "\0\0\0\0\0\0\0\0", 8, MQTT_LINK_GAPPED},
    {"credit cut short", 4, 0, "\0", 1, MQTT_LINK_GAPPED},
    {"a beat ahead", 5, 1, "", 0, MQTT_LINK_GAPPED},
    {"an end ahead", 6, 1, "", 0, MQTT_LINK_GAPPED},
    {"no kind at all", 0, 0, "", 0, MQTT_LINK_GAPPED},
    {"a kind of later", 8, 0, "", 0, MQTT_LINK_GAPPED},
    {"a last will", 7, 0, "", 0, MQTT_LINK_GONE},
    {"a second call", 1, 0, "", 0, MQTT_LINK_UP},
    {"an answer nobody asked for", 2, 0, "", 0, MQTT_LINK_UP},
};

Test(mqtt_link, breaks_at_what_the_other_side_would_not_say)
{
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        begin(1);
        come_up();
        say(LISTENER, forged[i].kind, "caller", forged[i].position,
            forged[i].rest, forged[i].length);
        cr_expect_eq(state_of(LISTENER), forged[i].state, "%s",
                     forged[i].name);
        end();
    }
}

/* A new call may be that of our own other side, whose link is dead. */
Test(mqtt_link, asks_whether_the_other_side_lives_when_somebody_else_calls)
{
    struct buffer message = {0};
    int beats = 0;

    begin(1);
    come_up();
    say(LISTENER, 1, "another", 0, "", 0);
    for (int i = 0; i < 200 && state_of(LISTENER) == MQTT_LINK_UP; i++) {
        say(LISTENER, 1, "another", 0, "", 0); /* often does not help */
        beats += mqtt_link_next(sides[LISTENER].link, &message, now);
        buffer_clear(&message);
        now += 100;
    }
    cr_expect_eq(state_of(LISTENER), MQTT_LINK_SILENT);
    cr_expect_eq(beats, MQTT_LINK_BEATS_MAX);
    buffer_release(&message);
    end();
}
