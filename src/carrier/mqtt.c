/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* charla-mqtt: a link for charla through a room at an MQTT broker, where two
 * people meet who both can only call out.
 *
 *     charla-mqtt [-l] mqtt[s]://[USER@]BROKER[:PORT]/ROOM
 *
 * Its standard input and output are the link, as for any command of --via;
 * what is to be said goes to standard error.  It connects once: when anything
 * goes wrong it says what and ends, and charla starts it again.  The password
 * is in $CHARLA_MQTT_PASSWORD, or in the file that
 * $CHARLA_MQTT_PASSWORD_FILE names.  Nothing is kept by the broker: no
 * retained message, no session (MQTT 3.1.1, OASIS, sections 3.1.2.4 and
 * 3.3.1.3), QoS 0. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <mosquitto.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/process.h"
#include "carrier/mqtt_link.h"
#include "monitor/sandbox.h"
#include "net/mqtt_url.h"

enum { GOOD = 0, FAILED = 1, WRONG_USAGE = 2 };

/* The broker hears of us at least so often, in s, and notices after half as
 * much again that we are gone (MQTT 3.1.1 section 3.1.2.10). */
#define KEEPALIVE_S 20

/* How long to wait at most before libmosquitto looks at its clock, in ms. */
#define LOOK_MS 5000

#define TOPIC_MAX (sizeof "charla/1//a" + MQTT_ROOM_MAX)
#define PASSWORD_MAX 1024

struct carrier {
    struct mosquitto *broker;
    struct mqtt_link *link;
    struct error error;  /* what has gone wrong; "": nothing */
    char in[TOPIC_MAX], out[TOPIC_MAX];
    bool is_ready;       /* subscribed */
    bool is_told;        /* that the other side is here */
    bool input_over;     /* charla sends no more */
    bool output_over;    /* charla takes no more */
};

static void say(const char *sentence)
{
    (void)fprintf(stderr, "%s\n", sentence);
}

static bool has_failed(const struct carrier *carrier)
{
    return *carrier->error.text != '\0';
}

static void fail(struct carrier *carrier, const char *operation, int code)
{
    if (code == MOSQ_ERR_SUCCESS || has_failed(carrier))
        return;
    error_set(&carrier->error, "%s: %s", operation,
              code == MOSQ_ERR_ERRNO ? error_words(errno)
                                     : mosquitto_strerror(code));
}

/* ---- What the broker says ------------------------------------------------ */

static void on_connect(struct mosquitto *broker, void *context, int code)
{
    struct carrier *carrier = context;

    if (code != 0) {
        error_set(&carrier->error, "%s: %s", _("the broker refuses"),
                  mosquitto_connack_string(code));
        return;
    }
    fail(carrier, _("cannot enter the room"),
         mosquitto_subscribe(broker, NULL, carrier->in, 0));
}

static void on_subscribe(struct mosquitto *broker, void *context, int id,
                         int count, const int *granted)
{
    struct carrier *carrier = context;

    (void)broker;
    (void)id;
    if (count == 1 && granted[0] > 2)
        error_set(&carrier->error, "%s", _("the broker lets us into no room"));
    carrier->is_ready = true;
}

static void on_message(struct mosquitto *broker, void *context,
                       const struct mosquitto_message *message)
{
    struct carrier *carrier = context;

    (void)broker;
    /* What was kept is not from now. */
    if (message->retain || message->payloadlen < 0)
        return;
    mqtt_link_take(carrier->link, message->payload,
                   (size_t)message->payloadlen, clock_monotonic_ms());
}

static void on_disconnect(struct mosquitto *broker, void *context, int code)
{
    (void)broker;
    /* 0: we have left ourselves. */
    fail(context, _("the broker is lost"), code);
}

/* ---- Connecting ---------------------------------------------------------- */

/* The first line of the file. */
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

static void log_in(struct carrier *carrier, const struct mqtt_url *url)
{
    const char *path = getenv("CHARLA_MQTT_PASSWORD_FILE");
    const char *password = getenv("CHARLA_MQTT_PASSWORD");
    char from_file[PASSWORD_MAX];

    if (path && !read_password(path, from_file, sizeof from_file)) {
        error_set_errno(&carrier->error, errno, _("cannot read %s"), path);
        return;
    }
    if (path)
        password = from_file;
    if (url->user)
        fail(carrier, _("cannot log in"),
             mosquitto_username_pw_set(carrier->broker, url->user, password));
    explicit_bzero(from_file, sizeof from_file);
    (void)unsetenv("CHARLA_MQTT_PASSWORD");
}

static void prepare(struct carrier *carrier, const struct mqtt_url *url)
{
    struct buffer farewell = {0};

    mosquitto_connect_callback_set(carrier->broker, on_connect);
    mosquitto_subscribe_callback_set(carrier->broker, on_subscribe);
    mosquitto_message_callback_set(carrier->broker, on_message);
    mosquitto_disconnect_callback_set(carrier->broker, on_disconnect);
    (void)mosquitto_int_option(carrier->broker, MOSQ_OPT_TCP_NODELAY, 1);
    log_in(carrier, url);
    if (url->is_secure)
        fail(carrier, _("cannot encrypt"),
             mosquitto_int_option(carrier->broker, MOSQ_OPT_TLS_USE_OS_CERTS,
                                  1));
    mqtt_link_farewell(carrier->link, &farewell);
    fail(carrier, _("cannot leave a last word"),
         mosquitto_will_set(carrier->broker, carrier->out,
                            (int)farewell.length, farewell.data, 0, false));
    buffer_release(&farewell);
}

static void begin(struct carrier *carrier, const struct mqtt_url *url,
                  bool listens)
{
    unsigned char id[MQTT_LINK_ID_SIZE];

    if (getentropy(id, sizeof id) < 0) {
        error_set_errno(&carrier->error, errno, _("no random numbers"));
        return;
    }
    carrier->link = mqtt_link_new(listens, id);
    snprintf(carrier->in, sizeof carrier->in, "charla/1/%s/%c", url->room,
             listens ? 'a' : 'b');
    snprintf(carrier->out, sizeof carrier->out, "charla/1/%s/%c", url->room,
             listens ? 'b' : 'a');
    carrier->broker = mosquitto_new(NULL, true, carrier);
    if (!carrier->broker) {
        error_set_errno(&carrier->error, errno, _("cannot start %s"),
                        "libmosquitto");
        return;
    }
    prepare(carrier, url);
    if (!has_failed(carrier))
        fail(carrier, _("cannot call the broker"),
             mosquitto_connect(carrier->broker, url->broker, url->port,
                               KEEPALIVE_S));
}

/* ---- Moving bytes -------------------------------------------------------- */

static void publish(struct carrier *carrier, const struct buffer *message)
{
    fail(carrier, _("the broker is lost"),
         mosquitto_publish(carrier->broker, NULL, carrier->out,
                           (int)message->length, message->data, 0, false));
}

/* As long as the connection takes more: what is behind it waits in charla. */
static void publish_all(struct carrier *carrier)
{
    struct buffer message = {0};

    while (!has_failed(carrier) && !mosquitto_want_write(carrier->broker) &&
           mqtt_link_next(carrier->link, &message, clock_monotonic_ms())) {
        publish(carrier, &message);
        buffer_clear(&message);
    }
    buffer_release(&message);
}

static void take_from_charla(struct carrier *carrier)
{
    static char piece[MQTT_LINK_PIECE_MAX];
    ssize_t length =
        read(STDIN_FILENO, piece, mqtt_link_room(carrier->link));

    if (length > 0) {
        mqtt_link_give(carrier->link, piece, (size_t)length);
    } else if (length == 0 || (errno != EAGAIN && errno != EINTR)) {
        mqtt_link_finish(carrier->link);
        carrier->input_over = true;
    }
}

static void hand_to_charla(struct carrier *carrier)
{
    size_t length;
    const void *output = mqtt_link_output(carrier->link, &length);
    ssize_t written = write(STDOUT_FILENO, output, length);

    if (written > 0)
        mqtt_link_passed_on(carrier->link, (size_t)written);
    else if (errno != EAGAIN && errno != EINTR)
        carrier->output_over = true;
}

/* ---- The loop ------------------------------------------------------------ */

enum { ON_BROKER, ON_INPUT, ON_OUTPUT, EVENTS };

static void choose_events(const struct carrier *carrier,
                          struct pollfd fds[EVENTS])
{
    short broker = POLLIN;
    size_t output;

    (void)mqtt_link_output(carrier->link, &output);
    if (mosquitto_want_write(carrier->broker))
        broker |= POLLOUT;
    fds[ON_BROKER] = (struct pollfd){mosquitto_socket(carrier->broker),
                                     broker, 0};
    fds[ON_INPUT] = (struct pollfd){-1, POLLIN, 0};
    if (!carrier->input_over)
        fds[ON_INPUT].fd = STDIN_FILENO;
    if (mqtt_link_room(carrier->link) == 0)
        fds[ON_INPUT].events = 0; /* only that charla is gone */
    fds[ON_OUTPUT] = (struct pollfd){output > 0 ? STDOUT_FILENO : -1,
                                     POLLOUT, 0};
}

static int time_left(const struct carrier *carrier)
{
    if (!carrier->is_ready)
        return LOOK_MS;
    return clock_shorter(clock_ms_left(mqtt_link_deadline(carrier->link)),
                         LOOK_MS);
}

static void act_on(struct carrier *carrier, const struct pollfd fds[EVENTS])
{
    if (fds[ON_INPUT].revents & (POLLHUP | POLLERR))
        carrier->output_over = true;
    if (fds[ON_INPUT].revents && mqtt_link_room(carrier->link) > 0)
        take_from_charla(carrier);
    if (fds[ON_OUTPUT].revents)
        hand_to_charla(carrier);
    if (fds[ON_BROKER].revents & (POLLIN | POLLHUP | POLLERR))
        fail(carrier, _("the broker is lost"),
             mosquitto_loop_read(carrier->broker, 1));
    if (!has_failed(carrier) && mosquitto_want_write(carrier->broker))
        fail(carrier, _("the broker is lost"),
             mosquitto_loop_write(carrier->broker, 1));
    if (!has_failed(carrier))
        fail(carrier, _("the broker is lost"),
             mosquitto_loop_misc(carrier->broker));
}

/* The link has come to something that ends it?  Then why is in the error. */
static void judge(struct carrier *carrier)
{
    switch (mqtt_link_state(carrier->link)) {
    case MQTT_LINK_ALONE:
    case MQTT_LINK_OVER:
        break;
    case MQTT_LINK_UP:
    case MQTT_LINK_ENDED:
        if (!carrier->is_told)
            say(_("the other side is in the room"));
        carrier->is_told = true;
        break;
    case MQTT_LINK_GAPPED:
        error_set(&carrier->error, "%s",
                  _("the broker has lost or repeated something"));
        break;
    case MQTT_LINK_GONE:
        error_set(&carrier->error, "%s", _("the other side is gone"));
        break;
    case MQTT_LINK_SILENT:
        error_set(&carrier->error, "%s",
                  _("the other side does not answer"));
        break;
    }
}

static bool goes_on(const struct carrier *carrier)
{
    return !has_failed(carrier) && !carrier->output_over &&
           mqtt_link_state(carrier->link) != MQTT_LINK_OVER;
}

/* Once the room is entered nothing more is to be opened, whoever it is that
 * sends to it. */
static void confine(void)
{
    (void)error_words(ENOENT);
    (void)sandbox_enter();
    say(_("in the room; waiting for the other side"));
}

static void run(struct carrier *carrier)
{
    bool is_confined = false;

    while (goes_on(carrier)) {
        struct pollfd fds[EVENTS];

        if (carrier->is_ready && !is_confined) {
            confine();
            is_confined = true;
        }
        if (carrier->is_ready)
            publish_all(carrier);
        judge(carrier);
        choose_events(carrier, fds);
        if (!goes_on(carrier) || poll(fds, EVENTS, time_left(carrier)) < 0)
            continue;
        act_on(carrier, fds);
    }
}

/* Our last words, and that nothing comes behind them. */
static void leave(struct carrier *carrier)
{
    struct buffer message = {0};

    if (!has_failed(carrier)) {
        mqtt_link_finish(carrier->link);
        publish_all(carrier);
        mqtt_link_farewell(carrier->link, &message);
        publish(carrier, &message);
        buffer_release(&message);
    }
    if (!has_failed(carrier))
        (void)mosquitto_disconnect(carrier->broker);
    while (!has_failed(carrier) && mosquitto_want_write(carrier->broker) &&
           mosquitto_loop_write(carrier->broker, 1) == MOSQ_ERR_SUCCESS)
        ;
}

int main(int argc, char *argv[])
{
    struct carrier carrier = {.broker = NULL};
    struct mqtt_url url;
    bool listens = argc == 3 && strcmp(argv[1], "-l") == 0;

    i18n_begin();
    process_keep_secrets();
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc != (listens ? 3 : 2) || !mqtt_url_is(argv[argc - 1]) ||
        mqtt_url_parse(argv[argc - 1], &url, &carrier.error) < 0 ||
        !url.room) {
        say("charla-mqtt [-l] mqtt[s]://[USER@]BROKER[:PORT]/ROOM");
        return WRONG_USAGE;
    }
    (void)fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
    (void)mosquitto_lib_init();
    begin(&carrier, &url, listens);
    if (!has_failed(&carrier)) {
        run(&carrier);
        if (!has_failed(&carrier))
            leave(&carrier);
    }
    if (has_failed(&carrier))
        say(carrier.error.text);
    mosquitto_destroy(carrier.broker);
    mqtt_link_free(carrier.link);
    return has_failed(&carrier) ? FAILED : GOOD;
}
