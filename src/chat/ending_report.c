/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/ending_report.h"

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/i18n.h"
#include "base/message.h"
#include "base/signals.h"
#include "chat/ending.h"
#include "terminal/terminal.h"
#include "terminal/terminal_input.h"
#include "terminal/terminal_leave.h"
#include "terminal/terminal_notice.h"
#include "terminal/transcript.h"
#include "text/sanitize.h"

/* Print text in pieces, because it may be longer than what message_write
 * keeps. */
static void print_long(const struct buffer *text, const sigset_t *wait_mask)
{
    size_t done = 0, most = MESSAGE_KEPT_MAX / 2, left;

    while ((left = text->length - done) > 0 && message_flush(wait_mask)) {
        message_write(text->data + done, left < most ? left : most);
        done += left < most ? left : most;
    }
}

/* List a person's lines, so that they can be sent in another way. */
static void list_lines(const struct buffer *lines, const sigset_t *wait_mask)
{
    struct buffer safe = {0};
    const char *at = lines->data, *limit = at + lines->length, *newline;

    message_say(_("these lines may not have arrived:"));
    for (; at < limit; at = newline + 1) {
        newline = memchr(at, '\n', (size_t)(limit - at));
        if (!newline)
            newline = limit;
        buffer_append_string(&safe, "    ");
        sanitize_append(&safe, at, (size_t)(newline - at));
        buffer_append_string(&safe, "\n");
    }
    print_long(&safe, wait_mask);
    buffer_release(&safe);
}

/* Say how many bytes of a pipe did not arrive. */
static void count_bytes(const struct ending *ending, int status)
{
    char sentence[128];

    if (ending->unsent > 0) {
        snprintf(sentence, sizeof sentence,
                 ngettext("%zu byte of your text was not sent",
                          "%zu bytes of your text were not sent",
                          ending->unsent),
                 ending->unsent);
        message_say(sentence);
    }
    if (ending->rest_unread)
        message_say(_("the rest of the input was not read"));
    if ((status != 0 || ending->cut_short) && ending->unacknowledged > 0) {
        snprintf(sentence, sizeof sentence,
                 ngettext("up to %zu byte that was sent may not have arrived",
                          "up to %zu bytes that were sent may not have "
                          "arrived",
                          ending->unacknowledged),
                 ending->unacknowledged);
        message_say(sentence);
    }
}

int ending_report_show(struct terminal *terminal, const struct ending *ending,
                       const sigset_t *wait_mask)
{
    enum end_reason reason = ending_reason(ending);
    int status = ending_status(reason, ending);

    if (status == 0)
        terminal_notice(terminal, "%s", ending_message(reason, ending));
    else if (ending->has_talked)
        terminal_warn(terminal, "%s", ending_message(reason, ending));
    else
        terminal_complain(terminal, ending_message(reason, ending));
    (void)terminal_leave(terminal, wait_mask, ending->user_left);
    if (ending->lines.length > 0 && (status != 0 || ending->unsent > 0)) {
        terminal_note_missing(terminal, &ending->lines);
        list_lines(&ending->lines, wait_mask);
    } else if (ending->lines.length == 0)
        count_bytes(ending, status);
    if (ending->key_changed)
        transcript_print_warning(_("WARNING: THE OTHER SIDE'S KEY HAS "
                                   "CHANGED; nothing was sent"),
                                 terminal->text_alone);
    (void)message_flush(wait_mask);
    return status;
}
