/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* talk_hold: holds one conversation with whoever has called or answered. */
#include <config.h>

#include "cli/talk_private.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "chat/conversation.h"
#include "chat/door.h"
#include "chat/ending_report.h"
#include "cli/print.h"
#include "net/address.h"
#include "terminal/speaker.h"
#include "terminal/terminal.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_leave.h"
#include "terminal/terminal_notice.h"

/* Tell the user the address of the other side, and the terminal the name by
 * which to show it (the host as it was called, else the address). */
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
    terminal_announce_log(talk->terminal);
}

void talk_drop_lines(struct talk *talk, const struct buffer *lines)
{
    if (!talk->terminal->is_person || lines->length == 0)
        return;
    terminal_note_missing(talk->terminal, lines);
    terminal_notice(talk->terminal, _("what you typed is not sent"));
    terminal_forget_lines(talk->terminal);
}

/* Has it come to nothing, as `in_receiving` says? */
static bool came_to_nothing(const struct ending *ending)
{
    return ending->received == RECEIVED_BROKEN ||
           ending->received == RECEIVED_BUSY ||
           ending->received == RECEIVED_UNWANTED;
}

/* Was there no conversation?  If the other side has sent and received nothing,
 * the listener goes on waiting.  An empty file that was sent encrypted is a
 * conversation. */
static bool was_a_knock(const struct talk *talk,
                        const struct door_guest *guest,
                        const struct ending *ending)
{
    if (!talk->door || ending->has_talked || ending->user_left)
        return false;
    if (guest->is_encrypted)
        return came_to_nothing(ending);
    return ending->received == RECEIVED_CLOSE ||
           ending->received == RECEIVED_BROKEN;
}

/* Should a busy peer be called again, because of --wait?  Not if the user has
 * left or has typed text, which is then listed as not sent. */
static bool is_to_be_called_again(struct talk *talk,
                                  const struct ending *ending)
{
    talk->calling.has_met_busy = ending->received == RECEIVED_BUSY;
    return talk->calling.has_met_busy && !ending->has_talked &&
           !ending->user_left && ending->lines.length == 0 &&
           calling_goes_on(&talk->calling, talk->terminal,
                           ending->in_receiving.text);
}

/* Another key was found at this place: may the contact be at another one? */
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
    if (came_to_nothing(ending))
        terminal_notice(talk->terminal, _("%s; still waiting"),
                        ending->in_receiving.text);
    else
        terminal_notice(talk->terminal,
                        _("the caller left without a word; still waiting"));
}

/* How long a silent side is undecided, in ms: longer through a proxy or a
 * command, which may be far from the other side. */
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
        .tells_typing = options->typing && talk->terminal->is_editor,
        .close_ms = CONVERSATION_CLOSE_MS,
        .undecided_ms = undecided_ms(talk, guest),
        .handshake_ms = CONVERSATION_HANDSHAKE_MS,
        .timeout_ms = (int)options->timeout_s * 1000,
        .resume_ms = resume_ms(talk),
        .wait_mask = &talk->signals.previous,
    };
}

int talk_hold(struct talk *talk, const struct door_guest *guest)
{
    const struct conversation_setup setup = set_up(talk, guest);
    struct error error = {0};
    struct ending ending;
    bool has_failed;
    int result, status;

    talk_confine(talk);
    discovery_pause(&talk->announcer.discovery, true);
    terminal_waiter_end(&talk->waiter);
    show_peer(talk, guest);
    result = conversation_run(&setup, &ending, &error);
    has_failed = talk_hang_up(talk, &ending);
    if (result < 0) {
        status = talk_fail(talk, error.text, STATUS_FAILED);
    } else if (was_a_knock(talk, guest, &ending)) {
        tell_knock(talk, &ending);
        talk_drop_lines(talk, &ending.lines);
        talk->waiter.signals |=
            terminal_leave(talk->terminal, &talk->signals.previous, true);
        status = -1;
    } else if (may_be_elsewhere(talk, &ending) ||
               is_to_be_called_again(talk, &ending)) {
        talk_drop_lines(talk, &ending.lines);
        talk->waiter.signals |=
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
