/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/talk.h"

#include <errno.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/signals.h"
#include "chat/conversation.h"
#include "chat/ending_report.h"
#include "cli/connection.h"
#include "cli/menu.h"
#include "cli/options.h"
#include "cli/print.h"
#include "crypto/encryption.h"
#include "crypto/key_files.h"
#include "monitor/sandbox.h"
#include "net/address.h"
#include "net/transport_tcp.h"
#include "terminal/terminal.h"
#include "terminal/terminal_choice.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_leave.h"

/* What every attempt to talk shares; all of it is borrowed. */
struct talk {
    const struct options *options;
    struct terminal *terminal;
    struct encryption *encryption; /* NULL: --plain */
    const struct signals *signals; /* caught */
};

static bool is_caller(const struct talk *talk)
{
    return talk->options->action == ACTION_CALL;
}

/* Tell the user who is there: the address, and by which name the terminal is
 * to show the other side (the host as it was called, else the address). */
static void show_peer(const struct talk *talk, const struct address *peer)
{
    char text[ADDRESS_TEXT_MAX];

    address_format(peer, text);
    terminal_notice(talk->terminal, _("connected to %s port %u"), text,
                    address_port(peer));
    if (talk->terminal->is_person)
        terminal_notice(talk->terminal, _("type %s to finish"), "%end%");
    terminal_set_text(talk->terminal, TERMINAL_TITLE,
                      is_caller(talk) ? talk->options->host : text);
}

/* The name that the other side is told, which only happens when encrypted:
 * --name, or the login name. */
static const char *own_name(const struct options *options)
{
    const struct passwd *user;

    if (options->name || options->plain)
        return options->name;
    user = getpwuid(geteuid());
    return user ? user->pw_name : NULL;
}

/* Give up every right that a conversation does not need.  Libraries read
 * some files when they are first used, catalogs and the time zone: they are
 * used here, while the files can still be opened. */
static void confine(const struct encryption *encryption)
{
    char *directory = encryption ? key_files_directory() : NULL;

    (void)error_words(ENOENT);
    (void)_("you have ended the conversation");
    tzset();
    (void)sandbox_enter(directory);
    free(directory);
}

static int fail(const struct talk *talk, const struct error *error)
{
    terminal_complain(talk->terminal, error->text);
    terminal_leave(talk->terminal, &talk->signals->previous, false);
    return STATUS_FAILED;
}

/* There is no connection, and nobody to send to what was typed. */
static int give_up(const struct talk *talk,
                   const struct connection_result *result,
                   const struct error *error)
{
    bool has_lines = talk->terminal->is_person &&
                     terminal_queued_lines(talk->terminal)->length > 0;

    if (has_lines)
        terminal_notice(talk->terminal, _("what was typed is not sent"));
    if (result->signals == 0 && !result->user_left)
        return fail(talk, error);
    terminal_leave(talk->terminal, &talk->signals->previous, true);
    signals_end_here(result->signals ? result->signals : SIGNALS_INTERRUPT);
    return STATUS_FAILED;
}

/* Hold the conversation over `fd`, which is taken. */
static int hold(const struct talk *talk, int fd, const struct address *peer)
{
    const struct options *options = talk->options;
    struct error error = {0};
    struct ending ending;
    int status;
    const struct conversation_setup setup = {
        .transport = transport_tcp_new(fd, options->timeout_s),
        .terminal = talk->terminal,
        .host = is_caller(talk) ? options->host : NULL,
        .port = options->port,
        .encryption = talk->encryption,
        .must_encrypt = options->encrypt,
        .name = own_name(options),
        .close_ms = CONVERSATION_CLOSE_MS,
        .undecided_ms = CONVERSATION_UNDECIDED_MS,
        .handshake_ms = CONVERSATION_HANDSHAKE_MS,
        .timeout_ms = (int)options->timeout_s * 1000,
        .wait_mask = &talk->signals->previous,
    };

    show_peer(talk, peer);
    confine(talk->encryption);
    if (conversation_run(&setup, &ending, &error) == 0)
        status = ending_report_show(talk->terminal, &ending,
                                    &talk->signals->previous);
    else
        status = fail(talk, &error);
    ending_release(&ending);
    return status;
}

/* One attempt: from the call or the waiting to the end of the conversation.
 * A listener offers encryption in its first line, so it needs its key before
 * anybody calls; a caller needs one only when it is offered. */
static int converse(struct talk *talk)
{
    struct connection_result result = {0};
    struct error error = {0};
    struct signals signals;
    int fd;

    signals_begin(&signals);
    talk->signals = &signals;
    if (!is_caller(talk) && talk->encryption &&
        encryption_prepare(talk->encryption, &error) < 0)
        return print_error(error.text, STATUS_UNSAFE);
    fd = connection_open(talk->options, talk->terminal,
                         &talk->signals->previous, &result, &error);
    if (fd < 0)
        return give_up(talk, &result, &error);
    return hold(talk, fd, &result.peer);
}

/* Ask first, then talk as the answers say. */
static int ask_and_converse(struct talk *talk)
{
    struct options chosen = *talk->options;
    char *answer = NULL;
    int status = STATUS_OK;

    talk->options = &chosen;
    if (menu_ask(stdin, stderr, &chosen, &answer) == MENU_CHOSEN)
        status = converse(talk);
    free(answer);
    return status;
}

int talk_run(const struct options *options)
{
    struct key_files *files =
        key_files_new(options->action == ACTION_CALL ? options->host : NULL,
                      options->port);
    const struct key_agent keys = key_files_agent(files);
    struct talk talk;
    int status;

    if (options->encrypt && !*encryption_library())
        return print_error(_("this charla is built without encryption, so "
                             "--encrypt refuses to talk"),
                           STATUS_UNSAFE);
    talk = (struct talk){
        .options = options,
        .terminal = terminal_choose(&(struct terminal_settings){
            .quiet = options->quiet,
            .timestamps = options->timestamps,
            .linear = options->linear,
            .notify = options->notify,
        }),
        .encryption = options->plain ? NULL : encryption_new(&keys),
    };
    /* In a pipe, what follows the answers to the menu is to be sent. */
    setvbuf(stdin, NULL, _IONBF, 0);
    status = options->action == ACTION_MENU ? ask_and_converse(&talk)
                                            : converse(&talk);
    encryption_free(talk.encryption);
    key_files_free(files);
    terminal_free(talk.terminal);
    return status;
}
