/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/file_table.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "text/file_name.h"

/* How many ended offers are remembered, in case a link breaks before the other
 * side knows that they have ended. */
#define ENDED_MAX 64

static void free_offer(struct file_offer *offer)
{
    if (offer->fd >= 0)
        close(offer->fd);
    buffer_release(&offer->name);
    buffer_release(&offer->shown);
    buffer_release(&offer->taken_as);
    free(offer);
}

static void forget_old(struct file_table *table)
{
    struct file_offer **oldest = NULL, *offer;
    size_t ended = 0;

    for (struct file_offer **at = &table->first; *at; at = &(*at)->next)
        if ((*at)->state == FILE_ENDED) {
            oldest = oldest ? oldest : at;
            ended++;
        }
    if (ended <= ENDED_MAX)
        return;
    offer = *oldest;
    *oldest = offer->next;
    free_offer(offer);
}

struct file_offer *file_table_add(struct file_table *table, bool is_ours,
                                  const char *name, size_t length)
{
    struct file_offer *offer = memory_new(sizeof *offer);
    struct file_offer **end = &table->first;

    forget_old(table);
    while (*end)
        end = &(*end)->next;
    *end = offer;
    *offer = (struct file_offer){.is_ours = is_ours,
                                 .number = ++table->last_number,
                                 .fd = -1};
    if (is_ours)
        offer->id = ++table->last_id;
    buffer_append(&offer->name, name, length);
    file_name_append(&offer->shown, name, length);
    buffer_append(&offer->shown, "", 1);
    return offer;
}

struct file_offer *file_table_by_id(const struct file_table *table,
                                    bool is_ours, uint32_t id)
{
    for (struct file_offer *at = table->first; at; at = at->next)
        if (at->is_ours == is_ours && at->id == id)
            return at;
    return NULL;
}

struct file_offer *file_table_by_number(const struct file_table *table,
                                        unsigned number)
{
    for (struct file_offer *at = table->first; at; at = at->next)
        if (at->number == number)
            return at;
    return NULL;
}

struct file_offer *file_table_in(const struct file_table *table, bool is_ours,
                                 enum file_state state)
{
    for (struct file_offer *at = table->first; at; at = at->next)
        if (at->is_ours == is_ours && at->state == state)
            return at;
    return NULL;
}

size_t file_table_waiting(const struct file_table *table, bool is_ours)
{
    size_t count = 0;

    for (struct file_offer *at = table->first; at; at = at->next)
        count += at->is_ours == is_ours &&
                 (at->state == FILE_OFFERED || at->state == FILE_QUEUED);
    return count;
}

void file_offer_end(struct file_offer *offer, enum file_reason reason)
{
    offer->state = FILE_ENDED;
    offer->reason = (unsigned char)reason;
    if (offer->fd >= 0)
        close(offer->fd);
    offer->fd = -1;
}

void file_table_release(struct file_table *table)
{
    struct file_offer *next;

    for (struct file_offer *at = table->first; at; at = next) {
        next = at->next;
        free_offer(at);
    }
    *table = (struct file_table){0};
}
