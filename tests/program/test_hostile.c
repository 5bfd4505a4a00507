/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program and peers that mean no good: its memory stays small, it
 * does not run when there is nothing to do, and it ends as it should. */
#include <config.h>

#include <criterion/criterion.h>
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "crypto/encryption.h"
#include "support/harness.h"

TestSuite(program_hostile, .init = harness_begin, .fini = harness_end);

#define MIB ((size_t)1024 * 1024)

static struct program *charla;
static struct channel *peer;

/* The most memory that a conversation may take, in KiB.  A sanitizer, which
 * shows by what it takes before there is any text, takes some for itself. */
#define MEMORY_MAX (32L * 1024)
#define MEMORY_SANITIZED (512L * 1024)
#define MEMORY_AT_FIRST (20L * 1024)

static long at_first;

/* The most memory it has held so far, in KiB (proc_pid_status(5)). */
static long memory_of(const struct program *program)
{
    char path[64], line[256];
    long amount = -1;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%ld/status", (long)program->pid);
    file = fopen(path, "r");
    while (file && amount < 0 && fgets(line, sizeof line, file))
        if (strncmp(line, "VmHWM:", 6) == 0)
            amount = atol(line + 6);
    if (file)
        fclose(file);
    if (amount < 0)
        cr_skip_test("%s does not tell", path);
    return amount;
}

/* To be called while it runs. */
static void expect_small(void)
{
    long most = at_first < MEMORY_AT_FIRST ? MEMORY_MAX : MEMORY_SANITIZED;
    long amount = memory_of(charla);

    cr_expect_leq(amount, most, "%ld KiB", amount);
}

/* The same few bytes again and again; the caller frees them. */
static char *repeat(const char *bytes, size_t size, size_t length)
{
    char *all = malloc(length);

    cr_assert_not_null(all);
    for (size_t i = 0; i < length; i++)
        all[i] = bytes[i % size];
    return all;
}

/* ---- Much ---------------------------------------------------------------- */

static const struct {
    const char *name, *bytes;
    size_t size;
} floods[] = {
    {"no line end", "x", 1},
    {"no character", "\xBF", 1},
    {"empty lines", "\n", 1},
    {"empty lines", "\r\n", 2},
    {"almost an end", "%end%\r\r\n", 8},
    {"NUL", "", 1},
    {"controls", "\033[2J\a\n", 6},
};

static void flood(const struct setup *setup, size_t i, size_t length)
{
    char *bytes = repeat(floods[i].bytes, floods[i].size, length);

    fprintf(stderr, "# %s\n", floods[i].name);
    charla = charla_meet(setup, i % 2, &peer);
    at_first = memory_of(charla);
    channel_send(peer, bytes, length);
    channel_say(peer, "\nthe last line\n");
    channel_expect(charla->out, "the last line");
    expect_small();
    channel_finish(peer);
    channel_finish(charla->in);
    program_expect_status(charla, 0);
    if (setup->out == PLUG_PIPE)
        cr_expect_arr_eq(channel_text(charla->out), bytes, length);
    harness_end();
    free(bytes);
}

Test(program_hostile, no_flood_takes_memory_on_its_way_to_a_pipe)
{
    for (size_t i = 0; i < sizeof floods / sizeof *floods; i++)
        flood(&on_pipes, i, 8 * MIB);
}

Test(program_hostile, no_flood_takes_memory_on_its_way_to_a_terminal)
{
    static const struct setup to_screen = {
        PLUG_TERMINAL, PLUG_TERMINAL, PLUG_PIPE, {NULL},
    };

    for (size_t i = 0; i < sizeof floods / sizeof *floods; i++)
        flood(&to_screen, i, MIB / 8);
}

/* ---- Little -------------------------------------------------------------- */

/* A conversation with a peer that takes in next to nothing. */
static void meet_narrow(void)
{
    unsigned port;
    int listener = peer_listen(&port, 4096);

    charla = charla_run(&on_pipes, "127.0.0.1 %u", port);
    peer = peer_accept(listener);
    channel_expect(charla->err, "connected to");
    at_first = memory_of(charla);
}

Test(program_hostile, a_peer_that_reads_nothing_is_waited_for)
{
    const size_t length = 16 * MIB;
    char *bytes = repeat("0123456789\n", 11, length);
    size_t taken;

    meet_narrow();
    channel_pause(peer, true);
    taken = program_glut(charla, bytes, length);
    cr_expect_lt(taken, length);
    channel_pause(peer, false);
    channel_expect_length(peer, taken);
    expect_small();
    channel_finish(charla->in);
    channel_expect_all(peer, bytes, taken);
    channel_finish(peer);
    program_expect_status(charla, 0);
    free(bytes);
}

Test(program_hostile, a_peer_that_reads_byte_by_byte_gets_all)
{
    static const char text[] = "what is said arrives, however slowly\n";
    const size_t length = 20000;
    char *bytes = repeat(text, sizeof text - 1, length);
    char *got = malloc(length);
    size_t at = 0;
    unsigned port;
    int listener = peer_listen(&port, 1024), fd;

    charla = charla_run(&on_pipes, "127.0.0.1 %u", port);
    fd = accept(listener, NULL, NULL);
    close(listener);
    channel_send(charla->in, bytes, length); /* less than a pipe holds */
    channel_finish(charla->in);
    while (at < length && recv(fd, got + at, 1, 0) == 1)
        at++;
    cr_expect_eq(at, length);
    cr_expect_arr_eq(got, bytes, length);
    close(fd);
    program_expect_status(charla, 0);
    free(bytes);
    free(got);
}

/* ---- Coming and going ---------------------------------------------------- */

static const struct setup typing = {
    PLUG_TERMINAL, PLUG_TERMINAL, PLUG_PIPE, {NULL},
};

static unsigned port;

static struct channel *visit(void)
{
    charla = charla_run(&typing, "-l -p 0 127.0.0.1");
    port = program_port(charla);
    return peer_call(port);
}

/* After a caller that did not talk, the next one is answered. */
static void expect_still_waiting(void)
{
    peer = peer_call(port);
    channel_expect(peer, "[charla]\n");
    channel_say(peer, "hola\n%end%\n");
    channel_finish(peer);
    channel_expect(charla->screen, "hola");
    program_expect_status(charla, 0);
}

Test(program_hostile, a_port_scanner_does_not_end_the_wait)
{
    for (int i = 0; i < 40; i++)
        channel_close(i == 0 ? visit() : peer_call(port));
    channel_expect(charla->err, "; still waiting");
    expect_still_waiting();
    cr_expect(program_left_terminal_alone(charla));
}

Test(program_hostile, a_caller_that_resets_does_not_end_the_wait)
{
    peer = visit();
    channel_expect(peer, "[charla]\n");
    channel_reset(peer);
    channel_expect(charla->err, "; still waiting");
    expect_still_waiting();
    cr_expect(program_left_terminal_alone(charla));
}

/* While it is stopped it cannot accept. */
Test(program_hostile, a_caller_gone_before_it_is_accepted_does_no_harm)
{
    charla = charla_run(&typing, "-l -p 0 127.0.0.1");
    port = program_port(charla);
    channel_expect(charla->err, "other side types:");
    program_signal(charla, SIGSTOP);
    channel_reset(peer_call(port));
    program_signal(charla, SIGCONT);
    expect_still_waiting();
    cr_expect(program_left_terminal_alone(charla));
}

Test(program_hostile, text_after_the_end_is_never_shown)
{
    static const char *const ends[] = {"%end%\n", "%end%\r\n"};

    for (size_t i = 0; i < 2; i++)
        for (size_t cut = 1; cut < strlen(ends[i]); cut++) {
            charla = charla_meet(&on_pipes, cut % 2, &peer);
            channel_say(peer, "before\n");
            channel_expect(charla->out, "before\n");
            channel_send(peer, ends[i], cut);
            channel_drain(peer);
            channel_say(peer, ends[i] + cut);
            channel_say(peer, "after\n%end%\nafter\n");
            channel_finish(peer);
            program_expect_status(charla, 0);
            channel_expect_only(charla->out, "before\n");
            harness_end();
        }
}

/* It will send no more, and reads on; then it talks although it said so. */
Test(program_hostile, a_half_close_stops_one_direction_alone)
{
    charla = charla_meet(&on_pipes, true, &peer);
    channel_finish(peer);
    channel_say(charla->in, "one\n");
    channel_expect(peer, "one\n");
    channel_say(charla->in, "two\n");
    channel_finish(charla->in);
    channel_expect_only(peer, "one\ntwo\n");
    program_expect_status(charla, 0);
}

/* ---- Doing nothing ------------------------------------------------------- */

#define TASKS_MAX 8

/* How long each thread has run, in ns, and how often it went to sleep. */
struct effort {
    size_t count;
    char task[TASKS_MAX][32];
    unsigned long long ran[TASKS_MAX];
};

static unsigned long long read_number(const char *path)
{
    unsigned long long number = 0;
    FILE *file = fopen(path, "r");

    if (!file || fscanf(file, "%llu", &number) != 1)
        cr_skip_test("%s cannot be read", path);
    fclose(file);
    return number;
}

static struct effort effort_of(const struct program *program)
{
    struct effort effort = {0};
    char path[96];
    const struct dirent *each;
    DIR *tasks;

    snprintf(path, sizeof path, "/proc/%ld/task", (long)program->pid);
    tasks = opendir(path);
    if (!tasks)
        cr_skip_test("%s cannot be read", path);
    while ((each = readdir(tasks)) && effort.count < TASKS_MAX) {
        if (each->d_name[0] == '.')
            continue;
        snprintf(effort.task[effort.count], sizeof *effort.task, "%.31s",
                 each->d_name);
        snprintf(path, sizeof path, "/proc/%ld/task/%.31s/schedstat",
                 (long)program->pid, each->d_name);
        effort.ran[effort.count++] = read_number(path);
    }
    closedir(tasks);
    return effort;
}

/* How many threads have not run in between. */
static size_t rested(const struct effort *before, const struct effort *after)
{
    size_t count = 0;

    for (size_t i = 0; i < before->count && i < after->count; i++)
        count += strcmp(before->task[i], after->task[i]) == 0 &&
                 before->ran[i] == after->ran[i];
    return count;
}

/* Something that takes a while, and whose end can be waited for. */
static void do_something_else(int times)
{
    static struct program *other;

    other = program_run(&on_pipes, "cat");
    for (int i = 0; i < times; i++) {
        channel_say(other->in, "tick\n");
        channel_expect(other->out, "tick\n");
    }
    channel_finish(other->in);
    program_expect_status(other, 0);
}

/* Both of its threads do nothing at all, once they have come to rest, for as
 * long as thousands of messages take elsewhere.  A sanitizer may have a thread
 * of its own. */
static void expect_rest(const struct program *program)
{
    struct effort before, after;
    size_t most = 0;

    for (int turn = 0; turn < 5 && most < 2; turn++) {
        before = effort_of(program);
        do_something_else(4000);
        after = effort_of(program);
        if (rested(&before, &after) > most)
            most = rested(&before, &after);
    }
    cr_expect_geq(most, 2, "only %zu of %zu threads rest", most, after.count);
}

Test(program_hostile, an_idle_conversation_does_nothing)
{
    charla = charla_meet(&on_pipes, true, &peer);
    channel_say(peer, "hello\n");
    channel_expect(charla->out, "hello\n");
    expect_rest(charla);
    harness_end();
    charla = charla_meet(&typing, false, &peer);
    channel_say(peer, "hello\n");
    channel_expect(charla->screen, "hello");
    channel_say(charla->in, "half a line");
    channel_expect(charla->screen, "half a line");
    expect_rest(charla);
}

static void need_encryption(void)
{
    if (!*encryption_library())
        cr_skip_test("this charla cannot encrypt");
}

Test(program_hostile, an_idle_encrypted_conversation_does_nothing)
{
    struct program *other;

    need_encryption();
    other = charla_run_able(&on_pipes, "-l -p 0 --encrypt 127.0.0.1");
    charla = charla_run_able(&on_pipes, "--encrypt 127.0.0.1 %u",
                             program_port(other));
    channel_say(other->in, "hello\n");
    channel_expect(charla->out, "hello\n");
    channel_say(charla->in, "hello\n");
    channel_expect(other->out, "hello\n");
    expect_rest(charla);
    expect_rest(other);
}

Test(program_hostile, a_peer_that_reads_nothing_costs_no_time)
{
    const size_t length = 16 * MIB;
    char *bytes = repeat("x\n", 2, length);

    meet_narrow();
    channel_pause(peer, true);
    program_glut(charla, bytes, length);
    expect_rest(charla);
    free(bytes);
}

Test(program_hostile, a_reader_that_reads_nothing_costs_no_time)
{
    const size_t length = 16 * MIB;
    char *bytes = repeat("x\n", 2, length);

    charla = charla_meet(&on_pipes, false, &peer);
    at_first = memory_of(charla);
    channel_pause(charla->out, true);
    channel_send(peer, bytes, length);
    expect_rest(charla);
    expect_small();
    channel_pause(charla->out, false);
    channel_finish(peer);
    channel_finish(charla->in);
    channel_expect_all(charla->out, bytes, length);
    program_expect_status(charla, 0);
    free(bytes);
}

Test(program_hostile, a_half_closed_conversation_does_nothing)
{
    charla = charla_meet(&on_pipes, true, &peer);
    channel_finish(charla->in);
    channel_expect_end(peer);
    expect_rest(charla);
}

Test(program_hostile, a_handshake_that_breaks_off_is_not_shown)
{
    static const char hello[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03";

    need_encryption();
    charla = charla_run_able(&on_pipes, "-l -p 0 127.0.0.1");
    peer = peer_call(program_port(charla));
    channel_expect(peer, "[charla/1]\n");
    channel_send(peer, hello, sizeof hello - 1);
    channel_drain(peer);
    channel_reset(peer);
    channel_expect(charla->err, "; still waiting");
    program_signal(charla, SIGTERM);
    program_wait(charla);
    channel_expect_only(charla->out, "");
}

/* ---- Stopped ------------------------------------------------------------- */

static bool is_stopped(const struct program *program)
{
    char path[64], text[512] = "";
    const char *name_end;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%ld/stat", (long)program->pid);
    file = fopen(path, "r");
    if (!file)
        cr_skip_test("%s cannot be read", path);
    cr_assert_gt(fread(text, 1, sizeof text - 1, file), 0);
    fclose(file);
    name_end = strrchr(text, ')');
    return name_end && name_end[2] == 'T';
}

/* When it wakes, the line is there before it can have seen SIGCONT. */
Test(program_hostile, what_is_typed_while_it_is_stopped_is_sent)
{
    charla = charla_meet(&typing, true, &peer);
    channel_say(charla->in, "before\r");
    channel_expect(peer, "before\n");
    program_signal(charla, SIGSTOP);
    for (int ms = 0; !is_stopped(charla); ms++) {
        cr_assert_lt(ms, CHANNEL_PATIENCE_MS);
        poll(NULL, 0, 1);
    }
    channel_say(charla->in, "meanwhile\r");
    channel_drain(charla->in);
    program_signal(charla, SIGCONT);
    channel_say(charla->in, "afterwards\r");
    channel_expect(peer, "meanwhile\nafterwards\n");
    channel_say(charla->in, "%end%\r");
    channel_expect(peer, "%end%\n");
    channel_finish(peer);
    program_expect_status(charla, 0);
    cr_expect(program_left_terminal_alone(charla));
}
