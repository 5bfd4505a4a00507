/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* files_private: the state of the files of a conversation, and what their
 * files of code do for each other.  Private to files.c (the whole),
 * file_upload.c (ours), file_offers.c and file_download.c (theirs),
 * file_commands.c (what the user asks for) and file_report.c (what the user
 * is told).  All of it is main's alone. */
#ifndef CHARLA_FILES_PRIVATE_H
#define CHARLA_FILES_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "chat/file_progress.h"
#include "chat/file_table.h"
#include "crypto/digest.h"
#include "wire/file_frame.h"

struct frame;
struct monitor;
struct session;
struct terminal;
struct user_command;

/* A file that is on its way, or of which a part is being hashed. */
struct file_transfer {
    struct file_offer *offer; /* NULL: none is */
    struct digest digest;     /* of what was read so far */
    uint64_t at;              /* how much that is */
    uint64_t check_end;       /* with FILE_CHECKED: up to here it is hashed */
    unsigned char told[FILE_FRAME_HASH_SIZE]; /* ours: what the other side
                                                 has up to there */
    int fd; /* theirs, with FILE_CHECKED: the part; else -1 */
    struct file_progress progress;
};

struct files {
    struct session *session;
    struct monitor *monitor;
    struct terminal *terminal;
    struct file_table table;
    struct file_transfer upload;   /* ours */
    struct file_transfer download; /* theirs */
    struct buffer out;             /* frames to be sent */
    bool is_down;                  /* the link is broken */
    int64_t shown_at;              /* when progress was shown last */
    bool shows_status;
    bool has_told_place;           /* where files go */
    bool has_told_many;            /* that offers are declined by themselves */
};

/* ---- file_upload.c ------------------------------------------------------- */

void file_upload_offer(struct files *files, const char *path);
void file_upload_take(struct files *files, const struct frame *frame);
/* The other side has declined it, stopped it, or has all of it. */
void file_upload_end(struct files *files, const struct frame *frame);
/* The user takes it back, or stops it. */
void file_upload_cancel(struct files *files, struct file_offer *offer);
/* Read and send the next piece. */
void file_upload_work(struct files *files);
void file_upload_suspend(struct files *files);
void file_upload_restart(struct files *files);

/* ---- file_offers.c ------------------------------------------------------- */

/* OFFER has come. */
void file_offers_take(struct files *files, const struct frame *frame);

/* ---- file_download.c ----------------------------------------------------- */

void file_download_cancelled(struct files *files, const struct frame *frame);
/* The user wants it. */
void file_download_take(struct files *files, struct file_offer *offer);
/* The user does not, or no more. */
void file_download_refuse(struct files *files, struct file_offer *offer);
/* Look how the file stands that is coming, and begin with the next. */
void file_download_step(struct files *files);
/* Hash the next piece of a part. */
void file_download_work(struct files *files);
void file_download_restart(struct files *files);
/* The conversation is over. */
void file_download_end(struct files *files);

/* ---- file_commands.c ----------------------------------------------------- */

void file_commands_run(struct files *files, const struct user_command *asked);

/* ---- file_report.c ------------------------------------------------------- */

/* Say how our offer has ended at the other side. */
void file_report_answer(const struct files *files,
                        const struct file_offer *offer);

/* List all that is offered or on its way. */
void file_report_list(const struct files *files);

/* Show how far the files are that move. */
void file_report_progress(struct files *files);

#endif
