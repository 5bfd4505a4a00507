/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/bell.h"

#include <criterion/criterion.h>

enum { IN = 'i', OUT = 'o', MESSAGE = 'm' };

struct step {
    int what;
    long long at; /* in ms */
    bool rings;
};

static void follow(enum notify wish, const struct step *steps)
{
    struct bell bell = {.wish = wish};

    for (int i = 0; steps[i].what; i++)
        if (steps[i].what == MESSAGE)
            cr_expect_eq(bell_rings(&bell, steps[i].at),
                         steps[i].rings, "wish %d, step %d", (int)wish, i);
        else
            bell_focus(&bell, steps[i].what == IN);
}

Test(bell, is_called_for_when_one_looks_elsewhere)
{
    follow(NOTIFY_BELL, (const struct step[]){
                            {MESSAGE, 0, false}, /* nothing known */
                            {OUT, 0, false},
                            {MESSAGE, 1, true},
                            {MESSAGE, BELL_PAUSE_MS, false},
                            {MESSAGE, BELL_PAUSE_MS + 1, true},
                            {IN, 0, false},
                            {MESSAGE, 90000, false},
                            {OUT, 0, false},
                            {MESSAGE, 90000, true},
                            {0, 0, false}});
}

/* A user who has looked in between is called again at once. */
Test(bell, is_called_for_anew_after_a_look)
{
    follow(NOTIFY_BELL, (const struct step[]){{OUT, 0, false},
                                              {MESSAGE, 1, true},
                                              {IN, 0, false},
                                              {OUT, 0, false},
                                              {MESSAGE, 2, true},
                                              {MESSAGE, 3, false},
                                              {0, 0, false}});
}

Test(bell, is_called_for_wherever_one_looks_if_wanted)
{
    follow(NOTIFY_ALWAYS,
           (const struct step[]){{MESSAGE, 5, true},
                                 {MESSAGE, 4 + BELL_PAUSE_MS, false},
                                 {MESSAGE, 5 + BELL_PAUSE_MS, true},
                                 {0, 0, false}});
}

Test(bell, is_never_called_for_if_unwanted)
{
    follow(NOTIFY_NONE, (const struct step[]){{MESSAGE, 1, false},
                                              {OUT, 0, false},
                                              {MESSAGE, 90000, false},
                                              {0, 0, false}});
}

Test(bell, is_called_for_though_the_clock_was_set_back)
{
    follow(NOTIFY_ALWAYS, (const struct step[]){{MESSAGE, 900000, true},
                                                {MESSAGE, 5, true},
                                                {0, 0, false}});
}

/* As with the bell, and something is to be seen besides. */
Test(bell, calls_outside_the_terminal_if_wanted)
{
    static const struct {
        enum notify wish;
        bool is_seen;
    } cases[] = {
        {NOTIFY_NONE, false},   {NOTIFY_BELL, false},
        {NOTIFY_ALWAYS, false}, {NOTIFY_DESKTOP, true},
        {NOTIFY_DESKTOP_TEXT, true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bell bell = {.wish = cases[i].wish};

        cr_expect_eq(bell_is_seen_outside(&bell), cases[i].is_seen);
        if (cases[i].is_seen)
            follow(cases[i].wish, (const struct step[]){
                                      {MESSAGE, 0, false},
                                      {OUT, 0, false},
                                      {MESSAGE, 1, true},
                                      {MESSAGE, 2, false},
                                      {0, 0, false}});
    }
}
