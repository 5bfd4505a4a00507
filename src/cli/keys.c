/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/keys.h"

#include "base/error.h"
#include "base/i18n.h"
#include "cli/options.h"
#include "cli/print.h"
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

int keys_forget_host(const struct options *options)
{
    struct error error = {0};
    int found = key_files_forget(options->host, options->port, &error);

    if (found > 0)
        return STATUS_OK;
    if (found == 0)
        error_set(&error, _("no key is known for %s port %s"), options->host,
                  options->port);
    return print_error(error.text, STATUS_FAILED);
}

int keys_forget_caller(const struct options *options)
{
    struct error error = {0};
    int found = key_files_forget_caller(options->host, &error);

    if (found > 0)
        return STATUS_OK;
    if (found == 0)
        error_set(&error, _("no caller is known by %s"), options->host);
    return print_error(error.text, STATUS_FAILED);
}
