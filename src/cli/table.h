/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* table: what a command lists, a row a line. */
#ifndef CHARLA_TABLE_H
#define CHARLA_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Start with the number of columns alone; table_release when done. */
struct table {
    size_t columns;
    size_t count; /* of cells */
    char **cells; /* owned, row after row */
};

/* Add a copy of the next cell: UTF-8 that is safe to show and holds neither
 * tab nor line end. */
void table_add(struct table *table, const char *cell);

/* Write the rows: `aligned` for people, in columns; else for programs, with a
 * tab between two cells. */
void table_write(const struct table *table, FILE *out, bool aligned);

void table_release(struct table *table);

#endif
