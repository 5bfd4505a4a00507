/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_source: opens a file that is to be sent.  For the monitor. */
#ifndef CHARLA_FILE_SOURCE_H
#define CHARLA_FILE_SOURCE_H

#include "monitor/file_facts.h"

struct error;
struct file_bounds;

/* Open the regular file `path`, which must be in bounds, for reading.  Nothing
 * but a regular file is ever opened, because a FIFO could block, and opening
 * some devices has effects.  For root, who can read everything, a file outside
 * of the home directory must be one that everybody may read.
 *
 * Returns a descriptor, which the caller closes, and fills in the facts; or
 * returns -1 with `error` naming the path and the reason. */
int file_source_open(const struct file_bounds *bounds, const char *path,
                     struct file_source_facts *facts, struct error *error);

#endif
