/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_facts: defines what the monitor says about a file that it has opened. */
#ifndef CHARLA_FILE_FACTS_H
#define CHARLA_FILE_FACTS_H

#include <stdint.h>

/* About a file to be sent. */
struct file_source_facts {
    uint64_t size;     /* bytes, when it was opened */
    int64_t modified;  /* s since 1970 */
    char name[256];    /* the last part of the path as it was given,
                          terminated */
};

/* About a file to be received. */
struct file_sink_facts {
    uint64_t have; /* how many bytes of it, from the beginning, are there from
                      an earlier attempt */
};

/* How many hexadecimal digits the tag of an offer has. */
#define FILE_TAG_SIZE 16

#endif
