/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/waiting_rows.h"

#include <string.h>

#include "base/i18n.h"
#include "cli/finder.h"
#include "cli/waiting_list.h"

static void show(const struct waiting_rows *rows,
                 const struct waiting_row *row, const struct waiting *waiting,
                 FILE *out)
{
    fprintf(out, _("%zu  call %s (%s), %s\n"),
            (size_t)(row - rows->items) + WAITING_ROWS_FIRST, row->name,
            finder_key_words(waiting->key), waiting->address);
}

static void show_hidden(const struct waiting_rows *rows, FILE *out)
{
    if (rows->hidden > 0)
        fprintf(out,
                ngettext("   and %zu more, whom charla --find lists\n",
                         "   and %zu more, whom charla --find lists\n",
                         rows->hidden),
                rows->hidden);
}

static const struct waiting *find_waiting(const struct waiting_row *row,
                                          const struct waiting_list *list)
{
    return waiting_list_find(list, row->announced, &row->tag);
}

static struct waiting_row *find_row(struct waiting_rows *rows,
                                    const struct waiting *waiting)
{
    for (size_t i = 0; i < rows->count; i++) {
        struct waiting_row *row = &rows->items[i];

        if (strcmp(row->announced, waiting->announced) == 0 &&
            strcmp(row->tag.salt, waiting->tag.salt) == 0 &&
            strcmp(row->tag.hash, waiting->tag.hash) == 0)
            return row;
    }
    return NULL;
}

static size_t count_strangers(const struct waiting_rows *rows)
{
    size_t count = 0;

    for (size_t i = 0; i < rows->count; i++)
        count += rows->items[i].is_there && !rows->items[i].is_contact;
    return count;
}

/* A row for somebody who has none on the screen; NULL: there is no room. */
static struct waiting_row *get_row(struct waiting_rows *rows,
                                   const struct waiting *waiting)
{
    struct waiting_row *row = find_row(rows, waiting);

    if (!waiting_is_contact(waiting) &&
        count_strangers(rows) >= WAITING_ROWS_STRANGERS)
        return NULL;
    if (!row && rows->count < WAITING_ROWS_MAX) {
        row = &rows->items[rows->count++];
        *row = (struct waiting_row){.tag = waiting->tag};
        memcpy(row->announced, waiting->announced, sizeof row->announced);
        memcpy(row->name, waiting->name, sizeof row->name);
        row->is_contact = waiting_is_contact(waiting);
    }
    return row;
}

static bool show_gone(struct waiting_rows *rows,
                      const struct waiting_list *list, FILE *out)
{
    bool has_shown = false;

    for (size_t i = 0; i < rows->count; i++) {
        struct waiting_row *row = &rows->items[i];

        if (!row->is_there || find_waiting(row, list))
            continue;
        row->is_there = false;
        fprintf(out, _("%zu  %s has gone\n"), i + WAITING_ROWS_FIRST,
                row->name);
        has_shown = true;
    }
    return has_shown;
}

static bool show_come(struct waiting_rows *rows,
                      const struct waiting_list *list, FILE *out)
{
    bool has_shown = false;

    rows->hidden = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct waiting *waiting = &list->items[i];
        struct waiting_row *row = find_row(rows, waiting);

        if (row && row->is_there)
            continue;
        row = get_row(rows, waiting);
        if (!row) {
            rows->hidden++;
            continue;
        }
        row->is_there = true;
        show(rows, row, waiting, out);
        has_shown = true;
    }
    return has_shown;
}

bool waiting_rows_show_news(struct waiting_rows *rows,
                            const struct waiting_list *list, FILE *out)
{
    size_t were_hidden = rows->hidden;
    bool have_gone = show_gone(rows, list, out);
    bool have_come = show_come(rows, list, out);

    if (have_come || rows->hidden != were_hidden)
        show_hidden(rows, out);
    return have_gone || have_come ||
           (rows->hidden > 0 && rows->hidden != were_hidden);
}

void waiting_rows_show_all(const struct waiting_rows *rows,
                           const struct waiting_list *list, FILE *out)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct waiting *waiting = find_waiting(&rows->items[i], list);

        if (waiting && rows->items[i].is_there)
            show(rows, &rows->items[i], waiting, out);
    }
    show_hidden(rows, out);
}

const struct waiting_row *
waiting_rows_choose(const struct waiting_rows *rows, unsigned number)
{
    if (number < WAITING_ROWS_FIRST ||
        number - WAITING_ROWS_FIRST >= rows->count)
        return NULL;
    return &rows->items[number - WAITING_ROWS_FIRST];
}
