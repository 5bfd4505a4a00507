/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_files: asks the monitor for files, for the confined process.
 *
 * What comes back is an open descriptor, which the caller closes; the process
 * itself can open nothing.  The rules by which files are given are the
 * monitor's (file_bounds.h, file_sink.h), and nobody who asks can widen them.
 *
 * Each call returns -1 with `error` set to a sentence if it fails.  Threads may
 * ask at the same time.  While a call is being made (monitor_client_dial)
 * every one of these fails, but monitor_files_drop, which is done later. */
#ifndef CHARLA_MONITOR_FILES_H
#define CHARLA_MONITOR_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "monitor/file_facts.h"

struct buffer;
struct error;
struct monitor;

/* Open a file to be sent.  "~" and "~/..." mean the home directory; a relative
 * path begins where charla was started.  Returns the descriptor, for reading
 * alone. */
int monitor_files_open(struct monitor *monitor, const char *path,
                       struct file_source_facts *facts, struct error *error);

/* Create the part of a file that is to be received, or open that of an earlier
 * attempt, and reserve room for `size` bytes.  `name` is what the other side
 * calls it, and is made safe (text/file_name.h); `tag` is 16 lower-case
 * hexadecimal digits, the same for the same offer by the same key.  One file at
 * a time: until it is finished or dropped another is refused.  Returns the
 * descriptor, for reading and writing, whose position may be anywhere. */
int monitor_files_create(struct monitor *monitor, const char *name,
                         size_t name_length, uint64_t size,
                         const char tag[FILE_TAG_SIZE],
                         struct file_sink_facts *facts, struct error *error);

/* All `size` bytes are written: have the file put on the disk, which may take
 * a while, and given its name.  Writes its path to `path`, as is to be shown
 * to the user; of one that is too long, the beginning.  If it fails the file
 * is still to be dropped.  Returns 0 or -1. */
int monitor_files_finish(struct monitor *monitor, char *path, size_t size,
                         struct error *error);

/* Give up the file that is being received, if there is one.  With `keep_part`
 * what has come stays, for a later attempt.  Returns 0 or -1. */
int monitor_files_drop(struct monitor *monitor, bool keep_part,
                       struct error *error);

/* Find what a half-typed path of a file to send can become.  Appends to
 * `names` whole paths, as they are typed, each with its '\0'; that of a
 * directory ends with "/".  If there are too many, those that are appended
 * begin alike only as far as all do.  Returns 0 or -1. */
int monitor_files_complete(struct monitor *monitor, const char *prefix,
                           struct buffer *names, struct error *error);

/* Where do received files go?  Writes the path of the directory, as is to be
 * shown to the user.  Returns 0 or -1. */
int monitor_files_place(struct monitor *monitor, char *path, size_t size,
                        struct error *error);

#endif
