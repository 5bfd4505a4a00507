/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/happy_eyeballs.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <limits.h>

#include "base/clock.h"

#define ATTEMPTS_MAX 5
#define NEVER INT64_MAX

/* Clocks seldom begin at 0; after 24.8 days this one would not fit into 32
 * bits. */
#define BEGIN (INT32_MAX - INT64_C(1000))

/* How an attempt goes: `after` ms from its start it has won or lost. */
struct plan {
    enum attempt end;
    int64_t after; /* 0: at once, in the start itself; NEVER: no answer */
};

/* A network of attempts with a clock that moves only in wait. */
struct world {
    const struct plan *attempts;
    size_t count;
    int64_t clock;
    int64_t started[ATTEMPTS_MAX]; /* when; -1: not */
    bool over[ATTEMPTS_MAX];
    size_t starts;
    int idle;       /* waits that nothing could end */
    int64_t cancel; /* the wait at this time is called off; 0: none is */
};

static enum attempt world_start(void *context, size_t which)
{
    struct world *world = context;
    const struct plan *attempt = &world->attempts[which];

    cr_assert_eq(which, world->starts, "out of turn");
    cr_assert_lt(which, world->count);
    world->started[which] = world->clock;
    world->starts++;
    if (attempt->after != 0)
        return ATTEMPT_PENDING;
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

static enum attempt world_wait(void *context, int timeout_ms, size_t *which)
{
    struct world *world = context;
    size_t first = 0;

    if (world->cancel != 0 && world->clock >= world->cancel)
        return ATTEMPT_CANCELED;
    for (size_t i = 1; i < world->starts; i++)
        if (end_of(world, i) < end_of(world, first))
            first = i;
    if (timeout_ms >= 0 && (end_of(world, first) == NEVER ||
                            end_of(world, first) > world->clock + timeout_ms)) {
        world->clock += timeout_ms;
        return ATTEMPT_PENDING;
    }
    if (end_of(world, first) == NEVER) { /* waited for ever: give them up */
        world->idle++;
        for (first = 0; world->over[first]; first++)
            ;
        world->over[first] = true;
        *which = first;
        return ATTEMPT_FAILED;
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
    struct plan attempts[ATTEMPTS_MAX];
    long started[ATTEMPTS_MAX]; /* -1: must not be started */
    enum happy_eyeballs_result result;
    size_t winner; /* with CONNECTED */
    long end;      /* when the race is over */
    long within;   /* the deadline; 0: none */
} table[] = {
    {"nobody to call",
     0,
     {{ATTEMPT_CONNECTED, 0}},
     {-1},
     HAPPY_EYEBALLS_FAILED,
     0,
     0,
     0},
    {"one that answers at once",
     1,
     {{ATTEMPT_CONNECTED, 0}},
     {0},
     HAPPY_EYEBALLS_CONNECTED,
     0,
     0,
     0},
    {"one that answers late",
     1,
     {{ATTEMPT_CONNECTED, 9000}},
     {0},
     HAPPY_EYEBALLS_CONNECTED,
     0,
     9000,
     0},
    {"one that refuses at once",
     1,
     {{ATTEMPT_FAILED, 0}},
     {0},
     HAPPY_EYEBALLS_FAILED,
     0,
     0,
     0},
    {"one that refuses late",
     1,
     {{ATTEMPT_FAILED, 900}},
     {0},
     HAPPY_EYEBALLS_FAILED,
     0,
     900,
     0},
    {"the first wins at once",
     2,
     {{ATTEMPT_CONNECTED, 0}, {ATTEMPT_CONNECTED, 0}},
     {0, -1},
     HAPPY_EYEBALLS_CONNECTED,
     0,
     0,
     0},
    {"the first wins before the second's turn",
     2,
     {{ATTEMPT_CONNECTED, 249}, {ATTEMPT_CONNECTED, 1}},
     {0, -1},
     HAPPY_EYEBALLS_CONNECTED,
     0,
     249,
     0},
    {"a dead first does not hide the second",
     2,
     {{ATTEMPT_FAILED, NEVER}, {ATTEMPT_CONNECTED, 30}},
     {0, 250},
     HAPPY_EYEBALLS_CONNECTED,
     1,
     280,
     0},
    {"the second at once",
     2,
     {{ATTEMPT_FAILED, NEVER}, {ATTEMPT_CONNECTED, 0}},
     {0, 250},
     HAPPY_EYEBALLS_CONNECTED,
     1,
     250,
     0},
    {"the first wins after the second's start",
     2,
     {{ATTEMPT_CONNECTED, 300}, {ATTEMPT_CONNECTED, 100}},
     {0, 250},
     HAPPY_EYEBALLS_CONNECTED,
     0,
     300,
     0},
    {"the second overtakes the first",
     2,
     {{ATTEMPT_CONNECTED, 400}, {ATTEMPT_CONNECTED, 100}},
     {0, 250},
     HAPPY_EYEBALLS_CONNECTED,
     1,
     350,
     0},
    {"a refusal at once starts the next at once",
     3,
     {{ATTEMPT_FAILED, 0}, {ATTEMPT_FAILED, 0}, {ATTEMPT_CONNECTED, 5}},
     {0, 0, 0},
     HAPPY_EYEBALLS_CONNECTED,
     2,
     5,
     0},
    {"a refusal starts the next at once",
     2,
     {{ATTEMPT_FAILED, 100}, {ATTEMPT_CONNECTED, 20}},
     {0, 100},
     HAPPY_EYEBALLS_CONNECTED,
     1,
     120,
     0},
    {"a refusal of the second starts the third at once",
     3,
     {{ATTEMPT_FAILED, NEVER}, {ATTEMPT_FAILED, 10}, {ATTEMPT_CONNECTED, 10}},
     {0, 250, 260},
     HAPPY_EYEBALLS_CONNECTED,
     2,
     270,
     0},
    {"a refusal of the first starts the third at once",
     3,
     {{ATTEMPT_FAILED, 300}, {ATTEMPT_FAILED, NEVER}, {ATTEMPT_CONNECTED, 10}},
     {0, 250, 300},
     HAPPY_EYEBALLS_CONNECTED,
     2,
     310,
     0},
    {"after a refusal the stagger counts from the new start",
     3,
     {{ATTEMPT_FAILED, 100}, {ATTEMPT_FAILED, NEVER}, {ATTEMPT_CONNECTED, 10}},
     {0, 100, 350},
     HAPPY_EYEBALLS_CONNECTED,
     2,
     360,
     0},
    {"every dead one costs one stagger",
     5,
     {{ATTEMPT_FAILED, NEVER},
      {ATTEMPT_FAILED, NEVER},
      {ATTEMPT_FAILED, NEVER},
      {ATTEMPT_FAILED, NEVER},
      {ATTEMPT_CONNECTED, 1}},
     {0, 250, 500, 750, 1000},
     HAPPY_EYEBALLS_CONNECTED,
     4,
     1001,
     0},
    {"the last is waited for as long as it takes",
     2,
     {{ATTEMPT_FAILED, 400}, {ATTEMPT_CONNECTED, 60000}},
     {0, 250},
     HAPPY_EYEBALLS_CONNECTED,
     1,
     60250,
     0},
    {"all refuse at once",
     3,
     {{ATTEMPT_FAILED, 0}, {ATTEMPT_FAILED, 0}, {ATTEMPT_FAILED, 0}},
     {0, 0, 0},
     HAPPY_EYEBALLS_FAILED,
     0,
     0,
     0},
    {"all refuse, the first one last",
     2,
     {{ATTEMPT_FAILED, 5000}, {ATTEMPT_FAILED, 100}},
     {0, 250},
     HAPPY_EYEBALLS_FAILED,
     0,
     5000,
     0},
    {"the first wins when all others have refused",
     3,
     {{ATTEMPT_CONNECTED, 2000}, {ATTEMPT_FAILED, 0}, {ATTEMPT_FAILED, 10}},
     {0, 250, 250},
     HAPPY_EYEBALLS_CONNECTED,
     0,
     2000,
     0},
    {"a dead one is given up at the deadline",
     1,
     {{ATTEMPT_FAILED, NEVER}},
     {0},
     HAPPY_EYEBALLS_TIMED_OUT,
     0,
     3000,
     3000},
    {"two dead ones together take no longer",
     2,
     {{ATTEMPT_FAILED, NEVER}, {ATTEMPT_FAILED, NEVER}},
     {0, 250},
     HAPPY_EYEBALLS_TIMED_OUT,
     0,
     3000,
     3000},
    {"no attempt is started after the deadline",
     3,
     {{ATTEMPT_FAILED, NEVER}, {ATTEMPT_FAILED, NEVER}, {ATTEMPT_FAILED, 0}},
     {0, 250, -1},
     HAPPY_EYEBALLS_TIMED_OUT,
     0,
     400,
     400},
    {"an answer just before the deadline counts",
     1,
     {{ATTEMPT_CONNECTED, 2999}},
     {0},
     HAPPY_EYEBALLS_CONNECTED,
     0,
     2999,
     3000},
    {"one that refuses does not move the deadline",
     2,
     {{ATTEMPT_FAILED, 100}, {ATTEMPT_FAILED, NEVER}},
     {0, 100},
     HAPPY_EYEBALLS_TIMED_OUT,
     0,
     3000,
     3000},
    {"a refusal before the deadline is the answer",
     1,
     {{ATTEMPT_FAILED, 2999}},
     {0},
     HAPPY_EYEBALLS_FAILED,
     0,
     2999,
     3000},
};

Test(happy_eyeballs, keeps_the_times_of_rfc_8305)
{
    for (size_t row = 0; row < sizeof table / sizeof *table; row++) {
        struct world world = {
            .attempts = table[row].attempts,
            .count = table[row].count,
            .clock = BEGIN,
        };
        const struct happy_eyeballs connector = {&world, world_start,
                                                 world_wait, world_now};
        size_t winner = 99;
        enum happy_eyeballs_result result;

        for (size_t i = 0; i < ATTEMPTS_MAX; i++)
            world.started[i] = -1;
        result = happy_eyeballs_run(
            &connector, table[row].count,
            table[row].within == 0 ? CLOCK_NEVER : BEGIN + table[row].within,
            &winner);
        cr_expect_eq(result, table[row].result, "%s", table[row].name);
        if (result == HAPPY_EYEBALLS_CONNECTED)
            cr_expect_eq(winner, table[row].winner, "%s", table[row].name);
        cr_expect_eq(world.clock - BEGIN, table[row].end, "%s: %" PRId64,
                     table[row].name, world.clock - BEGIN);
        for (size_t i = 0; i < table[row].count; i++)
            cr_expect_eq(world.started[i] < 0 ? -1 : world.started[i] - BEGIN,
                         table[row].started[i], "%s: %zu at %" PRId64,
                         table[row].name, i, world.started[i]);
        cr_expect_eq(world.idle, 0, "%s", table[row].name);
    }
}

static enum attempt spurious_wait(void *context, int timeout_ms, size_t *which)
{
    struct world *world = context;

    if (world->idle++ < 3)
        return ATTEMPT_PENDING; /* woken for nothing, no time has passed */
    return world_wait(context, timeout_ms, which);
}

Test(happy_eyeballs, goes_on_when_woken_for_nothing)
{
    static const struct plan attempts[] = {{ATTEMPT_FAILED, NEVER},
                                           {ATTEMPT_CONNECTED, 7}};
    struct world world = {.attempts = attempts, .count = 2};
    const struct happy_eyeballs connector = {&world, world_start, spurious_wait,
                                             world_now};
    size_t winner = 99;

    cr_assert_eq(happy_eyeballs_run(&connector, 2, CLOCK_NEVER, &winner),
                 HAPPY_EYEBALLS_CONNECTED);
    cr_assert_eq(winner, 1);
    cr_assert_eq(world.started[1], HAPPY_EYEBALLS_DELAY_MS);
    cr_assert_eq(world.clock, HAPPY_EYEBALLS_DELAY_MS + 7);
}

Test(happy_eyeballs, ends_at_once_when_called_off)
{
    static const struct plan attempts[] = {{ATTEMPT_FAILED, NEVER},
                                           {ATTEMPT_FAILED, NEVER}};
    struct world world = {.attempts = attempts, .count = 2, .cancel = 250};
    const struct happy_eyeballs connector = {&world, world_start, world_wait,
                                             world_now};
    size_t winner = 99;

    cr_assert_eq(happy_eyeballs_run(&connector, 2, CLOCK_NEVER, &winner),
                 HAPPY_EYEBALLS_CANCELED);
    cr_assert_eq(world.clock, 250);
}
