/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/talk.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/signals.h"
#include "chat/door.h"
#include "chat/door_return.h"
#include "cli/connection.h"
#include "cli/menu.h"
#include "cli/print.h"
#include "cli/talk_private.h"
#include "crypto/encryption.h"
#include "monitor/monitor_client.h"
#include "terminal/log_file.h"
#include "terminal/terminal.h"
#include "terminal/terminal_choice.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_leave.h"
#include "terminal/terminal_notice.h"

int talk_fail(struct talk *talk, const char *sentence, int status)
{
    talk->has_failed = true;
    terminal_complain(talk->terminal, sentence);
    (void)terminal_leave(talk->terminal, &talk->signals.previous, false);
    return status;
}

static int call(struct talk *talk, struct door_guest *guest,
                struct error *error)
{
    struct calling *calling = &talk->calling;

    do {
        error->text[0] = '\0';
        if (calling_await(calling, talk->options, &talk->waiter, error) < 0)
            return -1;
        if (connection_call(&talk->monitor, &talk->waiter, talk->options,
                            guest, error) == 0)
            return 0;
    } while (*error->text &&
             calling_goes_on(calling, talk->terminal, error->text));
    return -1;
}

static int get_guest(struct talk *talk, struct door_guest *guest,
                     struct error *error)
{
    if (talk->options->meets)
        return talk_meet(talk, guest, error);
    if (talk_calls(talk))
        return call(talk, guest, error);
    if (talk->options->route.via)
        return connection_await_command(talk->door, &talk->monitor,
                                        &talk->waiter, &talk->command_start,
                                        guest, error);
    discovery_pause(&talk->announcer.discovery, false);
    return connection_await(talk->door, &talk->waiter, guest);
}

/* There is no conversation to hold, and nobody to get the typed text: the call
 * has failed, the monitor is gone, or the user has left, which is a normal end
 * after a conversation.  Returns the exit status. */
static int leave(struct talk *talk, struct error *error)
{
    const struct terminal_waiter *waiter = &talk->waiter;

    talk_drop_lines(talk, terminal_queued_lines(talk->terminal));
    if (waiter->monitor_is_gone)
        error_set(error, _("charla's monitor is gone"));
    if (*error->text && *talk->wrong_key.text)
        return talk_fail(talk, talk->wrong_key.text, STATUS_UNSAFE);
    if (*error->text)
        return talk_fail(talk, error->text, STATUS_FAILED);
    (void)terminal_leave(talk->terminal, &talk->signals.previous, true);
    if (talk->has_talked)
        return STATUS_OK;
    talk->ends_by = waiter->signals ? waiter->signals : SIGNALS_INTERRUPT;
    return STATUS_FAILED;
}

/* Should there be another conversation?  There should if a peer that was
 * started again is already waiting at the door. */
static bool goes_on(const struct talk *talk)
{
    return talk->options->keep ||
           (talk->terminal->is_person && door_look_return(talk->door));
}

/* Wait until there is a conversation and hold it; with --keep, hold one after
 * the other until the user leaves. */
static int converse(struct talk *talk)
{
    struct door_guest guest;
    struct error error = {0};
    int status;

    do {
        if (get_guest(talk, &guest, &error) < 0)
            return leave(talk, &error);
        status = talk_hold(talk, &guest);
        if (status >= 0 && talk->door && talk->options->keep)
            terminal_notice(talk->terminal, _("waiting for the next call"));
    } while (status < 0 || (talk->door && goes_on(talk)));
    return status;
}

static int prepare_and_converse(struct talk *talk)
{
    struct error error = {0};
    int status;

    if (talk_get_ready(talk, &status, &error) < 0)
        return talk_fail(talk, error.text, status);
    return converse(talk);
}

/* Show the menu, then talk as the answers say.  If there was no conversation,
 * the user is asked again, unless this process is in the sandbox already. */
static int ask_and_converse(struct talk *talk)
{
    const struct options *given = talk->options;
    char *answer = NULL;
    int status = STATUS_OK;

    talk->has_menu = isatty(STDIN_FILENO);
    do {
        if (talk->has_failed)
            talk_begin_again(talk);
        talk->chosen = *given;
        talk->options = &talk->chosen;
        if (menu_ask(stdin, stderr, &talk->chosen, &answer) == MENU_LEFT)
            break;
        status = prepare_and_converse(talk);
    } while (talk->has_menu && talk->has_failed && !talk->is_confined);
    free(answer);
    return status;
}

/* Open the log, while files can still be opened.  In a pipe there is none:
 * tee(1) does that. */
static int open_log(struct talk *talk, struct error *error)
{
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
        talk->log = log_file_open(talk->options->log, error);
    else
        error_set(error, _("--log is for a conversation on a terminal"));
    return talk->log ? 0 : -1;
}

int talk_run(const struct options *options)
{
    struct talk talk = {
        .options = options,
        .monitor = {.socket = -1, .pid = -1},
        .caller = {.socket = -1, .pid = -1},
        .notes = {.fd = -1},
        .announcer = {.discovery = {-1, -1}},
    };
    const struct key_agent keys = monitor_client_keys(&talk.monitor);
    struct error error = {0};
    int status;

    if (options->encrypt && !*encryption_library())
        return print_error(_("this charla is built without encryption, so "
                             "--encrypt refuses to talk"),
                           STATUS_UNSAFE);
    if (options->log && open_log(&talk, &error) < 0)
        return print_error(error.text, STATUS_FAILED);
    talk.terminal = terminal_choose(&(struct terminal_settings){
        .quiet = options->quiet,
        .timestamps = options->timestamps,
        .linear = options->linear,
        .verbose = options->verbose,
        .notify = options->notify,
        .log = talk.log,
    });
    talk.encryption = options->plain ? NULL : encryption_new(&keys);
    /* In a pipe, the input after the answers to the menu must be sent. */
    setvbuf(stdin, NULL, _IONBF, 0);
    status = options->action == ACTION_MENU ? ask_and_converse(&talk)
                                            : prepare_and_converse(&talk);
    talk_stop(&talk);
    encryption_free(talk.encryption);
    terminal_free(talk.terminal);
    log_file_free(talk.log);
    if (talk.ends_by)
        signals_end_here(talk.ends_by);
    return status;
}
