/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_answer: sends charla-web's answers to HTTP requests, with the headers
 * that keep a page from being framed, cached, or taken for something else. */
#ifndef CHARLA_WEB_ANSWER_H
#define CHARLA_WEB_ANSWER_H

#include <microhttpd.h>

/* Answer with an error; `words` must stay valid. */
enum MHD_Result web_answer_refuse(struct MHD_Connection *connection,
                                  unsigned status, const char *words);

/* Answer with the page; `host` is a Host header that has been checked. */
enum MHD_Result web_answer_page(struct MHD_Connection *connection,
                                const char *host);

/* Answer with the upgrade to a WebSocket, with this Sec-WebSocket-Accept; then
 * `upgraded` is called with `context`. */
enum MHD_Result web_answer_upgrade(struct MHD_Connection *connection,
                                   const char *accept,
                                   MHD_UpgradeHandler upgraded,
                                   void *context);

#endif
