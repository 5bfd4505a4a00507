/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_room: reserves the space on the disk that a file will need, so that a
 * full disk is noticed before, and not in the middle. */
#ifndef CHARLA_FILE_ROOM_H
#define CHARLA_FILE_ROOM_H

#include <stdint.h>

struct error;

/* Reserve space for the file to become `size` bytes long, without changing its
 * length.  If the file system cannot reserve, check whether there is enough
 * now.  `name` and `place`, the file and its directory, are for the error.
 * Returns 0, or -1 with `error` set. */
int file_room_reserve(int fd, uint64_t size, const char *name,
                      const char *place, struct error *error);

#endif
