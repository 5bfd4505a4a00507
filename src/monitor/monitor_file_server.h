/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_file_server: answers the requests for files, in the monitor.
 *
 * file_bounds.h has the rules for files that are read, file_sink.h those for
 * files that are written; this module checks the form of the requests. */
#ifndef CHARLA_MONITOR_FILE_SERVER_H
#define CHARLA_MONITOR_FILE_SERVER_H

#include <stdbool.h>

#include "monitor/file_bounds.h"
#include "monitor/file_sink.h"

struct exchange;
struct monitor_setup;

/* The state that is kept from one request to the next. */
struct monitor_file_state {
    bool is_open; /* files may be sent and received */
    struct file_bounds bounds;
    int place;        /* the download directory, or -1 */
    int place_number; /* why it is -1, a value of errno */
    struct file_sink sink;
};

/* Open the download directory, if setup->has_files.  `setup` is borrowed until
 * monitor_file_state_end. */
void monitor_file_state_begin(struct monitor_file_state *state,
                              const struct monitor_setup *setup);

/* Close the directory.  The part of a file that is being received is kept. */
void monitor_file_state_end(struct monitor_file_state *state);

/* Answer one request, each of its kind.  Each returns 0, or -1 with
 * exchange->error set. */
int monitor_file_open(struct exchange *exchange);
int monitor_file_create(struct exchange *exchange);
int monitor_file_finish(struct exchange *exchange);
int monitor_file_drop(struct exchange *exchange);
int monitor_file_complete(struct exchange *exchange);
int monitor_file_place(struct exchange *exchange);

#endif
