/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of doc/protocol.md, "Opening", cell by cell. */
#include <config.h>

#include "chat/opening_rules.h"

#include <criterion/criterion.h>
#include <string.h>

/* Short names, so that the table can be read as one. */
enum {
    WAIT = OPENING_WAIT,
    TALK = OPENING_MAY_TALK,
    PLAIN = OPENING_PLAIN,
    TLS = OPENING_ENCRYPT,
    NO_PLAIN = OPENING_REFUSE_PLAIN,
    LATE = OPENING_REFUSE_LATE,
    SLIPPED = OPENING_REFUSE_SLIPPED,
};

enum { LISTENER = 1, CALLER = 2, BOTH = 3 };

struct cell {
    const char *name;
    int roles;
    enum opening_heard heard;
    /* May encrypt: in time, too late, too late after plain text of ours; and
     * the other side has ended, before and after such text. */
    int early, late, spoken, ended, ended_spoken;
    /* Must encrypt: in time, too late, ended. */
    int must_early, must_late, must_ended;
};

static const struct cell cells[] = {
    {"nothing", BOTH, OPENING_HEARD_NOTHING, WAIT, TALK, TALK, PLAIN, PLAIN,
     WAIT, NO_PLAIN, NO_PLAIN},
    {"part of a greeting", CALLER, OPENING_HEARD_PART, WAIT, TALK, TALK, PLAIN,
     PLAIN, WAIT, NO_PLAIN, NO_PLAIN},
    {"an offer", CALLER, OPENING_HEARD_OFFER, TLS, TLS, LATE, TLS, LATE, TLS,
     TLS, TLS},
    {"an offer and more", CALLER, OPENING_HEARD_MORE, SLIPPED, SLIPPED, LATE,
     SLIPPED, LATE, SLIPPED, SLIPPED, SLIPPED},
    {"a greeting without", CALLER, OPENING_HEARD_NO_OFFER, PLAIN, PLAIN, PLAIN,
     PLAIN, PLAIN, NO_PLAIN, NO_PLAIN, NO_PLAIN},
    {"a hello", LISTENER, OPENING_HEARD_HELLO, TLS, TLS, LATE, TLS, LATE, TLS,
     TLS, TLS},
    {"text", BOTH, OPENING_HEARD_TEXT, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN,
     NO_PLAIN, NO_PLAIN, NO_PLAIN},
};

static void expect(const struct cell *cell, const char *column,
                   struct opening_facts facts, int verdict)
{
    for (int role = LISTENER; role <= CALLER; role++) {
        if (!(cell->roles & role))
            continue;
        facts.calls = role == CALLER;
        facts.heard = cell->heard;
        cr_expect_eq((int)opening_judge(&facts), verdict, "%s, %s, %s: %d",
                     facts.calls ? "caller" : "listener", cell->name, column,
                     (int)opening_judge(&facts));
    }
}

Test(opening_rules, say_in_every_cell_what_the_table_says)
{
    const bool yes = true;

    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        const struct cell *cell = &cells[i];
        struct opening_facts may = {.may_encrypt = true, .left_ms = 1};
        struct opening_facts late = {.may_encrypt = true};
        struct opening_facts must = {
            .may_encrypt = true, .must_encrypt = true, .left_ms = 1};

        expect(cell, "in time", may, cell->early);
        expect(cell, "late", late, cell->late);
        late.has_sent = yes;
        expect(cell, "late, after text", late, cell->spoken);
        late.has_ended = yes;
        expect(cell, "ended, after text", late, cell->ended_spoken);
        late.has_sent = false;
        expect(cell, "ended late", late, cell->ended);
        may.has_ended = yes;
        expect(cell, "ended in time", may, cell->ended);
        expect(cell, "must, in time", must, cell->must_early);
        must.left_ms = -1;
        expect(cell, "must, without end", must, cell->must_early);
        must.has_ended = yes;
        expect(cell, "must, ended", must, cell->must_ended);
        must.has_ended = false;
        must.left_ms = 0;
        expect(cell, "must, late", must, cell->must_late);
    }
}

/* Late is never plainer than early: what encrypts or is refused in time does
 * not open in plain later. */
Test(opening_rules, are_never_plainer_late_than_early)
{
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        const struct cell *cell = &cells[i];

        if (cell->early != PLAIN && cell->early != WAIT) {
            cr_expect(cell->late != PLAIN && cell->late != TALK);
            cr_expect(cell->spoken != PLAIN && cell->spoken != TALK);
        }
        cr_expect(cell->must_late != PLAIN && cell->must_late != TALK);
    }
}

Test(opening_rules, wait_for_nothing_where_nothing_is_to_be_had)
{
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        expect(&cells[i], "plain", (struct opening_facts){.left_ms = 1},
               PLAIN);
}

Test(opening_rules, know_what_was_heard)
{
    static const struct {
        const char *bytes;
        enum opening_heard by_caller, by_listener;
    } cases[] = {
        {"", OPENING_HEARD_NOTHING, OPENING_HEARD_NOTHING},
        {"c", OPENING_HEARD_PART, OPENING_HEARD_TEXT},
        {"charla 1: Hello [charla/1]", OPENING_HEARD_PART, OPENING_HEARD_TEXT},
        {"charla 1: Hello [charla/1]\n", OPENING_HEARD_OFFER,
         OPENING_HEARD_TEXT},
        {"charla 1: Hello [charla/1]\nx", OPENING_HEARD_MORE,
         OPENING_HEARD_TEXT},
        {"charla 1: Hello [charla]\n", OPENING_HEARD_NO_OFFER,
         OPENING_HEARD_TEXT},
        {"charla 1: Hello [charla]\nx", OPENING_HEARD_NO_OFFER,
         OPENING_HEARD_TEXT},
        {"charla 1: Hello\n", OPENING_HEARD_TEXT, OPENING_HEARD_TEXT},
        {"\x16", OPENING_HEARD_TEXT, OPENING_HEARD_HELLO},
        {"\x16\x03\x01 and more", OPENING_HEARD_TEXT, OPENING_HEARD_HELLO},
        {"\x15\x16", OPENING_HEARD_TEXT, OPENING_HEARD_TEXT},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *bytes = cases[i].bytes;

        cr_expect_eq(opening_classify(true, bytes, strlen(bytes)),
                     cases[i].by_caller, "%zu", i);
        cr_expect_eq(opening_classify(false, bytes, strlen(bytes)),
                     cases[i].by_listener, "%zu", i);
    }
}
