/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* pair: measures two programs that talk to each other, once.
 *
 *     pair MEASURE NUMBER... -- LISTENER... [-- CALLER...]
 *
 * bench.py calls it and makes tables of what it prints. */
#include <config.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measures.h"

/* The time limit for one measure; the longest takes a few seconds. */
#define TIMEOUT_S 120

#define NUMBERS_MAX 3

static void bulk(const struct pair *pair, const size_t *numbers)
{
    measure_bulk(pair, numbers[0], numbers[1], numbers[2] != 0);
}

static void cuts(const struct pair *pair, const size_t *numbers)
{
    measure_cuts(pair, numbers[0], numbers[1], numbers[2]);
}

static void kept(const struct pair *pair, const size_t *numbers)
{
    measure_kept(pair, numbers[0] != 0, numbers[1]);
}

static void files(const struct pair *pair, const size_t *numbers)
{
    measure_files(pair, numbers[0], numbers[1]);
}

static void round_trip(const struct pair *pair, const size_t *numbers)
{
    measure_round_trip(pair, numbers[0]);
}

static void first(const struct pair *pair, const size_t *numbers)
{
    measure_first(pair, numbers[0]);
}

static void idle(const struct pair *pair, const size_t *numbers)
{
    measure_idle(pair, (int)numbers[0], (int)numbers[1]);
}

static void screen(const struct pair *pair, const size_t *numbers)
{
    measure_screen(pair, numbers[0]);
}

static void usage(const struct pair *pair, const size_t *numbers)
{
    measure_usage(pair, numbers[0]);
}

static const struct {
    const char *name;
    const char *numbers; /* said when they are missing */
    int count;
    void (*run)(const struct pair *pair, const size_t *numbers);
} measures[] = {
    {"bulk", "LINE BYTES BOTH", 3, bulk},
    {"cuts", "LINE BYTES EVERY", 3, cuts},
    {"kept", "ON_SCREEN MOST", 2, kept},
    {"files", "LINE BYTES", 2, files},
    {"round-trip", "COUNT", 1, round_trip},
    {"first", "COUNT", 1, first},
    {"idle", "SETTLE_MS WINDOW_MS", 2, idle},
    {"screen", "LINES", 1, screen},
    {"usage", "COUNT", 1, usage},
};

#define MEASURES (sizeof measures / sizeof *measures)

static int explain(void)
{
    for (size_t i = 0; i < MEASURES; i++)
        fprintf(stderr, "pair %s %s -- LISTENER... [-- CALLER...]\n",
                measures[i].name, measures[i].numbers);
    return 2;
}

/* Take the next command line from `argv`, which points to its "--". */
static char *const *take_command(char ***argv)
{
    char **command = *argv;

    if (!*command || strcmp(*command, "--") != 0)
        return NULL;
    *command++ = NULL; /* ends the command before it */
    for (*argv = command; **argv && strcmp(**argv, "--") != 0; ++*argv)
        ;
    return *command ? command : NULL;
}

int main(int argc, char *argv[])
{
    size_t numbers[NUMBERS_MAX] = {0};
    struct pair pair;
    char **at = argv + 2;
    size_t which = 0;

    while (which < MEASURES &&
           (argc < 2 || strcmp(argv[1], measures[which].name) != 0))
        which++;
    if (which == MEASURES)
        return explain();
    for (int i = 0; i < measures[which].count && *at; i++)
        numbers[i] = strtoull(*at++, NULL, 10);
    pair.listener = take_command(&at);
    pair.caller = take_command(&at);
    if (!pair.listener)
        return explain();
    signal(SIGPIPE, SIG_IGN);
    alarm(TIMEOUT_S); /* the programs that were started die with this one */
    measures[which].run(&pair, numbers);
    return 0;
}
