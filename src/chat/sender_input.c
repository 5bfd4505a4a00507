/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/sender_private.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/flag.h"
#include "base/i18n.h"
#include "chat/ending.h"
#include "chat/files.h"
#include "chat/introduction.h"
#include "chat/session.h"
#include "chat/verification.h"
#include "chat/who.h"
#include "terminal/command.h"
#include "terminal/terminal.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_notice.h"
#include "text/framer.h"
#include "wire/frame.h"
#include "wire/send_queue_unsent.h"

/* How much input is taken and sent at once, in bytes: as much as a pipe holds,
 * but so little that it fits, encrypted, into one TCP segment over the
 * loopback.  A tiny second segment would cost as much as the first
 * (doc/performance.md). */
#define TAKEN_MAX ((size_t)60 * 1024)

/* Typed text stays in the queue until it is sent, so no more is taken in the
 * meantime. */
bool sender_has_room(const struct sender *sender)
{
    if (sender_keeps_enough(sender))
        return false;
    if (sender->is_down || sender->is_opened)
        return send_queue_has_room(&sender->queue);
    /* While it is undecided, what is typed is held here. */
    return sender->session->setup->encryption &&
           send_queue_held(&sender->queue) < FRAMER_CAPACITY;
}

/* An editor wants its keys at all times. */
bool sender_wants_input(const struct sender *sender)
{
    if (sender->queue.has_ended || sender->is_broken)
        return false;
    return sender_has_room(sender) || sender->terminal->is_editor;
}

/* The receiver thread says on the screen that the conversation is encrypted, or
 * that the connection is lost, before main has acted on it.  Who types a
 * command then knows already. */
static void catch_up(struct sender *sender)
{
    sender_begin(sender);
    if (!sender->is_down && flag_is_raised(&sender->session->link.lost))
        sender_suspend(sender);
}

/* A person has typed a command. */
static void run_command(struct sender *sender, const struct user_command *asked)
{
    catch_up(sender);
    switch (asked->command) {
    case COMMAND_UNKNOWN:
    case COMMAND_HELP:
        terminal_explain(sender->terminal, asked);
        break;
    case COMMAND_VERIFY:
        if (sender->is_down)
            terminal_answer(sender->terminal,
                            _("the other side is not there now"));
        else
            verification_run(sender->session, asked->argument);
        break;
    case COMMAND_KEEP:
        introduction_keep(sender->session, asked->argument);
        break;
    case COMMAND_WHO:
        who_answer(sender->session, sender->is_down);
        break;
    case COMMAND_LOG:
        terminal_control_log(sender->terminal, asked->argument);
        break;
    case COMMAND_AGAIN:
        terminal_show_again(sender->terminal);
        break;
    case COMMAND_SEND:
    case COMMAND_TAKE:
    case COMMAND_DECLINE:
    case COMMAND_CANCEL:
    case COMMAND_FILES:
        files_command(sender->files, sender->session, asked);
        break;
    case COMMAND_END:
        sender->has_end_command = true;
        sender_leave(sender);
        if (terminal_queued_lines(sender->terminal)->length > 0)
            terminal_notice(sender->terminal,
                            _("what was typed after %s is not sent"),
                            asked->word);
        break;
    }
}

/* Can something be read from `fd` without waiting? */
static bool is_readable(int fd)
{
    struct pollfd input = {.fd = fd, .events = POLLIN};

    return poll(&input, 1, 0) > 0;
}

/* End the input once a person's last lines are taken. */
static void end_after_last_lines(struct sender *sender)
{
    if (sender->takes_last_lines && !sender->terminal->has_more &&
        !is_readable(sender->terminal->input_fd))
        send_queue_end(&sender->queue, sender->is_leaving);
}

void sender_limit_input(struct sender *sender)
{
    if (sender->queue.has_ended)
        return;
    if (sender->terminal->is_person) {
        sender->takes_last_lines = true;
        end_after_last_lines(sender);
        return;
    }
    sender->allowance = terminal_pending(sender->terminal);
    if (sender->allowance == 0)
        send_queue_end(&sender->queue, false);
}

/* The input has ended or cannot be read.  Text that has come from it is sent,
 * and receiving goes on. */
static void end_input(struct sender *sender)
{
    sender->input_ended = true;
    send_queue_end(&sender->queue, false);
}

/* Text has been read into the queue's room. */
static void take_text(struct sender *sender, size_t length)
{
    if (!sender_keep_for_consent(sender, length))
        send_queue_commit(&sender->queue, length);
    if (sender->is_down)
        sender_take_typed_end(sender);
    if (sender->allowance != SIZE_MAX)
        sender->allowance -= length;
    if (sender->allowance == 0)
        send_queue_end(&sender->queue, false);
}

void sender_tell_typing(struct sender *sender)
{
    if (!sender->is_composing || !sender->has_frames || sender->is_down ||
        sender->queue.has_ended ||
        !atomic_load(&sender->session->tells_typing))
        return;
    sender->is_composing = false;
    if (typing_is_to_be_told(&sender->typing, clock_monotonic_ms()))
        frame_append_bare(send_queue_frames(&sender->queue), FRAME_TYPING);
}

void sender_read_input(struct sender *sender)
{
    size_t size = 0, length = 0;
    char *room = NULL;

    if (sender_has_room(sender))
        room = send_queue_space(&sender->queue, &size);
    if (size > TAKEN_MAX)
        size = TAKEN_MAX;
    if (size > sender->allowance)
        size = sender->allowance;
    switch (terminal_read(sender->terminal, room, size, &length,
                          &sender->ending->in_sending)) {
    case TERMINAL_TEXT:
        sender->is_composing = false;
        take_text(sender, length);
        break;
    case TERMINAL_NONE:
        sender_note_enter(sender);
        break;
    case TERMINAL_COMMAND:
        run_command(sender, &sender->terminal->asked);
        break;
    case TERMINAL_END:
        if (sender->terminal->is_person)
            sender_leave(sender);
        else
            end_input(sender);
        break;
    case TERMINAL_UNREADABLE:
        end_input(sender);
        break;
    case TERMINAL_FAILED:
        sender->ending->sent = SENT_UNREAD;
        end_input(sender);
        break;
    }
    sender->is_composing |= sender->terminal->is_composing;
    terminal_explain_quit(sender->terminal);
    if (sender->terminal->has_left && !sender->is_leaving)
        sender_leave(sender);
    end_after_last_lines(sender);
}

void sender_take_typed_end(struct sender *sender)
{
    if (!sender->terminal->is_person || !send_queue_drop_end(&sender->queue))
        return;
    sender->has_end_command = true;
    sender_leave(sender);
}

/* Can this kind of input go on after the bytes that it holds now? */
static bool can_go_on(int fd)
{
    struct pollfd input = {.fd = fd, .events = POLLIN};
    struct stat status;

    if (fstat(fd, &status) < 0 || S_ISREG(status.st_mode))
        return false;
    return S_ISCHR(status.st_mode) || poll(&input, 1, 0) <= 0 ||
           !(input.revents & POLLHUP);
}

void sender_count_unread(const struct sender *sender)
{
    struct ending *ending = sender->ending;

    if (sender->terminal->is_person || sender->input_ended ||
        sender->has_end_command)
        return;
    ending->unsent += terminal_pending(sender->terminal);
    ending->rest_unread =
        ending->unsent > 0 && can_go_on(sender->terminal->input_fd);
}

void sender_take_end(struct sender *sender)
{
    struct error error = {0};
    bool has_rest = send_queue_held(&sender->queue) > 0;

    sender->has_end_command = true;
    sender_leave(sender);
    if (sender->terminal->is_person) {
        if (has_rest)
            terminal_notice(sender->terminal,
                            _("what was typed after %s is not sent"),
                            FRAMER_END_LINE);
    } else if (has_rest || terminal_pending(sender->terminal) > 0) {
        /* In a pipe this is a loss of data, so -q does not hide it. */
        error_set(&error, _("what followed %s in the input is not sent"),
                  FRAMER_END_LINE);
        terminal_complain(sender->terminal, error.text);
    }
}
