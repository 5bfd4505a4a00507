/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom charla calls when a name or a code is looked for in this network.  What
 * Avahi says comes from the test. */
#include <config.h>

#include "cli/talk_private.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "crypto/announcement_tag.h"
#include "crypto/contacts.h"
#include "crypto/fingerprint.h"
#include "monitor/discovery.h"
#include "support/answers.h"
#include "support/data_home.h"
#include "support/harness.h"

/* ---- In place of discovery ----------------------------------------------- */

#define EVENTS_MAX 4

static struct discovery_event events[EVENTS_MAX];
static int event_count;
static bool cannot_begin;
static int other_end = -1;

bool discovery_is_built_in(void)
{
    return true;
}

int discovery_announce(struct discovery *discovery,
                       const struct discovery_announcement *what,
                       struct error *error)
{
    (void)what, (void)error;
    *discovery = (struct discovery){.fd = -1, .pid = -1};
    return 0;
}

int discovery_browse(struct discovery *discovery, const char *code,
                     struct error *error)
{
    int pair[2];

    (void)code;
    *discovery = (struct discovery){.fd = -1, .pid = -1};
    if (cannot_begin) {
        error_set(error, "no more processes");
        return -1;
    }
    cr_assert_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    for (int i = 0; i < event_count; i++)
        cr_assert_eq(send(pair[1], &events[i], sizeof *events, 0),
                     (ssize_t)sizeof *events);
    discovery->fd = pair[0];
    if (other_end >= 0)
        close(other_end);
    other_end = pair[1];
    (void)shutdown(other_end, SHUT_WR); /* it has ended after these */
    return 0;
}

void discovery_pause(struct discovery *discovery, bool pause)
{
    (void)discovery, (void)pause;
}

bool discovery_next(struct discovery *discovery, struct discovery_event *event)
{
    return recv(discovery->fd, event, sizeof *event, 0) ==
           (ssize_t)sizeof *event;
}

void discovery_end(struct discovery *discovery)
{
    if (discovery->fd >= 0)
        close(discovery->fd);
    discovery->fd = -1;
}

/* ---- A call -------------------------------------------------------------- */

static struct options options;
static struct talk talk;
static struct error error;

static void begin(void)
{
    data_home_begin();
    answers_begin();
    options = (struct options){.action = ACTION_CALL, .port = "8081",
                               .timeout_s = 30};
    talk = (struct talk){.options = &options, .terminal = &answers};
    error = (struct error){0};
}

static void end(void)
{
    answers_end();
    harness_end();
}

TestSuite(talk_network, .init = begin, .fini = end, .timeout = 60);

/* Somebody with this key waits at 192.0.2.7 port 9000. */
static void announce(const char *name, int which)
{
    struct discovery_event event = {.kind = DISCOVERY_FOUND,
                                    .address = "192.0.2.7", .port = 9000};
    const struct fingerprint key = data_home_key(which);

    snprintf(event.name, sizeof event.name, "%s", name);
    cr_assert_eq(announcement_tag_make(&key, &event.tag), 0);
    events[event_count++] = event;
}

static void fail_to_look(void)
{
    events[event_count++] =
        (struct discovery_event){.kind = DISCOVERY_FAILED, .name = "a fault"};
}

Test(talk_network, who_announces_the_name_is_called_there)
{
    options.host = "carl";
    announce("carl", 3);
    cr_expect_not(talk_has_found(&talk));
    cr_assert_eq(talk_look_around(&talk, &error), 0);
    cr_expect(talk_has_found(&talk));
    cr_expect_str_eq(talk.options->host, "192.0.2.7");
    cr_expect_str_eq(talk.options->port, "9000");
    cr_expect_str_eq(answers_take(),
                     "carl is waiting at 192.0.2.7 port 9000\n");
}

static void keep_bea(void)
{
    const struct fingerprint key = data_home_key(1);

    cr_assert_eq(contacts_keep("bea", &key, true, NULL, &error), 0, "%s",
                 error.text);
    options.host = "bea";
    options.is_contact = true;
    snprintf(talk.contact.name, sizeof talk.contact.name, "bea");
    talk.contact.key = key;
    talk.contact.place_count = CONTACT_PLACES_MAX;
    for (size_t i = 0; i < CONTACT_PLACES_MAX; i++) {
        snprintf(talk.contact.places[i].host, HOST_NAME_BYTES_MAX,
                 "old%zu.example", i);
        snprintf(talk.contact.places[i].port, CONTACT_PORT_MAX, "8081");
    }
}

/* The other places are still tried after that. */
Test(talk_network, a_contact_is_called_first_where_it_announces_itself)
{
    keep_bea();
    announce("whatever", 1);
    cr_assert_eq(talk_look_around(&talk, &error), 0);
    cr_expect_eq(talk.contact.place_count, CONTACT_PLACES_MAX);
    cr_expect_str_eq(talk.contact.places[0].host, "192.0.2.7");
    cr_expect_str_eq(talk.contact.places[0].port, "9000");
    cr_expect_str_eq(talk.contact.places[1].host, "old0.example");
    cr_expect_str_eq(talk.contact.places[2].host, "old1.example");
    cr_expect_str_eq(talk.options->host, "bea");
    cr_expect_not(talk_has_found(&talk));
    talk.contact.place_count = 0;
    cr_assert_eq(talk_look_around(&talk, &error), 0);
    cr_expect_eq(talk.contact.place_count, 1);
    cr_expect_str_eq(talk.contact.places[0].host, "192.0.2.7");
}

/* Anybody can announce the contact's name. */
Test(talk_network, an_impostor_is_not_called_in_place_of_a_contact)
{
    keep_bea();
    announce("bea", 2);
    cr_assert_eq(talk_look_around(&talk, &error), 0);
    cr_expect_str_eq(talk.contact.places[0].host, "old0.example");
    cr_expect_str_eq(talk.options->host, "bea");
}

Test(talk_network, a_code_that_nobody_shows_is_an_error)
{
    cr_assert(code_parse("4711-382-915", &talk.code));
    options.code = talk.code.text;
    options.timeout_s = 1;
    cr_expect_eq(talk_look_around(&talk, &error), -1);
    cr_expect_eq(strncmp(error.text, "nobody in this network shows the code",
                         37), 0, "%s", error.text);
    error.text[0] = '\0';
    fail_to_look();
    cr_expect_eq(talk_look_around(&talk, &error), -1);
    cr_expect_str_eq(error.text,
                     "cannot look for people in this network: a fault");
}

Test(talk_network, a_name_is_called_as_a_host_when_nobody_can_be_found)
{
    options.host = "carl";
    options.wait = true;
    fail_to_look();
    cr_expect_eq(talk_look_around(&talk, &error), 0);
    cr_expect_str_eq(talk.options->host, "carl");
    event_count = 0;
    cannot_begin = true;
    cr_expect_eq(talk_look_around(&talk, &error), 0);
    cr_expect_str_eq(talk.options->host, "carl");
    cr_expect_str_eq(answers_take(), "");
}
