/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_offers: tells the user of the other side's offers, or declines them
 * (doc/protocol.md, "Files"). */
#include <config.h>

#include "chat/files_private.h"

#include <limits.h>

#include "base/error.h"
#include "base/i18n.h"
#include "monitor/monitor_files.h"
#include "terminal/terminal.h"
#include "terminal/terminal_notice.h"
#include "text/byte_count.h"
#include "wire/frame.h"

static void tell_offer(struct files *files, const struct file_offer *offer)
{
    char place[PATH_MAX];
    char size[BYTE_COUNT_MAX];
    struct error error = {0};

    if (!files->has_told_place &&
        monitor_files_place(files->monitor, place, sizeof place, &error) == 0)
        terminal_answer(files->terminal, _("received files go to %s"), place);
    files->has_told_place = true;
    terminal_answer(files->terminal,
                    _("the other side offers \"%s\" (%s): /take %u or "
                      "/decline %u"),
                    offer->shown.data, byte_count_write(size, offer->size),
                    offer->number, offer->number);
}

/* Answer an offer that is repeated because the link has broken. */
static void repeat_answer(struct files *files, const struct file_offer *offer)
{
    if (offer->state == FILE_ENDED)
        file_frame_append_reason(&files->out, FRAME_RESULT, offer->id,
                                 (enum file_reason)offer->reason);
}

static bool is_declined(struct files *files, const struct frame *frame)
{
    enum file_reason reason;

    if (!files->terminal->is_person)
        reason = FILE_REASON_PIPE;
    else if (file_table_waiting(&files->table, false) >=
             FILE_TABLE_WAITING_MAX)
        reason = FILE_REASON_MANY;
    else
        return false;
    file_frame_append_reason(&files->out, FRAME_DECLINE, frame->file, reason);
    if (reason == FILE_REASON_MANY && !files->has_told_many) {
        files->has_told_many = true;
        terminal_answer(files->terminal,
                        _("%d files wait for your answer; more are declined"),
                        FILE_TABLE_WAITING_MAX);
    }
    return true;
}

void file_offers_take(struct files *files, const struct frame *frame)
{
    struct file_offer *offer =
        file_table_by_id(&files->table, false, frame->file);

    if (offer) {
        repeat_answer(files, offer);
        return;
    }
    if (is_declined(files, frame))
        return;
    offer = file_table_add(&files->table, false, frame->data, frame->length);
    offer->id = frame->file;
    offer->size = frame->position;
    offer->modified = frame->modified;
    tell_offer(files, offer);
}
