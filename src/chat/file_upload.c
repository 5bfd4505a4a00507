/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_upload: offers and sends the files of this side (doc/protocol.md,
 * "Files"). */
#include <config.h>

#include "chat/files_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "chat/session.h"
#include "monitor/monitor_files.h"
#include "net/transport.h"
#include "net/transport_tcp.h"
#include "terminal/terminal_notice.h"
#include "text/byte_count.h"
#include "wire/frame.h"

/* How much is hashed at once, in bytes. */
#define CHECK_SIZE ((size_t)256 * 1024)

/* How many bytes may wait in the kernel while a file is being sent: a typed
 * line has to wait for them. */
#define UNSENT_MAX (16 * 1024)

/* ---- Offers -------------------------------------------------------------- */

static void send_offer(struct files *files, const struct file_offer *offer)
{
    file_frame_append_offer(&files->out, offer->id, offer->size,
                            offer->modified, offer->name.data,
                            offer->name.length);
}

void file_upload_offer(struct files *files, const char *path)
{
    struct file_source_facts facts = {0};
    struct file_offer *offer;
    char size[BYTE_COUNT_MAX];
    struct error error = {0};
    int fd;

    if (file_table_waiting(&files->table, true) >= FILE_TABLE_WAITING_MAX) {
        terminal_answer(files->terminal,
                        _("%d files are offered already; /files lists them"),
                        FILE_TABLE_WAITING_MAX);
        return;
    }
    fd = monitor_files_open(files->monitor, path, &facts, &error);
    if (fd < 0) {
        terminal_answer(files->terminal, "%s", error.text);
        return;
    }
    offer = file_table_add(&files->table, true, facts.name,
                           strlen(facts.name));
    offer->fd = fd;
    offer->size = facts.size;
    offer->modified = facts.modified;
    send_offer(files, offer);
    terminal_answer(files->terminal,
                    _("\"%s\" (%s) is offered; /cancel %u takes it back"),
                    offer->shown.data, byte_count_write(size, offer->size),
                    offer->number);
}

/* ---- The file that is on its way ----------------------------------------- */

static void limit_unsent(const struct files *files, unsigned bytes)
{
    struct transport *transport = files->session->transport;

    if (transport)
        transport_tcp_limit_unsent(transport_fd(transport), bytes);
}

/* Stop sending the file. */
static void stop(struct files *files)
{
    if (!files->upload.offer)
        return;
    digest_end(&files->upload.digest);
    files->upload = (struct file_transfer){.fd = -1};
}

/* Tell the other side that the file will not be sent. */
static void give_up(struct files *files, struct file_offer *offer,
                    enum file_reason reason)
{
    if (files->upload.offer == offer) {
        stop(files);
        limit_unsent(files, 0);
    }
    file_frame_append_reason(&files->out, FRAME_CANCEL, offer->id, reason);
    file_offer_end(offer, reason);
}

/* May TAKE come for this offer?  It may for one that waits, and, after a link
 * has broken, for the file that is on its way. */
static bool may_be_taken(const struct files *files,
                         const struct file_offer *offer)
{
    return offer && offer->state != FILE_ENDED &&
           (!files->upload.offer || files->upload.offer == offer);
}

void file_upload_take(struct files *files, const struct frame *frame)
{
    struct file_offer *offer =
        file_table_by_id(&files->table, true, frame->file);
    struct file_transfer *upload = &files->upload;
    struct error error = {0};

    if (!may_be_taken(files, offer)) {
        file_frame_append_reason(&files->out, FRAME_CANCEL, frame->file,
                                 FILE_REASON_OTHER);
        return;
    }
    stop(files);
    if (frame->position > offer->size) {
        file_frame_append_reason(&files->out, FRAME_CANCEL, offer->id,
                                 FILE_REASON_DIFFERS);
        offer->state = FILE_OFFERED;
        return;
    }
    if (digest_begin(&upload->digest, &error) < 0) {
        terminal_answer(files->terminal, "%s", error.text);
        give_up(files, offer, FILE_REASON_OTHER);
        return;
    }
    if (offer->state == FILE_OFFERED && frame->position == 0)
        terminal_answer(files->terminal, _("\"%s\" is taken"),
                        offer->shown.data);
    upload->offer = offer;
    upload->check_end = frame->position;
    if (frame->position > 0)
        memcpy(upload->told, frame->data, sizeof upload->told);
    offer->state = frame->position > 0 ? FILE_CHECKED : FILE_MOVING;
    file_progress_begin(&upload->progress, offer->size, 0,
                        clock_monotonic_ms());
    limit_unsent(files, UNSENT_MAX);
}

void file_upload_end(struct files *files, const struct frame *frame)
{
    struct file_offer *offer =
        file_table_by_id(&files->table, true, frame->file);

    if (!offer || offer->state == FILE_ENDED)
        return;
    if (files->upload.offer == offer) {
        stop(files);
        limit_unsent(files, 0);
    }
    file_offer_end(offer, (enum file_reason)frame->reason);
    file_report_answer(files, offer);
}

void file_upload_cancel(struct files *files, struct file_offer *offer)
{
    give_up(files, offer, FILE_REASON_USER);
    terminal_answer(files->terminal, _("\"%s\" is no longer offered"),
                    offer->shown.data);
}

/* ---- Its bytes ----------------------------------------------------------- */

/* The file cannot be read to its end. */
static void fail_reading(struct files *files, ssize_t result)
{
    struct file_offer *offer = files->upload.offer;
    struct error error = {0};

    if (result < 0) {
        error_set_errno(&error, errno, _("cannot read \"%s\""),
                        offer->shown.data);
        terminal_answer(files->terminal, "%s", error.text);
    } else {
        terminal_answer(files->terminal,
                        _("\"%s\" has become shorter, and is not sent"),
                        offer->shown.data);
    }
    give_up(files, offer,
            result < 0 ? FILE_REASON_OTHER : FILE_REASON_SHRUNK);
}

/* Read into `room`, at most `size` bytes and none beyond `limit`. */
static size_t read_piece(struct files *files, char *room, size_t size,
                         uint64_t limit)
{
    struct file_transfer *upload = &files->upload;
    uint64_t left = limit - upload->at;
    ssize_t result = pread(upload->offer->fd, room,
                           left < size ? (size_t)left : size,
                           (off_t)upload->at);

    if (result < 0 && errno == EINTR)
        return 0;
    if (result <= 0) {
        fail_reading(files, result);
        return 0;
    }
    digest_add(&upload->digest, room, (size_t)result);
    upload->at += (uint64_t)result;
    return (size_t)result;
}

/* The beginning is hashed: compare it with the other side's hash. */
static void compare_beginning(struct files *files)
{
    struct file_transfer *upload = &files->upload;
    struct file_offer *offer = upload->offer;
    unsigned char hash[FILE_FRAME_HASH_SIZE];

    digest_peek(&upload->digest, hash);
    if (memcmp(hash, upload->told, sizeof hash) == 0) {
        offer->state = FILE_MOVING;
        file_progress_begin(&upload->progress, offer->size, upload->at,
                            clock_monotonic_ms());
        return;
    }
    stop(files);
    file_frame_append_reason(&files->out, FRAME_CANCEL, offer->id,
                             FILE_REASON_DIFFERS);
    offer->state = FILE_OFFERED;
}

static void check_beginning(struct files *files)
{
    char *room = memory_new(CHECK_SIZE);

    (void)read_piece(files, room, CHECK_SIZE, files->upload.check_end);
    free(room);
    if (files->upload.offer && files->upload.at == files->upload.check_end)
        compare_beginning(files);
}

/* Warn if the file has changed since it was offered: when only its rest is
 * sent, a change before that is not noticed by reading. */
static void warn_of_change(const struct files *files,
                           const struct file_offer *offer)
{
    struct stat now;

    if (fstat(offer->fd, &now) == 0 &&
        ((uint64_t)now.st_size != offer->size ||
         (int64_t)now.st_mtime != offer->modified))
        terminal_answer(files->terminal,
                        _("\"%s\" has changed while it was sent"),
                        offer->shown.data);
}

static void finish(struct files *files)
{
    struct file_offer *offer = files->upload.offer;
    unsigned char hash[FILE_FRAME_HASH_SIZE];

    digest_peek(&files->upload.digest, hash);
    file_frame_append_done(&files->out, offer->id, hash);
    offer->state = FILE_SENT;
    limit_unsent(files, 0);
    warn_of_change(files, offer);
}

static void send_piece(struct files *files)
{
    char room[FILE_FRAME_DATA_MAX];
    struct file_transfer *upload = &files->upload;
    uint32_t id = upload->offer->id;
    size_t length =
        read_piece(files, room, sizeof room, upload->offer->size);

    if (length == 0)
        return;
    file_frame_append_data_header(&files->out, id, length);
    buffer_append(&files->out, room, length);
}

void file_upload_work(struct files *files)
{
    const struct file_transfer *upload = &files->upload;

    if (upload->offer->state == FILE_CHECKED)
        check_beginning(files);
    else if (upload->at == upload->offer->size)
        finish(files);
    else
        send_piece(files);
}

/* ---- Links --------------------------------------------------------------- */

void file_upload_suspend(struct files *files)
{
    struct file_offer *offer = files->upload.offer;

    stop(files);
    if (offer)
        offer->state = FILE_QUEUED;
}

void file_upload_restart(struct files *files)
{
    for (struct file_offer *at = files->table.first; at; at = at->next) {
        if (at->is_ours && at->state != FILE_ENDED)
            send_offer(files, at);
        else if (at->is_ours && at->reason != FILE_REASON_NONE)
            file_frame_append_reason(&files->out, FRAME_CANCEL, at->id,
                                     FILE_REASON_OTHER);
    }
}
