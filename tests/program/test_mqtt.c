/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Two real copies of charla that meet in a room at a real broker, mosquitto,
 * which is killed, joined to another one, flooded and listened to. */
#include <config.h>

#include <criterion/criterion.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/broker.h"
#include "support/harness.h"
#include "support/users.h"

TestSuite(program_mqtt, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

static struct program *ana, *bob; /* ana waits, bob calls */

/* ---- Charlas ------------------------------------------------------------- */

static void meet_at(unsigned for_ana, unsigned for_bob)
{
    ana = charla_run_able(broker_member("ana", NULL),
                          "-l --via=mqtt://127.0.0.1:%u/room", for_ana);
    bob = charla_run_able(broker_member("bob", NULL),
                          "--via=mqtt://127.0.0.1:%u/room", for_bob);
    expect_encrypted(ana);
    expect_encrypted(bob);
}

static void ana_waits_at(unsigned port)
{
    ana = charla_run_able(broker_member("ana", NULL),
                          "-l --via=mqtt://127.0.0.1:%u/room", port);
    channel_expect(ana->err, "in the room; waiting for the other side\n");
}

/* ---- Conversations ------------------------------------------------------- */

Test(program_mqtt, two_meet_in_a_room)
{
    unsigned port = peer_free_port();

    broker_need();
    (void)broker_start(port, BROKER_ANYBODY);
    meet_at(port, port);
    charla_expect_conversation(ana, bob);
    cr_expect(channel_holds(ana->err, "the other side is in the room\n"));
}

/* The listener's charla makes one up, and says how it is called. */
Test(program_mqtt, a_room_is_made_up_where_none_is_given)
{
    unsigned port = peer_free_port();
    char address[128] = "";
    const char *shown;

    broker_need();
    (void)broker_start(port, BROKER_ANYBODY);
    ana = charla_run_able(broker_member("ana", NULL),
                          "-l --via=mqtt://127.0.0.1:%u", port);
    channel_expect(ana->err, "in the room; waiting");
    shown = strstr(channel_text(ana->err), "charla --via=");
    cr_assert_not_null(shown);
    cr_assert_eq(sscanf(shown, "charla %127s", address), 1);
    cr_expect_eq(strlen(strrchr(address, '/') + 1), 25);
    bob = charla_run_able(broker_member("bob", NULL), "%s", address);
    expect_encrypted(bob);
    charla_expect_conversation(ana, bob);
}

#ifdef SODIUM_SONAME

/* Nobody has named a host, so the key is known as a caller's: the next two who
 * meet in this room may be others. */
static void expect_known_as_caller(const char *who)
{
    char known[512] = "";
    FILE *file = fopen(user_path(who, "known_peers"), "r");

    cr_assert_not_null(file);
    cr_assert_gt(fread(known, 1, sizeof known - 1, file), 0);
    fclose(file);
    cr_expect_not_null(strstr(known, "\ncaller - SHA256:"), "%s", known);
    cr_expect_not_null(strstr(known, " verified\nend "), "%s", known);
    cr_expect_null(strstr(known, "\ncode "), "%s", known);
}

/* Its first digits name the room, the others prove who it is. */
Test(program_mqtt, a_code_finds_and_proves)
{
    static const char mark[] = "    charla ";
    unsigned port = peer_free_port();
    char code[16];

    broker_need();
    (void)broker_start(port, BROKER_ANYBODY);
    for (int is_right = 1; is_right >= 0; is_right--) {
        const char *at;

        ana = charla_run_able(broker_member("ana", NULL),
                              "-l --code --via=mqtt://127.0.0.1:%u", port);
        channel_expect(ana->err, "in the room; waiting");
        at = strstr(channel_text(ana->err), mark);
        cr_assert_not_null(at);
        snprintf(code, sizeof code, "%.12s", at + strlen(mark));
        if (!is_right)
            code[11] = code[11] == '0' ? '1' : '0';
        bob = charla_run_able(broker_member("bob", NULL),
                              "%s --via=mqtt://127.0.0.1:%u", code, port);
        if (is_right) {
            channel_expect(bob->err, "the other side's key is verified");
            charla_expect_conversation(ana, bob);
            expect_known_as_caller("bob");
            expect_known_as_caller("ana");
        } else {
            program_expect_status(bob, 4);
            program_expect_status(ana, 4);
            channel_expect(ana->err, "THE CODE WAS WRONG");
        }
    }
}

#endif

/* The first one waits for the other, as long as that takes. */
Test(program_mqtt, the_caller_may_come_first)
{
    unsigned port = peer_free_port();

    broker_need();
    (void)broker_start(port, BROKER_ANYBODY);
    bob = charla_run_able(broker_member("bob", NULL),
                          "--via=mqtt://127.0.0.1:%u/room", port);
    channel_expect(bob->err, "in the room; waiting for the other side\n");
    ana = charla_run_able(broker_member("ana", NULL),
                          "-l --via=mqtt://127.0.0.1:%u/room", port);
    expect_encrypted(ana);
    charla_expect_conversation(ana, bob);
}

Test(program_mqtt, bulk_arrives_whole)
{
    static char bulk[8 * 1024 * 1024];
    unsigned port = peer_free_port();

    broker_need();
    for (size_t i = 0; i < sizeof bulk; i++)
        bulk[i] = (char)(i * 31 + i / 251);
    (void)broker_start(port, BROKER_ANYBODY);
    meet_at(port, port);
    channel_send(bob->in, bulk, sizeof bulk);
    channel_finish(bob->in);
    channel_finish(ana->in);
    program_expect_status(bob, 0);
    program_expect_status(ana, 0);
    channel_expect_all(ana->out, bulk, sizeof bulk);
}

/* As a connection does that is closed: more is still here than may be on its
 * way at a time. */
Test(program_mqtt, what_was_given_before_charla_hung_up_arrives)
{
    static char bulk[3 * 1024 * 1024];
    unsigned port = peer_free_port();
    const char *charla = getenv("CHARLA");

    broker_need();
    for (size_t i = 0; i < sizeof bulk; i++)
        bulk[i] = (char)(i * 31 + i / 251);
    (void)broker_start(port, BROKER_ANYBODY);
    ana = program_run(&on_pipes, "%s-mqtt -l mqtt://127.0.0.1:%u/room", charla,
                      port);
    channel_finish(ana->in);
    bob = program_run(&on_pipes, "%s-mqtt mqtt://127.0.0.1:%u/room", charla,
                      port);
    channel_send(bob->in, bulk, sizeof bulk);
    channel_finish(bob->in);
    channel_expect(bob->err, "the other side is in the room\n");
    channel_close(bob->out);
    program_expect_status(bob, 0);
    program_expect_status(ana, 0);
    channel_expect_all(ana->out, bulk, sizeof bulk);
    cr_expect_not(channel_holds(ana->err, "gone"));
}

/* Each at a node of its own. */
Test(program_mqtt, two_meet_over_a_bridge_between_brokers)
{
    unsigned one = peer_free_port(), other;
    char bridge[256];

    broker_need();
    (void)broker_start(one, BROKER_ANYBODY);
    other = peer_free_port();
    snprintf(bridge, sizeof bridge,
             BROKER_ANYBODY "connection nodes\naddress 127.0.0.1:%u\n"
                     "topic charla/1/# both 0\n",
             one);
    (void)broker_start(other, bridge);
    meet_at(one, other);
    charla_expect_conversation(ana, bob);
}

/* ---- Who may come in ----------------------------------------------------- */

static void set_password(char *more, size_t size)
{
    char path[200], command[1024];
    const char *const argv[] = {"sh", "-c", command, NULL};

    program_need("mosquitto_passwd");
    snprintf(path, sizeof path, "%s/passwords", harness_directory());
    snprintf(command, sizeof command,
             "mosquitto_passwd -b -c %s me s3cret; chmod 600 %s; "
             "echo s3cret >%s.plain",
             path, path, path);
    (void)program_wait(program_start(&on_pipes, argv));
    snprintf(more, size, "allow_anonymous false\npassword_file %s\n", path);
}

Test(program_mqtt, the_broker_is_told_a_password_of_the_environment_or_a_file)
{
    unsigned port = peer_free_port();
    char more[512], file[400];

    broker_need();
    set_password(more, sizeof more);
    (void)broker_start(port, more);
    snprintf(file, sizeof file, "CHARLA_MQTT_PASSWORD_FILE=%s/passwords.plain",
             harness_directory());
    ana = charla_run_able(broker_member("ana", file),
                          "-l --via=mqtt://me@127.0.0.1:%u/room", port);
    bob = charla_run_able(broker_member("bob", "CHARLA_MQTT_PASSWORD=s3cret"),
                          "--via=mqtt://me@127.0.0.1:%u/room", port);
    expect_encrypted(ana);
    charla_expect_conversation(ana, bob);
    /* The other side is another user of the broker. */
    cr_expect(channel_holds(ana->err, "    charla --via=mqtt://127.0.0.1:"));
}

Test(program_mqtt, a_broker_that_refuses_is_named)
{
    unsigned port = peer_free_port();
    char more[512];

    broker_need();
    set_password(more, sizeof more);
    (void)broker_start(port, more);
    bob = charla_run_able(broker_member("bob", "CHARLA_MQTT_PASSWORD=wrong"),
                          "--via=mqtt://me@127.0.0.1:%u/room", port);
    channel_finish(bob->in);
    program_expect_status(bob, 1);
    channel_expect(bob->err, "command: the broker refuses: ");
}

Test(program_mqtt, a_broker_that_is_not_there_is_named)
{
    unsigned nobody = peer_free_port();

    broker_need();
    bob = charla_run_able(broker_member("bob", NULL),
                          "--via=mqtt://127.0.0.1:%u/room", nobody);
    channel_finish(bob->in);
    program_expect_status(bob, 1);
    channel_expect(bob->err, "command: cannot call the broker: ");
}

static const struct {
    const char *line, *words;
} wrong[] = {
    {"--plain -l --via=mqtt://b/r", "so --plain is not possible there"},
    {"--via=mqtt://b", "the ROOM is missing"},
    {"--via=mqtt://b/r host", "one word too many: 'host'"},
    {"-l --via=mqtt://me:secret@b/r", "a password on the command line"},
    {"--via=mqtt://b/#", "a ROOM has up to 64 letters"},
};

Test(program_mqtt, what_makes_no_sense_is_wrong_usage)
{
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        bob = charla_run_able(&on_pipes, "%s", wrong[i].line);
        program_expect_status(bob, 2);
        channel_expect(bob->err, wrong[i].words);
    }
}

/* ---- What a broker may do ------------------------------------------------ */

/* What was said has arrived, or is said to be lost. */
Test(program_mqtt, the_end_of_the_broker_is_noticed_and_said)
{
    unsigned port = peer_free_port();
    struct program *broker;

    broker_need();
    broker = broker_start(port, BROKER_ANYBODY);
    meet_at(port, port);
    channel_say(bob->in, "hello\n");
    channel_expect(ana->out, "hello\n");
    program_signal(broker, SIGKILL);
    program_expect_status(bob, 3);
    program_expect_status(ana, 3);
    channel_expect(bob->err, "command: the connection to the broker is lost\n");
}

/* In the middle of a file; with --resume nothing is lost and nothing comes
 * twice. */
Test(program_mqtt, a_broker_that_is_killed_and_started_again_loses_nothing)
{
    static char bulk[8 * 1024 * 1024];
    unsigned port = peer_free_port();
    struct program *broker;

    broker_need();
    for (size_t i = 0; i < sizeof bulk; i++)
        bulk[i] = (char)(i * 31 + i / 251);
    broker = broker_start(port, BROKER_ANYBODY);
    ana = charla_run_able(broker_member("ana", NULL),
                          "--resume=60 -l --via=mqtt://127.0.0.1:%u/room",
                          port);
    bob = charla_run_able(broker_member("bob", NULL),
                          "--resume=60 --via=mqtt://127.0.0.1:%u/room", port);
    channel_send(bob->in, bulk, sizeof bulk);
    for (int i = 1; i < 4; i++) {
        channel_expect_length(ana->out, (size_t)i * 2 * 1024 * 1024);
        program_signal(broker, SIGKILL);
        (void)program_wait(broker);
        broker = broker_start(port, BROKER_ANYBODY);
    }
    channel_finish(bob->in);
    channel_finish(ana->in);
    program_expect_status(bob, 0);
    program_expect_status(ana, 0);
    channel_expect_all(ana->out, bulk, sizeof bulk);
    cr_expect(channel_holds(ana->err, "nothing was lost"));
}

/* Somebody else at the broker hears all of it. */
Test(program_mqtt, the_broker_and_its_guests_see_no_text)
{
    unsigned port = peer_free_port();
    struct program *spy;

    broker_need();
    program_need("mosquitto_sub");
    (void)broker_start(port, BROKER_ANYBODY);
    spy = program_run(&on_pipes, "mosquitto_sub -h 127.0.0.1 -p %u -t #", port);
    meet_at(port, port);
    channel_say(bob->in, "a secret word\n");
    channel_expect(ana->out, "a secret word\n");
    channel_finish(bob->in);
    channel_finish(ana->in);
    program_expect_status(bob, 0);
    channel_expect(spy->out, "charla ");
    cr_expect_not(channel_holds(spy->out, "secret"));
}

/* On both topics, while two talk: nothing of it is shown, and nothing else
 * comes of it. */
Test(program_mqtt, a_stranger_who_writes_into_the_room_is_passed_over)
{
    unsigned port = peer_free_port();

    broker_need();
    program_need("mosquitto_pub");
    (void)broker_start(port, BROKER_ANYBODY);
    meet_at(port, port);
    for (const char *topic = "ab"; *topic; topic++) {
        program_expect_status(
            program_run(&on_pipes,
                        "mosquitto_pub -h 127.0.0.1 -p %u "
                        "-t charla/1/room/%c -m "
                        "a-message-of-some-length-that-is-no-message-of-ours",
                        port, *topic),
            0);
        program_expect_status(
            program_run(&on_pipes,
                        "mosquitto_pub -h 127.0.0.1 -p %u "
                        "-t charla/1/room/%c -n -r",
                        port, *topic),
            0);
    }
    charla_expect_conversation(ana, bob);
    channel_expect_only(ana->out, "hello\n");
}

static void stranger_says(unsigned port, char kind)
{
    char message[17] = {kind, 's', 't', 'r', 'a', 'n', 'g', 'e', 'r'};
    struct program *stranger = program_run(
        &on_pipes,
        "mosquitto_pub -h 127.0.0.1 -p %u -t charla/1/room/a -s", port);

    channel_send(stranger->in, message, sizeof message);
    channel_finish(stranger->in);
    program_expect_status(stranger, 0);
}

/* Somebody comes into the room as the caller, and leaves without a word. */
Test(program_mqtt, a_stranger_who_comes_first_does_not_end_the_wait)
{
    enum { CALL = 1, GONE = 7 };
    unsigned port = peer_free_port();

    broker_need();
    program_need("mosquitto_pub");
    (void)broker_start(port, BROKER_ANYBODY);
    ana_waits_at(port);
    stranger_says(port, CALL);
    channel_expect(ana->err, "the other side is in the room\n");
    stranger_says(port, GONE);
    channel_expect(ana->err, "the other side is gone\n");
    bob = charla_run_able(broker_member("bob", NULL),
                          "--via=mqtt://127.0.0.1:%u/room", port);
    expect_encrypted(ana);
    charla_expect_conversation(ana, bob);
}

/* Whoever comes first waits for the broker, too. */
static void expect_wait_without_broker(bool listener_is_first)
{
    static const char *const options[] = {"", "-l "};
    static const char *const names[] = {"bob", "ana"};
    unsigned port = peer_free_port();
    struct program *broker, *first, *other;

    broker_need();
    broker = broker_start(port, BROKER_ANYBODY);
    first = charla_run_able(broker_member(names[listener_is_first], NULL),
                            "%s--via=mqtt://127.0.0.1:%u/room",
                            options[listener_is_first], port);
    channel_expect(first->err, "in the room; waiting for the other side\n");
    for (int i = 0; i < 2; i++) {
        program_signal(broker, SIGKILL);
        (void)program_wait(broker);
        channel_expect(first->err, "trying again until the broker lets us in");
        broker = broker_start(port, BROKER_ANYBODY);
        channel_expect(first->err, "in the room; waiting for the other side\n");
    }
    other = charla_run_able(broker_member(names[!listener_is_first], NULL),
                            "%s--via=mqtt://127.0.0.1:%u/room",
                            options[!listener_is_first], port);
    expect_encrypted(first);
    ana = listener_is_first ? first : other;
    bob = listener_is_first ? other : first;
    charla_expect_conversation(ana, bob);
}

Test(program_mqtt, a_broker_that_is_gone_for_a_while_does_not_end_the_wait)
{
    expect_wait_without_broker(true);
}

Test(program_mqtt, a_broker_that_is_gone_does_not_end_the_wait_of_a_caller)
{
    expect_wait_without_broker(false);
}

/* Its charla is killed, and started again in the same room. */
Test(program_mqtt, a_caller_that_was_killed_begins_anew)
{
    unsigned port = peer_free_port();

    broker_need();
    (void)broker_start(port, BROKER_ANYBODY);
    ana = charla_run_able(broker_member("ana", NULL),
                          "--resume=60 -l --via=mqtt://127.0.0.1:%u/room",
                          port);
    for (int i = 0; i < 2; i++) {
        bob = charla_run_able(broker_member("bob", NULL),
                              "--resume=60 --via=mqtt://127.0.0.1:%u/room",
                              port);
        if (i > 0)
            break;
        channel_say(bob->in, "hello\n");
        channel_expect(ana->out, "hello\n");
        program_signal(bob, SIGKILL);
        (void)program_wait(bob);
    }
    channel_expect(ana->err, "the other side has begun a new conversation");
    program_expect_status(ana, 3);
}

/* The process that is in the room: the newest of them. */
static pid_t find_in_room(unsigned port)
{
    struct program *pgrep;

    program_need("pgrep");
    pgrep = program_run(&on_pipes, "pgrep -n -f charla-mqtt.*%u", port);
    program_expect_status(pgrep, 0);
    channel_expect(pgrep->out, "\n");
    return (pid_t)strtol(channel_text(pgrep->out), NULL, 10);
}

static void expect_end_without_broker(bool between_two_tries)
{
    unsigned port = peer_free_port();
    struct program *broker;
    pid_t in_room;

    broker_need();
    broker = broker_start(port, BROKER_ANYBODY);
    bob = charla_run_able(broker_member("bob", NULL),
                          "--via=mqtt://127.0.0.1:%u/room", port);
    channel_expect(bob->err, "in the room; waiting for the other side\n");
    in_room = find_in_room(port);
    program_signal(broker, SIGKILL);
    while (between_two_tries && kill(in_room, 0) == 0)
        (void)sched_yield();
    if (!between_two_tries)
        channel_expect(bob->err,
                       "trying again until the broker lets us in\n");
    program_signal(bob, SIGTERM);
    (void)program_wait(bob);
    cr_expect_not(channel_holds(bob->err, "charla-mqtt"));
}

Test(program_mqtt, a_wait_without_a_broker_ends_in_order)
{
    expect_end_without_broker(false);
}

Test(program_mqtt, a_wait_between_two_tries_ends_in_order)
{
    expect_end_without_broker(true);
}

Test(program_mqtt, a_process_in_the_room_that_is_killed_is_told_of)
{
    unsigned port = peer_free_port();

    broker_need();
    program_need("pkill");
    (void)broker_start(port, BROKER_ANYBODY);
    ana_waits_at(port);
    program_expect_status(program_run(&on_pipes, "pkill -SYS -n -f "
                                                 "charla-mqtt.*%u", port), 0);
    program_expect_status(ana, 1);
    channel_expect(ana->err, "command: charla-mqtt was ended by a signal: ");
}

/* In a conversation each side is told so once, and both come back. */
Test(program_mqtt, both_sides_try_until_the_broker_is_there_again)
{
    unsigned port = peer_free_port();
    struct program *broker;

    broker_need();
    broker = broker_start(port, BROKER_ANYBODY);
    ana = charla_run_able(broker_member("ana", NULL),
                          "--resume=60 -l --via=mqtt://127.0.0.1:%u/room",
                          port);
    bob = charla_run_able(broker_member("bob", NULL),
                          "--resume=60 --via=mqtt://127.0.0.1:%u/room", port);
    channel_say(bob->in, "hello\n");
    channel_expect(ana->out, "hello\n");
    program_signal(broker, SIGKILL);
    (void)program_wait(broker);
    channel_expect(ana->err, "trying again until the broker lets us in\n");
    channel_expect(bob->err, "trying again until the broker lets us in\n");
    (void)broker_start(port, BROKER_ANYBODY);
    channel_expect(ana->err, "nothing was lost");
    channel_say(bob->in, "again\n");
    channel_expect(ana->out, "again\n");
}

Test(program_mqtt, a_listener_is_told_of_a_broker_that_is_not_there)
{
    unsigned nobody = peer_free_port();

    broker_need();
    ana = charla_run_able(broker_member("ana", NULL),
                          "-l --via=mqtt://127.0.0.1:%u/room", nobody);
    program_expect_status(ana, 1);
    channel_expect(ana->err, "command: cannot call the broker: ");
}

/* It is charla's to start, but a user who tries is told how. */
Test(program_mqtt, a_process_for_the_room_that_is_started_wrongly_says_how)
{
    static const char *const ways[][3] = {
        {NULL},
        {"-l"},
        {"mqtt://127.0.0.1"},
        {"mqtt://127.0.0.1:0/room"},
        {"http://127.0.0.1/room"},
        {"-x", "mqtt://127.0.0.1/room"},
        {"-l", "mqtt://127.0.0.1/"},
        {"-l", "mqtt://127.0.0.1/room", "more"},
    };
    char path[512];

    broker_need();
    snprintf(path, sizeof path, "%s-mqtt", getenv("CHARLA"));
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const char *const argv[] = {path, ways[i][0], ways[i][1],
                                    ways[i][2], NULL};
        struct program *started = program_start(&on_pipes, argv);

        program_expect_status(started, 2);
        channel_expect(started->err, "charla-mqtt [-l] mqtt[s]://");
        cr_expect_str_empty(channel_text(started->out), "row %zu", i);
    }
}
