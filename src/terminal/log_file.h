/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* log_file: writes the messages of a conversation to a file that only the user
 * can read, a line for each:
 *
 *     2026-11-26T14:05:09+01:00 luis | a message from the other side
 *     2026-11-26T14:05:31+01:00 ana : a message from the user
 *     2026-11-26T14:07:10+01:00 ana ? one that may not have arrived
 *
 * with the time in ISO 8601, and the marks of the screen (terminal/speaker.h).
 * The text is made safe to show.  Only log_file_pause and log_file_is_on may
 * be called by a second thread. */
#ifndef CHARLA_LOG_FILE_H
#define CHARLA_LOG_FILE_H

#include <stdbool.h>

#include "terminal/speaker.h"

struct buffer;
struct error;
struct framer_piece;
struct log_file;

/* Begin to append to the file at `path`, which is created if there is none.
 * Returns NULL with `error` set if it cannot be written, is not a regular file,
 * or others may read or write it.  The caller frees with log_file_free. */
struct log_file *log_file_open(const char *path, struct error *error);

/* Close it; NULL is allowed. */
void log_file_free(struct log_file *log);

/* The user's name, safe to show. */
void log_file_name_user(struct log_file *log, const char *name);

/* Hold a piece of a message for the next log_file_flush, unless the log is off.
 * `name` is safe to show. */
void log_file_add(struct log_file *log, enum speaker who, const char *name,
                  long long seconds, const struct framer_piece *piece);

/* Hold lines of the user's, each of which ends with '\n', that have not arrived
 * or of which that is not known.  The log may have them already, as they were
 * said.  If it has been off at any time, perhaps they were typed then, and
 * nothing is held. */
void log_file_add_missing(struct log_file *log, long long seconds,
                          const struct buffer *lines);

/* Write the pieces that are held.  Returns 0, or -1 with `error` set; then the
 * log is off. */
int log_file_flush(struct log_file *log, struct error *error);

/* Switch the log off, or on again; calling this twice is harmless. */
void log_file_pause(struct log_file *log, bool pause);
bool log_file_is_on(const struct log_file *log);

/* The path as it was given; borrowed. */
const char *log_file_path(const struct log_file *log);

#endif
