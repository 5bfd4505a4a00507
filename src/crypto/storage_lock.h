/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* storage_lock: lets one charla at a time change the files of storage, and
 * removes temporary files of a charla that was killed while writing.
 *
 * Some file systems cannot lock (flock(2): ENOLCK on NFS without its lock
 * daemon).  charla then goes on without the lock: files are replaced as a
 * whole, so the worst that can happen is that one of two simultaneous changes
 * is lost.  On a read-only file system nothing can change, so nothing is
 * locked. */
#ifndef CHARLA_STORAGE_LOCK_H
#define CHARLA_STORAGE_LOCK_H

struct error;

/* Take the lock, making the directory first if it is missing.  Returns a
 * descriptor, whose close releases the lock; or -1 with `error` set, also if
 * another charla holds the lock for more than three seconds. */
int storage_lock(struct error *error);

#endif
