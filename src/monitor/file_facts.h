/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_facts: what the monitor tells of a file along with its descriptor. */
#ifndef CHARLA_FILE_FACTS_H
#define CHARLA_FILE_FACTS_H

#include <stdint.h>

/* Of a file that is to be sent. */
struct file_source_facts {
    uint64_t size;     /* bytes, when it was opened */
    int64_t modified;  /* s since 1970 */
    char name[256];    /* the last part of the path as it was given,
                          terminated */
};

/* Of a file that is to be received. */
struct file_sink_facts {
    uint64_t have; /* bytes of an earlier attempt that are there, from the
                      beginning on */
};

/* How long the hexadecimal digits are that tell one offer from another. */
#define FILE_TAG_SIZE 16

#endif
