/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_sink: creates a file that is received, and gives it its name when all
 * of it has come.  For the monitor; one file at a time.
 *
 * Until it is whole it is called ".NAME.TAG.part", beside where it will be.
 * Nothing is ever overwritten, nor made outside of the download directory: no
 * link is followed, and what is there already must be a regular file of the
 * user's with no second name. */
#ifndef CHARLA_FILE_SINK_H
#define CHARLA_FILE_SINK_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "monitor/file_facts.h"
#include "text/file_name.h"

struct error;

/* Starts with `file` -1 and the place filled in. */
struct file_sink {
    int directory;     /* where it goes; borrowed.  -1: there is no place */
    const char *place; /* the directory's path, to be shown; borrowed */
    int file;          /* what is being received; -1: nothing */
    uint64_t size;     /* how long it will be, in bytes */
    char name[FILE_NAME_MAX + 1]; /* what it will be called, if that is free */
    char part[NAME_MAX + 1];      /* what it is called */
};

/* What is to be received. */
struct file_sink_offer {
    const char *name; /* from the other side, as it is; not terminated */
    size_t name_length;
    uint64_t size;
    char tag[FILE_TAG_SIZE]; /* lower-case hexadecimal digits: the same for
                                the same offer by the same key */
};

/* Create the part, or open that of an earlier attempt, and reserve room for
 * all of it, so that a full disk is noticed now.  An earlier part that is too
 * long is emptied.  No two charlas write the same part.
 *
 * Returns the descriptor, for reading and writing, which stays the sink's; or
 * -1 with `error` set to a sentence, and then nothing is left behind. */
int file_sink_open(struct file_sink *sink, const struct file_sink_offer *offer,
                   struct file_sink_facts *facts, struct error *error);

/* All has been written: see that it is on the disk, and give it its name, or
 * "NAME (2)" and so on if that is taken, with the number before the
 * extension.  Writes the path, as the place is called, to `path`; of one that
 * is too long the name alone.  Returns 0 with the sink closed; or -1 with
 * `error` set, and the sink is as it was. */
int file_sink_finish(struct file_sink *sink, char *path, size_t size,
                     struct error *error);

/* Close the sink.  The part is removed, unless it is to be kept and something
 * has come.  Of a kept part the reserved room is given back.  Nothing happens
 * to a sink that is closed. */
void file_sink_drop(struct file_sink *sink, bool keep_part);

#endif
