/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* carrier: starts a program of charla's own that speaks another protocol with
 * strangers, hands it their sockets, and ends it.
 *
 * The program inherits two sockets and nothing else: on CARRIER_SOCKETS it gets
 * the strangers' sockets, each in a monitor_message; on CARRIER_REPORTS it
 * reports to charla (monitor/web_report.h).  Its environment is empty, and its
 * standard descriptors are /dev/null.  The monitor never reads from it. */
#ifndef CHARLA_CARRIER_H
#define CHARLA_CARRIER_H

#include <sys/types.h>

struct error;

enum {
    CARRIER_SOCKETS = 3,
    CARRIER_REPORTS = 4,
};

/* How often the program is started at most: one that dies is started again. */
#define CARRIER_STARTS_MAX 3

struct carrier {
    int socket; /* -1: it does not run */
    pid_t pid;
    unsigned starts;
};

/* Hand `socket`, which the caller keeps, to the program `file`.  If the program
 * has to be started first, `*reports` is charla's end of the socket for its
 * reports, which the caller closes; else -1.  Returns 0, or -1 with `error`
 * set. */
int carrier_give(struct carrier *carrier, const char *file, int socket,
                 int *reports, struct error *error);

/* End the program and wait for it; calling this twice is harmless. */
void carrier_end(struct carrier *carrier);

#endif
