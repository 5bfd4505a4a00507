/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* storage: reads and writes charla's own files, of mode 0600, in the directory
 * of storage_place.
 *
 * A file is replaced whole: a reader, and whoever comes after a crash, finds
 * the old one or the new one.  STORAGE_OK after a write means that the bytes
 * are on the disk, and have been read back from there and compared.
 *
 * Whoever writes holds the lock of storage_lock. */
#ifndef CHARLA_STORAGE_H
#define CHARLA_STORAGE_H

#include <stddef.h>

struct buffer;
struct error;

/* No file of charla's is larger, in bytes. */
#define STORAGE_SIZE_MAX ((size_t)512 * 1024)

/* While a file is written it may have a name that begins so. */
#define STORAGE_TEMPORARY "new."

enum storage_result {
    STORAGE_OK,
    STORAGE_ABSENT, /* read: there is no such file */
    STORAGE_EXISTS, /* create: there is one already */
    STORAGE_FAILED, /* `error` says why */
};

/* Append the file's bytes to `out`, which a failure leaves as it was.
 * STORAGE_FAILED also for a file that may not be used (see storage_place), or
 * is larger than STORAGE_SIZE_MAX. */
enum storage_result storage_read(const char *name, struct buffer *out,
                                 struct error *error);

/* Write the file, in place of the old one if there is one. */
enum storage_result storage_write(const char *name, const void *data,
                                  size_t length, struct error *error);

/* Write a file that must not exist yet.  Where the file system can do so, the
 * file has no name before it is complete, so that nothing stays behind,
 * whatever ends charla. */
enum storage_result storage_create(const char *name, const void *data,
                                   size_t length, struct error *error);

#endif
