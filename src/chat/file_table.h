/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_table: the files that have been offered in a conversation, by either
 * side.  Main's alone. */
#ifndef CHARLA_FILE_TABLE_H
#define CHARLA_FILE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "wire/file_frame.h"

/* So many offers of each side may wait for an answer. */
#define FILE_TABLE_WAITING_MAX 32

/* How far a file has come. */
enum file_state {
    FILE_OFFERED, /* nobody has answered yet */
    FILE_QUEUED,  /* taken, and waits: theirs until the one before it has
                     arrived, ours until it is asked for over a new link */
    FILE_CHECKED, /* the part that is there already is being hashed */
    FILE_MOVING,  /* on its way */
    FILE_SENT,    /* ours: all is sent, and the other side has not said yet
                     whether it is whole */
    FILE_ENDED,   /* with `reason` */
};

struct file_offer {
    struct file_offer *next;
    bool is_ours;
    uint32_t id;     /* as who offers numbers it */
    unsigned number; /* as this user knows it */
    enum file_state state;
    unsigned char reason; /* with FILE_ENDED: enum file_reason */
    uint64_t size;        /* bytes */
    int64_t modified;     /* s since 1970 */
    struct buffer name;   /* as it was offered, any bytes, not terminated */
    struct buffer shown;  /* the same made safe, terminated */
    struct buffer taken_as; /* theirs: the name to keep it under, if the user
                               has said one */
    int fd;               /* ours: the file; -1: closed */
};

/* Start as {0}. */
struct file_table {
    struct file_offer *first; /* the oldest */
    unsigned last_number;
    uint32_t last_id; /* of ours */
};

/* Add an offer, FILE_OFFERED; ours get the next id.  What has ended long ago
 * is forgotten. */
struct file_offer *file_table_add(struct file_table *table, bool is_ours,
                                  const char *name, size_t length);

/* The offer, or NULL. */
struct file_offer *file_table_by_id(const struct file_table *table,
                                    bool is_ours, uint32_t id);
struct file_offer *file_table_by_number(const struct file_table *table,
                                        unsigned number);
/* The oldest in this state. */
struct file_offer *file_table_in(const struct file_table *table, bool is_ours,
                                 enum file_state state);

size_t file_table_waiting(const struct file_table *table, bool is_ours);

/* The offer is over; our file is closed. */
void file_offer_end(struct file_offer *offer, enum file_reason reason);

void file_table_release(struct file_table *table);

#endif
