/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/mqtt_stay.h"

#include <errno.h>
#include <fcntl.h>
#include <mosquitto.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "carrier/mqtt_broker.h"
#include "carrier/mqtt_link.h"
#include "monitor/sandbox.h"
#include "net/mqtt_url.h"

/* How often libmosquitto gets the chance to look at its clock, in ms. */
#define LOOK_MS 5000

struct carrier {
    struct mqtt_broker room;
    struct buffer message; /* the next to publish; else empty */
    bool listens;
    bool is_patient;  /* until the broker lets it in */
    bool is_told;     /* the user knows that the other side is here */
    bool is_heard;    /* charla has had a byte from it */
    bool input_over;  /* charla gives no more */
    bool output_over; /* charla takes no more; what comes is dropped */
};

static void say(const char *sentence)
{
    (void)fprintf(stderr, "%s\n", sentence);
}

/* ---- Moving bytes -------------------------------------------------------- */

/* Publish messages while the connection takes more; the rest waits in
 * charla. */
static void publish_all(struct carrier *carrier)
{
    while (mqtt_broker_takes_more(&carrier->room) &&
           mqtt_link_next(carrier->room.link, &carrier->message,
                          clock_monotonic_ms())) {
        mqtt_broker_publish(&carrier->room, &carrier->message);
        buffer_clear(&carrier->message);
    }
}

static void take_from_charla(struct carrier *carrier)
{
    static char piece[MQTT_LINK_PIECE_MAX];
    ssize_t length =
        read(STDIN_FILENO, piece, mqtt_link_room(carrier->room.link));

    if (length > 0) {
        mqtt_link_give(carrier->room.link, piece, (size_t)length);
    } else if (length == 0 || (errno != EAGAIN && errno != EINTR)) {
        mqtt_link_finish(carrier->room.link);
        carrier->input_over = true;
    }
}

static void hand_to_charla(struct carrier *carrier)
{
    size_t length;
    const void *output = mqtt_link_output(carrier->room.link, &length);
    ssize_t written = write(STDOUT_FILENO, output, length);

    if (written > 0) {
        mqtt_link_passed_on(carrier->room.link, (size_t)written);
        carrier->is_heard = true;
    } else if (errno != EAGAIN && errno != EINTR)
        carrier->output_over = true;
}

static void drop_output(struct carrier *carrier)
{
    size_t length;

    while (mqtt_link_output(carrier->room.link, &length), length > 0)
        mqtt_link_passed_on(carrier->room.link, length);
}

/* ---- The loop ------------------------------------------------------------ */

enum { ON_BROKER, ON_INPUT, ON_OUTPUT, EVENTS };

static void choose_events(const struct carrier *carrier,
                          struct pollfd fds[EVENTS])
{
    size_t output;

    (void)mqtt_link_output(carrier->room.link, &output);
    fds[ON_BROKER] = mqtt_broker_events(&carrier->room);
    fds[ON_INPUT] = (struct pollfd){-1, POLLIN, 0};
    if (!carrier->input_over && mqtt_link_room(carrier->room.link) > 0)
        fds[ON_INPUT].fd = STDIN_FILENO;
    /* Even without output, to see when charla is gone. */
    fds[ON_OUTPUT] = (struct pollfd){carrier->output_over ? -1 : STDOUT_FILENO,
                                     output > 0 ? POLLOUT : 0, 0};
}

static int time_left(const struct carrier *carrier)
{
    if (!carrier->room.is_ready)
        return LOOK_MS;
    return clock_shorter(clock_ms_left(mqtt_link_deadline(carrier->room.link)),
                         LOOK_MS);
}

static void act_on(struct carrier *carrier, const struct pollfd fds[EVENTS])
{
    if (fds[ON_INPUT].revents)
        take_from_charla(carrier);
    if (fds[ON_OUTPUT].revents & (POLLHUP | POLLERR))
        carrier->output_over = true;
    else if (fds[ON_OUTPUT].revents)
        hand_to_charla(carrier);
    if (carrier->output_over)
        drop_output(carrier);
    mqtt_broker_act(&carrier->room, fds[ON_BROKER].revents);
}

/* Wait for events, and act on them. */
static void step(struct carrier *carrier)
{
    struct pollfd fds[EVENTS];

    choose_events(carrier, fds);
    if (poll(fds, EVENTS, time_left(carrier)) >= 0)
        act_on(carrier, fds);
}

static void lose(struct carrier *carrier, const char *why)
{
    error_set(&carrier->room.error, "%s", why);
}

/* Tell that the other side is there, and see whether the link is broken. */
static void judge(struct carrier *carrier)
{
    switch (mqtt_link_state(carrier->room.link)) {
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
        lose(carrier, _("the broker has lost or repeated something"));
        break;
    case MQTT_LINK_GONE:
        lose(carrier, _("the other side is gone"));
        break;
    case MQTT_LINK_SILENT:
        lose(carrier, _("the other side does not answer"));
        break;
    }
}

/* Whether the other side has been sent all that charla has given, and its
 * end. */
static bool is_all_sent(const struct carrier *carrier)
{
    return mqtt_link_state(carrier->room.link) == MQTT_LINK_ALONE ||
           (mqtt_link_has_ended(carrier->room.link) &&
            mqtt_broker_takes_more(&carrier->room));
}

/* A charla that hangs up has said all it has to say, but its last words may
 * still be here, as with a TCP connection that is closed. */
static bool goes_on(const struct carrier *carrier)
{
    return !mqtt_broker_has_failed(&carrier->room) &&
           !(carrier->output_over && is_all_sent(carrier)) &&
           mqtt_link_state(carrier->room.link) != MQTT_LINK_OVER;
}

/* ---- Entering ------------------------------------------------------------ */

bool mqtt_stay_is_hung_up_within(int ms)
{
    struct pollfd charla = {.fd = STDIN_FILENO};

    return poll(&charla, 1, ms) != 0;
}

static bool may_enter_again(const struct carrier *carrier)
{
    return carrier->is_patient && mqtt_broker_has_failed(&carrier->room) &&
           !carrier->room.is_ready &&
           mqtt_link_state(carrier->room.link) == MQTT_LINK_ALONE;
}

/* Enter the room; if that fails, try again for as long as charla lets us. */
static void enter(struct carrier *carrier, const struct mqtt_url *url)
{
    bool is_said = false;

    for (;;) {
        mqtt_broker_enter(&carrier->room, url);
        while (goes_on(carrier) && !carrier->room.is_ready)
            step(carrier);
        if (!may_enter_again(carrier))
            return;
        if (!is_said) {
            say(carrier->room.error.text);
            say(_("trying again until the broker lets us in"));
        }
        is_said = true;
        if (mqtt_stay_is_hung_up_within(MQTT_STAY_AGAIN_MS)) {
            carrier->room.error = (struct error){0}; /* that is said */
            carrier->output_over = true;
            return;
        }
    }
}

/* Enter the sandbox: once the room is entered, nothing more has to be opened,
 * and anybody may send messages to it. */
static void confine(void)
{
    (void)error_words(ENOENT);
    (void)sandbox_enter();
    say(_("in the room; waiting for the other side"));
}

static void run(struct carrier *carrier)
{
    while (goes_on(carrier)) {
        publish_all(carrier);
        judge(carrier);
        if (goes_on(carrier))
            step(carrier);
    }
}

/* Send the last message, and disconnect after it. */
static void leave(struct carrier *carrier)
{
    mqtt_link_say_gone(carrier->room.link, &carrier->message);
    mqtt_broker_publish(&carrier->room, &carrier->message);
    mqtt_broker_leave(&carrier->room);
}

/* Anybody in the room can say that they are the caller; a listener to whom they
 * have sent nothing has lost nothing, and is started again for the next one.  A
 * charla that has hung up knows by itself what the other side has. */
static enum mqtt_stay judge_end(const struct carrier *carrier)
{
    if (!mqtt_broker_has_failed(&carrier->room) || carrier->output_over)
        return MQTT_STAY_GOOD;
    if (!carrier->room.is_ready)
        return MQTT_STAY_FAILED;
    if (mqtt_link_state(carrier->room.link) == MQTT_LINK_ALONE)
        return MQTT_STAY_ALONE;
    return carrier->listens && !carrier->is_heard ? MQTT_STAY_GOOD
                                                  : MQTT_STAY_FAILED;
}

enum mqtt_stay mqtt_stay(const struct mqtt_url *url, bool listens,
                         bool is_patient)
{
    struct carrier carrier = {.listens = listens, .is_patient = is_patient};
    enum mqtt_stay result;

    (void)fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
    (void)mosquitto_lib_init();
    mqtt_broker_prepare(&carrier.room, url, listens);
    if (!mqtt_broker_has_failed(&carrier.room))
        enter(&carrier, url);
    if (goes_on(&carrier)) {
        confine();
        run(&carrier);
        if (!mqtt_broker_has_failed(&carrier.room))
            leave(&carrier);
    }
    if (mqtt_broker_has_failed(&carrier.room) && !carrier.output_over)
        say(carrier.room.error.text);
    result = judge_end(&carrier);
    mqtt_broker_release(&carrier.room);
    buffer_release(&carrier.message);
    return result;
}
