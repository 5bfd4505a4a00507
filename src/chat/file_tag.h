/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_tag: makes the tag by which the part of an interrupted file is found
 * again. */
#ifndef CHARLA_FILE_TAG_H
#define CHARLA_FILE_TAG_H

#include "monitor/file_facts.h"

struct error;
struct file_offer;
struct fingerprint;

/* Write FILE_TAG_SIZE hexadecimal digits, not terminated.  They are the same
 * whenever the same key offers the same file, in any conversation.  Returns 0,
 * or -1 with `error` set. */
int file_tag_make(const struct fingerprint *theirs,
                  const struct file_offer *offer, char tag[FILE_TAG_SIZE],
                  struct error *error);

#endif
