/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* mqtt_pump: shows how much a broker can pass with charla-mqtt's message size
 * and credit, for bench/mqtt.py.  It sends standard input to standard output
 * through one topic, with an answer for every 64 KiB on another, and does
 * nothing else.
 *
 *     mqtt_pump PORT [-l] */
#include <config.h>

#include <mosquitto.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "carrier/mqtt_link.h"

struct pump {
    struct mosquitto *client;
    bool listens;
    bool is_ready; /* subscribed */
    uint64_t moved, told;
};

static const char *own_topic(const struct pump *pump)
{
    return pump->listens ? "pump/down" : "pump/up";
}

static void publish(struct pump *pump, const char *topic, const void *data,
                    size_t length)
{
    if (mosquitto_publish(pump->client, NULL, topic, (int)length, data, 0,
                          false) != MOSQ_ERR_SUCCESS)
        exit(1);
}

static void on_connect(struct mosquitto *client, void *context, int code)
{
    if (code != 0 ||
        mosquitto_subscribe(client, NULL, own_topic(context), 0) != 0)
        exit(1);
}

static void on_subscribe(struct mosquitto *client, void *context, int id,
                         int count, const int *granted)
{
    struct pump *pump = context;

    (void)client;
    (void)id;
    (void)count;
    (void)granted;
    pump->is_ready = true;
    if (pump->listens)
        fputs("ready\n", stderr);
}

static void write_all(const char *data, size_t length)
{
    while (length > 0) {
        ssize_t written = write(STDOUT_FILENO, data, length);

        if (written <= 0)
            exit(1);
        data += written;
        length -= (size_t)written;
    }
}

/* The listener writes and answers; the caller takes the answers.  An empty
 * message is the end. */
static void on_message(struct mosquitto *client, void *context,
                       const struct mosquitto_message *message)
{
    struct pump *pump = context;
    size_t length = (size_t)message->payloadlen;

    (void)client;
    if (!pump->listens && length == sizeof pump->told) {
        memcpy(&pump->told, message->payload, length);
        return;
    }
    if (length == 0)
        exit(0);
    write_all(message->payload, length);
    pump->moved += length;
    if (pump->moved - pump->told >= MQTT_LINK_CREDIT_STEP) {
        pump->told = pump->moved;
        publish(pump, "pump/up", &pump->told, sizeof pump->told);
    }
}

/* Returns false at the end of the input. */
static bool take(struct pump *pump)
{
    static char piece[MQTT_LINK_PIECE_MAX];
    ssize_t length = read(STDIN_FILENO, piece, sizeof piece);

    if (length < 0)
        exit(1);
    publish(pump, "pump/down", piece, (size_t)length);
    pump->moved += (uint64_t)length;
    return length > 0;
}

static bool may_take(const struct pump *pump)
{
    return pump->is_ready && !pump->listens &&
           pump->moved - pump->told < MQTT_LINK_WINDOW;
}

static void run(struct pump *pump)
{
    bool goes_on = true;

    while (goes_on || mosquitto_want_write(pump->client)) {
        bool wants = mosquitto_want_write(pump->client);
        struct pollfd fds[] = {
            {.fd = mosquitto_socket(pump->client),
             .events = (short)(POLLIN | (wants ? POLLOUT : 0))},
            {.fd = goes_on && !wants && may_take(pump) ? STDIN_FILENO : -1,
             .events = POLLIN},
        };

        if (poll(fds, 2, 1000) < 0)
            exit(1);
        if (fds[0].revents & POLLIN &&
            mosquitto_loop_read(pump->client, 1) != MOSQ_ERR_SUCCESS)
            exit(1);
        if (wants && mosquitto_loop_write(pump->client, 1) != 0)
            exit(1);
        if (fds[1].revents)
            goes_on = take(pump);
        (void)mosquitto_loop_misc(pump->client);
    }
}

int main(int argc, char *argv[])
{
    struct pump pump = {.listens = argc > 2};

    mosquitto_lib_init();
    pump.client = mosquitto_new(NULL, true, &pump);
    if (argc < 2 || !pump.client)
        return 2;
    mosquitto_connect_callback_set(pump.client, on_connect);
    mosquitto_subscribe_callback_set(pump.client, on_subscribe);
    mosquitto_message_callback_set(pump.client, on_message);
    (void)mosquitto_int_option(pump.client, MOSQ_OPT_TCP_NODELAY, 1);
    if (mosquitto_connect(pump.client, "127.0.0.1", atoi(argv[1]), 60) !=
        MOSQ_ERR_SUCCESS)
        return 1;
    run(&pump);
    return 0;
}
