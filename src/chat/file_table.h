/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_table: keeps the list of files that either side has offered in a
 * conversation.  For the main thread. */
#ifndef CHARLA_FILE_TABLE_H
#define CHARLA_FILE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "wire/file_frame.h"

/* How many offers of each side may wait for an answer. */
#define FILE_TABLE_WAITING_MAX 32

/* How far a file has come. */
enum file_state {
    FILE_OFFERED, /* nobody has answered yet */
    FILE_QUEUED,  /* taken, but waits: theirs until the one before it has
                     arrived, ours until the other side asks for it over a new
                     link */
    FILE_CHECKED, /* the part that has arrived before is being hashed */
    FILE_MOVING,  /* on its way */
    FILE_SENT,    /* ours: all is sent, but the other side has not said yet
                     whether it is complete */
    FILE_ENDED,   /* with `reason` */
};

struct file_offer {
    struct file_offer *next;
    bool is_ours;
    uint32_t id;     /* the number that the offering side has given it */
    unsigned number; /* the number that this user sees */
    enum file_state state;
    unsigned char reason; /* with FILE_ENDED: enum file_reason */
    uint64_t size;        /* bytes */
    int64_t modified;     /* s since 1970 */
    struct buffer name;   /* as it was offered: any bytes, not terminated */
    struct buffer shown;  /* the same made safe to show, terminated */
    struct buffer taken_as; /* theirs: the name that the user has given it, if
                               any */
    int fd;               /* ours: the file; -1: closed */
};

/* Start as {0}. */
struct file_table {
    struct file_offer *first; /* the oldest */
    unsigned last_number;
    uint32_t last_id; /* of ours */
};

/* Add an offer, in FILE_OFFERED; ours get the next id.  Offers that ended long
 * ago are dropped. */
struct file_offer *file_table_add(struct file_table *table, bool is_ours,
                                  const char *name, size_t length);

/* Find an offer; NULL: there is none. */
struct file_offer *file_table_by_id(const struct file_table *table,
                                    bool is_ours, uint32_t id);
struct file_offer *file_table_by_number(const struct file_table *table,
                                        unsigned number);
/* Find the oldest offer in this state; NULL: there is none. */
struct file_offer *file_table_in(const struct file_table *table, bool is_ours,
                                 enum file_state state);

size_t file_table_waiting(const struct file_table *table, bool is_ours);

/* End an offer, and close its file if it is ours. */
void file_offer_end(struct file_offer *offer, enum file_reason reason);

void file_table_release(struct file_table *table);

#endif
