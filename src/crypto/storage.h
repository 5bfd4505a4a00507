/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* storage: reads and writes charla's own files, of mode 0600, in the directory
 * of storage_place.
 *
 * A file is replaced as a whole: a reader finds the old one or the new one,
 * even after a crash.  STORAGE_OK after a write means that the bytes are on
 * the disk, and have been read back from there and compared.
 *
 * The caller of a function that writes holds the lock of storage_lock. */
#ifndef CHARLA_STORAGE_H
#define CHARLA_STORAGE_H

#include <stddef.h>

struct buffer;
struct error;

/* No file of charla's is larger, in bytes. */
#define STORAGE_SIZE_MAX ((size_t)512 * 1024)

/* A file that is not complete yet may have a name that begins with this. */
#define STORAGE_TEMPORARY "new."

enum storage_result {
    STORAGE_OK,
    STORAGE_ABSENT, /* read: there is no such file */
    STORAGE_EXISTS, /* create: there is one already */
    STORAGE_FAILED, /* `error` says why */
};

/* Append the file's bytes to `out`; on failure `out` is unchanged.  Returns
 * STORAGE_FAILED also for a file that may not be used (see storage_place) or
 * is larger than STORAGE_SIZE_MAX. */
enum storage_result storage_read(const char *name, struct buffer *out,
                                 struct error *error);

/* Write the file, replacing the old one if there is one. */
enum storage_result storage_write(const char *name, const void *data,
                                  size_t length, struct error *error);

/* Write a file that must not exist yet.  Where the file system allows it, the
 * file has no name until it is complete, so nothing is left behind however
 * charla ends. */
enum storage_result storage_create(const char *name, const void *data,
                                   size_t length, struct error *error);

#endif
