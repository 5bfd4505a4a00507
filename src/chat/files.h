/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* files: the files of a conversation in charla/1: offered, taken, sent beside
 * the text, and compared (doc/protocol.md, "Files").
 *
 * Main decides everything, and sends; the receiver hands it what comes
 * (file_inbox.h) and writes the bytes of a file (file_writer.h).  The monitor
 * opens, creates and renames.  Nothing is written without the user's
 * /take. */
#ifndef CHARLA_FILES_H
#define CHARLA_FILES_H

#include <stdbool.h>

struct buffer;
struct files;
struct session;
struct user_command;

/* Main's.  The conversation is encrypted; files_free when it is over, which
 * says what has not arrived whole. */
struct files *files_new(struct session *session);
void files_free(struct files *files);

/* Carry out /send, /take, /decline, /files or /cancel; NULL: there are no
 * files in this conversation, which is said. */
void files_command(struct files *files, struct session *session,
                   const struct user_command *asked);

/* Act on what has come, and show how far it is.  Frames to be sent are
 * appended to `out`; NULL: the link is broken. */
void files_step(struct files *files, struct buffer *out);

/* Is there something to read, or to send, when nothing else is to be sent? */
bool files_are_busy(const struct files *files);

/* Read or send the next piece. */
void files_work(struct files *files, struct buffer *out);

/* For poll: how long until files_step shows more, in ms; -1: nothing moves. */
int files_left(const struct files *files);

/* The link has broken; and the conversation goes on over a new one. */
void files_suspend(struct files *files);
void files_restart(struct files *files);

#endif
