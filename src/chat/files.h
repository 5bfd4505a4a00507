/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* files: offers, takes, sends and checks files in a conversation in charla/1,
 * beside the text (doc/protocol.md, "Files").
 *
 * Main decides everything, and sends; the receiver hands it the frames that
 * come (file_inbox.h) and writes the bytes of a file (file_writer.h).  The
 * monitor opens, creates and renames files.  Nothing is written without the
 * user's /take.  All functions here are for main. */
#ifndef CHARLA_FILES_H
#define CHARLA_FILES_H

#include <stdbool.h>

struct buffer;
struct files;
struct session;
struct user_command;

/* Begin, in an encrypted conversation.  The caller frees with files_free, which
 * tells the user of files that have not arrived completely. */
struct files *files_new(struct session *session);
void files_free(struct files *files);

/* Carry out /send, /take, /decline, /files or /cancel.  `files` NULL: tell the
 * user that there are no files in this conversation. */
void files_command(struct files *files, struct session *session,
                   const struct user_command *asked);

/* Act on the frames that have come, and show the progress.  Frames to be sent
 * are appended to `out`; NULL: the link is broken. */
void files_step(struct files *files, struct buffer *out);

/* Is there a piece to read or to send? */
bool files_are_busy(const struct files *files);

/* Read or send the next piece. */
void files_work(struct files *files, struct buffer *out);

/* A timeout for poll: how long until files_step shows progress, in ms; -1:
 * nothing moves. */
int files_left(const struct files *files);

/* The link has broken; and: the conversation goes on over a new one. */
void files_suspend(struct files *files);
void files_restart(struct files *files);

#endif
