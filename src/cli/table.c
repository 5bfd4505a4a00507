/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <uniwidth.h>

#include "base/memory.h"

#define GAP 2 /* blanks between two columns */

void table_add(struct table *table, const char *cell)
{
    table->cells = memory_resize(table->cells,
                                 (table->count + 1) * sizeof *table->cells);
    table->cells[table->count++] = memory_string(cell);
}

static int width_of(const char *cell)
{
    return u8_strwidth((const uint8_t *)cell, "UTF-8");
}

static int column_width(const struct table *table, size_t column)
{
    int most = 0;

    for (size_t i = column; i < table->count; i += table->columns)
        if (width_of(table->cells[i]) > most)
            most = width_of(table->cells[i]);
    return most;
}

static void write_cell(const struct table *table, FILE *out, bool aligned,
                       size_t number)
{
    const char *cell = table->cells[number];
    size_t column = number % table->columns;

    fputs(cell, out);
    if (column + 1 == table->columns)
        fputc('\n', out);
    else if (!aligned)
        fputc('\t', out);
    else
        fprintf(out, "%*s",
                column_width(table, column) - width_of(cell) + GAP, "");
}

void table_write(const struct table *table, FILE *out, bool aligned)
{
    for (size_t i = 0; i < table->count; i++)
        write_cell(table, out, aligned, i);
}

void table_release(struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->cells[i]);
    free(table->cells);
    *table = (struct table){.columns = table->columns};
}
