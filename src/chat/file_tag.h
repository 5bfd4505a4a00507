/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_tag: by what the part of a file is found again. */
#ifndef CHARLA_FILE_TAG_H
#define CHARLA_FILE_TAG_H

#include "monitor/file_facts.h"

struct error;
struct file_offer;
struct fingerprint;

/* Write FILE_TAG_SIZE hexadecimal digits, not terminated: the same for the same
 * file offered by the same key, in whatever conversation.  Returns 0, or -1
 * with `error` set. */
int file_tag_make(const struct fingerprint *theirs,
                  const struct file_offer *offer, char tag[FILE_TAG_SIZE],
                  struct error *error);

#endif
