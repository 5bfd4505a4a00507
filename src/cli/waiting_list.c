/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/waiting_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "text/peer_name.h"

bool waiting_is_contact(const struct waiting *waiting)
{
    return waiting->key == WAITING_CONTACT ||
           waiting->key == WAITING_CONTACT_VERIFIED;
}

/* ---- The ways to somebody ------------------------------------------------ */

static bool is_link_local(const char *address)
{
    return strncasecmp(address, "fe80:", 5) == 0 ||
           strncmp(address, "169.254.", 8) == 0;
}

/* IPv4 is easier to read, and an address that is valid on one link only is the
 * last choice. */
static bool is_better(const char *address, const char *than)
{
    if (is_link_local(address) != is_link_local(than))
        return !is_link_local(address);
    return !strchr(address, ':') && strchr(than, ':');
}

static void choose_way(struct waiting *waiting)
{
    const struct waiting_way *best = waiting->ways;

    for (size_t i = 1; i < waiting->way_count; i++)
        if (is_better(waiting->ways[i].address, best->address))
            best = &waiting->ways[i];
    memcpy(waiting->address, best->address, sizeof waiting->address);
    memcpy(waiting->port, best->port, sizeof waiting->port);
}

static size_t find_way(const struct waiting *waiting, unsigned way)
{
    size_t i = 0;

    while (i < waiting->way_count && waiting->ways[i].way != way)
        i++;
    return i;
}

static void add_way(struct waiting *waiting,
                    const struct discovery_event *event)
{
    size_t i = find_way(waiting, event->way);
    struct waiting_way *way = &waiting->ways[i];

    if (i == WAITING_WAYS_MAX)
        return;
    if (i == waiting->way_count)
        waiting->way_count++;
    way->way = event->way;
    snprintf(way->address, sizeof way->address, "%s", event->address);
    snprintf(way->port, sizeof way->port, "%u", event->port % 65536);
    choose_way(waiting);
}

/* Remove a way to a person.  Returns true if there was that way and it was the
 * last one. */
static bool drop_way(struct waiting *waiting, unsigned way)
{
    size_t i = find_way(waiting, way);

    if (i == waiting->way_count)
        return false;
    waiting->way_count--;
    memmove(&waiting->ways[i], &waiting->ways[i + 1],
            (waiting->way_count - i) * sizeof *waiting->ways);
    if (waiting->way_count > 0)
        choose_way(waiting);
    return waiting->way_count == 0;
}

/* ---- The list ------------------------------------------------------------ */

static bool is_same_tag(const struct announcement_tag *a,
                        const struct announcement_tag *b)
{
    return strcmp(a->salt, b->salt) == 0 && strcmp(a->hash, b->hash) == 0;
}

static size_t find(const struct waiting_list *list, const char *announced,
                   const struct announcement_tag *tag)
{
    size_t i = 0;

    while (i < list->count &&
           (strcmp(list->items[i].announced, announced) != 0 ||
            !is_same_tag(&list->items[i].tag, tag)))
        i++;
    return i;
}

const struct waiting *waiting_list_find(const struct waiting_list *list,
                                        const char *announced,
                                        const struct announcement_tag *tag)
{
    size_t i = find(list, announced, tag);

    return i < list->count ? &list->items[i] : NULL;
}

/* The order of the list: contacts first, then by name. */
static int compare(const struct waiting *a, const struct waiting *b)
{
    int order;

    if (waiting_is_contact(a) != waiting_is_contact(b))
        return waiting_is_contact(a) ? -1 : 1;
    order = strcmp(a->name, b->name);
    if (order == 0)
        order = strcmp(a->announced, b->announced);
    return order != 0 ? order : strcmp(a->tag.salt, b->tag.salt);
}

static void remove_item(struct waiting_list *list, size_t which)
{
    struct waiting *gone = &list->items[which];

    list->count--;
    memmove(gone, gone + 1, (list->count - which) * sizeof *gone);
}

/* Make room for one more; if the list is full, only a contact gets room.
 * Returns false if there is none. */
static bool make_room(struct waiting_list *list, const struct waiting *item)
{
    if (list->count == WAITING_MAX) {
        list->is_cut = true;
        if (!waiting_is_contact(item) ||
            waiting_is_contact(&list->items[list->count - 1]))
            return false;
        list->count--;
    }
    list->items = memory_resize(list->items,
                                (list->count + 1) * sizeof *list->items);
    return true;
}

static void insert(struct waiting_list *list, const struct waiting *item)
{
    size_t at = 0;

    if (!make_room(list, item))
        return;
    while (at < list->count && compare(&list->items[at], item) < 0)
        at++;
    memmove(&list->items[at + 1], &list->items[at],
            (list->count - at) * sizeof *list->items);
    list->items[at] = *item;
    list->count++;
}

/* Make the announced name safe to show. */
static void write_safe(char name[256], const char *announced)
{
    struct buffer safe = {0};

    peer_name_append_shown(&safe, announced, strlen(announced));
    buffer_append(&safe, "", 1);
    snprintf(name, 256, "%s", *safe.data ? safe.data : "?");
    buffer_release(&safe);
}

/* Nobody of this name is found in this way any more, except the one with the
 * tag `but`, if that is not NULL. */
static void drop(struct waiting_list *list, const char *announced,
                 unsigned way, const struct announcement_tag *but)
{
    size_t i = 0;

    while (i < list->count) {
        struct waiting *item = &list->items[i];

        if (strcmp(item->announced, announced) == 0 &&
            !(but && is_same_tag(&item->tag, but)) && drop_way(item, way))
            remove_item(list, i);
        else
            i++;
    }
}

static void add(struct waiting_list *list, const struct discovery_event *event)
{
    struct waiting item = {.key = WAITING_STRANGER};
    size_t known;

    drop(list, event->name, event->way, &event->tag);
    known = find(list, event->name, &event->tag);
    if (known < list->count) {
        add_way(&list->items[known], event);
        return;
    }
    snprintf(item.announced, sizeof item.announced, "%s", event->name);
    item.tag = event->tag;
    write_safe(item.name, event->name);
    list->recognise(&item);
    add_way(&item, event);
    insert(list, &item);
}

void waiting_list_take(struct waiting_list *list,
                       const struct discovery_event *event)
{
    if (event->kind == DISCOVERY_FOUND)
        add(list, event);
    else if (event->kind == DISCOVERY_GONE)
        drop(list, event->name, event->way, NULL);
}

void waiting_list_release(struct waiting_list *list)
{
    free(list->items);
    *list = (struct waiting_list){.recognise = list->recognise};
}
