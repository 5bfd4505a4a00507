/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_files: asks the monitor for files, for the process in the sandbox.
 *
 * A file comes as an open descriptor, which the caller closes; the process
 * itself can open nothing.  The monitor has the rules by which it gives files
 * (file_bounds.h, file_sink.h), and a request cannot change them.
 *
 * Each function returns -1 with `error` set if it fails.  Threads may make
 * requests at the same time.  While a call is being made (monitor_client_dial)
 * each of these fails, except monitor_files_drop, which is postponed. */
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
 * only. */
int monitor_files_open(struct monitor *monitor, const char *path,
                       struct file_source_facts *facts, struct error *error);

/* Create the temporary file for a file that is to be received, or open that of
 * an earlier attempt, and reserve room for `size` bytes.  `name` is the name
 * that the other side gives it, and is made safe (text/file_name.h); `tag` is
 * 16 lower-case hexadecimal digits, the same whenever the same key offers the
 * same file.  Only one file can be received at a time: until it is finished or
 * dropped another is refused.  Returns the descriptor, for reading and writing;
 * its position is undefined. */
int monitor_files_create(struct monitor *monitor, const char *name,
                         size_t name_length, uint64_t size,
                         const char tag[FILE_TAG_SIZE],
                         struct file_sink_facts *facts, struct error *error);

/* The file is complete: have it synced to the disk, which may take a while, and
 * given its name.  Writes its path for the user to `path`, which has room for
 * `size` bytes; a longer path is cut.  On failure the file must still be
 * dropped.  Returns 0 or -1. */
int monitor_files_finish(struct monitor *monitor, char *path, size_t size,
                         struct error *error);

/* Give up the file that is being received, if there is one.  With `keep_part`
 * the temporary file is kept for a later attempt.  Returns 0 or -1. */
int monitor_files_drop(struct monitor *monitor, bool keep_part,
                       struct error *error);

/* Find the paths of files to send that begin with `prefix`.  Appends them to
 * `names`, in the form in which the user types them, each with a '\0'; that of
 * a directory ends with "/".  If there are too many, some are left out, but
 * those that are appended have no longer beginning in common than all have.
 * Returns 0 or -1. */
int monitor_files_complete(struct monitor *monitor, const char *prefix,
                           struct buffer *names, struct error *error);

/* Find where received files go.  Writes the path of the directory for the user
 * to `path`, which has room for `size` bytes.  Returns 0 or -1. */
int monitor_files_place(struct monitor *monitor, char *path, size_t size,
                        struct error *error);

#endif
