/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_completion: finds what a path that is half typed can become, when it is
 * to be the path of a file to send.  For the monitor. */
#ifndef CHARLA_FILE_COMPLETION_H
#define CHARLA_FILE_COMPLETION_H

#include <stddef.h>

struct buffer;
struct file_bounds;

/* Append the names that can stand in place of what follows the last "/" of
 * `typed`, each with its '\0': files, and directories with a "/" at their end,
 * which are in bounds.  What begins with a dot is left out, and so is
 * everything in a directory that is out of bounds.
 *
 * At most `most` bytes are appended, at least 1024.  If there are more names,
 * those that are appended begin alike only as far as all of them do, so that
 * no more is completed than is certain. */
void file_completion_find(const struct file_bounds *bounds, const char *typed,
                          size_t most, struct buffer *names);

#endif
