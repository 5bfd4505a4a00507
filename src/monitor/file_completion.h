/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_completion: completes the half-typed path of a file to send.  For the
 * monitor. */
#ifndef CHARLA_FILE_COMPLETION_H
#define CHARLA_FILE_COMPLETION_H

#include <stddef.h>

struct buffer;
struct file_bounds;

/* Append the names that can replace the text after the last "/" of `typed`,
 * each with its '\0': files, and directories with a "/" at their end, which
 * are in bounds.  Names that begin with a dot are left out, and so is
 * everything in a directory that is out of bounds.
 *
 * At most `most` bytes, at least 1024, are appended.  If there are more names,
 * those that are appended have no longer beginning in common than all have, so
 * that only what is certain is completed. */
void file_completion_find(const struct file_bounds *bounds, const char *typed,
                          size_t most, struct buffer *names);

#endif
