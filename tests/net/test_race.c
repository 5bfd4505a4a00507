/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/race.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <limits.h>

#define ATTEMPTS_MAX 5
#define NEVER LONG_MAX

/* Clocks seldom begin at 0; after 24.8 days this one would not fit into 32
 * bits. */
#define BEGIN (INT32_MAX - INT64_C(1000))

/* How an attempt goes: `after` ms from its start it has won or lost. */
struct attempt {
    enum race_event end;
    long after; /* 0: at once, in the start itself; NEVER: no answer */
};

/* A network of attempts with a clock that moves only in wait. */
struct world {
    const struct attempt *attempts;
    size_t count;
    int64_t clock;
    int64_t started[ATTEMPTS_MAX]; /* when; -1: not */
    bool over[ATTEMPTS_MAX];
    size_t starts;
    int idle; /* waits that nothing could end */
};

static enum race_event world_start(void *context, size_t which)
{
    struct world *world = context;
    const struct attempt *attempt = &world->attempts[which];

    cr_assert_eq(which, world->starts, "out of turn");
    cr_assert_lt(which, world->count);
    world->started[which] = world->clock;
    world->starts++;
    if (attempt->after != 0)
        return RACE_PENDING;
    world->over[which] = true;
    return attempt->end;
}

static int64_t end_of(const struct world *world, size_t i)
{
    if (i >= world->starts || world->over[i] ||
        world->attempts[i].after == NEVER)
        return NEVER;
    return world->started[i] + world->attempts[i].after;
}

static enum race_event world_wait(void *context, int timeout_ms,
                                  size_t *which)
{
    struct world *world = context;
    size_t first = 0;

    for (size_t i = 1; i < world->starts; i++)
        if (end_of(world, i) < end_of(world, first))
            first = i;
    if (timeout_ms >= 0 &&
        (end_of(world, first) == NEVER ||
         end_of(world, first) > world->clock + timeout_ms)) {
        world->clock += timeout_ms;
        return RACE_PENDING;
    }
    if (end_of(world, first) == NEVER) { /* waited for ever: give them up */
        world->idle++;
        for (first = 0; world->over[first]; first++)
            ;
        world->over[first] = true;
        *which = first;
        return RACE_LOST;
    }
    world->clock = end_of(world, first);
    world->over[first] = true;
    *which = first;
    return world->attempts[first].end;
}

static int64_t world_now(void *context)
{
    return ((struct world *)context)->clock;
}

static const struct {
    const char *name;
    size_t count;
    struct attempt attempts[ATTEMPTS_MAX];
    long started[ATTEMPTS_MAX]; /* -1: must not be started */
    int winner;                 /* -1: all have failed */
    long end;                   /* when the race is over */
} table[] = {
    {"nobody to call", 0, {{RACE_WON, 0}}, {-1}, -1, 0},
    {"one that answers at once", 1, {{RACE_WON, 0}}, {0}, 0, 0},
    {"one that answers late", 1, {{RACE_WON, 9000}}, {0}, 0, 9000},
    {"one that refuses at once", 1, {{RACE_LOST, 0}}, {0}, -1, 0},
    {"one that refuses late", 1, {{RACE_LOST, 900}}, {0}, -1, 900},
    {"the first wins at once", 2, {{RACE_WON, 0}, {RACE_WON, 0}}, {0, -1}, 0,
     0},
    {"the first wins before the second's turn", 2,
     {{RACE_WON, 249}, {RACE_WON, 1}}, {0, -1}, 0, 249},
    {"a dead first does not hide the second", 2,
     {{RACE_LOST, NEVER}, {RACE_WON, 30}}, {0, 250}, 1, 280},
    {"the second at once", 2, {{RACE_LOST, NEVER}, {RACE_WON, 0}}, {0, 250},
     1, 250},
    {"the first wins after the second's start", 2,
     {{RACE_WON, 300}, {RACE_WON, 100}}, {0, 250}, 0, 300},
    {"the second overtakes the first", 2, {{RACE_WON, 400}, {RACE_WON, 100}},
     {0, 250}, 1, 350},
    {"a refusal at once starts the next at once", 3,
     {{RACE_LOST, 0}, {RACE_LOST, 0}, {RACE_WON, 5}}, {0, 0, 0}, 2, 5},
    {"a refusal starts the next at once", 2,
     {{RACE_LOST, 100}, {RACE_WON, 20}}, {0, 100}, 1, 120},
    {"a refusal of the second starts the third at once", 3,
     {{RACE_LOST, NEVER}, {RACE_LOST, 10}, {RACE_WON, 10}}, {0, 250, 260}, 2,
     270},
    {"a refusal of the first starts the third at once", 3,
     {{RACE_LOST, 300}, {RACE_LOST, NEVER}, {RACE_WON, 10}}, {0, 250, 300},
     2, 310},
    {"after a refusal the stagger counts from the new start", 3,
     {{RACE_LOST, 100}, {RACE_LOST, NEVER}, {RACE_WON, 10}}, {0, 100, 350},
     2, 360},
    {"every dead one costs one stagger", 5,
     {{RACE_LOST, NEVER}, {RACE_LOST, NEVER}, {RACE_LOST, NEVER},
      {RACE_LOST, NEVER}, {RACE_WON, 1}}, {0, 250, 500, 750, 1000}, 4, 1001},
    {"the last is waited for as long as it takes", 2,
     {{RACE_LOST, 400}, {RACE_WON, 60000}}, {0, 250}, 1, 60250},
    {"all refuse at once", 3, {{RACE_LOST, 0}, {RACE_LOST, 0}, {RACE_LOST, 0}},
     {0, 0, 0}, -1, 0},
    {"all refuse, the first one last", 2,
     {{RACE_LOST, 5000}, {RACE_LOST, 100}}, {0, 250}, -1, 5000},
    {"the first wins when all others have refused", 3,
     {{RACE_WON, 2000}, {RACE_LOST, 0}, {RACE_LOST, 10}}, {0, 250, 250}, 0,
     2000},
};

Test(race, keeps_the_times_of_rfc_8305)
{
    for (size_t row = 0; row < sizeof table / sizeof *table; row++) {
        struct world world = {
            .attempts = table[row].attempts,
            .count = table[row].count,
            .clock = BEGIN,
        };
        const struct race_connector connector = {
            &world, world_start, world_wait, world_now};
        size_t winner = 99;
        int result;

        for (size_t i = 0; i < ATTEMPTS_MAX; i++)
            world.started[i] = -1;
        result = race_run(&connector, table[row].count, &winner);
        cr_expect_eq(result, table[row].winner < 0 ? -1 : 0, "%s",
                     table[row].name);
        cr_expect(result < 0 || (int)winner == table[row].winner, "%s",
                  table[row].name);
        cr_expect_eq(world.clock - BEGIN, table[row].end, "%s: %" PRId64,
                     table[row].name, world.clock - BEGIN);
        for (size_t i = 0; i < table[row].count; i++)
            cr_expect_eq(world.started[i] < 0 ? -1 : world.started[i] - BEGIN,
                         table[row].started[i], "%s: %zu at %" PRId64,
                         table[row].name, i, world.started[i]);
        cr_expect_eq(world.idle, 0, "%s", table[row].name);
    }
}

static enum race_event spurious_wait(void *context, int timeout_ms,
                                     size_t *which)
{
    struct world *world = context;

    if (world->idle++ < 3)
        return RACE_PENDING; /* woken for nothing, no time has passed */
    return world_wait(context, timeout_ms, which);
}

Test(race, goes_on_when_woken_for_nothing)
{
    static const struct attempt attempts[] = {{RACE_LOST, NEVER},
                                              {RACE_WON, 7}};
    struct world world = {.attempts = attempts, .count = 2};
    const struct race_connector connector = {&world, world_start,
                                             spurious_wait, world_now};
    size_t winner = 99;

    cr_assert_eq(race_run(&connector, 2, &winner), 0);
    cr_assert_eq(winner, 1);
    cr_assert_eq(world.started[1], RACE_STAGGER_MS);
    cr_assert_eq(world.clock, RACE_STAGGER_MS + 7);
}
