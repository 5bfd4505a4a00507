/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_file_server: the monitor's answers to requests for files.
 *
 * The rules are those of file_bounds.h for what is read, and of file_sink.h
 * for what is written; here it is seen to it that a request is one. */
#ifndef CHARLA_MONITOR_FILE_SERVER_H
#define CHARLA_MONITOR_FILE_SERVER_H

#include <stdbool.h>

#include "monitor/file_bounds.h"
#include "monitor/file_sink.h"

struct exchange;
struct monitor_setup;

/* What is kept from one request to the next. */
struct monitor_file_desk {
    bool is_open; /* there are files in this conversation */
    struct file_bounds bounds;
    int place;        /* the download directory, or -1 */
    int place_number; /* why it is -1, a value of errno */
    struct file_sink sink;
};

/* Open the download directory, if setup->has_files.  `setup` is borrowed until
 * the end. */
void monitor_file_desk_begin(struct monitor_file_desk *desk,
                             const struct monitor_setup *setup);

/* Close it.  A part that is being received is kept. */
void monitor_file_desk_end(struct monitor_file_desk *desk);

/* One for each request.  Each returns 0, or -1 with exchange->error set. */
int monitor_file_open(struct exchange *exchange);
int monitor_file_create(struct exchange *exchange);
int monitor_file_finish(struct exchange *exchange);
int monitor_file_drop(struct exchange *exchange);
int monitor_file_complete(struct exchange *exchange);
int monitor_file_place(struct exchange *exchange);

#endif
