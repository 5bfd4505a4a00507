/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/tls_link.h"

#include <errno.h>
#include <string.h>

#include "base/memory.h"
#include "crypto/tls_library.h"

/* How much is received at once, in bytes. */
#define IN_MAX ((size_t)64 * 1024)

static int again(struct tls_link *link, int number)
{
    gnutls.transport_set_errno(link->session, number);
    return -1;
}

static enum transport_status refill(struct tls_link *link)
{
    size_t received = 0;

    if (link->is_held)
        return link->status = TRANSPORT_WAIT;
    if (link->in.capacity < IN_MAX) {
        link->in.data = memory_resize(link->in.data, IN_MAX);
        link->in.capacity = IN_MAX;
    }
    link->in.length = link->in_taken = 0;
    link->status = transport_receive(link->below, link->in.data,
                                     link->in.capacity, &received,
                                     &link->error);
    link->in.length = received;
    return link->status;
}

static ssize_t pull(gnutls_transport_ptr_t context, void *room, size_t size)
{
    struct tls_link *link = context;

    if (!tls_link_has_input(link)) {
        switch (refill(link)) {
        case TRANSPORT_OK:
            break;
        case TRANSPORT_WAIT:
            return again(link, EAGAIN);
        case TRANSPORT_END:
            return 0;
        case TRANSPORT_BROKEN:
            return again(link, ECONNRESET);
        }
    }
    if (size > link->in.length - link->in_taken)
        size = link->in.length - link->in_taken;
    memcpy(room, link->in.data + link->in_taken, size);
    link->in_taken += size;
    return (ssize_t)size;
}

/* Take all that GnuTLS writes: the callers of GnuTLS limit how much it is. */
static ssize_t push(gnutls_transport_ptr_t context, const void *data,
                    size_t length)
{
    struct tls_link *link = context;

    buffer_append(&link->out, data, length);
    return (ssize_t)length;
}

void tls_link_begin(struct tls_link *link, struct transport *below,
                    gnutls_session_t session, const void *early,
                    size_t early_length)
{
    *link = (struct tls_link){.below = below, .session = session};
    buffer_append(&link->in, early, early_length);
    gnutls.transport_set_ptr(session, link);
    gnutls.transport_set_pull_function(session, pull);
    gnutls.transport_set_push_function(session, push);
}

void tls_link_release(struct tls_link *link)
{
    buffer_release(&link->in);
    buffer_release(&link->out);
}

enum transport_status tls_link_flush(struct tls_link *link,
                                     struct error *error)
{
    while (tls_link_has_output(link)) {
        size_t sent = 0;
        enum transport_status status = transport_send(
            link->below, link->out.data + link->out_sent,
            link->out.length - link->out_sent, &sent, error);

        if (status != TRANSPORT_OK)
            return status;
        link->out_sent += sent;
    }
    buffer_clear(&link->out);
    link->out_sent = 0;
    return TRANSPORT_OK;
}

bool tls_link_has_output(const struct tls_link *link)
{
    return link->out_sent < link->out.length;
}

bool tls_link_has_input(const struct tls_link *link)
{
    return link->in_taken < link->in.length;
}

bool tls_link_has_ended(const struct tls_link *link)
{
    return link->status == TRANSPORT_END;
}
