/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/keys.h"

#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/i18n.h"
#include "cli/endpoint.h"
#include "cli/options.h"
#include "cli/print.h"
#include "cli/table.h"
#include "crypto/contact.h"
#include "crypto/encryption.h"
#include "crypto/key_files.h"

int keys_show_fingerprint(void)
{
    struct key_files *files = key_files_new(NULL, NULL);
    const struct key_agent keys = key_files_agent(files);
    struct encryption *encryption = encryption_new(&keys);
    struct error error = {0};
    int status;

    if (encryption_prepare(encryption, &error) < 0)
        status = print_error(error.text, STATUS_FAILED);
    else
        status = print_line(encryption_fingerprint(encryption)->text);
    encryption_free(encryption);
    key_files_free(files);
    return status;
}

/* ---- Contacts ------------------------------------------------------------ */

static void add_contact(void *context, const struct contact *contact)
{
    struct table *table = context;
    struct buffer place = {0};

    if (contact->place_count > 0)
        endpoint_append(&place, contact->places[0].host,
                        contact->places[0].port);
    buffer_append(&place, "", 1);
    table_add(table, contact->name);
    if (isatty(STDOUT_FILENO))
        table_add(table,
                  contact->verified ? _("verified") : _("not verified"));
    else /* the same in every language */
        table_add(table, contact->verified ? "verified" : "unverified");
    table_add(table, contact->since);
    table_add(table, *place.data ? place.data : "-");
    table_add(table, contact->key.text);
    buffer_release(&place);
}

int keys_list_contacts(void)
{
    struct table table = {.columns = 5};
    struct error error = {0};
    int status;

    if (key_files_each_contact(add_contact, &table, &error) < 0)
        status = print_error(error.text, STATUS_FAILED);
    else if (table.count == 0)
        status = print_error(_("there are no contacts; in a conversation, "
                               "/keep NAME makes one"),
                             STATUS_FAILED);
    else
        status = print_table(&table);
    table_release(&table);
    return status;
}

/* ---- Forgetting ---------------------------------------------------------- */

int keys_forget_host(const struct options *options)
{
    struct error error = {0};
    int found = 0;

    if (!options->has_port)
        found = key_files_forget_contact(options->host, &error);
    if (found == 0)
        found = key_files_forget(options->host, options->port, &error);
    if (found > 0)
        return STATUS_OK;
    if (found == 0 && options->has_port)
        error_set(&error, _("no key is known for %s port %s"), options->host,
                  options->port);
    else if (found == 0)
        error_set(&error,
                  _("%s is no contact, and no key is known for %s port %s"),
                  options->host, options->host, options->port);
    return print_error(error.text, STATUS_FAILED);
}

int keys_forget_caller(const struct options *options)
{
    struct error error = {0};
    int found = key_files_forget_caller(options->host, &error);

    if (found > 0)
        return STATUS_OK;
    if (found == 0)
        error_set(&error, _("no caller with the key %s is "
                            "known"), options->host);
    return print_error(error.text, STATUS_FAILED);
}
