/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/talk.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/signals.h"
#include "chat/conversation.h"
#include "chat/door.h"
#include "chat/door_return.h"
#include "chat/ending_report.h"
#include "cli/connection.h"
#include "cli/menu.h"
#include "cli/print.h"
#include "cli/talk_private.h"
#include "crypto/encryption.h"
#include "monitor/monitor_client.h"
#include "net/address.h"
#include "net/transport.h"
#include "terminal/speaker.h"
#include "terminal/terminal.h"
#include "terminal/terminal_choice.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_leave.h"

static int fail(const struct talk *talk, const char *sentence, int status)
{
    terminal_complain(talk->terminal, sentence);
    terminal_leave(talk->terminal, &talk->signals.previous, false);
    return status;
}

/* ---- A conversation ----------------------------------------------------- */

/* Tell the user who is there: the address, and by which name the terminal is
 * to show the other side (the host as it was called, else the address). */
static void show_peer(struct talk *talk, const struct door_guest *guest)
{
    char text[ADDRESS_TEXT_MAX];

    address_format(&guest->address, text);
    snprintf(talk->peer, sizeof talk->peer, "%s",
             talk_calls(talk) ? talk->options->host : text);
    if (talk->calling.has_met_busy)
        return; /* once is enough */
    if (talk->options->route.via)
        terminal_detail(talk->terminal, _("talking through the command: %s"),
                          talk->options->route.via);
    else if (guest->has_browser)
        terminal_notice(talk->terminal,
                        _("connected to a browser at %s port %u"), text,
                        address_port(&guest->address));
    else if (guest->address.length > 0)
        terminal_detail(talk->terminal, _("connected to %s port %u"), text,
                          address_port(&guest->address));
    else
        terminal_detail(talk->terminal,
                          _("connected to %s port %s through the proxy"),
                          talk->options->host, talk->options->port);
    if (talk->terminal->is_person)
        terminal_detail(talk->terminal, _("type %s to finish"), "%end%");
    terminal_set_text(talk->terminal, TERMINAL_TITLE, talk->peer);
    terminal_set_text(talk->terminal, TERMINAL_OTHER,
                      strlen(talk->peer) <= SPEAKER_COLUMNS_MAX ? talk->peer
                                                                : NULL);
    terminal_set_text(talk->terminal, TERMINAL_SELF, NULL);
}

/* Somebody who came and went without a word, and heard none, was only
 * knocking: the listener goes on waiting.  An empty file that was sent
 * encrypted is a conversation. */
static bool was_a_knock(const struct talk *talk,
                        const struct door_guest *guest,
                        const struct ending *ending)
{
    if (!talk->door || ending->has_talked || ending->sent == SENT_LEAVING)
        return false;
    if (guest->is_encrypted)
        return ending->received == RECEIVED_BROKEN;
    return ending->received == RECEIVED_CLOSE ||
           ending->received == RECEIVED_BROKEN;
}

/* With --wait, who is busy is called again, unless the user has left or has
 * typed something, which is then listed as not sent. */
static bool is_to_be_called_again(struct talk *talk,
                                  const struct ending *ending)
{
    talk->calling.has_met_busy = ending->received == RECEIVED_BUSY;
    return talk->calling.has_met_busy && !ending->has_talked &&
           !ending->user_left && ending->lines.length == 0 &&
           calling_goes_on(&talk->calling, talk->terminal,
                           ending->in_receiving.text);
}

/* A contact is called at its other places before somebody who was met at one
 * of them ends the call. */
static bool may_be_elsewhere(struct talk *talk, const struct ending *ending)
{
    if (!talk->options->is_contact || !ending->key_changed)
        return false;
    talk->wrong_key = ending->in_receiving;
    return ++talk->wrong_keys < talk->contact.place_count;
}

static void tell_knock(const struct talk *talk, const struct ending *ending)
{
    terminal_set_text(talk->terminal, TERMINAL_STATUS, NULL);
    if (ending->received == RECEIVED_BROKEN)
        terminal_notice(talk->terminal, _("%s; still waiting"),
                        ending->in_receiving.text);
    else
        terminal_notice(talk->terminal,
                        _("the caller left without a word; still waiting"));
}

/* What stands in between may be far from the one who is called, as Tor is. */
static int undecided_ms(const struct talk *talk,
                        const struct door_guest *guest)
{
    if (guest->is_silent)
        return 0;
    return talk->options->route.proxy_host || talk->options->route.via
               ? CONVERSATION_UNDECIDED_FAR_MS
               : CONVERSATION_UNDECIDED_MS;
}

/* For how long a broken conversation waits to be resumed, in ms. */
static int resume_ms(const struct talk *talk)
{
    int seconds = talk->options->resume_s;

    if (seconds < 0)
        seconds = talk->terminal->is_person ? OPTIONS_DEFAULT_RESUME : 0;
    return seconds * 1000;
}

static struct conversation_setup set_up(struct talk *talk,
                                        const struct door_guest *guest)
{
    const struct options *options = talk->options;

    return (struct conversation_setup){
        .transport = guest->transport,
        .door = talk->door,
        .monitor = &talk->monitor,
        .is_encrypted = guest->is_encrypted,
        .trust = guest->trust,
        .by_command = talk->options->route.via != NULL,
        .notes = talk->waiter.notes,
        .header = guest->begins_anew ? guest->header : NULL,
        .terminal = talk->terminal,
        .caller = options->meets ? &talk->caller : NULL,
        .host = guest->was_called ? options->host : NULL,
        .port = options->port,
        .encryption = guest->has_browser ? NULL : talk->encryption,
        .must_encrypt = options->encrypt || *talk->code.text,
        .code = *talk->code.text ? &talk->code : NULL,
        .share = guest->share,
        .peer = talk->peer,
        .name = talk->name,
        .close_ms = CONVERSATION_CLOSE_MS,
        .undecided_ms = undecided_ms(talk, guest),
        .handshake_ms = CONVERSATION_HANDSHAKE_MS,
        .timeout_ms = (int)options->timeout_s * 1000,
        .resume_ms = resume_ms(talk),
        .wait_mask = &talk->signals.previous,
    };
}

/* Hold the conversation.  Returns its exit status, or -1 when it was none. */
static int hold(struct talk *talk, const struct door_guest *guest)
{
    const struct conversation_setup setup = set_up(talk, guest);
    struct error error = {0};
    struct ending ending;
    bool has_failed;
    int result, status;

    discovery_pause(&talk->announcer.discovery, true);
    terminal_waiter_end(&talk->waiter);
    show_peer(talk, guest);
    result = conversation_run(&setup, &ending, &error);
    has_failed = talk_hang_up(talk, &ending);
    if (result < 0) {
        status = fail(talk, error.text, STATUS_FAILED);
    } else if (was_a_knock(talk, guest, &ending)) {
        tell_knock(talk, &ending);
        terminal_leave(talk->terminal, &talk->signals.previous, true);
        status = -1;
    } else if (may_be_elsewhere(talk, &ending) ||
               is_to_be_called_again(talk, &ending)) {
        terminal_leave(talk->terminal, &talk->signals.previous, true);
        status = -1;
    } else {
        status = ending_report_show(talk->terminal, &ending,
                                    &talk->signals.previous);
        if (has_failed && !ending.has_talked && status != STATUS_OK &&
            status != STATUS_UNSAFE)
            status = STATUS_FAILED; /* it never began */
        terminal_forget_lines(talk->terminal);
        talk->has_talked = true;
    }
    ending_release(&ending);
    return status;
}

/* ---- The whole ---------------------------------------------------------- */

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
    return connection_await(talk->door, talk->terminal, &talk->waiter, guest);
}

/* There is nobody to talk with, and nobody to send to what was typed: the call
 * failed, the monitor is gone, or the user has left, which after a
 * conversation is in order.  Returns the exit status. */
static int leave(struct talk *talk, struct error *error)
{
    const struct terminal_waiter *waiter = &talk->waiter;

    if (talk->terminal->is_person &&
        terminal_queued_lines(talk->terminal)->length > 0)
        terminal_notice(talk->terminal, _("what was typed is not sent"));
    if (waiter->monitor_is_gone)
        error_set(error, _("charla's monitor is gone"));
    if (*error->text && *talk->wrong_key.text)
        return fail(talk, talk->wrong_key.text, STATUS_UNSAFE);
    if (*error->text)
        return fail(talk, error->text, STATUS_FAILED);
    terminal_leave(talk->terminal, &talk->signals.previous, true);
    if (talk->has_talked)
        return STATUS_OK;
    talk->ends_by = waiter->signals ? waiter->signals : SIGNALS_INTERRUPT;
    return STATUS_FAILED;
}

/* Is there to be another conversation?  Somebody whose charla was started again
 * is already there. */
static bool goes_on(const struct talk *talk)
{
    return talk->options->keep ||
           (talk->terminal->is_person && door_look_return(talk->door));
}

/* The first conversation that is one; with --keep one after the other, until
 * the user leaves. */
static int converse(struct talk *talk)
{
    struct door_guest guest;
    struct error error = {0};
    int status;

    do {
        if (get_guest(talk, &guest, &error) < 0)
            return leave(talk, &error);
        status = hold(talk, &guest);
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
        return fail(talk, error.text, status);
    return converse(talk);
}

/* Ask first, then talk as the answers say. */
static int ask_and_converse(struct talk *talk)
{
    char *answer = NULL;
    int status = STATUS_OK;

    talk->chosen = *talk->options;
    talk->options = &talk->chosen;
    if (menu_ask(stdin, stderr, &talk->chosen, &answer) == MENU_CHOSEN)
        status = prepare_and_converse(talk);
    free(answer);
    return status;
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
    int status;

    if (options->encrypt && !*encryption_library())
        return print_error(_("this charla is built without encryption, so "
                             "--encrypt refuses to talk"),
                           STATUS_UNSAFE);
    talk.terminal = terminal_choose(&(struct terminal_settings){
        .quiet = options->quiet,
        .timestamps = options->timestamps,
        .linear = options->linear,
        .verbose = options->verbose,
        .notify = options->notify,
    });
    talk.encryption = options->plain ? NULL : encryption_new(&keys);
    /* In a pipe, what follows the answers to the menu is to be sent. */
    setvbuf(stdin, NULL, _IONBF, 0);
    status = options->action == ACTION_MENU ? ask_and_converse(&talk)
                                            : prepare_and_converse(&talk);
    door_free(talk.door);
    announcer_end(&talk.announcer);
    encryption_free(talk.encryption);
    monitor_end(&talk.monitor);
    monitor_end(&talk.caller);
    free(talk.web);
    notes_end(&talk.notes);
    terminal_free(talk.terminal);
    if (talk.ends_by)
        signals_end_here(talk.ends_by);
    return status;
}
