/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* socks: asks a SOCKS5 proxy for a connection (RFC 1928), with a user name
 * and a password if there are any (RFC 1929).
 *
 * Pure: it touches no descriptor.  The caller sends the bytes of socks_output
 * and receives into socks_room, in pieces of any size.  It never asks for more
 * bytes than the proxy's answer has, so the bytes after that, which come from
 * the other side, stay in the connection. */
#ifndef CHARLA_SOCKS_H
#define CHARLA_SOCKS_H

#include <stddef.h>

struct error;

/* The port of a proxy whose port is not given. */
#define SOCKS_DEFAULT_PORT "1080"

/* The longest message: a user name and a password (RFC 1929 section 2). */
#define SOCKS_MESSAGE_MAX (3 + 255 + 255)

struct socks_request {
    const char *host;     /* the host to connect to: a name, which the proxy
                             looks up, or a numeric address, IPv6 also in
                             brackets */
    const char *port;     /* a decimal number, "1" to "65535" */
    const char *user;     /* NULL: no user name */
    const char *password; /* with `user`; NULL: an empty one */
};

/* What the caller has to do next. */
enum socks_step {
    SOCKS_SEND,      /* send what socks_output holds */
    SOCKS_RECEIVE,   /* receive into socks_room */
    SOCKS_CONNECTED, /* the connection is there */
    SOCKS_FAILED,    /* `error` was set by the call that led here */
};

/* The state of one request; filled by socks_begin, private to socks.c. */
struct socks {
    enum socks_step step;
    int number; /* with SOCKS_FAILED: ECONNREFUSED if nobody waits there */
    enum {
        SOCKS_METHOD,  /* the login method that the proxy has chosen */
        SOCKS_LOGIN,   /* does it accept the user name and password? */
        SOCKS_REPLY,   /* the reply, up to the first byte of the address */
        SOCKS_ADDRESS, /* the rest of the address, which is not used */
    } expected;
    unsigned char message[SOCKS_MESSAGE_MAX]; /* going out, or coming in */
    size_t length, done;                      /* of it */
    unsigned char request[4 + 1 + 255 + 2];   /* sent after the login */
    size_t request_length;
    unsigned char login[SOCKS_MESSAGE_MAX]; /* RFC 1929 */
    size_t login_length;                    /* 0: no user name */
};

/* Begin.  `request` is not needed afterwards.  Returns 0; or -1 with `error`
 * saying why no proxy can do this. */
int socks_begin(struct socks *socks, const struct socks_request *request,
                struct error *error);

/* With SOCKS_SEND: the bytes to send now, `*length` of them.  Borrowed. */
const void *socks_output(const struct socks *socks, size_t *length);

/* `length` of these bytes have been sent. */
void socks_sent(struct socks *socks, size_t length);

/* With SOCKS_RECEIVE: where to receive at most `*size` bytes.  Borrowed. */
void *socks_room(struct socks *socks, size_t *size);

/* `length` bytes have been received; 0: the proxy has closed the connection.
 * `error` is set if this leads to SOCKS_FAILED. */
void socks_received(struct socks *socks, size_t length, struct error *error);

#endif
