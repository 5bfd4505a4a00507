/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_message_type: defines a message as it is sent.  Shared by
 * monitor_message and stream_message. */
#ifndef CHARLA_MONITOR_MESSAGE_TYPE_H
#define CHARLA_MONITOR_MESSAGE_TYPE_H

#include <stddef.h>
#include <stdint.h>

/* The longest data, in bytes: a path and a sentence of struct error fit. */
#define MONITOR_DATA_MAX 4096

struct monitor_message {
    uint32_t code;   /* says what it is: see monitor_message.h,
                        web_report.h and launcher.c */
    uint32_t length; /* bytes of data */
    unsigned char data[MONITOR_DATA_MAX];
};

/* The bytes of a message before its data. */
#define MONITOR_HEAD_SIZE offsetof(struct monitor_message, data)

#endif
