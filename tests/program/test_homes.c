/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The real program where its files have no good place: no home, one that
 * cannot be written, that of somebody else, a disk that is full. */
#include <config.h>

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/users.h"

TestSuite(program_homes, .init = harness_begin, .fini = harness_end,
          .timeout = 120);

/* A user that no machine has. */
#define NOBODY 54321

static struct program *ana, *bob; /* ana waits, bob calls */

static const char *path_of(const char *name)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/%s", harness_directory(), name);
    return path;
}

static size_t count_files(const char *path)
{
    DIR *directory = opendir(path);
    size_t count = 0;

    cr_assert_not_null(directory, "%s", path);
    while (readdir(directory))
        count++;
    closedir(directory);
    return count - 2;
}

static void need_root(void)
{
    if (geteuid() == 0)
        return;
    harness_end(); /* a skipped test does not get to its end */
    cr_skip_test("only root can be another user");
}

/* Bob's charla, started so, talks plain with ana's. */
static void expect_plain(struct program *caller)
{
    channel_expect(caller->err, "charla: NOT encrypted");
    channel_say(caller->in, "hello\n");
    channel_finish(caller->in);
    channel_expect(ana->out, "hello\n");
    channel_finish(ana->in);
    program_expect_status(caller, 0);
    program_expect_status(ana, 0);
}

/* Bob's charla, started so, cannot encrypt, and says what can be done. */
static void expect_no_place(struct program *listener, const char *words)
{
    program_expect_status(listener, 4);
    cr_expect(channel_holds(listener->err, words), "%s",
              channel_text(listener->err));
    cr_expect(channel_holds(listener->err, "XDG_DATA_HOME"));
    cr_expect(channel_holds(listener->err, "--plain"));
}

/* ---- No place at all ----------------------------------------------------- */

static const struct {
    struct setup setup;
    const char *words;
} nowhere[] = {
    {{.environment = {"HOME", "XDG_DATA_HOME"}}, "there is no place for"},
    {{.environment = {"HOME=", "XDG_DATA_HOME=here"}}, "there is no place"},
    {{.environment = {"HOME=/dev/null", "XDG_DATA_HOME"}},
     "cannot use /dev/null/.local: a part of that path is not a directory"},
    {{.environment = {"XDG_DATA_HOME=/proc/nonexistent"}},
     "cannot use /proc/nonexistent: "},
};

Test(program_homes, are_not_needed_to_talk_plain)
{
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
        ana = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
        bob = charla_run_able(&nowhere[i].setup, "127.0.0.1 %u",
                              program_port(ana));
        expect_plain(bob);
        harness_end();
    }
}

Test(program_homes, are_needed_to_encrypt)
{
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) {
        expect_no_place(charla_run_able(&nowhere[i].setup, "-l -p 0"),
                        nowhere[i].words);
        ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
        bob = charla_run_able(&nowhere[i].setup, "127.0.0.1 %u",
                              program_port(ana));
        channel_say(bob->in, "secret\n");
        expect_no_place(bob, nowhere[i].words);
        end_waiting(ana);
        harness_end();
    }
}

/* ---- Somebody else's ----------------------------------------------------- */

/* su and sudo can leave HOME as it was.  What root made there would be of no
 * use to its owner any more. */
Test(program_homes, of_others_are_left_alone_by_root)
{
    static const char *const inside[] = {"", "/.local", "/.local/share"};
    char home[300];
    struct setup setup = {.environment = {home, "XDG_DATA_HOME"}};

    need_root();
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        char path[300];

        snprintf(home, sizeof home, "HOME=%s", path_of("luis"));
        snprintf(path, sizeof path, "%s%s", path_of("luis"), inside[i]);
        cr_assert(mkdir(path, 0700) == 0 && chown(path, NOBODY, 0) == 0);
        expect_no_place(charla_run_able(&setup, "-l -p 0"),
                        " belongs to another user, so charla, run by root,");
        ana = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
        bob = charla_run_able(&setup, "127.0.0.1 %u", program_port(ana));
        expect_plain(bob);
        cr_expect_eq(count_files(path), 0, "something is left there");
    }
}

/* The charla under test, where every user can start it. */
static const char *charla_for_all(void)
{
    static char path[256];
    const char *const argv[] = {"cp", getenv("CHARLA"), path, NULL};

    snprintf(path, sizeof path, "%s", path_of("charla"));
    program_expect_status(program_start(&on_pipes, argv), 0);
    chmod(harness_directory(), 0755);
    return path;
}

/* Of such a user the system knows neither the name nor the home. */
Test(program_homes, are_not_needed_by_a_user_without_a_name)
{
    static const struct setup nameless = {
        .environment = {"HOME=/", "XDG_DATA_HOME"}};
    struct setup setup = *user("bob");
    const char *charla;

    need_root();
    program_need("setpriv");
    charla = charla_for_all();
    ana = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
    bob = program_run(&nameless, "setpriv --reuid=%d --clear-groups %s "
                                 "127.0.0.1 %u",
                      NOBODY, charla, program_port(ana));
    expect_plain(bob);

    /* With a place of its own it encrypts as everybody does. */
    cr_assert(mkdir(path_of("bob"), 0700) == 0 &&
              chown(path_of("bob"), NOBODY, 0) == 0);
    ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
    bob = program_run(&setup, "setpriv --reuid=%d --clear-groups %s "
                              "127.0.0.1 %u",
                      NOBODY, charla, program_port(ana));
    expect_encrypted(bob);
    channel_say(bob->in, "hello\n");
    channel_finish(bob->in);
    channel_finish(ana->in);
    program_expect_status(bob, 0);
    program_expect_status(ana, 0);
    channel_expect_only(ana->out, "hello\n");
}

/* ---- Disks --------------------------------------------------------------- */

/* Let bob's charla run where bob's directory is on a disk of its own, mounted
 * with these options; the shell does `first` before. */
static struct program *on_disk(const char *options, const char *first,
                               const char *arguments)
{
    char script[1024];
    const char *const argv[] = {"unshare", "-m", "sh", "-c", script, NULL};

    (void)mkdir(path_of("bob"), 0700);
    snprintf(script, sizeof script,
             "mount -t tmpfs -o mode=700,%s none '%s' || exit 77; %s exec '%s' "
             "%s",
             options, path_of("bob"), first, getenv("CHARLA"), arguments);
    return program_start(user("bob"), argv);
}

/* May we mount something? */
static void need_disks(void)
{
    need_root();
    program_need("unshare");
    if (program_wait(on_disk("size=64k", "", "--version")) == 0)
        return;
    harness_end();
    cr_skip_test("this machine lets nobody mount a disk");
}

#define FILL "cat /dev/zero >\"$XDG_DATA_HOME/full\" 2>&-; "

Test(program_homes, on_a_full_or_read_only_disk_are_told)
{
    static const struct {
        const char *options, *first, *words;
    } cases[] = {
        {"size=4k", FILL, "key.pem: no space left on the device"},
        {"ro", "", "/charla: the file system is read-only"},
        {"size=64k,nr_inodes=2", "", "no space left on the device"},
    };

    need_disks();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char arguments[64];

        expect_no_place(on_disk(cases[i].options, cases[i].first, "-l -p 0"),
                        cases[i].words);
        ana = charla_run(&on_pipes, "-l -p 0 127.0.0.1");
        snprintf(arguments, sizeof arguments, "127.0.0.1 %u",
                 program_port(ana));
        expect_plain(on_disk(cases[i].options, cases[i].first, arguments));
        harness_end();
    }
}

/* However small the disk is, a key that is said to be remembered is. */
Test(program_homes, on_a_small_disk_remember_or_refuse)
{
    static const char *const sizes[] = {"size=4k", "size=8k", "size=12k",
                                        "size=16k"};

    need_disks();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char first[512];
        unsigned port;

        ana = charla_run_able(user("ana"), "-l -p 0 127.0.0.1");
        port = program_port(ana);
        snprintf(first, sizeof first,
                 "'%s' 127.0.0.1 %u </dev/null; echo \"said=$? file=$(grep -c "
                 "'^127.0.0.1 %u ' \"$XDG_DATA_HOME/charla/known_peers\")\" "
                 ">&2; ",
                 getenv("CHARLA"), port, port);
        bob = on_disk(sizes[i], first, "--version");
        channel_finish(ana->in);
        program_wait(bob);
        cr_expect(channel_holds(bob->err, "said=0 file=1") ||
                      (channel_holds(bob->err, "no space left on the device") &&
                       channel_holds(bob->err, "said=4")),
                  "%s: %s", sizes[i], channel_text(bob->err));
        harness_end();
    }
}
