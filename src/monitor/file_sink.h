/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_sink: creates the file that is being received, and gives it its name
 * when it is complete.  For the monitor; one file at a time.
 *
 * Until then its name is ".NAME.TAG.part", in the same directory.  Nothing is
 * ever overwritten, or made outside of the download directory: no link is
 * followed, and a part that exists already must be a regular file of the user
 * without a second name. */
#ifndef CHARLA_FILE_SINK_H
#define CHARLA_FILE_SINK_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "monitor/file_facts.h"
#include "text/file_name.h"

struct error;

/* Start it with `file` -1 and the place filled in. */
struct file_sink {
    int directory;     /* where the file goes; borrowed.  -1: there is none */
    const char *place; /* the path of the directory, to be shown; borrowed */
    int file;          /* the file that is being received; -1: none */
    uint64_t size;     /* how long it will be, in bytes */
    char name[FILE_NAME_MAX + 1]; /* its future name, if that is free */
    char part[NAME_MAX + 1];      /* its name now */
};

/* A file to be received. */
struct file_sink_offer {
    const char *name; /* from the other side, as it is; not terminated */
    size_t name_length;
    uint64_t size;
    char tag[FILE_TAG_SIZE]; /* lower-case hexadecimal digits: the same for
                                the same offer by the same key */
};

/* Create the part, or open that of an earlier attempt, and reserve space for
 * the whole file, so that a full disk is noticed now.  An earlier part that is
 * too long is emptied.  Two charlas never write the same part.
 *
 * Returns the descriptor, for reading and writing, which the sink keeps; or -1
 * with `error` set, and then nothing is left behind. */
int file_sink_open(struct file_sink *sink, const struct file_sink_offer *offer,
                   struct file_sink_facts *facts, struct error *error);

/* The file is complete: sync it to the disk and give it its name, or "NAME
 * (2)" and so on if that is taken, with the number before the extension.
 * Writes the path for the user to `path`, or only the name if the path is too
 * long.  Returns 0 with the sink closed; or -1 with `error` set and the sink
 * unchanged. */
int file_sink_finish(struct file_sink *sink, char *path, size_t size,
                     struct error *error);

/* Close the sink.  The part is removed, unless `keep_part` is set and it is not
 * empty; then the reserved space is given back.  Does nothing if the sink is
 * closed. */
void file_sink_drop(struct file_sink *sink, bool keep_part);

#endif
