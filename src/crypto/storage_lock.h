/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* storage_lock: lets one charla at a time change the files of storage, and
 * removes what a charla that was killed in the middle has left there.
 *
 * Some file systems cannot lock (flock(2): ENOLCK on NFS without its lock
 * daemon).  charla goes on without: files are replaced whole, so the worst is
 * that of two changes in the same moment one is lost.  On a file system that
 * is read-only nothing can change and nothing is locked. */
#ifndef CHARLA_STORAGE_LOCK_H
#define CHARLA_STORAGE_LOCK_H

struct error;

/* Take the lock, making the directory first if need be.  Returns a
 * descriptor, whose close gives the lock back, or -1 with `error` set: also
 * when another charla does not let go for three seconds. */
int storage_lock(struct error *error);

#endif
