/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_report: tells the user about files. */
#include <config.h>

#include "chat/files_private.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "chat/files.h"
#include "chat/session.h"
#include "terminal/terminal.h"
#include "terminal/terminal_notice.h"
#include "text/byte_count.h"

/* ---- How it has ended at the other side ---------------------------------- */

static const char *why_not(unsigned char reason)
{
    switch ((enum file_reason)reason) {
    case FILE_REASON_HASH:
        return _("it arrived damaged");
    case FILE_REASON_FULL:
        return _("the disk there is full");
    case FILE_REASON_MANY:
        return _("too many files wait there");
    case FILE_REASON_PIPE:
        return _("nobody is there who could take it");
    case FILE_REASON_NONE:
    case FILE_REASON_USER:
    case FILE_REASON_OTHER:
    case FILE_REASON_DIFFERS:
    case FILE_REASON_SHRUNK:
        break;
    }
    return _("it cannot be written there");
}

void file_report_answer(const struct files *files,
                        const struct file_offer *offer)
{
    const char *name = offer->shown.data;

    if (offer->reason == FILE_REASON_NONE)
        terminal_answer(files->terminal,
                        _("the other side has received \"%s\", its SHA-256 "
                          "matches"),
                        name);
    else if (offer->reason == FILE_REASON_USER)
        terminal_answer(files->terminal,
                        _("the other side does not want \"%s\""), name);
    else
        terminal_answer(files->terminal, _("\"%s\" has not arrived: %s"),
                        name, why_not(offer->reason));
}

/* ---- The list ------------------------------------------------------------ */

static const char *state_of(const struct file_offer *offer)
{
    switch (offer->state) {
    case FILE_OFFERED:
        return offer->is_ours ? _("offered") : _("waiting for /take");
    case FILE_QUEUED:
        return offer->is_ours ? _("offered")
                              : _("accepted, comes after the others");
    case FILE_CHECKED:
        return _("being compared with what is here already");
    case FILE_MOVING:
        return _("on its way");
    case FILE_SENT:
        return _("sent, being checked");
    case FILE_ENDED:
        break;
    }
    return "";
}

static void list_one(const struct files *files,
                     const struct file_offer *offer)
{
    const struct file_transfer *transfer =
        offer->is_ours ? &files->upload : &files->download;
    char size[BYTE_COUNT_MAX];
    struct buffer line = {0};

    buffer_printf(&line,
                  offer->is_ours ? _("%u  to the other side: \"%s\" (")
                                 : _("%u  for you: \"%s\" ("),
                  offer->number, offer->shown.data);
    buffer_printf(&line, "%s), %s", byte_count_write(size, offer->size),
                  state_of(offer));
    if (transfer->offer == offer) {
        buffer_append_string(&line, ", ");
        file_progress_append(&line, &transfer->progress);
    }
    buffer_append(&line, "", 1);
    terminal_answer(files->terminal, "%s", line.data);
    buffer_release(&line);
}

void file_report_list(const struct files *files)
{
    bool is_empty = true;

    for (const struct file_offer *at = files->table.first; at; at = at->next)
        if (at->state != FILE_ENDED) {
            list_one(files, at);
            is_empty = false;
        }
    if (is_empty)
        terminal_answer(files->terminal, _("no file is offered"));
}

/* ---- Progress ------------------------------------------------------------ */

static uint64_t position_of(const struct files *files,
                            const struct file_transfer *transfer)
{
    return transfer == &files->download && transfer->fd < 0
               ? atomic_load(&files->session->file_writer.at)
               : transfer->at;
}

/* Tell each quarter, for terminals where progress cannot be redrawn. */
static void tell_quarter(struct files *files, struct file_transfer *transfer)
{
    int percent;

    if (file_progress_quarter(&transfer->progress, &percent))
        terminal_answer(files->terminal, _("\"%s\": %d %%"),
                        transfer->offer->shown.data, percent);
}

static void append_one(struct files *files, struct file_transfer *transfer,
                       struct buffer *line)
{
    if (!transfer->offer)
        return;
    file_progress_move(&transfer->progress, position_of(files, transfer),
                       clock_monotonic_ms());
    if (files->terminal->text_alone) {
        tell_quarter(files, transfer);
        return;
    }
    if (line->length > 0)
        buffer_append_string(line, "   ");
    buffer_printf(line, transfer->offer->is_ours ? _("sending \"%s\": ")
                                                 : _("receiving \"%s\": "),
                  transfer->offer->shown.data);
    file_progress_append(line, &transfer->progress);
}

void file_report_progress(struct files *files)
{
    struct buffer line = {0};
    int64_t now = clock_monotonic_ms();

    if (!files->upload.offer && !files->download.offer) {
        if (files->shows_status)
            terminal_set_text(files->terminal, TERMINAL_STATUS, NULL);
        files->shows_status = false;
        return;
    }
    if (files_left(files) > 0)
        return;
    files->shown_at = now;
    append_one(files, &files->upload, &line);
    append_one(files, &files->download, &line);
    if (line.length > 0) {
        buffer_append(&line, "", 1);
        terminal_set_text(files->terminal, TERMINAL_STATUS, line.data);
        files->shows_status = true;
    }
    buffer_release(&line);
}
