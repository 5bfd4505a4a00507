/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* storage: charla's own directory, where its keys are.
 *
 * It is $XDG_DATA_HOME/charla, or ~/.local/share/charla (XDG Base Directory
 * Specification), with mode 0700; its files have mode 0600 and are replaced
 * whole, so that a reader sees the old one or the new one.
 *
 * What somebody else could have put there is not used: everything below fails
 * when the directory is not the user's own, or others may write in it. */
#ifndef CHARLA_STORAGE_H
#define CHARLA_STORAGE_H

#include <stddef.h>

struct buffer;
struct error;

enum storage_result {
    STORAGE_OK,
    STORAGE_ABSENT, /* read: there is no such file */
    STORAGE_EXISTS, /* create: there is one already */
    STORAGE_FAILED, /* `error` says why */
};

/* The path of the file `name`; the caller frees.  NULL with `error` set when
 * nothing in the environment says where it could be. */
char *storage_path(const char *name, struct error *error);

/* Its path, when it is there; made if need be.  The caller frees.  NULL with
 * `error` set when there is none and none can be made. */
char *storage_directory(struct error *error);

/* Append the file's bytes to `out`.  STORAGE_FAILED also for a file that is
 * not the user's own, that others may read or write, or that is no regular
 * file. */
enum storage_result storage_read(const char *name, struct buffer *out,
                                 struct error *error);

/* Write the file, in place of the old one if there is one. */
enum storage_result storage_write(const char *name, const void *data,
                                  size_t length, struct error *error);

/* Write a file that must not exist yet. */
enum storage_result storage_create(const char *name, const void *data,
                                   size_t length, struct error *error);

/* Keep other charlas from changing the files meanwhile.  Returns a
 * descriptor, to be closed when done, or -1 with `error` set: also when
 * another one does not let go for three seconds. */
int storage_lock(struct error *error);

#endif
