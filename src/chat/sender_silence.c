/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* sender_silence: decides what is sent to a side that has sent nothing
 * (doc/protocol.md, "Opening"): a pipe goes on in plain; a person's lines wait
 * until the person has been told and has pressed Enter on an empty line. */
#include <config.h>

#include "chat/sender_private.h"

#include <libintl.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "chat/session.h"
#include "terminal/terminal.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_notice.h"
#include "wire/send_queue_unsent.h"

/* After how much more silence the end of a pipe is sent without any text, in
 * ms.  Until then it would only prevent encryption. */
#define LONE_END_MS (CONVERSATION_HANDSHAKE_MS - CONVERSATION_UNDECIDED_MS)

bool sender_waits_for_consent(const struct sender *sender)
{
    return sender->knows_silence && !sender->is_opened &&
           sender->terminal->is_person && !sender->consents;
}

/* Tell the user how many lines wait. */
static void tell_waiting(const struct sender *sender)
{
    size_t count = send_queue_lines(&sender->queue);

    if (count > 0)
        terminal_answer(sender->terminal,
                        ngettext("%zu line waits; Enter on an empty line "
                                 "sends it NOT encrypted",
                                 "%zu lines wait; Enter on an empty line "
                                 "sends them NOT encrypted",
                                 count),
                        count);
}

static void learn_silence(struct sender *sender)
{
    sender->knows_silence = true;
    sender->lone_end_at = clock_monotonic_ms() + LONE_END_MS;
    if (!sender->terminal->is_person)
        return;
    sender->enters = sender->terminal->input.enters;
    terminal_answer(sender->terminal,
                    _("the other side has said nothing yet, so nothing is "
                      "encrypted; what you type waits until it does, or "
                      "until you press Enter on an empty line: then it is "
                      "sent NOT encrypted"));
    terminal_set_text(sender->terminal, TERMINAL_PROMPT, _("lines wait"));
    sender_take_typed_end(sender); /* leaving needs no agreement */
    tell_waiting(sender);
}

/* Is there anything that must be sent now? */
static bool has_something(const struct sender *sender)
{
    if (send_queue_held(&sender->queue) > 0)
        return true;
    return sender->queue.has_ended && clock_ms_left(sender->lone_end_at) == 0;
}

bool sender_may_talk_to_silence(struct sender *sender)
{
    if (!flag_is_raised(&sender->session->silent))
        return false;
    if (!sender->knows_silence)
        learn_silence(sender);
    if (sender_waits_for_consent(sender) || !has_something(sender) ||
        !session_speak_plain(sender->session))
        return false;
    session_tell_plain(sender->session);
    return true;
}

static bool may_be_asked(const struct sender *sender)
{
    return sender->knows_silence && !sender->is_opened &&
           sender->terminal->is_person;
}

/* Enter on an empty line counts only if it comes alone: among several lines it
 * may have been pasted. */
void sender_note_enter(struct sender *sender)
{
    if (may_be_asked(sender) &&
        terminal_queued_lines(sender->terminal)->length == 0)
        sender->consents |= sender->enters != sender->terminal->input.enters;
}

bool sender_keep_for_consent(struct sender *sender, size_t length)
{
    if (!may_be_asked(sender))
        return false;
    sender->enters = sender->terminal->input.enters;
    send_queue_commit(&sender->queue, length);
    if (sender_waits_for_consent(sender)) {
        sender_take_typed_end(sender);
        tell_waiting(sender);
    }
    return true;
}

int sender_silence_left(const struct sender *sender)
{
    return sender->knows_silence && !sender->is_opened &&
                   sender->queue.has_ended
               ? clock_ms_left(sender->lone_end_at)
               : -1;
}
