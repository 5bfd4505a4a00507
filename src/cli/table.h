/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* table: collects the cells of a list and writes them, one row on each
 * line. */
#ifndef CHARLA_TABLE_H
#define CHARLA_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Start it with `columns` set and the rest 0; table_release when done. */
struct table {
    size_t columns;
    size_t count; /* of cells */
    char **cells; /* owned, row after row */
};

/* Add a copy of `cell` as the next one: UTF-8 that is safe to show, without
 * tabs and line ends. */
void table_add(struct table *table, const char *cell);

/* Write the rows: in aligned columns for people; else, for programs, with one
 * tab between two cells. */
void table_write(const struct table *table, FILE *out, bool aligned);

void table_release(struct table *table);

#endif
