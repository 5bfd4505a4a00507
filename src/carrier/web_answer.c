/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_answer.h"

#include <stddef.h>

#include "base/buffer.h"
#include "carrier/web_handshake.h"
#include "carrier/web_page.h"

static void add(struct MHD_Response *response, const char *name,
                const char *value)
{
    (void)MHD_add_response_header(response, name, value);
}

static enum MHD_Result send_answer(struct MHD_Connection *connection,
                                   unsigned status,
                                   struct MHD_Response *response)
{
    enum MHD_Result result = MHD_queue_response(connection, status, response);

    MHD_destroy_response(response);
    return result;
}

/* Add the headers of every answer except the upgrade. */
static void add_common(struct MHD_Response *response)
{
    add(response, "Connection", "close");
    add(response, "Cache-Control", "no-store");
    add(response, "X-Content-Type-Options", "nosniff");
    add(response, "Referrer-Policy", "no-referrer");
    add(response, "Cross-Origin-Resource-Policy", "same-origin");
}

enum MHD_Result web_answer_refuse(struct MHD_Connection *connection,
                                  unsigned status, const char *words)
{
    struct buffer text = {0};
    struct MHD_Response *response;

    buffer_append_string(&text, words);
    response = MHD_create_response_from_buffer(text.length, text.data,
                                               MHD_RESPMEM_MUST_COPY);
    buffer_release(&text);
    if (!response)
        return MHD_NO;
    add_common(response);
    add(response, "Content-Type", "text/plain; charset=utf-8");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        add(response, "Allow", "GET, HEAD");
    if (status == MHD_HTTP_UPGRADE_REQUIRED)
        add(response, "Sec-WebSocket-Version", "13");
    return send_answer(connection, status, response);
}

enum MHD_Result web_answer_page(struct MHD_Connection *connection,
                                const char *host)
{
    struct buffer policy = {0};
    size_t length;
    char *text = web_page_text(&length);
    struct MHD_Response *response = MHD_create_response_from_buffer(
        length, text, MHD_RESPMEM_PERSISTENT);

    if (!response)
        return MHD_NO;
    web_page_append_policy(&policy, host);
    buffer_append(&policy, "", 1);
    add_common(response);
    add(response, "Content-Type", "text/html; charset=utf-8");
    add(response, "Content-Security-Policy", policy.data);
    add(response, "X-Frame-Options", "DENY");
    add(response, "Cross-Origin-Opener-Policy", "same-origin");
    buffer_release(&policy);
    return send_answer(connection, MHD_HTTP_OK, response);
}

enum MHD_Result web_answer_upgrade(struct MHD_Connection *connection,
                                   const char *accept,
                                   MHD_UpgradeHandler upgraded, void *context)
{
    struct MHD_Response *response =
        MHD_create_response_for_upgrade(upgraded, context);

    if (!response)
        return MHD_NO;
    add(response, "Upgrade", "websocket");
    add(response, "Sec-WebSocket-Accept", accept);
    add(response, "Sec-WebSocket-Protocol", WEB_PROTOCOL);
    return send_answer(connection, MHD_HTTP_SWITCHING_PROTOCOLS, response);
}
