/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys and names of the real program: its files, --fingerprint, --forget,
 * --name, and what it keeps to itself. */
#include <config.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "crypto/known_peers.h"
#include "support/harness.h"
#include "support/tls_peer.h"
#include "support/users.h"
#include "text/shell.h"

TestSuite(program_keys, .init = harness_begin, .fini = harness_end,
          .timeout = 120);
TestSuite(program_names, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

static struct program *ana, *bob; /* ana waits, bob calls */

/* ---- The key ------------------------------------------------------------- */

Test(program_keys, fingerprint_is_made_once_and_printed_alone)
{
    struct program *charla;
    char first[128];

    charla = charla_run_able(user("ana"), "--fingerprint");
    program_expect_status(charla, 0);
    channel_expect_only(charla->err, "");
    snprintf(first, sizeof first, "%s", channel_text(charla->out));
    cr_expect_eq(strncmp(first, "SHA256:", 7), 0);
    cr_expect_eq(strlen(first), 7 + 43 + 1);
    charla = charla_run_able(user("ana"), "--fingerprint");
    program_expect_status(charla, 0);
    channel_expect_only(charla->out, first);
    cr_expect_str_neq(user_fingerprint("bob"), strtok(first, "\n"));
}

Test(program_keys, fingerprint_that_cannot_be_written_is_1)
{
    const struct setup full = {.out = PLUG_FULL};

    program_expect_status(charla_run_able(&full, "--fingerprint"), 1);
}

static unsigned mode_of(const char *path)
{
    struct stat status;

    cr_assert_eq(stat(path, &status), 0, "%s", path);
    return status.st_mode & 07777;
}

Test(program_keys, files_are_the_owners_alone)
{
    ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
    bob = charla_run_able(user("bob"), "127.0.0.1 %u", program_port(ana));
    channel_finish(bob->in);
    channel_finish(ana->in);
    program_expect_status(bob, 0);
    program_expect_status(ana, 0);
    cr_expect_eq(mode_of(user_path("bob", "")), 0700);
    cr_expect_eq(mode_of(user_path("bob", "key.pem")), 0600);
    cr_expect_eq(mode_of(user_path("bob", "known_peers")), 0600);
    cr_expect_eq(mode_of(user_path("ana", "key.pem")), 0600);
    cr_expect_eq(mode_of(user_path("ana", "known_peers")), 0600);
}

/* A charla that stays plain needs no key. */
Test(program_keys, plain_makes_no_key)
{
    ana = charla_run(user("ana"), "-l -p 0 127.0.0.1");
    bob = charla_run_able(user("bob"), "127.0.0.1 %u", program_port(ana));
    channel_say(bob->in, "hello\n");
    channel_finish(bob->in);
    channel_finish(ana->in);
    program_expect_status(bob, 0);
    program_expect_status(ana, 0);
    cr_expect_neq(access(user_path("ana", ""), F_OK), 0);
    cr_expect_neq(access(user_path("bob", "key.pem"), F_OK), 0);
}

Test(program_keys, that_others_may_read_are_refused)
{
    char sentence[512], *word;
    struct program *charla;

    (void)user_fingerprint("ana");
    chmod(user_path("ana", "key.pem"), 0644);
    snprintf(sentence, sizeof sentence, "charla: others can read %s; ",
             user_path("ana", "key.pem"));
    charla = charla_run_able(user("ana"), "--fingerprint");
    program_expect_status(charla, 1);
    channel_expect(charla->err, sentence);
    channel_expect_only(charla->out, "");
    charla = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
    program_expect_status(charla, 4);
    channel_expect(charla->err, sentence);
    word = shell_quote(user_path("ana", "key.pem"));
    snprintf(sentence, sizeof sentence, "fix it with: chmod 600 %s\n", word);
    free(word);
    channel_expect(charla->err, sentence);
    cr_expect_not(channel_holds(charla->err, "listening"));

    bob = charla_run_able(user("bob"), "-l -p 0 127.0.0.1");
    charla = charla_run_able(user("ana"), "127.0.0.1 %u", program_port(bob));
    channel_say(charla->in, "my secret\n");
    expect_refused(charla, 4, "others can read ");
    end_waiting(bob);
}

Test(program_keys, that_are_corrupt_are_refused)
{
    FILE *file;

    (void)user_fingerprint("ana");
    file = fopen(user_path("ana", "key.pem"), "w");
    fputs("-----BEGIN PRIVATE KEY-----\nAA", file);
    fclose(file);
    ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
    expect_refused(ana, 4, user_path("ana", "key.pem holds no key that charla "
                                            "can use: "));
}

/* ---- Forgetting ---------------------------------------------------------- */

/* Let bob remember a key for this host and port, that of nobody. */
static void know(const char *host, unsigned port)
{
    static const unsigned char hash[FINGERPRINT_HASH_SIZE];
    const struct fingerprint nobody = fingerprint_of_hash(hash);
    struct error error = {0};
    struct trust trust;
    char home[256], digits[8];

    snprintf(home, sizeof home, "%s/bob", harness_directory());
    snprintf(digits, sizeof digits, "%u", port);
    setenv("XDG_DATA_HOME", home, 1);
    cr_assert_eq(known_peers_check(&(struct peer_name){host, digits}, &nobody,
                                   &trust, &error),
                 0, "%s", error.text);
    unsetenv("XDG_DATA_HOME");
}

Test(program_keys, can_be_forgotten_in_every_form)
{
    static const struct {
        const char *host;
        unsigned port;
        const char *form;
    } cases[] = {
        {"host.example", 8081, "--forget host.example"},
        {"host.example", 8081, "--forget=host.example:8081"},
        {"host.example", 99, "--forget HOST.example:99"},
        {"host.example", 99, "--forget host.example -p 99"},
        {"192.0.2.1", 8081, "--forget 192.0.2.1"},
        {"192.0.2.1", 99, "--forget 192.0.2.1:99"},
        {"::1", 8081, "--forget ::1"},
        {"::1", 8081, "--forget [::1]"},
        {"::1", 99, "--forget [::1]:99"},
        {"2001:db8::a", 99, "--forget [2001:DB8::A]:099"},
        {"2001:db8::a", 99, "--forget 2001:db8::a -p 99"},
    };
    struct program *charla;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        know("other.example", 8081);
        know(cases[i].host, cases[i].port);
        charla = charla_run_able(user("bob"), "%s", cases[i].form);
        program_expect_status(charla, 0);
        channel_expect_only(charla->out, "");
        channel_expect_only(charla->err, "");
        charla = charla_run_able(user("bob"), "%s", cases[i].form);
        program_expect_status(charla, 1);
        channel_expect(charla->err, "no key is known for ");
        charla = charla_run_able(user("bob"), "--forget other.example");
        program_expect_status(charla, 0);
        harness_end();
    }
}

Test(program_keys, are_not_forgotten_for_what_is_no_address)
{
    static const char *const forms[] = {
        "--forget", "--forget host:", "--forget host:port", "--forget :8081",
        "--forget host:70000", "--forget [::1]:0", "--forget host:1 -p 2",
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct program *charla = charla_run_able(user("bob"), "%s", forms[i]);

        program_expect_status(charla, 2);
        channel_expect(charla->err, "(see charla --help)\n");
        harness_end();
    }
}

/* A charla that cannot look up the other side's key says so, and does not just
 * hang up. */
Test(program_keys, that_cannot_be_looked_up_end_it_for_both)
{
    for (int turn = 0; turn < 2; turn++) {
        const char *name = turn ? "ana" : "bob";
        struct program *other;

        (void)user_fingerprint(name);
        fclose(fopen(user_path(name, "known_peers"), "w"));
        chmod(user_path(name, "known_peers"), 0644);
        ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
        bob = charla_run_able(user("bob"), "127.0.0.1 %u", program_port(ana));
        if (turn) {
            expect_turned_away(ana, "others can read ");
            expect_refused(bob, 3, "the encrypted connection failed: ");
        } else {
            expect_refused(bob, 4, "others can read ");
            expect_turned_away(ana, "the encrypted connection failed: ");
        }
        other = turn ? bob : ana;
        cr_expect_not(channel_holds(other->err, "remembers another key"));
        cr_expect_not(channel_holds(other->err, "cut off"));
        harness_end();
    }
}

/* Make bob's known_peers, which is whole, into something else. */
static void cut_short(const char *path)
{
    struct stat status;

    cr_assert_eq(stat(path, &status), 0);
    cr_assert_eq(truncate(path, status.st_size - 1), 0);
}

static void empty(const char *path)
{
    cr_assert_eq(truncate(path, 0), 0);
}

static void fill_with_zeros(const char *path)
{
    struct stat status;

    cr_assert_eq(stat(path, &status), 0);
    cr_assert(truncate(path, 0) == 0 && truncate(path, status.st_size) == 0);
}

static void make_dangling(const char *path)
{
    cr_assert(unlink(path) == 0 && symlink("nowhere", path) == 0);
}

static void make_directory(const char *path)
{
    cr_assert(unlink(path) == 0 && mkdir(path, 0700) == 0);
}

/* Otherwise a changed key would be a new one, and a plain answer would be
 * accepted from a peer that has always encrypted. */
Test(program_keys, that_cannot_be_read_are_not_those_of_strangers)
{
    static const struct {
        void (*damage)(const char *path);
        const char *words;
    } cases[] = {
        {cut_short, "known_peers is damaged at line 3: "},
        {empty, "known_peers is damaged at line 1: "},
        {fill_with_zeros, "known_peers is damaged at line 1: "},
        {make_dangling, "known_peers is a symbolic link to nothing; "},
        {make_directory, "known_peers is not a regular file"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int plain = 0; plain < 2; plain++) {
            unsigned port;

            ana = plain ? charla_run(user("ana"), "-l -p 0 127.0.0.1")
                        : charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
            port = program_port(ana);
            know("127.0.0.1", port);
            cases[i].damage(user_path("bob", "known_peers"));
            bob = charla_run_able(user("bob"), "127.0.0.1 %u", port);
            channel_say(bob->in, "secret\n");
            expect_refused(bob, 4, cases[i].words);
            end_waiting(ana);
            harness_end();
        }
}

/* A shell leaves "*" as it is where no file matches. */
Test(program_keys, are_remembered_for_hosts_alone)
{
    static const char *const arguments[] = {"*", "--forget=*", "*.example"};

    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++) {
        ana = charla_run_able(user("ana"), "%s", arguments[i]);
        expect_refused(ana, 1, "neither ");
        cr_expect_neq(access(user_path("ana", "known_peers"), F_OK), 0);
    }
}

/* ---- Verifying ----------------------------------------------------------- */

/* Bob, on a terminal, calls ana on this port and is told this of her key. */
static void begin_call(unsigned port, const char *told)
{
    ana = charla_run_able(user("ana"), "-l -p %u 127.0.0.1", port);
    cr_assert_eq(program_port(ana), port);
    bob = charla_run_able(user_on(&on_terminal, "bob"), "127.0.0.1 %u", port);
    channel_expect(bob->err, told);
}

static void end_call(void)
{
    channel_say(bob->in, "%end%\r");
    program_expect_status(bob, 0);
    program_expect_status(ana, 0);
}

static void converse(unsigned port, const char *told)
{
    begin_call(port, told);
    end_call();
}

static void type(const char *line, const char *answer)
{
    channel_say(bob->in, line);
    channel_say(bob->in, "\r");
    channel_expect(bob->out, answer);
}

/* The digits that ana reads to bob. */
static const char *digits_of_ana(void)
{
    static struct fingerprint fingerprint;

    if (!*fingerprint.text)
        cr_assert(fingerprint_parse(user_fingerprint("ana"), &fingerprint));
    return fingerprint.digits;
}

#define ASKED "type group "

/* The line that verifies ana's key: bob asks which groups it takes. */
static const char *right_line(void)
{
    static char line[64];
    const char *digits = digits_of_ana(), *at;
    int first = 0, second = 0;

    type("/verify", "/verify ##### #####");
    at = strstr(channel_text(bob->out), ASKED);
    cr_assert_eq(sscanf(at, ASKED "%d, then group %d:", &first, &second), 2);
    cr_assert(first >= 1 && first <= 6 && second >= 1 && second <= 6 &&
              first != second);
    snprintf(line, sizeof line, "/verify %.5s %.5s", digits + (first - 1) * 6,
             digits + (second - 1) * 6);
    return line;
}

static void verify(void)
{
    type(right_line(), digits_of_ana());
    channel_expect(bob->out, "key is verified from now on");
}

Test(program_keys, are_verified_for_one_address)
{
    unsigned home = peer_free_port(), other = peer_free_port();
    char told[512];

    begin_call(home, "key is new, not verified:");
    verify();
    end_call();
    begin_call(home, "the other side's key is verified:");
    type("/verify", "you have verified this key");
    end_call();
    snprintf(told, sizeof told,
             "encrypted; the other side's key is new for 127.0.0.1 port %u",
             other);
    begin_call(other, told);
    channel_expect(bob->err, "only under another address:");
    channel_expect(bob->err, user_fingerprint("ana"));
    end_call();
    begin_call(other, "key is known since ");
    verify();
    end_call();
    converse(other, "the other side's key is verified:");
    converse(home, "the other side's key is verified:");
}

Test(program_keys, that_are_forgotten_are_verified_no_more)
{
    unsigned port = peer_free_port();

    begin_call(port, "key is new, not verified:");
    verify();
    end_call();
    program_expect_status(charla_run_able(user("bob"),
                                          "--forget 127.0.0.1:%u", port),
                          0);
    converse(port, "key is new, not verified:");
}

/* Whatever a stranger gets bob to paste, and however the terminal passes it
 * on: whole, with its end inside, or as if it were typed. */
Test(program_keys, are_not_verified_by_what_is_pasted)
{
    unsigned port = peer_free_port();
    char all[64];

    snprintf(all, sizeof all, "/verify %s", digits_of_ana());
    begin_call(port, "key is new, not verified:");
    channel_say(bob->in, "\x1B[200~/verify yes\r\x1B[201~\r");
    channel_say(bob->in, "\x1B[200~x\x1B[201~/verify yes\r");
    channel_say(bob->in, "\x15"); /* what of it is still a line */
    type("/verify yes", ASKED);
    type("/verify YES", ASKED);
    type("/verify 1", ASKED);
    type(all, ASKED);
    type("/verify 00000 00000 ", "NOT verified: the digits are wrong;");
    end_call();
    cr_expect_not(channel_holds(bob->out, "verified from now on"));
    converse(port, "key is known since ");
    cr_expect(channel_holds(bob->out, ", not verified:"));
}

/* Digits mean nothing before it was said which are asked for. */
Test(program_keys, are_not_verified_by_digits_that_nobody_asked_for)
{
    unsigned port = peer_free_port();
    char line[64];

    snprintf(line, sizeof line, "/verify %.11s", digits_of_ana());
    begin_call(port, "key is new, not verified:");
    type(line, ASKED);
    end_call();
    converse(port, "key is known since ");
}

Test(program_keys, can_be_verified_wrong_only_once)
{
    unsigned port = peer_free_port();
    char right[64];

    begin_call(port, "key is new, not verified:");
    snprintf(right, sizeof right, "%s", right_line());
    cr_expect_not(channel_holds(bob->out, digits_of_ana()));
    type("/verify 12345 6789", ASKED); /* no answer at all */
    right[strlen(right) - 1] ^= 1;
    type(right, "NOT verified: the digits are wrong;");
    right[strlen(right) - 1] ^= 1;
    type(right, "NOT verified: the digits were wrong;");
    type("/verify", "NOT verified: the digits were wrong;");
    end_call();
    begin_call(port, "key is known since ");
    verify();
    end_call();
    converse(port, "the other side's key is verified:");
}

static void expect_told_of_bob(const char *words)
{
    cr_expect(channel_holds(ana->err, words), "%s", channel_text(ana->err));
}

Test(program_keys, of_callers_can_be_forgotten)
{
    unsigned port = peer_free_port();
    const char *fingerprint = user_fingerprint("bob");

    converse(port, "key is ");
    expect_told_of_bob("key is new, not verified:");
    converse(port, "key is ");
    expect_told_of_bob("key is known since ");
    program_expect_status(
        charla_run_able(user("ana"), "--forget %s", fingerprint), 0);
    converse(port, "key is ");
    expect_told_of_bob("key is new, not verified:");
    program_expect_status(
        charla_run_able(user("ana"), "--forget=%s", fingerprint), 0);
    ana = charla_run_able(user("ana"), "--forget %s", fingerprint);
    expect_refused(ana, 1, "no caller with the key SHA256:");
    ana = charla_run_able(user("ana"), "--forget SHA256:nobody");
    expect_refused(ana, 1, "no caller with the key SHA256:nobody is known\n");
}

/* Over IPv6 the command that the refusal names is the right one too. */
Test(program_keys, a_changed_key_over_ipv6_is_refused_with_a_command_that_works)
{
    static const char *const spellings[] = {"::1", "[::1]"};

    for (size_t i = 0; i < 2; i++) {
        unsigned port = peer_free_port();
        char command[64];

        ana = charla_run_able(user("ana"), "-l -p %u ::1", port);
        channel_expect(ana->err, "charla: "); /* listening, or why not */
        channel_expect(ana->err, "\n");
        if (channel_holds(ana->err, "charla: cannot listen")) {
            harness_end(); /* a skipped test does not get to its end */
            cr_skip_test("this machine has no IPv6");
        }
        know("::1", port);
        bob = charla_run_able(user("bob"), "%s %u", spellings[i], port);
        snprintf(command, sizeof command, "--forget '[::1]:%u'", port);
        channel_expect(bob->err, " HAS CHANGED, ");
        channel_expect(bob->err, "with: charla ");
        channel_expect(bob->err, command);
        program_expect_status(bob, 4);
        program_expect_status(
            charla_run_able(user("bob"), "--forget [::1]:%u", port), 0);
        harness_end();
    }
}

/* ---- What it keeps to itself --------------------------------------------- */

/* A line of a file of /proc about a process, or "". */
static const char *find_line(const struct program *program, const char *name,
                             const char *beginning)
{
    static char line[512];
    char path[64];
    FILE *file;

    snprintf(path, sizeof path, "/proc/%ld/%s", (long)program->pid, name);
    file = fopen(path, "r");
    if (!file)
        return "";
    while (fgets(line, sizeof line, file))
        if (strstr(line, beginning)) {
            fclose(file);
            return line;
        }
    fclose(file);
    return "";
}

Test(program_keys, are_in_no_core_dump)
{
    char soft[32] = "", hard[32] = "";

    ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
    (void)program_port(ana);
    sscanf(find_line(ana, "limits", "Max core file size"),
           "Max core file size %31s %31s", soft, hard);
    cr_expect_str_eq(soft, "0");
    cr_expect_str_eq(hard, "0");
}

/* The files in /proc of a process that must not be traced belong to root.  So
 * if this is root, another user runs charla; then only root may look. */
#ifdef HAVE_PRCTL
Test(program_keys, cannot_be_looked_into_by_others_of_the_same_user)
{
    const char *charla = getenv("CHARLA");
    struct setup setup = *user("ana");
    struct stat status;
    char path[256];

    if (geteuid() == 0) {
        program_need("setpriv");
        snprintf(path, sizeof path, "%s/charla", harness_directory());
        program_expect_status(
            program_start(&on_pipes,
                          (const char *const[]){"cp", charla, path, NULL}),
            0);
        program_expect_status(
            program_run(&on_pipes, "mkdir -m 777 %s/ana", harness_directory()),
            0);
        chmod(harness_directory(), 0755);
        ana = program_run(&setup, "setpriv --reuid=65534 --clear-groups "
                                  "--pdeathsig=KILL %s -l -p 0 127.0.0.1",
                          path);
    } else {
        ana = charla_run_able(&setup, "-l -p 0 127.0.0.1");
    }
    (void)program_port(ana);
    if (*find_line(ana, "maps", "libasan") ||
        *find_line(ana, "maps", "libtsan")) {
        harness_end();
        cr_skip_test("a sanitizer has to look into the program");
    }
    snprintf(path, sizeof path, "/proc/%ld/maps", (long)ana->pid);
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_uid, 0);
    cr_expect_null(strstr(find_line(ana, "status", "Uid:"), "Uid:\t0"));
}
#endif

/* ---- The directory ------------------------------------------------------- */

Test(program_keys, in_a_directory_that_others_may_write_are_refused)
{
    char sentence[512];

    (void)user_fingerprint("ana");
    chmod(user_path("ana", ""), 0777);
    snprintf(sentence, sizeof sentence, "charla: others can write to %s",
             user_path("ana", ""));
    *strrchr(sentence, '/') = '\0';
    ana = charla_run_able(user("ana"), "--fingerprint");
    program_expect_status(ana, 1);
    channel_expect(ana->err, sentence);
    ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
    expect_refused(ana, 4, "; fix it with: chmod 700 ");
}

/* ---- Names --------------------------------------------------------------- */

Test(program_names, are_told_with_the_mark_of_the_key)
{
    ana = charla_run_able(user("ana"), "-n Ana -l -p 0 127.0.0.1");
    bob = charla_run_able(user("bob"), "--name=Bob 127.0.0.1 %u",
                          program_port(ana));
    channel_expect(bob->err, "charla: the other side (key not verified) says "
                             "their name is Ana\n");
    channel_expect(ana->err, "charla: the other side (key not verified) says "
                             "their name is Bob\n");
    channel_finish(bob->in);
    channel_finish(ana->in);
    program_expect_status(ana, 0);
    channel_expect_only(ana->out, "");
}

/* As it is on the wire is as the other side would have it. */
Test(program_names, are_sent_without_controls)
{
    const char *const argv[] = {
        getenv("CHARLA"), "-n", "A\nB%end%\x1B[31m", "-l", "-p", "0",
        "127.0.0.1", NULL,
    };
    const struct tls_peer_setup setup = {.is_server = false};
    struct tls_peer peer;

    ana = program_start(user("ana"), argv);
    peer = tls_peer_begin(tls_peer_call(program_port(ana)), &setup);
    cr_assert_eq(tls_peer_shake_hands(&peer), 0);
    channel_say(ana->in, "hello\n");
    tls_peer_hello(&peer, "");
    tls_peer_expect(&peer, "AB%end%[31m");
    tls_peer_expect(&peer, "hello\n");
    tls_peer_end(&peer);
}

static struct tls_peer peer;

static void let_in(void)
{
    const struct tls_peer_setup setup = {.is_server = false};

    ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
    peer = tls_peer_begin(tls_peer_call(program_port(ana)), &setup);
    cr_assert_eq(tls_peer_shake_hands(&peer), 0);
}

static void say_end(void)
{
    tls_peer_goodbye(&peer);
    program_expect_status(ana, 0);
    tls_peer_end(&peer);
}

#define TEN "0123456789"
#define WIDE "\xE6\xBC\xA2" /* U+6F22, two columns */
#define FOUR_WIDE WIDE WIDE WIDE WIDE

Test(program_names, are_shown_safe_and_within_32_columns)
{
    static const char *const cases[][2] = {
        {"\x1B[31mred\x1B[2J", "^[[31mred^[[2J"},
        {"\xE2\x80\xAE" "evil", "<U+202E>evil"},
        {TEN TEN TEN TEN TEN, TEN TEN TEN "01"},
        {FOUR_WIDE FOUR_WIDE FOUR_WIDE FOUR_WIDE FOUR_WIDE,
         FOUR_WIDE FOUR_WIDE FOUR_WIDE FOUR_WIDE},
        {"root (verified key 12345)", "root (verified key 12345)"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[512];

        let_in();
        tls_peer_hello(&peer, cases[i][0]);
        snprintf(line, sizeof line,
                 "(key not verified) says their name is %s\n", cases[i][1]);
        channel_expect(ana->err, line);
        say_end();
        channel_expect_only(ana->out, "");
        cr_expect_not(channel_holds(ana->err, "\x1B"));
        harness_end();
    }
}

/* Whatever a name holds, the mark of the key is there, before it. */
Test(program_names, do_not_hide_the_mark)
{
    struct buffer name = {0};

    let_in();
    buffer_append_string(&name, "root (verified key 12345)");
    for (int i = 0; i < 115; i++)
        buffer_append_string(&name, "\xCC\x81"); /* no column at all */
    buffer_append(&name, "", 1);
    tls_peer_hello(&peer, name.data);
    say_end();
    channel_expect(ana->err, "charla: the other side (key ");
    channel_expect(ana->err, "not verified) says their name is root "
                             "(verified key 12345)");
    buffer_release(&name);
}

Test(program_names, that_are_blank_are_none)
{
    const char *const argv[] = {
        getenv("CHARLA"), "-n", " \xC2\xA0 ", "-l", "-p", "0", "127.0.0.1",
        NULL,
    };
    const struct tls_peer_setup setup = {.is_server = false};

    ana = program_start(user("ana"), argv);
    peer = tls_peer_begin(tls_peer_call(program_port(ana)), &setup);
    cr_assert_eq(tls_peer_shake_hands(&peer), 0);
    channel_say(ana->in, "hello\n");
    tls_peer_hello(&peer, " \xC2\xA0 \xE3\x85\xA4");
    tls_peer_expect(&peer, "hello\n");
    tls_peer_ack(&peer, strlen("hello\n"));
    say_end();
    cr_expect_not(channel_holds(ana->err, "says their name is"));
}
