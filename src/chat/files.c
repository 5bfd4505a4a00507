/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/files.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "chat/file_inbox.h"
#include "chat/files_private.h"
#include "chat/session.h"
#include "monitor/monitor_files.h"
#include "terminal/command.h"
#include "terminal/terminal.h"
#include "terminal/terminal_notice.h"

/* How often progress is shown, in ms. */
#define SHOWN_MS 250

/* Complete a path for Tab, as struct completer says. */
static void complete_path(void *context, const char *prefix,
                          struct buffer *names)
{
    struct files *files = context;
    const char *slash = strrchr(prefix, '/');
    size_t folder = slash ? (size_t)(slash - prefix) + 1 : 0;
    struct buffer paths = {0};
    struct error ignored = {0};

    if (monitor_files_complete(files->monitor, prefix, &paths, &ignored) == 0)
        for (size_t at = 0; at < paths.length;
             at += strlen(paths.data + at) + 1)
            if (strlen(paths.data + at) > folder)
                buffer_append(names, paths.data + at + folder,
                              strlen(paths.data + at + folder) + 1);
    buffer_release(&paths);
}

struct files *files_new(struct session *session)
{
    struct files *files = memory_new(sizeof *files);

    *files = (struct files){
        .session = session,
        .monitor = session->setup->monitor,
        .terminal = session->setup->terminal,
        .upload = {.fd = -1},
        .download = {.fd = -1},
    };
    files->terminal->completer.paths = complete_path;
    files->terminal->completer.context = files;
    return files;
}

/* Tell the user of files that were not sent completely; offers that were never
 * taken are not mentioned. */
static void tell_unsent(const struct files *files)
{
    const struct file_offer *offer = files->upload.offer;

    if (offer)
        terminal_answer(files->terminal, _("the other side has not received "
                                           "\"%s\" completely"),
                        offer->shown.data);
}

void files_free(struct files *files)
{
    if (!files)
        return;
    files->terminal->completer.paths = NULL;
    if (files->shows_status)
        terminal_set_text(files->terminal, TERMINAL_STATUS, NULL);
    tell_unsent(files);
    file_upload_suspend(files);
    file_download_end(files);
    file_table_release(&files->table);
    buffer_release(&files->out);
    buffer_release(&files->to_send);
    free(files);
}

void files_command(struct files *files, struct session *session,
                   const struct user_command *asked)
{
    struct terminal *terminal = session->setup->terminal;

    if (files)
        file_commands_run(files, asked);
    else if (!flag_is_raised(&session->opened))
        terminal_answer(terminal, _("there is nobody to send files to yet"));
    else
        terminal_answer(terminal,
                        _("files need an encrypted conversation between two "
                          "charlas; this one is not encrypted"));
}

/* ---- What has come ------------------------------------------------------- */

static void act_on(struct files *files, const struct frame *frame)
{
    switch ((int)frame->type) {
    case FRAME_OFFER:
        file_offers_take(files, frame);
        break;
    case FRAME_CANCEL:
        file_download_cancelled(files, frame);
        break;
    case FRAME_TAKE:
        file_upload_take(files, frame);
        break;
    case FRAME_DECLINE:
    case FRAME_RESULT:
        file_upload_end(files, frame);
        break;
    default:
        break;
    }
}

static void hand_out(struct files *files, struct buffer *out)
{
    if (!out || files->out.length == 0)
        return;
    buffer_append(out, files->out.data, files->out.length);
    buffer_clear(&files->out);
}

void files_step(struct files *files, struct buffer *out)
{
    struct file_message message;

    if (!files)
        return;
    /* Frames of a new link have to wait until files_restart. */
    while (!files->is_down &&
           file_inbox_take(&files->session->file_inbox, &message))
        act_on(files, &message.frame);
    if (!files->is_down)
        file_download_step(files);
    file_report_progress(files);
    hand_out(files, out);
}

/* ---- What is to be done -------------------------------------------------- */

static bool sends(const struct files *files)
{
    const struct file_offer *offer = files->upload.offer;

    return offer &&
           (offer->state == FILE_CHECKED || offer->state == FILE_MOVING);
}

static bool hashes_part(const struct files *files)
{
    return files->download.fd >= 0;
}

bool files_are_busy(const struct files *files)
{
    return files && (sends(files) || hashes_part(files));
}

void files_work(struct files *files, struct buffer *out)
{
    if (sends(files))
        file_upload_work(files);
    if (hashes_part(files))
        file_download_work(files);
    hand_out(files, out);
}

int files_left(const struct files *files)
{
    if (!files || (!files->upload.offer && !files->download.offer))
        return -1;
    return clock_ms_left(files->shown_at + SHOWN_MS);
}

/* ---- Links --------------------------------------------------------------- */

void files_suspend(struct files *files)
{
    if (!files)
        return;
    files->is_down = true;
    file_upload_suspend(files);
}

void files_restart(struct files *files)
{
    if (!files)
        return;
    files->is_down = false;
    file_upload_suspend(files);
    buffer_clear(&files->out); /* files_restart repeats what is needed */
    file_upload_restart(files);
    file_download_restart(files);
    file_commands_restart(files);
}
