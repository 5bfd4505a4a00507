/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/mqtt_broker.h"

#include <errno.h>
#include <fcntl.h>
#include <mosquitto.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "base/random.h"
#include "carrier/mqtt_link.h"
#include "net/mqtt_url.h"

/* How often, in seconds, the broker gets at least some message from us; if it
 * gets none for one and a half times as long, it takes us for gone (MQTT 3.1.1
 * section 3.1.2.10). */
#define KEEPALIVE_S 20

/* How long leaving may take in all, in ms: less than charla waits for a command
 * to end (LAUNCHER_GRACE_MS). */
#define LEAVE_MS 800

#define PASSWORD_MAX 1024

bool mqtt_broker_has_failed(const struct mqtt_broker *room)
{
    return *room->error.text != '\0';
}

static void fail(struct mqtt_broker *room, const char *operation, int code)
{
    if (code == MOSQ_ERR_SUCCESS || mqtt_broker_has_failed(room))
        return;
    /* When the connection ends, libmosquitto reports an error of the system
     * with errno 0. */
    if (code == MOSQ_ERR_ERRNO && errno == 0)
        code = MOSQ_ERR_CONN_LOST;
    error_set(&room->error, "%s: %s", operation,
              code == MOSQ_ERR_ERRNO ? error_words(errno)
                                     : mosquitto_strerror(code));
}

/* Fail if the connection is lost.  The message is looked up only then: this is
 * called for every event. */
static void check_connection(struct mqtt_broker *room, int code)
{
    if (code == MOSQ_ERR_SUCCESS || mqtt_broker_has_failed(room))
        return;
    if (code == MOSQ_ERR_CONN_LOST || (code == MOSQ_ERR_ERRNO && errno == 0))
        error_set(&room->error, "%s",
                  _("the connection to the broker is lost"));
    else
        fail(room, _("the connection to the broker is lost"), code);
}

/* ---- What the broker says ------------------------------------------------ */

static void on_connect(struct mosquitto *broker, void *context, int code)
{
    struct mqtt_broker *room = context;

    if (code != 0) {
        error_set(&room->error, "%s: %s", _("the broker refuses"),
                  mosquitto_connack_string(code));
        return;
    }
    fail(room, _("cannot enter the room"),
         mosquitto_subscribe(broker, NULL, room->in, 0));
}

static void on_subscribe(struct mosquitto *broker, void *context, int id,
                         int count, const int *granted)
{
    struct mqtt_broker *room = context;

    (void)broker;
    (void)id;
    if (count == 1 && granted[0] > 2)
        error_set(&room->error, "%s", _("the broker does not let us into the "
                                        "room"));
    else
        room->is_ready = true;
}

static void on_message(struct mosquitto *broker, void *context,
                       const struct mosquitto_message *message)
{
    struct mqtt_broker *room = context;

    (void)broker;
    /* A retained message is an old one. */
    if (message->retain || message->payloadlen < 0)
        return;
    mqtt_link_take(room->link, message->payload,
                   (size_t)message->payloadlen, clock_monotonic_ms());
}

static void on_disconnect(struct mosquitto *broker, void *context, int code)
{
    (void)broker;
    /* 0: we have left ourselves. */
    check_connection(context, code);
}

/* ---- Connecting ---------------------------------------------------------- */

/* Read the first line of the file. */
static bool read_password(const char *path, char *password, size_t size)
{
    FILE *file = fopen(path, "re");
    bool is_good = file && fgets(password, (int)size, file);

    if (file)
        fclose(file);
    if (is_good)
        password[strcspn(password, "\r\n")] = '\0';
    return is_good;
}

static void log_in(struct mqtt_broker *room, const struct mqtt_url *url)
{
    const char *path = getenv("CHARLA_MQTT_PASSWORD_FILE");
    const char *password = getenv("CHARLA_MQTT_PASSWORD");
    char from_file[PASSWORD_MAX];

    if (path && !read_password(path, from_file, sizeof from_file)) {
        error_set_errno(&room->error, errno, _("cannot read %s"), path);
        return;
    }
    if (path)
        password = from_file;
    if (url->user)
        fail(room, _("cannot log in"),
             mosquitto_username_pw_set(room->client, url->user, password));
    memory_wipe(from_file, sizeof from_file);
    (void)unsetenv("CHARLA_MQTT_PASSWORD");
}

static void set_up(struct mqtt_broker *room, const struct mqtt_url *url)
{
    struct buffer last = {0};

    mosquitto_connect_callback_set(room->client, on_connect);
    mosquitto_subscribe_callback_set(room->client, on_subscribe);
    mosquitto_message_callback_set(room->client, on_message);
    mosquitto_disconnect_callback_set(room->client, on_disconnect);
    (void)mosquitto_int_option(room->client, MOSQ_OPT_TCP_NODELAY, 1);
    log_in(room, url);
    if (url->is_secure)
        fail(room, _("cannot encrypt"),
             mosquitto_int_option(room->client, MOSQ_OPT_TLS_USE_OS_CERTS,
                                  1));
    mqtt_link_say_gone(room->link, &last);
    fail(room, _("cannot prepare the connection to the broker"),
         mosquitto_will_set(room->client, room->out,
                            (int)last.length, last.data, 0, false));
    buffer_release(&last);
}

void mqtt_broker_prepare(struct mqtt_broker *room, const struct mqtt_url *url,
                         bool listens)
{
    unsigned char id[MQTT_LINK_ID_SIZE];

    if (random_fill(id, sizeof id) < 0) {
        error_set_errno(&room->error, errno, _("cannot get random numbers"));
        return;
    }
    room->link = mqtt_link_new(listens, id);
    snprintf(room->in, sizeof room->in, "charla/1/%s/%c", url->room,
             listens ? 'a' : 'b');
    snprintf(room->out, sizeof room->out, "charla/1/%s/%c", url->room,
             listens ? 'b' : 'a');
    room->client = mosquitto_new(NULL, true, room);
    if (!room->client) {
        error_set_errno(&room->error, errno, _("cannot start %s"),
                        "libmosquitto");
        return;
    }
    set_up(room, url);
}

void mqtt_broker_enter(struct mqtt_broker *room, const struct mqtt_url *url)
{
    int code = mosquitto_connect(room->client, url->broker, url->port,
                                 KEEPALIVE_S);

    room->error = (struct error){0};
    if (code == MOSQ_ERR_ERRNO && errno == ECONNREFUSED)
        error_set(&room->error, "%s: %s", _("cannot call the broker"),
                  _("there is none at this port"));
    else
        fail(room, _("cannot call the broker"), code);
}

void mqtt_broker_publish(struct mqtt_broker *room, const struct buffer *message)
{
    check_connection(room, mosquitto_publish(room->client, NULL, room->out,
                                             (int)message->length,
                                             message->data, 0, false));
}

bool mqtt_broker_takes_more(const struct mqtt_broker *room)
{
    return !mqtt_broker_has_failed(room) &&
           !mosquitto_want_write(room->client);
}

struct pollfd mqtt_broker_events(const struct mqtt_broker *room)
{
    return (struct pollfd){
        .fd = mosquitto_socket(room->client),
        .events = mosquitto_want_write(room->client) ? POLLIN | POLLOUT
                                                     : POLLIN,
    };
}

/* Acknowledge at once what has come.  Many brokers keep Nagle's algorithm (RFC
 * 9293, section 3.7.4): they hold a short message back until the one before is
 * acknowledged, and a delayed acknowledgement (RFC 9293, section 3.8.6.3) would
 * make each credit, and each line, wait for up to 40 ms.  The system forgets
 * the setting by itself, so it is made for every message. */
static void acknowledge(struct mqtt_broker *room)
{
#ifdef TCP_QUICKACK
    (void)setsockopt(mosquitto_socket(room->client), IPPROTO_TCP, TCP_QUICKACK,
                     &(int){1}, sizeof(int));
#else
    (void)room;
#endif
}

void mqtt_broker_act(struct mqtt_broker *room, short events)
{
    if (events & (POLLIN | POLLHUP | POLLERR)) {
        check_connection(room, mosquitto_loop_read(room->client, 1));
        acknowledge(room);
    }
    if (!mqtt_broker_has_failed(room) && mosquitto_want_write(room->client))
        check_connection(room, mosquitto_loop_write(room->client, 1));
    if (!mqtt_broker_has_failed(room))
        check_connection(room, mosquitto_loop_misc(room->client));
}

/* Wait until the connection takes what libmosquitto has kept. */
static void write_all(struct mqtt_broker *room, int64_t deadline)
{
    struct pollfd connection = {.events = POLLOUT};

    while (!mqtt_broker_has_failed(room) &&
           mosquitto_want_write(room->client)) {
        connection.fd = mosquitto_socket(room->client);
        if (poll(&connection, 1, clock_ms_left(deadline)) <= 0)
            return;
        check_connection(room, mosquitto_loop_write(room->client, 1));
    }
}

/* Wait until the broker has closed the connection. */
static void await_close(int connection, int64_t deadline)
{
    struct pollfd broker = {.fd = connection, .events = POLLIN};
    char unwanted[4096];

    (void)shutdown(connection, SHUT_WR);
    while (poll(&broker, 1, clock_ms_left(deadline)) > 0)
        if (recv(connection, unwanted, sizeof unwanted, MSG_DONTWAIT) <= 0)
            return;
}

/* libmosquitto closes the socket behind DISCONNECT.  If something that it has
 * not read had come, or came then, that would reset the connection (RFC 1122,
 * section 4.2.2.13), and the broker might drop the last messages; so a second
 * descriptor keeps the socket open until the broker, too, has closed it (MQTT
 * 3.1.1, section 3.14.4). */
void mqtt_broker_leave(struct mqtt_broker *room)
{
    int64_t deadline = clock_monotonic_ms() + LEAVE_MS;
    int connection;

    write_all(room, deadline);
    if (mqtt_broker_has_failed(room))
        return;
    connection = fcntl(mosquitto_socket(room->client), F_DUPFD_CLOEXEC, 0);
    (void)mosquitto_disconnect(room->client);
    write_all(room, deadline);
    if (connection >= 0) {
        await_close(connection, deadline);
        close(connection);
    }
}

void mqtt_broker_release(struct mqtt_broker *room)
{
    mosquitto_destroy(room->client);
    mqtt_link_free(room->link);
}
