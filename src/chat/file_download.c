/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_download: receives the files of the other side (doc/protocol.md,
 * "Files"). */
#include <config.h>

#include "chat/files_private.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "chat/file_tag.h"
#include "chat/file_writer.h"
#include "chat/session.h"
#include "monitor/monitor_files.h"
#include "terminal/terminal_notice.h"
#include "text/byte_count.h"
#include "wire/frame.h"

/* How much is hashed at once, in bytes. */
#define CHECK_SIZE ((size_t)256 * 1024)

static void answer(struct files *files, enum frame_type type,
                   const struct file_offer *offer, enum file_reason reason)
{
    file_frame_append_reason(&files->out, type, offer->id, reason);
}

/* ---- The file that is coming --------------------------------------------- */

/* Have the monitor make or find the part.  Returns its descriptor, or -1. */
static int open_part(struct files *files, const struct file_offer *offer,
                     struct file_sink_facts *facts, struct error *error)
{
    const struct buffer *name =
        offer->taken_as.length > 0 ? &offer->taken_as : &offer->name;
    char tag[FILE_TAG_SIZE];

    if (file_tag_make(&files->session->trust.theirs, offer, tag, error) < 0)
        return -1;
    return monitor_files_create(files->monitor, name->data, name->length,
                                offer->size, tag, facts, error);
}

/* All bytes before `at` have arrived: ask for the rest. */
static void ask_for_rest(struct files *files)
{
    struct file_transfer *download = &files->download;
    struct file_offer *offer = download->offer;
    unsigned char hash[FILE_FRAME_HASH_SIZE];

    digest_peek(&download->digest, hash);
    file_writer_open(&files->session->file_writer, offer->id, offer->size,
                   download->at, download->fd, &download->digest);
    download->fd = -1;
    offer->state = FILE_MOVING;
    file_progress_begin(&download->progress, offer->size, download->at,
                        clock_monotonic_ms());
    file_frame_append_take(&files->out, offer->id, download->at, hash);
}

static void begin(struct files *files, struct file_offer *offer)
{
    struct file_transfer *download = &files->download;
    struct file_sink_facts facts = {0};
    struct error error = {0};

    *download = (struct file_transfer){.offer = offer, .fd = -1};
    offer->state = FILE_CHECKED;
    download->fd = open_part(files, offer, &facts, &error);
    if (download->fd < 0 || digest_begin(&download->digest, &error) < 0) {
        terminal_answer(files->terminal, _("%s; /take %u tries again"),
                        error.text, offer->number);
        if (download->fd >= 0)
            close(download->fd);
        (void)monitor_files_drop(files->monitor, true, &error);
        *download = (struct file_transfer){.fd = -1};
        offer->state = FILE_OFFERED;
        return;
    }
    download->check_end = facts.have;
    file_progress_begin(&download->progress, offer->size, 0,
                        clock_monotonic_ms());
    if (facts.have == 0)
        ask_for_rest(files);
}

/* Stop receiving the file. */
static void stop(struct files *files, bool keep_part)
{
    struct file_transfer *download = &files->download;
    struct error ignored = {0};

    file_writer_close(&files->session->file_writer);
    if (download->fd >= 0) {
        close(download->fd);
        digest_end(&download->digest);
    }
    if (download->offer)
        (void)monitor_files_drop(files->monitor, keep_part, &ignored);
    *download = (struct file_transfer){.fd = -1};
}

void file_download_take(struct files *files, struct file_offer *offer)
{
    if (offer->state != FILE_OFFERED) {
        terminal_answer(files->terminal, _("\"%s\" is taken already"),
                        offer->shown.data);
        return;
    }
    offer->state = FILE_QUEUED;
    if (files->download.offer)
        terminal_answer(files->terminal,
                        _("\"%s\" follows when \"%s\" has arrived"),
                        offer->shown.data,
                        files->download.offer->shown.data);
}

void file_download_refuse(struct files *files, struct file_offer *offer)
{
    bool was_coming = files->download.offer == offer;

    if (was_coming)
        stop(files, true);
    answer(files, was_coming ? FRAME_RESULT : FRAME_DECLINE, offer,
           FILE_REASON_USER);
    file_offer_end(offer, FILE_REASON_USER);
    terminal_answer(files->terminal,
                    was_coming
                        ? _("\"%s\" is stopped; the part that has arrived "
                            "is kept, and continues when it is offered again")
                        : _("\"%s\" is declined"),
                    offer->shown.data);
}

void file_download_cancelled(struct files *files, const struct frame *frame)
{
    struct file_offer *offer =
        file_table_by_id(&files->table, false, frame->file);
    bool was_coming = offer && files->download.offer == offer;

    if (!offer || offer->state == FILE_ENDED)
        return;
    if (was_coming && frame->reason == FILE_REASON_DIFFERS) {
        stop(files, false);
        offer->state = FILE_QUEUED; /* from the beginning */
        return;
    }
    if (was_coming)
        stop(files, frame->reason != FILE_REASON_SHRUNK);
    file_offer_end(offer, (enum file_reason)frame->reason);
    terminal_answer(files->terminal,
                    was_coming
                        ? _("the other side has stopped sending \"%s\"")
                        : _("the other side no longer offers \"%s\""),
                    offer->shown.data);
}

/* ---- How it ends --------------------------------------------------------- */

static void tell_whole(struct files *files, const char *path)
{
    const struct file_offer *offer = files->download.offer;
    char size[BYTE_COUNT_MAX];

    terminal_answer(files->terminal,
                    _("\"%s\" (%s) has arrived, its SHA-256 matches: %s"),
                    offer->shown.data, byte_count_write(size, offer->size),
                    path);
}

/* The file is complete: give it its name. */
static enum file_reason keep(struct files *files)
{
    char path[PATH_MAX];
    struct error error = {0};

    if (monitor_files_finish(files->monitor, path, sizeof path, &error) < 0) {
        terminal_answer(files->terminal, "%s", error.text);
        return FILE_REASON_OTHER;
    }
    tell_whole(files, path);
    return FILE_REASON_NONE;
}

static enum file_reason fail_writing(struct files *files, int number)
{
    struct error error = {0};

    error_set_errno(&error, number, _("cannot write \"%s\""),
                    files->download.offer->shown.data);
    terminal_answer(files->terminal, "%s", error.text);
    return number == ENOSPC || number == EDQUOT ? FILE_REASON_FULL
                                                : FILE_REASON_OTHER;
}

static void end(struct files *files, enum file_reason reason)
{
    struct file_offer *offer = files->download.offer;

    answer(files, FRAME_RESULT, offer, reason);
    stop(files, reason != FILE_REASON_HASH);
    file_offer_end(offer, reason);
}

static void look(struct files *files)
{
    struct file_writer *writer = &files->session->file_writer;

    switch ((enum file_writer_state)atomic_load(&writer->state)) {
    case FILE_WRITER_CLOSED:
    case FILE_WRITER_OPEN:
        break;
    case FILE_WRITER_WHOLE:
        end(files, keep(files));
        break;
    case FILE_WRITER_DIFFERS:
        terminal_answer(files->terminal,
                        _("\"%s\" has arrived damaged (its SHA-256 does not "
                          "match), and is not kept"),
                        files->download.offer->shown.data);
        end(files, FILE_REASON_HASH);
        break;
    case FILE_WRITER_FAILED:
        end(files, fail_writing(files, writer->number));
        break;
    }
}

void file_download_step(struct files *files)
{
    struct file_offer *next;

    if (files->download.offer)
        look(files);
    if (files->download.offer)
        return;
    next = file_table_in(&files->table, false, FILE_QUEUED);
    if (next)
        begin(files, next);
}

/* The part cannot be read: begin again from 0. */
static void discard_part(struct files *files)
{
    struct file_offer *offer = files->download.offer;

    stop(files, false);
    offer->state = FILE_QUEUED;
}

void file_download_work(struct files *files)
{
    struct file_transfer *download = &files->download;
    uint64_t left = download->check_end - download->at;
    char *room = memory_new(CHECK_SIZE);
    ssize_t length = pread(download->fd, room,
                           left < CHECK_SIZE ? (size_t)left : CHECK_SIZE,
                           (off_t)download->at);

    if (length > 0) {
        digest_add(&download->digest, room, (size_t)length);
        download->at += (uint64_t)length;
        if (download->at == download->check_end)
            ask_for_rest(files);
    } else if (length == 0 || errno != EINTR) {
        discard_part(files);
    }
    free(room);
}

/* ---- Links --------------------------------------------------------------- */

void file_download_restart(struct files *files)
{
    struct file_offer *offer = files->download.offer;
    unsigned char hash[FILE_FRAME_HASH_SIZE];
    uint64_t at;

    if (!offer || offer->state != FILE_MOVING ||
        atomic_load(&files->session->file_writer.state) != FILE_WRITER_OPEN)
        return;
    at = file_writer_peek(&files->session->file_writer, hash);
    file_frame_append_take(&files->out, offer->id, at, hash);
}

void file_download_end(struct files *files)
{
    const struct file_offer *offer = files->download.offer;

    if (!offer)
        return;
    terminal_answer(files->terminal,
                    _("\"%s\" has not arrived completely; the part that has "
                      "is kept, and continues when it is offered again"),
                    offer->shown.data);
    stop(files, true);
}
