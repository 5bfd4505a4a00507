/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A thousand conversations in one process leave nothing behind: no
 * descriptor, no thread; and, when LeakSanitizer looks, no byte. */
#include <config.h>

#include <criterion/criterion.h>
#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "chat/conversation.h"
#include "crypto/encryption.h"
#include "crypto/key_files.h"
#include "base/buffer.h"
#include "base/error.h"
#include "support/harness.h"
#include "terminal/terminal.h"
#include "terminal/terminal_pipe.h"
#include "net/transport_tcp.h"
#include "wire/greeting.h"

TestSuite(endurance, .init = harness_begin, .fini = harness_end);

/* What is in a directory of /proc/self. */
static int count(const char *path)
{
    DIR *directory = opendir(path);
    int found = 0;

    if (!directory)
        cr_skip_test("%s cannot be read", path);
    while (readdir(directory))
        found++;
    closedir(directory);
    return found;
}

/* One side: what is said and what has been heard. */
struct side {
    struct conversation_setup setup;
    const char *text; /* on its standard input */
    int fd;           /* its end of the connection */
    char heard[256];
    struct ending ending;
    int result;
};

/* The text and the heard fit into a pipe. */
static void *hold(void *argument)
{
    static const struct terminal_settings quiet = {.quiet = true};
    struct side *side = argument;
    struct error error = {0};
    size_t length = strlen(side->text);
    int in[2], out[2];
    ssize_t heard;

    side->result = -1;
    if (pipe(in) < 0 || pipe(out) < 0 ||
        write(in[1], side->text, length) != (ssize_t)length)
        return NULL;
    close(in[1]);
    side->setup.transport = transport_tcp_new(side->fd, 20);
    side->setup.terminal = terminal_pipe_new(in[0], out[1], &quiet);
    side->result = conversation_run(&side->setup, &side->ending, &error);
    terminal_free(side->setup.terminal);
    close(in[0]);
    close(out[1]);
    heard = read(out[0], side->heard, sizeof side->heard - 1);
    side->heard[heard > 0 ? heard : 0] = '\0';
    close(out[0]);
    return NULL;
}

static void expect_good(struct side *side, const char *heard)
{
    cr_assert_eq(side->result, 0);
    cr_assert_eq(ending_status(ending_reason(&side->ending),
                               &side->ending), 0);
    cr_assert_str_eq(side->heard, heard);
    ending_release(&side->ending);
}

/* What the door says before a conversation begins. */
static void greet(int fd)
{
    struct buffer line = {0};

    greeting_append(&line, true);
    cr_assert_eq(write(fd, line.data, line.length), (ssize_t)line.length);
    buffer_release(&line);
}

/* Both sides in this process; the listener in a thread of its own. */
static void converse(struct encryption *one, struct encryption *other)
{
    static sigset_t mask;
    const struct conversation_setup setup = {
        .port = "8081",
        .close_ms = CONVERSATION_CLOSE_MS,
        .undecided_ms = CONVERSATION_UNDECIDED_MS,
        .handshake_ms = CONVERSATION_HANDSHAKE_MS,
        .wait_mask = &mask,
        .must_encrypt = one != NULL,
    };
    struct side listener = {.setup = setup, .text = "a question\n"};
    struct side caller = {.setup = setup, .text = "an answer\n"};
    pthread_t thread;
    int pair[2];

    sigemptyset(&mask);
    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    listener.fd = pair[0];
    caller.fd = pair[1];
    listener.setup.encryption = one;
    caller.setup.encryption = other;
    caller.setup.host = "localhost";
    if (one)
        greet(listener.fd);
    cr_assert_eq(pthread_create(&thread, NULL, hold, &listener), 0);
    hold(&caller);
    pthread_join(thread, NULL);
    expect_good(&listener, "an answer\n");
    expect_good(&caller, "a question\n");
}

static void repeat(int times, struct encryption *one,
                   struct encryption *other)
{
    int fds, threads;

    converse(one, other); /* what is made once is made now */
    fds = count("/proc/self/fd");
    threads = count("/proc/self/task");
    for (int i = 0; i < times; i++)
        converse(one, other);
    cr_expect_eq(count("/proc/self/fd"), fds);
    /* A thread that has been joined may still be on its way out: now, and when
     * they were counted first. */
    for (int ms = 0; count("/proc/self/task") > threads && ms < 5000; ms++)
        poll(NULL, 0, 1);
    cr_expect_leq(count("/proc/self/task"), threads);
}

Test(endurance, a_thousand_conversations_leave_nothing_behind)
{
    repeat(1000, NULL, NULL);
}

Test(endurance, a_hundred_encrypted_ones_leave_nothing_behind)
{
    struct key_files *files = key_files_new(NULL, NULL);
    struct key_files *other_files = key_files_new("other", "1");
    const struct key_agent keys[] = {key_files_agent(files),
                                     key_files_agent(other_files)};
    struct encryption *one, *other;
    struct error error = {0};

    if (!*encryption_library())
        cr_skip_test("this charla is built without encryption");
    setenv("XDG_DATA_HOME", harness_directory(), 1);
    one = encryption_new(&keys[0]);
    other = encryption_new(&keys[1]);
    cr_assert_eq(encryption_prepare(one, &error), 0, "%s", error.text);
    cr_assert_eq(encryption_prepare(other, &error), 0, "%s", error.text);
    repeat(100, one, other);
    encryption_free(one);
    encryption_free(other);
    key_files_free(files);
    key_files_free(other_files);
}
