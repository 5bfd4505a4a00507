/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* waiting_rows: shows the people who are waiting in this network as numbered
 * rows of the menu.  A number means the same person as long as the menu is
 * shown, whoever comes and goes in between, so that the user calls the person
 * whose row they have read.  Pure, except that it writes to a stream. */
#ifndef CHARLA_WAITING_ROWS_H
#define CHARLA_WAITING_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "crypto/announcement_tag.h"

struct waiting;
struct waiting_list;

/* The number of the first row: the menu has a 1 and a 2 of its own. */
#define WAITING_ROWS_FIRST 3

/* Rows are numbered up to 99. */
#define WAITING_ROWS_MAX 97

/* How many strangers have a row at a time, so that the list stays readable;
 * contacts always have one. */
#define WAITING_ROWS_STRANGERS 9

struct waiting_row {
    char announced[256]; /* identifies the person, together with `tag` */
    struct announcement_tag tag;
    char name[256]; /* safe to show */
    bool is_contact;
    bool is_there;
};

/* Start as {0}. */
struct waiting_rows {
    struct waiting_row items[WAITING_ROWS_MAX];
    size_t count;
    size_t hidden; /* how many people have no row */
};

/* Write what has changed: a row for each person who has come, and a line for
 * each who has gone.  Returns whether anything was written. */
bool waiting_rows_show_news(struct waiting_rows *rows,
                            const struct waiting_list *list, FILE *out);

/* Write the rows of everybody who is waiting now. */
void waiting_rows_show_all(const struct waiting_rows *rows,
                           const struct waiting_list *list, FILE *out);

/* The row with this number; NULL: there is none. */
const struct waiting_row *
waiting_rows_choose(const struct waiting_rows *rows, unsigned number);

#endif
