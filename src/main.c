/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* main: parses the command line, does what it asks for, and returns the exit
 * status. */
#include <config.h>

#include <signal.h>
#include <stdio.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/message.h"
#include "base/process.h"
#include "cli/finder.h"
#include "cli/keys.h"
#include "cli/options.h"
#include "cli/print.h"
#include "cli/talk.h"
#include "cli/usage.h"

/* Do what the command line asks for.  Returns the exit status. */
static int run(const struct options *options)
{
    switch (options->action) {
    case ACTION_HELP:
        return print_text(usage_print_help);
    case ACTION_VERSION:
        return print_text(usage_print_version);
    case ACTION_FINGERPRINT:
        return keys_show_fingerprint();
    case ACTION_FIND:
        return finder_list();
    case ACTION_CONTACTS:
        return keys_list_contacts();
    case ACTION_FORGET:
        return keys_forget_host(options);
    case ACTION_FORGET_CALLER:
        return keys_forget_caller(options);
    case ACTION_MENU:
    case ACTION_CALL:
    case ACTION_LISTEN:
        break;
    }
    return talk_run(options);
}

static int refuse(const struct error *error)
{
    char sentence[ERROR_TEXT_MAX + 128];

    snprintf(sentence, sizeof sentence, _("%s (see charla --help)"),
             error->text);
    return print_error(sentence, STATUS_USAGE);
}

int main(int argc, char *argv[])
{
    struct options options;
    struct error error = {0};
    int status;

    if (process_fill_descriptors() < 0)
        return STATUS_FAILED;
    i18n_begin();
    process_keep_secrets();
    signal(SIGPIPE, SIG_IGN);
    message_begin();
    status = options_parse(argc, argv, &options, &error) < 0 ? refuse(&error)
                                                             : run(&options);
    (void)message_flush(NULL);
    return status;
}
