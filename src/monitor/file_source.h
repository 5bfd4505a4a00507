/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_source: opens a file that is to be sent.  For the monitor. */
#ifndef CHARLA_FILE_SOURCE_H
#define CHARLA_FILE_SOURCE_H

#include "monitor/file_facts.h"

struct error;
struct file_bounds;

/* Open the regular file `path`, which must be in bounds, for reading.  Nothing
 * but a regular file is opened at all: a FIFO could block, and some devices do
 * something when they are.  As root, who can read everything, a file outside
 * the home directory must be one that everybody may read.
 *
 * Returns a descriptor, which the caller closes, and the facts; or -1 with
 * `error` set to a sentence that names the path and says why. */
int file_source_open(const struct file_bounds *bounds, const char *path,
                     struct file_source_facts *facts, struct error *error);

#endif
