/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which files may be sent.  Each case is one that a user might type, or that a
 * charla that has been taken over might ask for. */
#include <config.h>

#include "monitor/file_source.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "monitor/file_bounds.h"
#include "support/tree.h"

static struct file_bounds bounds;

/* A user with a home, a directory where charla is started, and others. */
static void settle(void)
{
    static const char *const directories[] = {
        "home",          "home/Documents",   "home/.ssh",
        "home/keys",     "start",            "start/sub",
        "start/.hidden", "elsewhere",        "home/.cache",
        "home/.cache/job",
    };

    tree_make();
    for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
        tree_directory(directories[i]);
    tree_file("home/letter.txt", "hello");
    tree_file("home/Documents/a b.txt", "spaces");
    tree_file("home/.ssh/id_ed25519", "the key");
    tree_file("home/.profile", "umask 077");
    tree_file("home/keys/key.pem", "charla's own key");
    tree_file("start/report", "report");
    tree_file("start/empty", "");
    tree_file("start/sub/deep", "deep");
    tree_file("start/.hidden/x", "x");
    tree_file("elsewhere/secret", "secret");
    tree_file("home/.cache/job/result", "result");
    cr_assert_eq(setenv("HOME", tree_path("home"), 1), 0);
    cr_assert_eq(chdir(tree_path("start")), 0);
    file_bounds_begin(&bounds, tree_path("home/keys"));
}

TestSuite(file_source, .init = settle, .fini = tree_remove);

/* Returns what opening came to; what was opened holds `words`. */
static int open_it(const char *path, struct file_source_facts *facts,
                   struct error *error)
{
    *error = (struct error){.text = ""};
    return file_source_open(&bounds, path, facts, error);
}

static void expect_sent(const char *path, const char *words, const char *name)
{
    struct file_source_facts facts;
    struct error error;
    char room[64] = "";
    int fd = open_it(path, &facts, &error);

    cr_expect_geq(fd, 0, "%s: %s", path, error.text);
    if (fd < 0)
        return;
    cr_expect_eq(read(fd, room, sizeof room - 1), (ssize_t)strlen(words));
    cr_expect_str_eq(room, words, "%s", path);
    cr_expect_eq(facts.size, strlen(words), "%s", path);
    cr_expect_str_eq(facts.name, name, "%s", path);
    cr_expect_gt(facts.modified, 1500000000, "%s", path);
    cr_expect_eq(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY, "%s", path);
    cr_expect_eq(write(fd, "x", 1), -1, "%s", path);
    close(fd);
}

/* It is refused with the path and these words. */
static void expect_refused(const char *path, const char *words)
{
    struct file_source_facts facts;
    struct error error;
    int fd = open_it(path, &facts, &error);

    cr_expect_eq(fd, -1, "%s was opened", path);
    cr_expect_not_null(strstr(error.text, words), "%s: %s", path, error.text);
    cr_expect_not_null(strstr(error.text, path), "%s: %s", path, error.text);
    if (fd >= 0)
        close(fd);
}

#define OUTSIDE "only files below your home directory"
#define HIDDEN "begins with a dot is never sent"

/* ---- What may be sent ---------------------------------------------------- */

Test(file_source, may_be_at_home_or_where_charla_was_started)
{
    tree_link("start/link", tree_path("home/letter.txt"));
    tree_link("start/away", tree_path("home/Documents"));
    expect_sent("~/letter.txt", "hello", "letter.txt");
    expect_sent("~/Documents/a b.txt", "spaces", "a b.txt");
    expect_sent(tree_path("home/letter.txt"), "hello", "letter.txt");
    expect_sent("report", "report", "report");
    expect_sent("./sub/../report", "report", "report");
    expect_sent("../start/sub/deep", "deep", "deep");
    expect_sent("sub//deep", "deep", "deep");
    expect_sent("empty", "", "empty");
    expect_sent("link", "hello", "link");
    expect_sent("away/a b.txt", "spaces", "a b.txt");
    expect_sent("/proc/self/cwd/report", "report", "report");
}

Test(file_source, may_be_below_a_home_that_is_in_a_hidden_directory)
{
    cr_assert_eq(setenv("HOME", tree_path("home/.cache/job"), 1), 0);
    file_bounds_begin(&bounds, NULL);
    expect_sent("~/result", "result", "result");
}

Test(file_source, may_be_a_sparse_file_of_more_than_4_gib)
{
    const off_t size = ((off_t)5 << 30) + 1;
    struct file_source_facts facts;
    struct error error;
    char last = 'x';
    int fd;

    tree_file("start/big", "");
    if (truncate("big", size) < 0)
        cr_skip_test("there are no files of more than 4 GiB here");
    fd = open_it("big", &facts, &error);
    cr_assert_geq(fd, 0, "%s", error.text);
    cr_expect_eq(facts.size, (uint64_t)size);
    cr_expect_eq(pread(fd, &last, 1, size - 1), 1);
    cr_expect_eq(last, 0);
    close(fd);
}

/* Somebody who can make a hard link could have made a copy. */
Test(file_source, may_be_a_hard_link_that_the_user_has_made)
{
    cr_assert_eq(link(tree_path("home/.ssh/id_ed25519"),
                      tree_path("home/copy")),
                 0);
    expect_sent("~/copy", "the key", "copy");
}

/* ---- What may not -------------------------------------------------------- */

Test(file_source, is_refused_out_of_bounds_whatever_the_path_looks_like)
{
    tree_link("start/key", tree_path("home/.ssh/id_ed25519"));
    tree_link("start/shadow", "/etc/shadow");
    tree_link("start/etc", "/etc");
    tree_link("home/dotted", ".ssh");
    tree_link("start/out", "../elsewhere/secret");
    expect_refused("~/.ssh/id_ed25519", HIDDEN);
    expect_refused(tree_path("home/.ssh/id_ed25519"), HIDDEN);
    expect_refused("~/Documents/../.ssh/id_ed25519", HIDDEN);
    expect_refused("~/dotted/id_ed25519", HIDDEN);
    expect_refused("key", HIDDEN);
    expect_refused("~/.profile", HIDDEN);
    expect_refused(".hidden/x", HIDDEN);
    expect_refused("~/.cache/job/result", HIDDEN);
    expect_refused("/etc/passwd", OUTSIDE);
    expect_refused("../../../../../../../../../../etc/passwd", OUTSIDE);
    expect_refused("shadow", OUTSIDE);
    expect_refused("etc/passwd", OUTSIDE);
    expect_refused("out", OUTSIDE);
    expect_refused("../elsewhere/secret", OUTSIDE);
    expect_refused("~/../elsewhere/secret", OUTSIDE);
    expect_refused(tree_path("elsewhere/secret"), OUTSIDE);
    expect_refused("/proc/self/environ", OUTSIDE);
    expect_refused("/proc/self/mem", OUTSIDE);
    expect_refused("/proc/self/root/etc/passwd", OUTSIDE);
    expect_refused("/dev/zero", OUTSIDE);
    expect_refused("/sys/kernel/uevent_seqnum", "");
}

Test(file_source, is_never_in_charlas_own_directory)
{
    tree_link("start/own", tree_path("home/keys"));
    tree_link("start/pem", "own/key.pem");
    expect_refused("~/keys/key.pem", OUTSIDE);
    expect_refused("own/key.pem", OUTSIDE);
    expect_refused("pem", OUTSIDE);
}

Test(file_source, is_hidden_still_when_charla_was_started_there)
{
    cr_assert_eq(chdir(tree_path("home/.ssh")), 0);
    file_bounds_begin(&bounds, NULL);
    expect_refused("id_ed25519", HIDDEN);
    cr_assert_eq(chdir(tree_path("start/.hidden")), 0);
    file_bounds_begin(&bounds, NULL);
    expect_refused("x", HIDDEN);
}

Test(file_source, is_not_let_out_by_a_start_at_the_root_or_above_home)
{
    cr_assert_eq(chdir("/"), 0);
    file_bounds_begin(&bounds, NULL);
    expect_refused("etc/passwd", OUTSIDE);
    expect_refused("/etc/shadow", OUTSIDE);
    expect_refused("proc/self/environ", OUTSIDE);
    cr_assert_eq(chdir(tree_path(".")), 0);
    file_bounds_begin(&bounds, NULL);
    expect_sent("elsewhere/secret", "secret", "secret");
    expect_refused("home/.ssh/id_ed25519", HIDDEN);
    expect_refused("start/.hidden/x", HIDDEN);
}

Test(file_source, is_not_let_out_by_a_home_that_is_the_root)
{
    cr_assert_eq(setenv("HOME", "/", 1), 0);
    file_bounds_begin(&bounds, NULL);
    expect_refused("~/etc/passwd", OUTSIDE);
    expect_refused("/etc/passwd", OUTSIDE);
    expect_sent("report", "report", "report");
}

Test(file_source, is_never_of_the_kernels_own_file_systems)
{
    cr_assert_eq(chdir("/proc/self"), 0);
    file_bounds_begin(&bounds, NULL);
    expect_refused("environ", OUTSIDE);
    expect_refused("status", OUTSIDE);
    cr_assert_eq(setenv("HOME", "/proc", 1), 0);
    file_bounds_begin(&bounds, NULL);
    expect_refused("~/version", OUTSIDE);
}

/* Wherever they are mounted. */
Test(file_source, is_never_of_a_kernels_file_system_that_is_mounted_elsewhere)
{
    if ((unshare(CLONE_NEWNS) < 0 &&
         unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0) ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("/proc", tree_path("start/sub"), NULL, MS_BIND | MS_REC, NULL) <
            0)
        cr_skip_test("nothing can be mounted here: %s", strerror(errno));
    expect_refused("sub/version", OUTSIDE);
    expect_refused("sub/self/environ", OUTSIDE);
    (void)umount2(tree_path("start/sub"), MNT_DETACH);
}

Test(file_source, is_never_below_dev_though_it_is_a_regular_file)
{
    static char path[] = "/dev/shm/charla-test.XXXXXX";
    int fd = mkstemp(path);

    if (fd < 0 || chdir("/dev/shm") < 0)
        cr_skip_test("there is no /dev/shm here");
    file_bounds_begin(&bounds, NULL);
    (void)fchmod(fd, 0644);
    expect_refused(path, OUTSIDE);
    close(fd);
    (void)unlink(path);
}

/* ---- What is no file ----------------------------------------------------- */

Test(file_source, is_refused_with_the_reason_when_it_is_no_regular_file)
{
    const struct sockaddr_un address = {.sun_family = AF_UNIX,
                                        .sun_path = "socket"};
    int spare = socket(AF_UNIX, SOCK_STREAM, 0);

    cr_assert_eq(mkfifo("fifo", 0600), 0);
    cr_assert_eq(
        bind(spare, (const struct sockaddr *)&address, sizeof address), 0);
    tree_link("start/to-fifo", "fifo");
    tree_link("start/circle", "circle");
    tree_link("start/nowhere", "not-there");
    alarm(20); /* nothing here may wait for anybody */
    expect_refused("fifo", "it is not a regular file");
    expect_refused("to-fifo", "it is not a regular file");
    expect_refused("socket", "it is not a regular file");
    expect_refused("sub", "it is a directory");
    expect_refused("~/Documents/", "it is a directory");
    expect_refused("not-there", "there is no such file");
    expect_refused("nowhere", "there is no such file");
    expect_refused("circle", "its links lead in a circle");
    expect_refused("report/x", "a part of that path is not a directory");
    expect_refused("", "there is no such file");
    expect_refused("~nobody/x", "there is no such file");
    close(spare);
}

Test(file_source, is_refused_when_it_is_a_device)
{
    if (mknod("device", S_IFCHR | 0666, makedev(1, 5)) < 0)
        cr_skip_test("no device can be made here");
    expect_refused("device", "it is not a regular file");
}

Test(file_source, with_a_very_long_path_is_refused_and_the_reason_is_seen)
{
    char path[PATH_MAX + 8];
    struct file_source_facts facts;
    struct error error;

    memset(path, 'a', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    cr_expect_eq(open_it(path, &facts, &error), -1);
    cr_expect_not_null(strstr(error.text, "aaa: "), "%s", error.text);
    path[300] = '\0';
    cr_expect_eq(open_it(path, &facts, &error), -1);
    cr_expect_not_null(strstr(error.text, "aaa: "), "%s", error.text);
}

/* ---- Whose right counts -------------------------------------------------- */

/* Root can read what others may not; away from home that is no right to send
 * it. */
Test(file_source, of_root_must_be_readable_by_everybody_away_from_home)
{
    if (geteuid() != 0)
        cr_skip_test("only root can read everything");
    cr_assert_eq(chmod("report", 0640), 0);
    cr_assert_eq(chmod(tree_path("home/letter.txt"), 0600), 0);
    expect_refused("report", "not everybody may read it");
    expect_sent("~/letter.txt", "hello", "letter.txt");
    cr_assert_eq(chdir("/etc"), 0);
    file_bounds_begin(&bounds, NULL);
    if (access("/etc/shadow", F_OK) == 0)
        expect_refused("shadow", "not everybody may read it");
}

Test(file_source, that_the_user_may_not_read_is_refused)
{
    cr_assert_eq(chmod("report", 0), 0);
    if (geteuid() == 0)
        cr_assert_eq(seteuid(65534), 0);
    expect_refused("report", "permission denied");
    if (getuid() == 0)
        cr_assert_eq(seteuid(0), 0);
}

/* ---- Changes meanwhile --------------------------------------------------- */

/* A directory that changes all the time with a link to one out of bounds, with
 * a file of the same name in both. */
static void change_names(pid_t parent)
{
    while (getppid() == parent) {
        (void)rename("sub", "kept");
        (void)rename("other", "sub");
        (void)rename("sub", "other");
        (void)rename("kept", "sub");
    }
    _exit(0);
}

Test(file_source, is_what_was_judged_though_names_change_all_the_time)
{
    pid_t parent = getpid(), pid;
    bool was_good = true;

    tree_file("start/sub/secret", "mine");
    tree_link("start/other", "../elsewhere");
    pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0)
        change_names(parent);
    for (int i = 0; i < 20000 && was_good; i++) {
        struct file_source_facts facts;
        struct error error;
        int fd = open_it("sub/secret", &facts, &error);

        was_good = fd < 0 || facts.size == strlen("mine");
        if (fd >= 0)
            close(fd);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    cr_expect(was_good, "a file out of bounds was opened");
}
