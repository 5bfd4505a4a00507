/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/known_peers_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "crypto/day.h"
#include "crypto/record_file.h"

#define TITLE "charla known_peers 1"
#define CALLER "caller"
#define NO_PORT "-"
#define VERIFIED "verified"
#define UNVERIFIED "unverified"

enum { HOST, PORT, FINGERPRINT, SINCE, STATE, FIELDS };

static bool is_caller(const struct known_peer *peer)
{
    return *peer->host == '\0';
}

/* ---- The list, in ascending order ---------------------------------------- */

static int compare(const struct known_peer *one,
                   const struct known_peer *other)
{
    int order = strcmp(one->host, other->host);

    if (order == 0)
        order = strcmp(one->port, other->port);
    if (order == 0 && is_caller(one))
        order = strcmp(one->fingerprint.text, other->fingerprint.text);
    return order;
}

static int compare_items(const void *one, const void *other)
{
    return compare(one, other);
}

void known_peer_list_release(struct known_peer_list *list)
{
    free(list->items);
    *list = (struct known_peer_list){0};
}

struct known_peer *known_peer_list_find(const struct known_peer_list *list,
                                        const struct known_peer *peer)
{
    return list->count == 0 ? NULL
                            : bsearch(peer, list->items, list->count,
                                      sizeof *list->items, compare_items);
}

static void insert(struct known_peer_list *list, size_t place,
                   const struct known_peer *peer)
{
    /* The capacity is always a power of two, so the list is full whenever the
     * count is one. */
    if ((list->count & (list->count - 1)) == 0)
        list->items = memory_resize(
            list->items, (list->count > 0 ? 2 * list->count : 1) *
                             sizeof *list->items);
    memmove(list->items + place + 1, list->items + place,
            (list->count - place) * sizeof *list->items);
    list->items[place] = *peer;
    list->count++;
}

void known_peer_list_add(struct known_peer_list *list,
                         const struct known_peer *peer)
{
    size_t place = 0;

    while (place < list->count && compare(&list->items[place], peer) < 0)
        place++;
    insert(list, place, peer);
}

void known_peer_list_remove(struct known_peer_list *list,
                            struct known_peer *found)
{
    size_t place = (size_t)(found - list->items);

    memmove(found, found + 1,
            (list->count - place - 1) * sizeof *list->items);
    list->count--;
}

/* ---- Reading ------------------------------------------------------------- */

static bool take_host(const char *field, struct known_peer *peer)
{
    char normal[HOST_NAME_BYTES_MAX + 1];

    if (!host_name_normalize(field, normal) || strcmp(normal, field) != 0)
        return false;
    snprintf(peer->host, sizeof peer->host, "%s", normal);
    return true;
}

static bool take_port(const char *field, struct known_peer *peer)
{
    size_t length = strlen(field);

    if (length == 0 || length >= sizeof peer->port || *field == '0' ||
        strspn(field, "0123456789") != length ||
        strtol(field, NULL, 10) > 65535)
        return false;
    snprintf(peer->port, sizeof peer->port, "%s", field);
    return true;
}

static bool take_date(const char *field, struct known_peer *peer)
{
    if (!day_is_valid(field))
        return false;
    snprintf(peer->since, sizeof peer->since, "%s", field);
    return true;
}

static bool take_state(const char *field, struct known_peer *peer)
{
    peer->verified = strcmp(field, VERIFIED) == 0;
    return peer->verified || strcmp(field, UNVERIFIED) == 0;
}

/* What is wrong with the fields of a record; NULL: nothing. */
static const char *fault_of_record(const struct record_reader *reader,
                                   struct known_peer *peer)
{
    const char *const *fields = reader->fields;

    *peer = (struct known_peer){0};
    if (reader->count != FIELDS)
        return _("it is not an entry about a person");
    if (strcmp(fields[PORT], NO_PORT) == 0) {
        if (strcmp(fields[HOST], CALLER) != 0)
            return _("its port is wrong");
    } else if (!take_host(fields[HOST], peer)) {
        return _("its host is wrong");
    } else if (!take_port(fields[PORT], peer)) {
        return _("its port is wrong");
    }
    if (!fingerprint_parse(fields[FINGERPRINT], &peer->fingerprint))
        return _("its fingerprint is wrong");
    if (!take_date(fields[SINCE], peer))
        return _("its date is wrong");
    if (!take_state(fields[STATE], peer))
        return _("it ends in neither \"verified\" nor \"unverified\"");
    return NULL;
}

static int take_record(const struct record_reader *reader,
                       struct known_peer_list *list, struct error *error)
{
    struct known_peer peer;
    const char *fault = fault_of_record(reader, &peer);

    if (!fault && list->count > 0 &&
        compare(&list->items[list->count - 1], &peer) >= 0)
        fault = _("it is there twice, or out of order");
    if (fault)
        return record_reader_refuse(reader, fault, error);
    insert(list, list->count, &peer);
    return 0;
}

static int take_records(struct record_reader *reader,
                        struct known_peer_list *list, struct error *error)
{
    int result;

    while ((result = record_reader_next(reader, error)) > 0)
        if (take_record(reader, list, error) < 0)
            return -1;
    return result;
}

int known_peers_file_parse(const char *path, const struct buffer *text,
                           struct known_peer_list *list, struct error *error)
{
    struct record_reader reader;
    int result = record_reader_open(&reader, path, TITLE, text, error);

    if (result == 0)
        result = take_records(&reader, list, error);
    if (result < 0)
        known_peer_list_release(list);
    return result;
}

/* ---- Writing ------------------------------------------------------------- */

void known_peers_file_format(const struct known_peer_list *list,
                             struct buffer *out)
{
    record_file_begin(out, TITLE);
    for (size_t i = 0; i < list->count; i++) {
        const struct known_peer *peer = &list->items[i];

        buffer_printf(out, "%s %s %s %s %s\n",
                      is_caller(peer) ? CALLER : peer->host,
                      is_caller(peer) ? NO_PORT : peer->port,
                      peer->fingerprint.text, peer->since,
                      peer->verified ? VERIFIED : UNVERIFIED);
    }
    record_file_end(out);
}
