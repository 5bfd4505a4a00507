/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* files_private: the state of the files of a conversation, and what these
 * sources do for each other.  Private to files.c, file_upload.c (files of this
 * side), file_offers.c and file_download.c (files of the other side),
 * file_commands.c (the user's commands) and file_report.c (what the user is
 * told).  For the main thread only. */
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
    struct file_offer *offer; /* NULL: there is none */
    struct digest digest;     /* of the bytes that were read so far */
    uint64_t at;              /* how many bytes that is */
    uint64_t check_end;       /* with FILE_CHECKED: how far to hash */
    unsigned char told[FILE_FRAME_HASH_SIZE]; /* ours: the other side's hash
                                                 of that part */
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
    struct buffer to_send;         /* what /send was given meanwhile: texts
                                      that each end with a zero byte */
    int64_t shown_at;              /* when progress was shown last */
    bool shows_status;
    bool has_told_place;           /* the user knows where files go */
    bool has_told_many;            /* ...that more offers are declined */
};

/* ---- file_upload.c ------------------------------------------------------- */

void file_upload_offer(struct files *files, const char *path);
void file_upload_take(struct files *files, const struct frame *frame);
/* The other side has declined it, stopped it, or has all of it. */
void file_upload_end(struct files *files, const struct frame *frame);
/* The user withdraws this offer, or stops the file. */
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
/* The user wants this file. */
void file_download_take(struct files *files, struct file_offer *offer);
/* The user does not want this file, or no longer. */
void file_download_refuse(struct files *files, struct file_offer *offer);
/* Look at the file that is coming, and when it is over begin with the next. */
void file_download_step(struct files *files);
/* Hash the next piece of a part. */
void file_download_work(struct files *files);
void file_download_restart(struct files *files);
/* The conversation is over. */
void file_download_end(struct files *files);

/* ---- file_commands.c ----------------------------------------------------- */

void file_commands_run(struct files *files, const struct user_command *asked);
/* There is a new link: offer what was to be sent while there was none. */
void file_commands_restart(struct files *files);

/* ---- file_report.c ------------------------------------------------------- */

/* Tell the user how an offer of this side has ended at the other side. */
void file_report_answer(const struct files *files,
                        const struct file_offer *offer);

/* List the files that are offered or on their way. */
void file_report_list(const struct files *files);

/* Show the progress of the files that are on their way. */
void file_report_progress(struct files *files);

#endif
