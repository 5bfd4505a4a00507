/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* socks: asks a SOCKS5 proxy for a connection (RFC 1928), with a user name
 * and a password if there are any (RFC 1929).
 *
 * Pure: it touches no descriptor.  The caller sends what socks_output holds
 * and puts what comes into socks_room, in pieces of any size.  Never more is
 * asked for than the proxy's answer has, so that the first byte behind it, the
 * other side's, is left in the connection. */
#ifndef CHARLA_SOCKS_H
#define CHARLA_SOCKS_H

#include <stddef.h>

struct error;

/* The port of a proxy whose port is not given. */
#define SOCKS_DEFAULT_PORT "1080"

/* The longest message: a user name and a password (RFC 1929 section 2). */
#define SOCKS_MESSAGE_MAX (3 + 255 + 255)

struct socks_request {
    const char *host;     /* whom to connect to: a name, which the proxy looks
                             up, or a numeric address, IPv6 also in brackets */
    const char *port;     /* a decimal number, "1" to "65535" */
    const char *user;     /* NULL: no user name */
    const char *password; /* with `user`; NULL: an empty one */
};

/* What is to be done next. */
enum socks_step {
    SOCKS_SEND,      /* send what socks_output holds */
    SOCKS_RECEIVE,   /* receive into socks_room */
    SOCKS_CONNECTED, /* the connection is there */
    SOCKS_FAILED,    /* `error` was set by the call that led here */
};

/* One request on its way; filled by socks_begin, private to socks.c. */
struct socks {
    enum socks_step step;
    int number; /* with SOCKS_FAILED: ECONNREFUSED if nobody waits there */
    enum {
        SOCKS_METHOD,  /* how the proxy wants to know who asks */
        SOCKS_LOGIN,   /* does it take the user name and password? */
        SOCKS_REPLY,   /* the reply, up to the first byte of the address */
        SOCKS_ADDRESS, /* the rest of it, which nobody needs */
    } expected;
    unsigned char message[SOCKS_MESSAGE_MAX]; /* going out, or coming in */
    size_t length, done;                      /* of it */
    unsigned char request[4 + 1 + 255 + 2];   /* sent once we are let in */
    size_t request_length;
    unsigned char login[SOCKS_MESSAGE_MAX]; /* RFC 1929 */
    size_t login_length;                    /* 0: no user name */
};

/* Begin.  `request` is not needed afterwards.  Returns 0; or -1 with `error`
 * set to why no proxy can be asked for that. */
int socks_begin(struct socks *socks, const struct socks_request *request,
                struct error *error);

/* With SOCKS_SEND: the bytes to send now, `*length` of them.  Borrowed. */
const void *socks_output(const struct socks *socks, size_t *length);

/* So many of them have been sent. */
void socks_sent(struct socks *socks, size_t length);

/* With SOCKS_RECEIVE: where to put what comes, `*size` bytes at most. */
void *socks_room(struct socks *socks, size_t *size);

/* So many bytes have come; 0: the proxy has closed the connection.  `error`
 * is set when that leads to SOCKS_FAILED. */
void socks_received(struct socks *socks, size_t length, struct error *error);

#endif
