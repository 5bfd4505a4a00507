/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_report: defines what charla-web, the process that talks with browsers,
 * reports to charla.  Each report is a monitor_message over a pair of sockets.
 * charla-web reads what strangers send, so charla trusts its reports no more
 * than a stranger's bytes. */
#ifndef CHARLA_WEB_REPORT_H
#define CHARLA_WEB_REPORT_H

#include "net/address.h"

enum web_report {
    WEB_REPORT_GUEST = 1, /* a struct address, and a stream socket: somebody
                             at this address wants to talk */
    WEB_REPORT_REFUSED,   /* a struct web_refusal: a page from another site
                             tried to connect */
};

/* The longest HTTP header that is reported, with its '\0', in bytes. */
#define WEB_HEADER_MAX 256

struct web_refusal {
    struct address address; /* of the browser */
    char host[WEB_HEADER_MAX];   /* as the browser sent them, cut */
    char origin[WEB_HEADER_MAX]; /* "": there was none */
};

#endif
