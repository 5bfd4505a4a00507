/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_answer: what charla-web answers to an HTTP request, with the headers that
 * keep a page from being framed, kept, or taken for something else. */
#ifndef CHARLA_WEB_ANSWER_H
#define CHARLA_WEB_ANSWER_H

#include <microhttpd.h>

/* An error, in a sentence that stays valid. */
enum MHD_Result web_answer_refuse(struct MHD_Connection *connection,
                                  unsigned status, const char *words);

/* The page; `host` is a Host header that has been checked. */
enum MHD_Result web_answer_page(struct MHD_Connection *connection,
                                const char *host);

/* The upgrade to a WebSocket, with its Sec-WebSocket-Accept; then
 * `upgraded` is called. */
enum MHD_Result web_answer_upgrade(struct MHD_Connection *connection,
                                   const char *accept,
                                   MHD_UpgradeHandler upgraded,
                                   void *context);

#endif
