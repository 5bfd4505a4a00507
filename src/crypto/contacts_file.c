/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/contacts_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "crypto/day.h"
#include "crypto/record_file.h"

#define TITLE "charla contacts 1"
#define VERIFIED "verified"
#define UNVERIFIED "unverified"

enum { NAME, KEY, SINCE, STATE, PLACES };

/* ---- The list ------------------------------------------------------------ */

void contact_list_release(struct contact_list *list)
{
    free(list->items);
    *list = (struct contact_list){0};
}

struct contact *contact_list_find(const struct contact_list *list,
                                  const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (contact_name_equals(list->items[i].name, name))
            return &list->items[i];
    return NULL;
}

struct contact *contact_list_find_key(const struct contact_list *list,
                                      const struct fingerprint *key)
{
    for (size_t i = 0; i < list->count; i++)
        if (fingerprint_equals(&list->items[i].key, key))
            return &list->items[i];
    return NULL;
}

void contact_list_add(struct contact_list *list,
                      const struct contact *contact)
{
    /* The room is a power of two, so at each of them it is used up. */
    if (!list->items || (list->count & (list->count - 1)) == 0)
        list->items = memory_resize(
            list->items,
            (list->count > 0 ? 2 * list->count : 1) * sizeof *list->items);
    list->items[list->count++] = *contact;
}

void contact_list_remove(struct contact_list *list, struct contact *found)
{
    size_t place = (size_t)(found - list->items);

    memmove(found, found + 1,
            (list->count - place - 1) * sizeof *list->items);
    list->count--;
}

/* ---- Reading ------------------------------------------------------------- */

static bool take_name(const char *field, struct contact *contact)
{
    return contact_name_normalize(field, contact->name) &&
           strcmp(contact->name, field) == 0;
}

static bool is_port(const char *text)
{
    size_t length = strlen(text);

    return length > 0 && length < CONTACT_PORT_MAX && *text != '0' &&
           strspn(text, "0123456789") == length &&
           strtol(text, NULL, 10) <= 65535;
}

/* Parse HOST:PORT; the host may contain colons too. */
static bool take_place(const char *field, struct contact_place *place)
{
    const char *colon = strrchr(field, ':');
    char host[HOST_NAME_BYTES_MAX + 1];
    size_t length = colon ? (size_t)(colon - field) : sizeof host;

    if (length >= sizeof host || !is_port(colon + 1))
        return false;
    memcpy(host, field, length);
    host[length] = '\0';
    snprintf(place->port, sizeof place->port, "%s", colon + 1);
    return host_name_normalize(host, place->host) &&
           strcmp(host, place->host) == 0;
}

static bool take_state(const char *field, struct contact *contact)
{
    contact->verified = strcmp(field, VERIFIED) == 0;
    return contact->verified || strcmp(field, UNVERIFIED) == 0;
}

/* What is wrong with the fields of a record; NULL: nothing. */
static const char *fault_of_record(const struct record_reader *reader,
                                   struct contact *contact)
{
    const char *const *fields = reader->fields;

    *contact = (struct contact){0};
    if (reader->count < PLACES || reader->count > PLACES + CONTACT_PLACES_MAX)
        return _("it is not a record of a contact");
    if (!take_name(fields[NAME], contact))
        return _("its name is wrong");
    if (!fingerprint_parse(fields[KEY], &contact->key))
        return _("its fingerprint is wrong");
    if (!day_is_valid(fields[SINCE]))
        return _("its date is wrong");
    snprintf(contact->since, sizeof contact->since, "%s", fields[SINCE]);
    if (!take_state(fields[STATE], contact))
        return _("it says neither \"verified\" nor \"unverified\"");
    for (size_t i = PLACES; i < reader->count; i++)
        if (!take_place(fields[i], &contact->places[contact->place_count++]))
            return _("its address is wrong");
    return NULL;
}

static int take_record(const struct record_reader *reader,
                       struct contact_list *list, struct error *error)
{
    struct contact contact;
    const char *fault = fault_of_record(reader, &contact);

    if (!fault && (contact_list_find(list, contact.name) ||
                   contact_list_find_key(list, &contact.key)))
        fault = _("it is there twice");
    if (fault)
        return record_reader_refuse(reader, fault, error);
    contact_list_add(list, &contact);
    return 0;
}

int contacts_file_parse(const char *path, const struct buffer *text,
                        struct contact_list *list, struct error *error)
{
    struct record_reader reader;
    int result = record_reader_open(&reader, path, TITLE, text, error);

    while (result == 0 && (result = record_reader_next(&reader, error)) > 0)
        result = take_record(&reader, list, error);
    if (result < 0)
        contact_list_release(list);
    return result;
}

/* ---- Writing ------------------------------------------------------------- */

void contacts_file_format(const struct contact_list *list,
                          struct buffer *out)
{
    record_file_begin(out, TITLE);
    for (size_t i = 0; i < list->count; i++) {
        const struct contact *contact = &list->items[i];

        buffer_printf(out, "%s %s %s %s", contact->name, contact->key.text,
                      contact->since,
                      contact->verified ? VERIFIED : UNVERIFIED);
        for (size_t j = 0; j < contact->place_count; j++)
            buffer_printf(out, " %s:%s", contact->places[j].host,
                          contact->places[j].port);
        buffer_append_string(out, "\n");
    }
    record_file_end(out);
}
