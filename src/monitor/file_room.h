/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_room: reserves the room on the disk that a file will need, so that a
 * full disk is said before, and not in the middle. */
#ifndef CHARLA_FILE_ROOM_H
#define CHARLA_FILE_ROOM_H

#include <stdint.h>

struct error;

/* Reserve room for the file to become `size` bytes long; its length stays what
 * it is.  Where the file system reserves nothing, see whether there is enough
 * now.  `name` and `place` are those of the file and its directory, to be
 * said.  Returns 0, or -1 with `error` set to a sentence. */
int file_room_reserve(int fd, uint64_t size, const char *name,
                      const char *place, struct error *error);

#endif
