/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Files asked of a real monitor, by a process that is as confined as one that
 * talks: what it can do with them, and what a charla that has been taken over
 * cannot. */
#include <config.h>

#include "monitor/monitor_files.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "monitor/monitor.h"
#include "monitor/monitor_ask.h"
#include "monitor/monitor_client.h"
#include "monitor/sandbox.h"
#include "net/address.h"
#include "support/tree.h"

#define TAG "0123456789abcdef"
#define PART ".x." TAG ".part"

static struct monitor monitor;
static struct error error;

static void settle(void)
{
    tree_make();
    tree_directory("home");
    tree_directory("home/in");
    tree_directory("home/.ssh");
    tree_directory("home/data");
    tree_directory("start");
    tree_file("home/.ssh/id_ed25519", "the key");
    tree_file("home/data/key.pem", "charla's own key");
    tree_file("home/letter", "hello");
    tree_file("start/report", "report");
    cr_assert_eq(setenv("HOME", tree_path("home"), 1), 0);
    cr_assert_eq(setenv("XDG_CONFIG_HOME", "/not/there", 1), 0);
    cr_assert_eq(chdir(tree_path("start")), 0);
    error = (struct error){.text = ""};
}

static void settle_down(void)
{
    monitor_end(&monitor);
    tree_remove();
}

TestSuite(monitor_files, .init = settle, .fini = settle_down);

static void start(bool has_files, const char *download)
{
    const struct monitor_setup setup = {
        .port = "1",
        .directory = tree_path("home/data"),
        .has_files = has_files,
        .download = download,
    };

    cr_assert_eq(monitor_start(&monitor, &setup, &error), 0, "%s",
                 error.text);
}

static int create(const char *name, uint64_t size,
                  struct file_sink_facts *facts)
{
    return monitor_files_create(&monitor, name, strlen(name), size, TAG, facts,
                                &error);
}

/* ---- What charla does ---------------------------------------------------- */

static int send_a_file(void)
{
    struct file_source_facts facts;
    char room[16] = "";
    int fd = monitor_files_open(&monitor, "~/letter", &facts, &error);

    if (fd < 0 || facts.size != 5 || strcmp(facts.name, "letter") != 0)
        return 1;
    if (pread(fd, room, sizeof room, 1) != 4 || strcmp(room, "ello") != 0 ||
        lseek(fd, 0, SEEK_SET) != 0 || read(fd, room, sizeof room) != 5)
        return 2;
    if (write(fd, "x", 1) != -1 || ftruncate(fd, 0) != -1)
        return 3;
    return close(fd) == 0 ? 0 : 4;
}

static int receive_a_file(void)
{
    struct file_sink_facts facts = {.have = 1};
    struct stat status;
    char path[PATH_MAX], room[16];
    int fd = create("x", 5, &facts);

    if (fd < 0 || facts.have != 0)
        return 1;
    if (write(fd, "hexxx", 5) != 5 || pwrite(fd, "llo", 3, 2) != 3 ||
        pread(fd, room, 5, 0) != 5 || memcmp(room, "hello", 5) != 0)
        return 2;
    if (ftruncate(fd, 3) < 0 || fstat(fd, &status) < 0 ||
        status.st_size != 3 || lseek(fd, 0, SEEK_END) != 3 ||
        write(fd, "lo", 2) != 2)
        return 3;
    if (monitor_files_finish(&monitor, path, sizeof path, &error) < 0 ||
        strcmp(path, "~/in/x") != 0)
        return 4;
    return close(fd) == 0 ? 0 : 5;
}

static int stop_and_go_on(void)
{
    struct file_sink_facts facts = {.have = 0};
    int fd = create("x", 5, &facts);

    if (fd < 0 || write(fd, "he", 2) != 2 || close(fd) < 0 ||
        monitor_files_drop(&monitor, true, &error) < 0)
        return 1;
    fd = create("x", 5, &facts);
    if (fd < 0 || facts.have != 2 || create("y", 5, &facts) >= 0)
        return 2;
    return monitor_files_drop(&monitor, false, &error) == 0 ? 0 : 3;
}

static int open_by_itself(void)
{
    return open("report", O_RDONLY) == -1 &&
                   open(PART, O_WRONLY | O_CREAT, 0600) == -1 &&
                   rename("report", "other") == -1 &&
                   unlink("report") == -1
               ? 0
               : 1;
}

/* In a child that is confined like charla.  Returns what it returned. */
static int confined(int (*act)(void))
{
    int status;
    pid_t pid = fork();

    cr_assert_geq(pid, 0);
    if (pid == 0) {
        (void)sandbox_enter();
        status = act();
        if (status != 0)
            fprintf(stderr, "step %d: %s, %s\n", status, error.text,
                    strerror(errno));
        _exit(status);
    }
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    return status;
}

Test(monitor_files, are_sent_and_received_by_a_confined_process)
{
    start(true, "~/in");
    cr_expect_eq(confined(send_a_file), 0);
    cr_expect_eq(confined(receive_a_file), 0);
    cr_expect_str_eq(tree_words("home/in/x"), "hello");
    cr_expect_eq(confined(stop_and_go_on), 0);
    cr_expect_eq(tree_count("home/in"), 1);
    if (sandbox_available() == sandbox_built_in() && sandbox_built_in() != 0)
        cr_expect_eq(confined(open_by_itself), 0);
}

Test(monitor_files, go_where_charla_was_started_if_nothing_else_is_said)
{
    struct file_sink_facts facts;
    char path[PATH_MAX];
    int fd;

    start(true, NULL);
    cr_assert_eq(monitor_files_place(&monitor, path, sizeof path, &error), 0);
    cr_expect_str_eq(path, tree_path("start"));
    fd = create("x", 0, &facts);
    cr_assert_geq(fd, 0, "%s", error.text);
    cr_expect_eq(monitor_files_finish(&monitor, path, sizeof path, &error), 0);
    cr_expect_str_eq(path, tree_path("start/x"));
    close(fd);
}

Test(monitor_files, are_completed_as_they_are_typed)
{
    struct buffer names = {0};

    start(true, "~/in");
    cr_expect_eq(monitor_files_complete(&monitor, "~/l", &names, &error), 0);
    cr_assert_eq(names.length, sizeof "~/letter");
    cr_expect_str_eq(names.data, "~/letter");
    buffer_clear(&names);
    cr_expect_eq(monitor_files_complete(&monitor, "rep", &names, &error), 0);
    cr_assert_eq(names.length, sizeof "report");
    cr_expect_str_eq(names.data, "report");
    buffer_clear(&names);
    cr_expect_eq(monitor_files_complete(&monitor, "/etc/pas", &names, &error),
                 0);
    cr_expect_eq(names.length, 0);
    buffer_release(&names);
}

/* The part of a charla that ends in the middle stays for the next one. */
Test(monitor_files, that_have_come_in_part_outlive_the_monitor)
{
    struct file_sink_facts facts;
    int fd;

    start(true, "~/in");
    fd = create("x", 5, &facts);
    cr_assert_eq(write(fd, "he", 2), 2);
    close(fd);
    monitor_end(&monitor);
    cr_expect_str_eq(tree_words("home/in/" PART), "he");
    start(true, "~/in");
    fd = create("x", 5, &facts);
    cr_expect_eq(facts.have, 2);
    close(fd);
}

/* ---- What it cannot do, taken over or not -------------------------------- */

static void expect_refused(int result, const char *words)
{
    cr_expect_eq(result, -1);
    cr_expect_not_null(strstr(error.text, words), "%s", error.text);
}

Test(monitor_files, are_for_encrypted_conversations_on_a_terminal_alone)
{
    static const char words[] = "files need an encrypted conversation";
    struct file_source_facts source;
    struct file_sink_facts facts;
    struct buffer names = {0};
    char path[PATH_MAX];

    start(false, "~/in");
    expect_refused(monitor_files_open(&monitor, "report", &source, &error),
                   words);
    expect_refused(create("x", 5, &facts), words);
    expect_refused(monitor_files_finish(&monitor, path, sizeof path, &error),
                   words);
    expect_refused(monitor_files_drop(&monitor, false, &error), words);
    expect_refused(monitor_files_complete(&monitor, "r", &names, &error),
                   words);
    expect_refused(monitor_files_place(&monitor, path, sizeof path, &error),
                   words);
    cr_expect_eq(tree_count("home/in"), 0);
}

Test(monitor_files, that_hold_secrets_are_not_opened)
{
    static const char *const paths[] = {
        "~/.ssh/id_ed25519",
        "~/data/key.pem",
        "key",
        "shadow",
        "/etc/shadow",
        "../home/.ssh/id_ed25519",
        "/proc/self/environ",
        "/proc/self/fd/3",
        "/dev/stdin",
        "~/../../../etc/passwd",
    };
    struct file_source_facts facts;

    tree_link("start/key", tree_path("home/.ssh/id_ed25519"));
    tree_link("start/shadow", "/etc/shadow");
    start(true, "~/in");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        expect_refused(monitor_files_open(&monitor, paths[i], &facts, &error),
                       "cannot send");
}

Test(monitor_files, are_not_made_under_a_name_that_is_obeyed)
{
    struct file_sink_facts facts;
    char path[PATH_MAX];
    int fd;

    start(true, "~");
    fd = create("../home/.profile", 0, &facts);
    cr_assert_geq(fd, 0, "%s", error.text);
    cr_expect_eq(monitor_files_finish(&monitor, path, sizeof path, &error), 0);
    cr_expect_str_eq(path, "~/_profile");
    cr_expect_not(tree_has("home/.profile"));
    close(fd);
}

/* Ask for something that monitor_files.c does not ask for. */
static int ask(enum monitor_request code, const void *data, size_t length)
{
    const struct monitor_question question = {
        .code = code,
        .data = data,
        .length = length,
        .passed = -1,
        .most = MONITOR_DATA_MAX,
    };
    struct monitor_message reply;
    int fd, result;

    error = (struct error){.text = ""};
    result = monitor_ask(&monitor, &question, &reply, &fd, &error);
    if (fd >= 0)
        close(fd);
    return result;
}

Test(monitor_files, are_refused_for_what_is_no_path_and_no_tag)
{
    static const char *const tags[] = {
        "0123456789abcdeF", "0123456789abcde/", "../../../../x/yz",
        "0123456789abcde ",
    };
    struct monitor_file_offer offer = {.size = 0};

    start(true, "~/in");
    expect_refused(ask(MONITOR_FILE_OPEN, "report\0.txt", 11), "not a path");
    expect_refused(ask(MONITOR_FILE_OPEN, "\0", 1), "not a path");
    expect_refused(ask(MONITOR_FILE_COMPLETE, "rep\0", 4), "not a path");
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        memcpy(offer.tag, tags[i], sizeof offer.tag);
        expect_refused(ask(MONITOR_FILE_CREATE, &offer, sizeof offer),
                       "not a tag");
    }
    memset(offer.tag, 0, sizeof offer.tag);
    expect_refused(ask(MONITOR_FILE_CREATE, &offer, sizeof offer),
                   "not a tag");
    expect_refused(ask(MONITOR_FILE_FINISH, NULL, 0),
                   "no file is being received");
    cr_expect_eq(tree_count("home/in"), 0);
}

/* ---- While the monitor is calling ---------------------------------------- */

Test(monitor_files, wait_for_the_end_of_a_call)
{
    struct file_sink_facts facts;
    struct file_source_facts source;
    struct address peer;
    int fd;

    start(true, "~/in");
    fd = create("x", 5, &facts);
    cr_assert_eq(write(fd, "he", 2), 2);
    close(fd);
    cr_assert_eq(monitor_client_dial(&monitor, 0, &error), 0);
    expect_refused(monitor_files_open(&monitor, "report", &source, &error),
                   "charla is calling just now");
    cr_expect_eq(monitor_files_drop(&monitor, false, &error), 0);
    cr_expect(tree_has("home/in/" PART));
    cr_expect_eq(monitor_client_dialled(&monitor, &peer, &error), -1);
    cr_expect_not(tree_has("home/in/" PART), "it is dropped now");
    cr_expect_geq(create("y", 5, &facts), 0, "%s", error.text);
}
