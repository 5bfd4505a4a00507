/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/monitor.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/waiter.h"
#include "monitor/monitor_client.h"
#include "monitor/monitor_message.h"
#include "monitor/monitor_server.h"
#include "net/address.h"
#include "net/listener.h"
#include "support/loopback.h"

/* ---- Keys that only count ------------------------------------------------ */

struct fake_keys {
    unsigned asked;  /* how often anything was */
    bool fails;      /* every answer is an error */
    struct fingerprint checked;
};

static int give(struct fake_keys *fake, struct error *error)
{
    fake->asked++;
    if (!fake->fails)
        return 0;
    error_set(error, "the disk is full");
    return -1;
}

static int fake_public_key(void *context, struct key_agent_spki *spki,
                           struct error *error)
{
    *spki = (struct key_agent_spki){.length = 44, .data = "a public key"};
    return give(context, error);
}

static int fake_sign(void *context, const void *text, size_t length,
                     unsigned char signature[KEY_AGENT_SIGNATURE_SIZE],
                     struct error *error)
{
    (void)text;
    memset(signature, (int)length, KEY_AGENT_SIGNATURE_SIZE);
    return give(context, error);
}

static int fake_check(void *context, const struct fingerprint *theirs,
                      struct trust *trust, struct error *error)
{
    ((struct fake_keys *)context)->checked = *theirs;
    *trust = (struct trust){.state = TRUST_KNOWN, .theirs = *theirs};
    return give(context, error);
}

static int fake_knows(void *context, struct error *error)
{
    return give(context, error) < 0 ? -1 : 1;
}

static int fake_verify(void *context, const struct fingerprint *theirs,
                       struct error *error)
{
    (void)theirs;
    return give(context, error);
}

/* ---- A monitor in a thread ----------------------------------------------- */

static struct fake_keys fake;
static struct monitor_setup setup;
static struct monitor monitor; /* our end */
static int its_end;
static pthread_t thread;

static void *serve(void *result)
{
    *(int *)result = monitor_serve(its_end, &setup);
    close(its_end);
    return NULL;
}

static int served;

static void begin(const char *host)
{
    int pair[2];

    fake = (struct fake_keys){0};
    setup = (struct monitor_setup){
        .host = host,
        .port = "1",
        .keys = {.public_key = fake_public_key,
                 .sign = fake_sign,
                 .check_peer = fake_check,
                 .knows_peer = fake_knows,
                 .verify_peer = fake_verify,
                 .context = &fake},
    };
    cr_assert_eq(monitor_message_pair(pair), 0);
    monitor = (struct monitor){.socket = pair[0], .pid = -1};
    its_end = pair[1];
    cr_assert_eq(pthread_create(&thread, NULL, serve, &served), 0);
}

/* Hang up, and return what monitor_serve returned. */
static int end(void)
{
    close(monitor.socket);
    pthread_join(thread, NULL);
    return served;
}

static struct fingerprint some_fingerprint(void)
{
    static const unsigned char hash[FINGERPRINT_HASH_SIZE] = "some key's hash";

    return fingerprint_of_hash(hash);
}

/* ---- Requests in order --------------------------------------------------- */

Test(monitor, answers_every_request_about_keys)
{
    struct fingerprint theirs = some_fingerprint();
    struct key_agent keys;
    struct key_agent_spki spki;
    struct trust trust;
    struct error error = {0};

    begin("host");
    keys = monitor_client_keys(&monitor);
    cr_assert_eq(keys.public_key(keys.context, &spki, &error), 0);
    cr_assert_eq(spki.length, 44);
    cr_assert_str_eq((const char *)spki.data, "a public key");
    cr_assert_eq(keys.check_peer(keys.context, &theirs, &trust,
                                 &error),
                 0, "%s", error.text);
    cr_assert_eq(trust.state, TRUST_KNOWN);
    cr_assert_str_eq(trust.theirs.text, theirs.text);
    cr_assert_str_eq(fake.checked.text, theirs.text);
    cr_assert_eq(keys.knows_peer(keys.context, &error), 1);
    cr_assert_eq(keys.verify_peer(keys.context, &theirs, &error),
                 0);
    cr_assert_eq(end(), 0);
}

Test(monitor, hands_on_why_a_request_failed)
{
    struct fingerprint theirs = some_fingerprint();
    struct key_agent keys;
    struct key_agent_spki spki;
    struct trust trust;
    struct error error;

    begin("host");
    fake.fails = true;
    keys = monitor_client_keys(&monitor);
    error = (struct error){0};
    cr_assert_eq(keys.public_key(keys.context, &spki, &error), -1);
    cr_assert_str_eq(error.text, "the disk is full");
    error = (struct error){0};
    cr_assert_eq(keys.check_peer(keys.context, &theirs, &trust,
                                 &error),
                 -1);
    cr_assert_str_eq(error.text, "the disk is full");
    error = (struct error){0};
    cr_assert_eq(keys.knows_peer(keys.context, &error), -1);
    cr_assert_str_eq(error.text, "the disk is full");
    cr_assert_eq(keys.verify_peer(keys.context, &theirs, &error),
                 -1);
    cr_assert_eq(end(), 0);
}

/* ---- Signing ------------------------------------------------------------- */

/* What TLS 1.3 signs (RFC 8446 section 4.4.3). */
static size_t certificate_verify(unsigned char text[KEY_AGENT_SIGNED_MAX],
                                 const char *context, size_t hash)
{
    memset(text, ' ', 64);
    memset(text + 64, 0xAB, KEY_AGENT_SIGNED_MAX - 64);
    memcpy(text + 64, context, strlen(context) + 1);
    return 64 + strlen(context) + 1 + hash;
}

Test(monitor, signs_a_handshake_of_its_own_role_and_nothing_else)
{
    static const char client[] = "TLS 1.3, client CertificateVerify";
    static const char server[] = "TLS 1.3, server CertificateVerify";
    static const struct {
        const char *host;
        const char *context;
        size_t hash;
        int spoilt; /* the byte that is changed, or -1 */
        bool is_signed;
    } table[] = {
        {"host", client, 32, -1, true},  {"host", client, 48, -1, true},
        {NULL, server, 32, -1, true},    {NULL, server, 48, -1, true},
        {"host", server, 32, -1, false}, {NULL, client, 32, -1, false},
        {"host", client, 64, -1, false}, {"host", client, 33, -1, false},
        {"host", client, 32, 0, false},  {"host", client, 32, 63, false},
        {"host", client, 32, 64, false}, {"host", client, 32, 97, false},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        unsigned char text[KEY_AGENT_SIGNED_MAX];
        unsigned char signature[KEY_AGENT_SIGNATURE_SIZE];
        size_t length =
            certificate_verify(text, table[i].context, table[i].hash);
        struct key_agent keys;
        struct error error = {0};
        int result;

        if (table[i].spoilt >= 0)
            text[table[i].spoilt] ^= 1;
        begin(table[i].host);
        keys = monitor_client_keys(&monitor);
        result = keys.sign(keys.context, text, length, signature, &error);
        cr_expect_eq(result, table[i].is_signed ? 0 : -1, "row %zu", i);
        cr_expect_eq(fake.asked, table[i].is_signed, "row %zu", i);
        cr_expect_eq(end(), 0);
    }
}

Test(monitor, does_not_even_ask_to_sign_what_is_too_long)
{
    unsigned char signature[KEY_AGENT_SIGNATURE_SIZE];
    struct key_agent keys;
    struct error error = {0};

    begin("host");
    keys = monitor_client_keys(&monitor);
    cr_assert_eq(keys.sign(keys.context, "", KEY_AGENT_SIGNED_MAX + 1,
                           signature, &error),
                 -1);
    cr_assert_eq(end(), 0);
    cr_assert_eq(fake.asked, 0);
}

/* ---- Requests out of order ----------------------------------------------- */

static size_t open_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    size_t count = 0;

    while (directory && readdir(directory))
        count++;
    if (directory)
        closedir(directory);
    return count;
}

/* Send bytes as they are, with this many descriptors. */
static void send_raw(const void *bytes, size_t length, size_t descriptors)
{
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(16 * sizeof(int))];
    } control = {.room = {0}};
    struct iovec data = {(void *)(uintptr_t)bytes, length};
    struct msghdr header = {.msg_iov = &data, .msg_iovlen = 1};
    int fds[16];

    if (descriptors > 0) {
        struct cmsghdr *item;

        header.msg_control = control.room;
        header.msg_controllen = CMSG_SPACE(descriptors * sizeof(int));
        item = CMSG_FIRSTHDR(&header);
        item->cmsg_level = SOL_SOCKET;
        item->cmsg_type = SCM_RIGHTS;
        item->cmsg_len = CMSG_LEN(descriptors * sizeof(int));
        for (size_t i = 0; i < descriptors; i++)
            fds[i] = STDERR_FILENO;
        memcpy(CMSG_DATA(item), fds, descriptors * sizeof(int));
    }
    cr_assert_eq(sendmsg(monitor.socket, &header, MSG_NOSIGNAL),
                 (ssize_t)length);
}

#define OFFER sizeof(struct monitor_file_offer)

/* What a process that has been taken over might send. */
static const struct {
    const char *name;
    uint32_t code;
    uint32_t says;      /* how long it says that it is */
    size_t length;      /* how long it is, the head too */
    size_t descriptors;
} malformed[] = {
    {"shorter than a head", MONITOR_DIAL, 0, 3, 0},
    {"a head that is cut", MONITOR_DIAL, 0, 7, 0},
    {"no such request", 0, 0, 8, 0},
    {"a request of the future", 99, 0, 8, 0},
    {"longer than it says", MONITOR_DIAL, 0, 9, 0},
    {"shorter than it says", MONITOR_SIGN, 200, 8 + 130, 0},
    {"a length that wraps", MONITOR_DIAL, UINT32_MAX, 8, 0},
    {"longer than any message", MONITOR_SIGN, MONITOR_DATA_MAX + 1,
     8 + MONITOR_DATA_MAX + 1, 0},
    {"a call with a host", MONITOR_DIAL, 8, 16, 0},
    {"a call without its time", MONITOR_DIAL, 0, 8, 0},
    {"a judgement of nothing", MONITOR_CALL_JUDGED, 0, 8, 0},
    {"a call off with a host", MONITOR_CALL_OFF, 4, 12, 0},
    {"a public key with something", MONITOR_PUBLIC_KEY, 1, 9, 0},
    {"nothing to sign", MONITOR_SIGN, 0, 8, 0},
    {"too little to sign", MONITOR_SIGN, 64 + 34 + 31, 8 + 64 + 34 + 31, 0},
    {"too much to sign", MONITOR_SIGN, KEY_AGENT_SIGNED_MAX + 1,
     8 + KEY_AGENT_SIGNED_MAX + 1, 0},
    {"no fingerprint", MONITOR_PEER_CHECK, 0, 8, 0},
    {"half a fingerprint", MONITOR_PEER_CHECK, FINGERPRINT_TEXT_MAX - 2,
     8 + FINGERPRINT_TEXT_MAX - 2, 0},
    {"a fingerprint and more", MONITOR_PEER_VERIFY, FINGERPRINT_TEXT_MAX,
     8 + FINGERPRINT_TEXT_MAX, 0},
    {"somebody by name", MONITOR_PEER_IS_KNOWN, 5, 13, 0},
    {"a descriptor", MONITOR_DIAL, 0, 8, 1},
    {"descriptors", MONITOR_PUBLIC_KEY, 0, 8, 4},
    {"too many descriptors", MONITOR_PUBLIC_KEY, 0, 8, 16},
    {"no browser", MONITOR_BROWSER, 0, 8, 0},
    {"browsers", MONITOR_BROWSER, 0, 8, 4},
    {"a browser and something", MONITOR_BROWSER, 1, 9, 1},
    {"a file without a path", MONITOR_FILE_OPEN, 0, 8, 0},
    {"a path that is too long", MONITOR_FILE_OPEN, PATH_MAX, 8 + PATH_MAX, 0},
    {"a file and a descriptor", MONITOR_FILE_OPEN, 1, 9, 1},
    {"half an offer", MONITOR_FILE_CREATE, OFFER - 1, 8 + OFFER - 1, 0},
    {"an offer with a long name", MONITOR_FILE_CREATE, OFFER + NAME_MAX + 1,
     8 + OFFER + NAME_MAX + 1, 0},
    {"an offer and a descriptor", MONITOR_FILE_CREATE, OFFER, 8 + OFFER, 1},
    {"the end of some file", MONITOR_FILE_FINISH, 1, 9, 0},
    {"a file dropped somehow", MONITOR_FILE_DROP, 0, 8, 0},
    {"a file dropped twice", MONITOR_FILE_DROP, 2, 10, 0},
    {"the beginning of a long path", MONITOR_FILE_COMPLETE, PATH_MAX,
     8 + PATH_MAX, 0},
    {"another place for files", MONITOR_FILE_PLACE, 4, 12, 0},
};

Test(monitor, ends_at_what_no_charla_asks)
{
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        static char bytes[2 * sizeof(struct monitor_message)];
        size_t before = open_descriptors();

        memset(bytes, 0, sizeof bytes);
        memcpy(bytes, &malformed[i].code, 4);
        memcpy(bytes + 4, &malformed[i].says, 4);
        begin("host");
        send_raw(bytes, malformed[i].length, malformed[i].descriptors);
        pthread_join(thread, NULL);
        close(monitor.socket);
        cr_expect_eq(served, 1, "%s", malformed[i].name);
        cr_expect_eq(fake.asked, 0, "%s", malformed[i].name);
        cr_expect_eq(open_descriptors(), before, "%s", malformed[i].name);
    }
}

Test(monitor, turns_browsers_away_when_nobody_talks_with_them)
{
    struct error error = {0};
    size_t before = open_descriptors();
    int reports = 0, browser;

    begin(NULL);
    browser = dup(0);
    cr_assert_eq(monitor_client_pass_browser(&monitor, browser, &reports,
                                             &error),
                 -1);
    cr_assert_str_eq(error.text, "this charla has no page for browsers");
    cr_assert_eq(reports, -1);
    close(browser);
    cr_assert_eq(end(), 0);
    cr_assert_eq(open_descriptors(), before);
}

Test(monitor, refuses_what_is_no_fingerprint)
{
    static const char *const texts[] = {
        "", "SHA256:", "MD5:abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ",
        "SHA256:abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO\n2",
        "SHA256:abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP ",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct fingerprint odd = some_fingerprint();
        struct trust trust;
        struct key_agent keys;
        struct error error = {0};

        memset(odd.text, 0, sizeof odd.text);
        strcpy(odd.text, texts[i]);
        begin("host");
        keys = monitor_client_keys(&monitor);
        cr_expect_eq(keys.check_peer(keys.context, &odd, &trust, &error), -1,
                     "%s", texts[i]);
        cr_expect_eq(keys.verify_peer(keys.context, &odd, &error), -1, "%s",
                     texts[i]);
        cr_expect_eq(fake.asked, 0, "%s", texts[i]);
        cr_expect_eq(end(), 0);
    }
}

/* ---- Calling ------------------------------------------------------------- */

Test(monitor, calls_whom_the_command_line_named)
{
    struct address bound, peer;
    struct error error = {0};
    int listener =
        listener_open("127.0.0.1", "0", AF_UNSPEC, &bound, &error);
    struct pollfd caller = {.fd = listener, .events = POLLIN};
    char port[8];
    int called, accepted;

    loopback_need();
    cr_assert_geq(listener, 0, "%s", error.text);
    snprintf(port, sizeof port, "%u", address_port(&bound));
    begin("127.0.0.1");
    setup.port = port;
    cr_assert_eq(monitor_client_dial(&monitor, 0, &error), 0);
    called = monitor_client_dialled(&monitor, &peer, &error);
    cr_assert_geq(called, 0, "%s", error.text);
    cr_assert_eq(address_port(&peer), address_port(&bound));
    cr_assert_eq(poll(&caller, 1, -1), 1);
    accepted = accept(listener, NULL, NULL);
    cr_assert_eq(write(called, "hola", 4), 4);
    cr_assert_eq(read(accepted, port, sizeof port), 4);
    close(accepted);
    close(called);
    close(listener);
    cr_assert_eq(end(), 0);
}

Test(monitor, calls_nobody_for_a_listener)
{
    struct address peer;
    struct error error = {0};

    begin(NULL);
    cr_assert_eq(monitor_client_dial(&monitor, 0, &error), 0);
    cr_assert_eq(monitor_client_dialled(&monitor, &peer, &error), -1);
    cr_assert_eq(end(), 0);
}

Test(monitor, has_no_command_to_start_unless_it_was_told_one)
{
    struct error error = {0};
    bool failed;

    begin("host");
    setup.launcher = (struct launcher){.socket = -1, .pid = -1};
    cr_assert_eq(monitor_client_hang_up(&monitor, &failed, &error), -1);
    cr_assert_str_eq(error.text, "there is no command to start");
    cr_assert_eq(end(), 0);
}

static void expect_echo(struct monitor *whom)
{
    struct address nobody;
    struct error error = {0};
    char room[4];
    int link;

    cr_assert_eq(monitor_client_dial(whom, 0, &error), 0);
    link = monitor_client_dialled(whom, &nobody, &error);
    cr_assert_geq(link, 0, "%s", error.text);
    cr_assert_eq(nobody.length, 0);
    cr_assert_eq(write(link, "hola", 4), 4);
    cr_assert_eq(read(link, room, sizeof room), 4);
    close(link);
}

/* For a listener as well; each request starts it afresh. */
Test(monitor, starts_the_command_of_the_command_line)
{
    static char cat[] = "cat";
    char *command[] = {cat, NULL};
    const struct monitor_setup with_command = {.port = "1",
                                               .command = command};
    struct monitor started;
    struct error error = {0};
    bool failed = true;

    cr_assert_eq(monitor_start(&started, &with_command, &error), 0, "%s",
                 error.text);
    expect_echo(&started);
    expect_echo(&started);
    cr_assert_eq(monitor_client_hang_up(&started, &failed, &error), 0);
    cr_assert_not(failed);
    close(started.notes);
    monitor_end(&started);
}

/* ---- The process --------------------------------------------------------- */

/* In a child, which may have no more descriptors than it has. */
Test(monitor, that_cannot_start_is_an_error)
{
    pid_t pid = fork();
    int status;

    cr_assert_geq(pid, 0);
    if (pid == 0) {
        const struct monitor_setup nobody = {.host = NULL};
        const struct rlimit none = {0};
        struct error error = {0};
        bool fails = setrlimit(RLIMIT_NOFILE, &none) == 0 &&
                     monitor_start(&monitor, &nobody, &error) < 0;

        _exit(fails && monitor.socket == -1 &&
                      strncmp(error.text, "cannot start charla's monitor: ",
                              31) == 0
                  ? 0
                  : 1);
    }
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_expect_eq(status, 0);
}

Test(monitor, ends_when_charla_hangs_up)
{
    struct error error = {0};
    pid_t pid;

    setup = (struct monitor_setup){.port = "1"};
    cr_assert_eq(monitor_start(&monitor, &setup, &error), 0, "%s",
                 error.text);
    pid = monitor.pid;
    cr_assert_eq(kill(pid, 0), 0);
    monitor_end(&monitor);
    cr_assert_eq(kill(pid, 0), -1, "it is neither alive nor a zombie");
    monitor_end(&monitor);
}

Test(monitor, dies_with_its_parent_however_that_dies)
{
    int told[2];
    pid_t parent, orphan = 0;
    char byte;

    /* So that the orphan becomes this process's child. */
    cr_assert_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    cr_assert_eq(pipe(told), 0);
    parent = fork();
    if (parent == 0) {
        struct error error = {0};

        close(told[0]);
        setup = (struct monitor_setup){.port = "1"};
        if (monitor_start(&monitor, &setup, &error) == 0 &&
            write(told[1], &monitor.pid, sizeof monitor.pid) > 0)
            raise(SIGKILL);
        _exit(1);
    }
    close(told[1]);
    cr_assert_eq(read(told[0], &orphan, sizeof orphan), sizeof orphan);
    cr_assert_eq(read(told[0], &byte, 1), 0, "nobody holds the pipe");
    cr_assert_eq(waitpid(parent, NULL, 0), parent);
    cr_assert_eq(waitpid(orphan, NULL, 0), orphan);
    close(told[0]);
}

Test(monitor, that_is_killed_is_noticed)
{
    struct key_agent keys;
    struct key_agent_spki spki;
    struct error error = {0};

    setup = (struct monitor_setup){.port = "1"};
    cr_assert_eq(monitor_start(&monitor, &setup, &error), 0);
    kill(monitor.pid, SIGKILL);
    keys = monitor_client_keys(&monitor);
    cr_assert_eq(keys.public_key(keys.context, &spki, &error), -1);
    cr_assert_str_eq(error.text, "charla's monitor is gone");
    monitor_end(&monitor);
}
