/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/discovery_private.h"

#include <stdio.h>

#include "monitor/avahi_library.h"
#include "monitor/discovery.h"
#include "monitor/discovery_process.h"

struct announcer {
    struct discovery_process process;
    struct discovery_announcement what;
    AvahiEntryGroup *group;
};

static void publish(struct announcer *announcer, AvahiClient *client);

/* Somebody else has the name: take the next one, for example "bea #2". */
static void take_next_name(struct announcer *announcer)
{
    char *next = avahi.alternative_service_name(announcer->what.name);

    snprintf(announcer->what.name, sizeof announcer->what.name, "%s", next);
    avahi.free(next);
}

static void on_group(AvahiEntryGroup *group, AvahiEntryGroupState state,
                     void *context)
{
    struct announcer *announcer = context;
    struct discovery_process *process = &announcer->process;

    announcer->group = group;
    if (state == AVAHI_ENTRY_GROUP_ESTABLISHED) {
        discovery_process_tell_name(process, DISCOVERY_ANNOUNCED,
                                    announcer->what.name);
    } else if (state == AVAHI_ENTRY_GROUP_COLLISION) {
        take_next_name(announcer);
        avahi.entry_group_reset(group);
        publish(announcer, process->client);
    } else if (state == AVAHI_ENTRY_GROUP_FAILURE) {
        discovery_process_fail(process, avahi.client_errno(process->client));
    }
}

static int add_service(struct announcer *announcer)
{
    const struct discovery_announcement *what = &announcer->what;
    char salt[32], hash[32];
    AvahiStringList *texts;
    int number;

    snprintf(salt, sizeof salt, "n=%s", what->tag.salt);
    snprintf(hash, sizeof hash, "h=%s", what->tag.hash);
    texts = avahi.string_list_new("v=1", salt, hash, NULL);
    number = avahi.entry_group_add_service_strlst(
        announcer->group, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, 0, what->name,
        DISCOVERY_SERVICE, NULL, NULL, (uint16_t)what->port, texts);
    avahi.string_list_free(texts);
    return number;
}

static int add_code(struct announcer *announcer)
{
    const struct discovery_announcement *what = &announcer->what;
    char subtype[64];

    if (*what->code == '\0')
        return 0;
    snprintf(subtype, sizeof subtype, "_c%s._sub." DISCOVERY_SERVICE,
             what->code);
    return avahi.entry_group_add_service_subtype(
        announcer->group, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, 0, what->name,
        DISCOVERY_SERVICE, NULL, subtype);
}

static void publish(struct announcer *announcer, AvahiClient *client)
{
    int number;

    if (!announcer->group)
        announcer->group = avahi.entry_group_new(client, on_group, announcer);
    if (!announcer->group) {
        discovery_process_fail(&announcer->process,
                               avahi.client_errno(client));
        return;
    }
    if (announcer->process.is_paused ||
        !avahi.entry_group_is_empty(announcer->group))
        return;
    while ((number = add_service(announcer)) == AVAHI_ERR_COLLISION)
        take_next_name(announcer);
    if (number == 0)
        number = add_code(announcer);
    if (number == 0)
        number = avahi.entry_group_commit(announcer->group);
    if (number < 0)
        discovery_process_fail(&announcer->process, number);
}

static void on_client(AvahiClient *client, AvahiClientState state,
                      void *context)
{
    struct announcer *announcer = context;

    announcer->process.client = client;
    if (state == AVAHI_CLIENT_S_RUNNING)
        publish(announcer, client);
    else if (state == AVAHI_CLIENT_FAILURE)
        discovery_process_fail(&announcer->process,
                               avahi.client_errno(client));
    else if (announcer->group) /* the machine gets another name */
        avahi.entry_group_reset(announcer->group);
}

/* Withdraw the announcement, or make it again, as the parent wants. */
static void apply_order(struct announcer *announcer)
{
    if (!announcer->group)
        return;
    if (announcer->process.is_paused)
        avahi.entry_group_reset(announcer->group);
    else
        publish(announcer, announcer->process.client);
}

void discovery_run_announcer(int socket,
                             const struct discovery_announcement *what)
{
    struct announcer announcer = {.what = *what};
    struct discovery_process *process = &announcer.process;
    bool was_paused = false;

    if (discovery_process_begin(process, socket, on_client, &announcer) < 0)
        return;
    while (discovery_process_step(process)) {
        if (process->is_paused != was_paused)
            apply_order(&announcer);
        was_paused = process->is_paused;
    }
    avahi.client_free(process->client); /* this withdraws it */
}
