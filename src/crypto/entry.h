/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* entry: whom a key belongs to, as the files of peers have it: a host and a
 * service.  Pure. */
#ifndef CHARLA_ENTRY_H
#define CHARLA_ENTRY_H

struct entry {
    char *host;          /* owned; lower case, no brackets */
    const char *service; /* borrowed */
};

/* The entry of those one calls, the same however their address is written.
 * Borrows `port`; the caller releases. */
struct entry entry_of_address(const char *host, const char *port);

/* The entry of one who calls, known by the text of a fingerprint.  The caller
 * releases. */
struct entry entry_of_caller(const char *fingerprint);

void entry_release(struct entry *entry);

#endif
