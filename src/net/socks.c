/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/socks.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/i18n.h"
#include "net/host_name.h"

/* RFC 1928 sections 3 to 6, RFC 1929 section 2. */
enum {
    SOCKS_5 = 5,
    LOGIN_FORMAT = 1,
    COMMAND_CONNECT = 1,
    METHOD_NONE = 0,
    METHOD_LOGIN = 2,
    ADDRESS_IPV4 = 1,
    ADDRESS_NAME = 3,
    ADDRESS_IPV6 = 4,
    /* Version, reply, reserved, address type, first byte of the address. */
    REPLY_HEAD = 5,
    PORT_SIZE = 2,
};

/* ---- The request --------------------------------------------------------- */

static void add(unsigned char *message, size_t *length, const void *data,
                size_t count)
{
    memcpy(message + *length, data, count);
    *length += count;
}

/* Append a text, with its length in one byte ahead of it. */
static void add_text(unsigned char *message, size_t *length, const char *text)
{
    message[(*length)++] = (unsigned char)strlen(text);
    add(message, length, text, strlen(text));
}

static void add_address(struct socks *socks, int type, const void *address,
                        size_t size)
{
    socks->request[socks->request_length++] = (unsigned char)type;
    add(socks->request, &socks->request_length, address, size);
}

static int add_name(struct socks *socks, const char *host, struct error *error)
{
    for (const char *at = host; *at; at++)
        if ((unsigned char)*at & 0x80) {
            error_set(error,
                      _("a proxy only takes host names in ASCII (xn--...)"));
            return -1;
        }
    if (strpbrk(host, ":%")) {
        error_set(error, _("no proxy can reach an address that only works on "
                           "one network"));
        return -1;
    }
    socks->request[socks->request_length++] = ADDRESS_NAME;
    add_text(socks->request, &socks->request_length, host);
    return 0;
}

static int add_host(struct socks *socks, const char *host, struct error *error)
{
    char bare[HOST_NAME_BYTES_MAX + 1];
    size_t length = strlen(host);
    struct in_addr ipv4;
    struct in6_addr ipv6;

    if (length > HOST_NAME_BYTES_MAX || !host_name_is_valid(host)) {
        error_set(error, _("that is neither a host name nor an address"));
        return -1;
    }
    memcpy(bare, host, length + 1);
    if (bare[0] == '[' && length > 2) {
        memcpy(bare, host + 1, length - 2);
        bare[length - 2] = '\0';
    }
    if (inet_pton(AF_INET, bare, &ipv4) == 1)
        add_address(socks, ADDRESS_IPV4, &ipv4, sizeof ipv4);
    else if (inet_pton(AF_INET6, bare, &ipv6) == 1)
        add_address(socks, ADDRESS_IPV6, &ipv6, sizeof ipv6);
    else
        return add_name(socks, bare, error);
    return 0;
}

static int make_login(struct socks *socks, const struct socks_request *request,
                      struct error *error)
{
    const char *password = request->password ? request->password : "";

    if (!request->user)
        return 0;
    if (strlen(request->user) > 255 || strlen(password) > 255) {
        error_set(error, _("a user name or password for a proxy can have at "
                           "most 255 bytes"));
        return -1;
    }
    socks->login[socks->login_length++] = LOGIN_FORMAT;
    add_text(socks->login, &socks->login_length, request->user);
    add_text(socks->login, &socks->login_length, password);
    return 0;
}

/* ---- Steps --------------------------------------------------------------- */

static void send_next(struct socks *socks, const void *message, size_t length)
{
    memcpy(socks->message, message, length);
    socks->length = length;
    socks->done = 0;
    socks->step = SOCKS_SEND;
}

/* Expect an answer of `length` bytes, of which `done` are here already. */
static void expect(struct socks *socks, size_t length, size_t done)
{
    socks->length = length;
    socks->done = done;
    socks->step = SOCKS_RECEIVE;
}

static void fail(struct socks *socks, struct error *error, const char *words)
{
    socks->step = SOCKS_FAILED;
    error_set(error, "%s", words);
}

int socks_begin(struct socks *socks, const struct socks_request *request,
                struct error *error)
{
    static const unsigned char head[] = {SOCKS_5, COMMAND_CONNECT, 0};
    unsigned char hello[] = {SOCKS_5, 1, METHOD_NONE, METHOD_LOGIN};
    uint16_t port = htons((uint16_t)atoi(request->port));

    memset(socks, 0, sizeof *socks);
    add(socks->request, &socks->request_length, head, sizeof head);
    if (add_host(socks, request->host, error) < 0 ||
        make_login(socks, request, error) < 0)
        return -1;
    add(socks->request, &socks->request_length, &port, sizeof port);
    if (socks->login_length > 0)
        hello[1] = 2;
    socks->expected = SOCKS_METHOD;
    send_next(socks, hello, 2 + hello[1]);
    return 0;
}

const void *socks_output(const struct socks *socks, size_t *length)
{
    *length = socks->length - socks->done;
    return socks->message + socks->done;
}

void socks_sent(struct socks *socks, size_t length)
{
    socks->done += length;
    if (socks->done == socks->length)
        expect(socks, socks->expected == SOCKS_REPLY ? REPLY_HEAD : 2, 0);
}

void *socks_room(struct socks *socks, size_t *size)
{
    *size = socks->length - socks->done;
    return socks->message + socks->done;
}

/* ---- Answers ------------------------------------------------------------- */

static void send_request(struct socks *socks)
{
    socks->expected = SOCKS_REPLY;
    send_next(socks, socks->request, socks->request_length);
}

static void take_method(struct socks *socks, struct error *error)
{
    switch (socks->message[1]) {
    case METHOD_NONE:
        send_request(socks);
        return;
    case METHOD_LOGIN:
        if (socks->login_length > 0) {
            socks->expected = SOCKS_LOGIN;
            send_next(socks, socks->login, socks->login_length);
            return;
        }
        break;
    default:
        break;
    }
    fail(socks, error,
         socks->login_length > 0
             ? _("the proxy does not take a user name and password")
             : _("the proxy wants a user name and password, or another kind of "
                 "login"));
}

/* The meaning of a reply code (RFC 1928 section 6). */
static const char *words_of(unsigned char reply)
{
    switch (reply) {
    case 1:
        return _("the proxy has failed");
    case 2:
        return _("the proxy does not allow that");
    case 3:
        return _("the proxy cannot reach that network");
    case 4:
        return _("the proxy cannot reach that host, or knows no such name");
    case 5:
        return _("connection refused, nobody is waiting for a call there");
    case 6:
        return _("the host is too far away for the proxy");
    case 7:
        return _("the proxy does not make connections");
    case 8:
        return _("the proxy cannot call this kind of address");
    default:
        return _("the proxy gives an unknown reason");
    }
}

/* How many bytes of the reply follow its head, whose last byte is the first of
 * the address; 0: the address type is invalid. */
static size_t rest_of_reply(const unsigned char *head)
{
    switch (head[3]) {
    case ADDRESS_IPV4:
        return 4 - 1 + PORT_SIZE;
    case ADDRESS_IPV6:
        return 16 - 1 + PORT_SIZE;
    case ADDRESS_NAME:
        return (size_t)head[4] + PORT_SIZE;
    default:
        return 0;
    }
}

static void take_reply(struct socks *socks, struct error *error)
{
    size_t rest = rest_of_reply(socks->message);

    if (socks->message[1] != 0) {
        socks->number = socks->message[1] == 5 ? ECONNREFUSED : 0;
        fail(socks, error, words_of(socks->message[1]));
    } else if (rest == 0) {
        fail(socks, error, _("it is not a SOCKS5 proxy"));
    } else {
        socks->expected = SOCKS_ADDRESS;
        expect(socks, REPLY_HEAD + rest, REPLY_HEAD);
    }
}

static void take_login(struct socks *socks, struct error *error)
{
    if (socks->message[1] == 0)
        send_request(socks);
    else
        fail(socks, error, _("the proxy does not accept the user name and "
                             "password"));
}

/* Does the answer have the right version?  The first byte is checked as soon as
 * it comes, because a web server might never send enough for a whole answer. */
static int is_version_right(const struct socks *socks)
{
    return socks->message[0] ==
           (socks->expected == SOCKS_LOGIN ? LOGIN_FORMAT : SOCKS_5);
}

void socks_received(struct socks *socks, size_t length, struct error *error)
{
    if (length == 0) {
        fail(socks, error, _("it has closed the connection"));
        return;
    }
    socks->done += length;
    if (!is_version_right(socks)) {
        fail(socks, error, _("it is not a SOCKS5 proxy"));
        return;
    }
    /* A proxy may send less of a refusal than the format requires. */
    if (socks->expected == SOCKS_REPLY && socks->done >= 2 &&
        socks->message[1] != 0) {
        take_reply(socks, error);
        return;
    }
    if (socks->done < socks->length)
        return;
    switch (socks->expected) {
    case SOCKS_METHOD:
        take_method(socks, error);
        break;
    case SOCKS_LOGIN:
        take_login(socks, error);
        break;
    case SOCKS_REPLY:
        take_reply(socks, error);
        break;
    case SOCKS_ADDRESS:
        socks->step = SOCKS_CONNECTED;
        break;
    }
}
