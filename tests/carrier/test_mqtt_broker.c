/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said when a broker refuses, or libmosquitto fails: a fake takes the
 * library's place.  program/test_mqtt.c uses a real broker. */
#include <config.h>

#include "carrier/mqtt_broker.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <mosquitto.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "carrier/mqtt_link.h"
#include "net/mqtt_url.h"
#include "support/failing.h"
#include "support/temporary.h"

/* ---- In place of libmosquitto -------------------------------------------- */

static struct {
    int connect, subscribe, publish, log_in, will, option; /* their results */
    int read, write, misc;
    int writes_wanted; /* how often there is more to write */
    bool has_no_memory;
    int socket;
} fake = {.socket = -1};

static char handle; /* never looked into */
static void *context;
static void (*connected)(struct mosquitto *, void *, int);
static void (*subscribed)(struct mosquitto *, void *, int, int, const int *);
static void (*came)(struct mosquitto *, void *,
                    const struct mosquitto_message *);
static void (*left)(struct mosquitto *, void *, int);
static char user[64], password[64], topic[128];
static int published, written;

static struct mosquitto *client(void)
{
    return (struct mosquitto *)(void *)&handle;
}

struct mosquitto *mosquitto_new(const char *id, bool clean, void *given)
{
    (void)id, (void)clean;
    context = given;
    return fake.has_no_memory ? NULL : client();
}

void mosquitto_destroy(struct mosquitto *of)
{
    (void)of;
}

void mosquitto_connect_callback_set(struct mosquitto *of,
                                    void (*f)(struct mosquitto *, void *, int))
{
    (void)of;
    connected = f;
}

void mosquitto_subscribe_callback_set(struct mosquitto *of,
                                      void (*f)(struct mosquitto *, void *, int,
                                                int, const int *))
{
    (void)of;
    subscribed = f;
}

void mosquitto_message_callback_set(
    struct mosquitto *of,
    void (*f)(struct mosquitto *, void *, const struct mosquitto_message *))
{
    (void)of;
    came = f;
}

void mosquitto_disconnect_callback_set(struct mosquitto *of,
                                       void (*f)(struct mosquitto *, void *,
                                                 int))
{
    (void)of;
    left = f;
}

int mosquitto_int_option(struct mosquitto *of, enum mosq_opt_t option,
                         int value)
{
    (void)of, (void)value;
    return option == MOSQ_OPT_TLS_USE_OS_CERTS ? fake.option : 0;
}

int mosquitto_username_pw_set(struct mosquitto *of, const char *name,
                              const char *word)
{
    (void)of;
    snprintf(user, sizeof user, "%s", name);
    snprintf(password, sizeof password, "%s", word ? word : "none");
    return fake.log_in;
}

int mosquitto_will_set(struct mosquitto *of, const char *where, int length,
                       const void *payload, int qos, bool retain)
{
    (void)of, (void)where, (void)length, (void)payload, (void)qos;
    (void)retain;
    return fake.will;
}

int mosquitto_connect(struct mosquitto *of, const char *host, int port,
                      int keepalive)
{
    (void)of, (void)host, (void)port, (void)keepalive;
    return fake.connect;
}

int mosquitto_subscribe(struct mosquitto *of, int *id, const char *where,
                        int qos)
{
    (void)of, (void)id, (void)qos;
    snprintf(topic, sizeof topic, "%s", where);
    return fake.subscribe;
}

int mosquitto_publish(struct mosquitto *of, int *id, const char *where,
                      int length, const void *payload, int qos, bool retain)
{
    (void)of, (void)id, (void)where, (void)length, (void)payload, (void)qos;
    (void)retain;
    published++;
    return fake.publish;
}

bool mosquitto_want_write(struct mosquitto *of)
{
    (void)of;
    return fake.writes_wanted > 0;
}

int mosquitto_socket(struct mosquitto *of)
{
    (void)of;
    return fake.socket;
}

int mosquitto_loop_read(struct mosquitto *of, int most)
{
    (void)of, (void)most;
    return fake.read;
}

int mosquitto_loop_write(struct mosquitto *of, int most)
{
    (void)of, (void)most;
    fake.writes_wanted--;
    written++;
    return fake.write;
}

int mosquitto_loop_misc(struct mosquitto *of)
{
    (void)of;
    return fake.misc;
}

/* Like libmosquitto, which writes DISCONNECT and closes the socket. */
int mosquitto_disconnect(struct mosquitto *of)
{
    (void)of;
    if (fake.socket >= 0)
        close(fake.socket);
    fake.socket = -1;
    return 0;
}

const char *mosquitto_strerror(int code)
{
    return code == MOSQ_ERR_CONN_LOST ? "the connection was lost" : "a fault";
}

const char *mosquitto_connack_string(int code)
{
    (void)code;
    return "not authorised";
}

/* ---- A room -------------------------------------------------------------- */

static struct mqtt_broker room;

static void enter(const char *address)
{
    char text[128];
    struct mqtt_url url;
    struct error error = {0};

    snprintf(text, sizeof text, "%s", address);
    cr_assert_eq(mqtt_url_parse(text, &url, &error), 0, "%s", error.text);
    room = (struct mqtt_broker){0};
    mqtt_broker_prepare(&room, &url, true);
    if (!mqtt_broker_has_failed(&room))
        mqtt_broker_enter(&room, &url);
}

static void end(void)
{
    mqtt_broker_release(&room);
    room = (struct mqtt_broker){0};
}

TestSuite(mqtt_broker);

/* The result that this function gives, and what is said of it. */
static const struct {
    int *result;
    const char *words;
} failures[] = {
    {&fake.log_in, "cannot log in: a fault"},
    {&fake.option, "cannot encrypt: a fault"},
    {&fake.will, "cannot prepare the connection to the broker: a fault"},
    {&fake.connect, "cannot call the broker: a fault"},
};

Test(mqtt_broker, says_what_failed_on_the_way_to_the_broker)
{
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        *failures[i].result = MOSQ_ERR_INVAL;
        enter("mqtts://ana@broker.example/den");
        *failures[i].result = 0;
        cr_expect(mqtt_broker_has_failed(&room));
        cr_expect_str_eq(room.error.text, failures[i].words);
        mqtt_broker_leave(&room); /* there is nothing to say goodbye to */
        cr_expect_eq(written, 0);
        end();
    }
}

Test(mqtt_broker, that_cannot_begin_is_an_error)
{
    struct error why;

    fake.has_no_memory = true;
    errno = ENOMEM;
    error_set_errno(&why, ENOMEM, "cannot start libmosquitto");
    enter("mqtt://broker.example/den");
    cr_expect_str_eq(room.error.text, why.text);
    end();
    fake.has_no_memory = false;
#ifdef HAVE_GETENTROPY /* another source of random numbers cannot fail */
    error_set_errno(&why, EIO, "cannot get random numbers");
    failing_set(FAILING_GETENTROPY, 0, 1, EIO);
    enter("mqtt://broker.example/den");
    cr_expect(failing_is_over());
    cr_expect_str_eq(room.error.text, why.text);
    end();
#endif
}

/* Errors of the system come as errno; 0 of them means that it has ended. */
Test(mqtt_broker, says_the_systems_reason)
{
    struct error why;

    fake.connect = MOSQ_ERR_ERRNO;
    error_set_errno(&why, ENETUNREACH, "cannot call the broker");
    errno = ENETUNREACH;
    enter("mqtt://broker.example/den");
    cr_expect_str_eq(room.error.text, why.text);
    end();
    errno = ECONNREFUSED;
    enter("mqtt://broker.example/den");
    cr_expect_str_eq(room.error.text,
                     "cannot call the broker: there is none at this port");
    end();
    errno = 0;
    enter("mqtt://broker.example/den");
    cr_expect_str_eq(room.error.text,
                     "cannot call the broker: the connection was lost");
    end();
}

Test(mqtt_broker, says_that_the_broker_refuses)
{
    static const int refused = 0x80, granted = 0;

    enter("mqtt://broker.example/den");
    connected(client(), context, 5);
    cr_expect_str_eq(room.error.text, "the broker refuses: not authorised");
    end();
    enter("mqtt://broker.example/den");
    fake.subscribe = MOSQ_ERR_INVAL;
    connected(client(), context, 0);
    cr_expect_str_eq(room.error.text, "cannot enter the room: a fault");
    cr_expect_str_eq(topic, "charla/1/den/a");
    end();
    enter("mqtt://broker.example/den");
    subscribed(client(), context, 1, 1, &refused);
    cr_expect_str_eq(room.error.text,
                     "the broker does not let us into the room");
    cr_expect_not(room.is_ready);
    end();
    enter("mqtt://broker.example/den");
    subscribed(client(), context, 1, 1, &granted);
    cr_expect(room.is_ready);
    cr_expect_not(mqtt_broker_has_failed(&room));
    end();
}

/* A broker may repeat what somebody left there long ago. */
Test(mqtt_broker, does_not_take_an_old_message_for_a_call)
{
    struct buffer call = {0};
    struct mosquitto_message message = {.retain = true};
    unsigned char id[MQTT_LINK_ID_SIZE] = {1};
    struct mqtt_link *caller = mqtt_link_new(false, id);

    enter("mqtt://broker.example/den");
    cr_assert(mqtt_link_next(caller, &call, 0));
    message.payload = call.data;
    message.payloadlen = (int)call.length;
    came(client(), context, &message);
    cr_expect_eq(mqtt_link_state(room.link), MQTT_LINK_ALONE);
    message.retain = false;
    message.payloadlen = -1;
    came(client(), context, &message);
    cr_expect_eq(mqtt_link_state(room.link), MQTT_LINK_ALONE);
    message.payloadlen = (int)call.length;
    came(client(), context, &message);
    cr_expect_neq(mqtt_link_state(room.link), MQTT_LINK_ALONE);
    end();
    mqtt_link_free(caller);
    buffer_release(&call);
}

static const struct {
    int *result;
    short events;
    int writes_wanted;
} losses[] = {
    {&fake.read, POLLIN, 0},
    {&fake.read, POLLHUP, 0},
    {&fake.write, POLLOUT, 1},
    {&fake.misc, 0, 0},
};

Test(mqtt_broker, notices_that_the_connection_is_lost)
{
    struct buffer message = {0};

    for (size_t i = 0; i < sizeof losses / sizeof *losses; i++) {
        enter("mqtt://broker.example/den");
        fake.writes_wanted = losses[i].writes_wanted;
        mqtt_broker_act(&room, 0);
        cr_expect_not(mqtt_broker_has_failed(&room));
        fake.writes_wanted = losses[i].writes_wanted;
        *losses[i].result = MOSQ_ERR_CONN_LOST;
        mqtt_broker_act(&room, losses[i].events);
        *losses[i].result = 0;
        cr_expect_str_eq(room.error.text,
                         "the connection to the broker is lost");
        cr_expect_not(mqtt_broker_takes_more(&room));
        end();
    }
    enter("mqtt://broker.example/den");
    left(client(), context, 0); /* by our own wish */
    cr_expect_not(mqtt_broker_has_failed(&room));
    fake.publish = MOSQ_ERR_NO_CONN;
    mqtt_broker_publish(&room, &message);
    cr_expect_str_eq(room.error.text,
                     "the connection to the broker is lost: a fault");
    end();
}

Test(mqtt_broker, takes_more_when_everything_is_written)
{
    enter("mqtt://broker.example/den");
    cr_expect(mqtt_broker_takes_more(&room));
    cr_expect_eq(mqtt_broker_events(&room).events, POLLIN);
    fake.writes_wanted = 1;
    cr_expect_not(mqtt_broker_takes_more(&room));
    cr_expect_eq(mqtt_broker_events(&room).events, POLLIN | POLLOUT);
    end();
}

/* Returns the broker's end of a connection. */
static int connect_fake(void)
{
    int pair[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    fake.socket = pair[0];
    return pair[1];
}

Test(mqtt_broker, writes_all_of_it_before_it_leaves)
{
    int broker = connect_fake();

    enter("mqtt://broker.example/den");
    fake.writes_wanted = 3;
    fake.write = MOSQ_ERR_CONN_LOST;
    mqtt_broker_leave(&room);
    cr_expect_eq(written, 1, "it tries for ever");
    end();
    enter("mqtt://broker.example/den");
    fake.writes_wanted = 3;
    fake.write = 0;
    cr_assert_eq(shutdown(broker, SHUT_WR), 0);
    mqtt_broker_leave(&room);
    cr_expect_eq(written, 4);
    close(broker);
    end();
}

/* Nor for a broker that takes nothing, and never closes. */
Test(mqtt_broker, does_not_stay_for_ever_to_leave)
{
    char byte = 0;
    int broker = connect_fake();

    enter("mqtt://broker.example/den");
    while (send(fake.socket, &byte, 1, MSG_DONTWAIT) == 1)
        ;
    fake.writes_wanted = 1;
    mqtt_broker_leave(&room);
    cr_expect_eq(written, 0);
    close(broker);
    end();
}

/* A reset could make the broker drop the last messages. */
Test(mqtt_broker, does_not_reset_the_connection_when_it_leaves)
{
    char byte = 0;
    int broker = connect_fake();

    enter("mqtt://broker.example/den");
    cr_assert_eq(write(broker, "unread", 6), 6);
    cr_assert_eq(shutdown(broker, SHUT_WR), 0);
    mqtt_broker_leave(&room);
    cr_expect_eq(read(broker, &byte, 1), 0, "%s", strerror(errno));
    close(broker);
    end();
}

/* ---- The password -------------------------------------------------------- */

Test(mqtt_broker, logs_in_with_the_password_that_it_is_given)
{
    char path[TEMPORARY_MAX];

    enter("mqtt://ana@broker.example/den");
    cr_expect_str_eq(user, "ana");
    cr_expect_str_eq(password, "none");
    end();
    setenv("CHARLA_MQTT_PASSWORD", "secret", 1);
    enter("mqtt://ana@broker.example/den");
    cr_expect_str_eq(password, "secret");
    cr_expect_null(getenv("CHARLA_MQTT_PASSWORD"), "it is left to be seen");
    end();
    temporary_words(path, "better\r\nnot this");
    setenv("CHARLA_MQTT_PASSWORD", "secret", 1);
    setenv("CHARLA_MQTT_PASSWORD_FILE", path, 1);
    enter("mqtt://ana@broker.example/den");
    cr_expect_str_eq(password, "better");
    end();
    unlink(path);
}

Test(mqtt_broker, says_that_the_password_cannot_be_read)
{
    char path[TEMPORARY_MAX], words[TEMPORARY_MAX + 16];
    struct error why;

    temporary_words(path, ""); /* an empty file holds none */
    setenv("CHARLA_MQTT_PASSWORD_FILE", path, 1);
    snprintf(words, sizeof words, "cannot read %s", path);
    enter("mqtt://ana@broker.example/den");
    cr_expect_eq(strncmp(room.error.text, words, strlen(words)), 0, "%s",
                 room.error.text);
    cr_expect_str_eq(user, "", "it logs in without");
    end();
    unlink(path);
    error_set_errno(&why, ENOENT, "%s", words);
    enter("mqtt://ana@broker.example/den");
    cr_expect_str_eq(room.error.text, why.text);
    end();
}
