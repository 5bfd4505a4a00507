/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where received files go, and where none ever does. */
#include <config.h>

#include "monitor/file_sink.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/filter.h>
#include <linux/seccomp.h>
#endif

#include "base/error.h"
#include "support/tree.h"

#define TAG "0123456789abcdef"

static struct file_sink sink;
static struct error error;

static void use(const char *directory)
{
    sink = (struct file_sink){
        .directory = open(tree_path(directory),
                          O_RDONLY | O_DIRECTORY | O_CLOEXEC),
        .place = "in",
        .file = -1,
    };
    cr_assert_geq(sink.directory, 0);
}

static void settle(void)
{
    tree_make();
    tree_directory("in");
    tree_directory("elsewhere");
    tree_file("elsewhere/precious", "precious");
    use("in");
}

TestSuite(file_sink, .init = settle, .fini = tree_remove);

/* Returns what opening came to, and the bytes that are there in `*have`. */
static int open_named(const char *name, size_t length, uint64_t size,
                      uint64_t *have)
{
    struct file_sink_offer offer = {
        .name = name,
        .name_length = length,
        .size = size,
    };
    struct file_sink_facts facts = {.have = 0};
    int fd;

    memcpy(offer.tag, TAG, sizeof offer.tag);
    error = (struct error){.text = ""};
    fd = file_sink_open(&sink, &offer, &facts, &error);
    *have = facts.have;
    return fd;
}

static int open_it(const char *name, uint64_t size)
{
    uint64_t have;

    return open_named(name, strlen(name), size, &have);
}

static void expect_failure(const char *name, uint64_t size, const char *words)
{
    cr_expect_eq(open_it(name, size), -1, "%s", name);
    cr_expect_eq(sink.file, -1);
    cr_expect_not_null(strstr(error.text, words), "%s: %s", name, error.text);
}

/* Receive a whole file.  Returns its path; valid until the next. */
static const char *receive(const char *name, const char *words)
{
    static char path[PATH_MAX];
    size_t length = strlen(words);
    int fd = open_it(name, length);

    cr_assert_geq(fd, 0, "%s", error.text);
    cr_assert_eq(write(fd, words, length), (ssize_t)length);
    cr_assert_eq(file_sink_finish(&sink, path, sizeof path, &error), 0, "%s",
                 error.text);
    cr_assert_eq(sink.file, -1);
    return path;
}

/* ---- A file that comes whole --------------------------------------------- */

Test(file_sink, is_a_hidden_part_and_then_the_file)
{
    struct stat status;
    char path[PATH_MAX];
    int fd = open_it("letter.txt", 5);

    cr_assert_geq(fd, 0, "%s", error.text);
    cr_expect(tree_has("in/.letter.txt." TAG ".part"));
    cr_expect_not(tree_has("in/letter.txt"));
    cr_assert_eq(fstat(fd, &status), 0);
    cr_expect_eq(status.st_mode & 07777, 0600u);
    cr_expect_eq(status.st_size, 0, "what is reserved does not count");
    cr_assert_eq(write(fd, "hello", 5), 5);
    cr_assert_eq(file_sink_finish(&sink, path, sizeof path, &error), 0);
    cr_expect_str_eq(path, "in/letter.txt");
    cr_expect_str_eq(tree_words("in/letter.txt"), "hello");
    cr_expect_eq(tree_count("in"), 1);
    cr_assert_eq(stat(tree_path("in/letter.txt"), &status), 0);
    cr_expect_eq(status.st_mode & 07777, 0600u);
}

Test(file_sink, may_have_no_bytes_or_one)
{
    cr_expect_str_eq(receive("none", ""), "in/none");
    cr_expect_str_eq(receive("one", "x"), "in/one");
    cr_expect_str_eq(tree_words("in/none"), "");
    cr_expect_str_eq(tree_words("in/one"), "x");
}

Test(file_sink, of_the_same_name_gets_a_number_and_nothing_is_overwritten)
{
    cr_expect_str_eq(receive("photo.jpg", "one"), "in/photo.jpg");
    cr_expect_str_eq(receive("photo.jpg", "two"), "in/photo (2).jpg");
    cr_expect_str_eq(receive("photo.jpg", "three"), "in/photo (3).jpg");
    cr_expect_str_eq(receive("a.tar.gz", "one"), "in/a.tar.gz");
    cr_expect_str_eq(receive("a.tar.gz", "two"), "in/a (2).tar.gz");
    cr_expect_str_eq(receive("README", "one"), "in/README");
    cr_expect_str_eq(receive("README", "two"), "in/README (2)");
    cr_expect_str_eq(tree_words("in/photo.jpg"), "one");
    cr_expect_str_eq(tree_words("in/photo (2).jpg"), "two");
    cr_expect_str_eq(tree_words("in/photo (3).jpg"), "three");
}

/* Whatever has the name already stays what it is. */
Test(file_sink, goes_beside_what_has_its_name_already)
{
    tree_directory("in/directory");
    tree_link("in/link", "../elsewhere/precious");
    tree_link("in/nowhere", "../elsewhere/new");
    cr_assert_eq(mkfifo(tree_path("in/fifo"), 0600), 0);
    alarm(20);
    cr_expect_str_eq(receive("directory", "x"), "in/directory (2)");
    cr_expect_str_eq(receive("link", "x"), "in/link (2)");
    cr_expect_str_eq(receive("nowhere", "x"), "in/nowhere (2)");
    cr_expect_str_eq(receive("fifo", "x"), "in/fifo (2)");
    cr_expect_str_eq(tree_words("elsewhere/precious"), "precious");
    cr_expect_eq(tree_count("elsewhere"), 1);
}

Test(file_sink, never_leaves_its_directory_and_is_never_hidden)
{
    static const struct {
        const char *name;
        size_t length;
        const char *path;
    } cases[] = {
        {"../x", 4, "in/x"},
        {"/etc/passwd", 11, "in/passwd"},
        {"a/b", 3, "in/b"},
        {"../elsewhere/precious", 21, "in/precious"},
        {".bashrc", 7, "in/_bashrc"},
        {".profile", 8, "in/_profile"},
        {"../.ssh/authorized_keys", 23, "in/authorized_keys"},
        {"-rf", 3, "in/_rf"},
        {"con\0trol", 8, "in/con_trol"},
        {"\xFF\xFE", 2, "in/__"},
        {"", 0, "in/file"},
        {".", 1, "in/file (2)"},
        {"..", 2, "in/file (3)"},
        {"a/", 2, "in/file (4)"},
    };
    const size_t count = sizeof cases / sizeof *cases;
    size_t above = tree_count(".");

    for (size_t i = 0; i < count; i++) {
        char path[PATH_MAX] = "";
        uint64_t have;

        cr_expect_geq(open_named(cases[i].name, cases[i].length, 0, &have), 0,
                      "%s: %s", cases[i].path, error.text);
        cr_expect_eq(file_sink_finish(&sink, path, sizeof path, &error), 0);
        cr_expect_str_eq(path, cases[i].path);
        cr_expect(tree_has(cases[i].path), "%s", cases[i].path);
    }
    cr_expect_eq(tree_count("in"), count);
    cr_expect_eq(tree_count("."), above);
    cr_expect_eq(tree_count("elsewhere"), 1);
    cr_expect_str_eq(tree_words("elsewhere/precious"), "precious");
}

Test(file_sink, takes_a_name_of_5000_bytes_and_the_same_name_again)
{
    char name[5005], path[PATH_MAX];

    memset(name, 'n', 5000);
    strcpy(name + 5000, ".txt");
    cr_assert_geq(open_it(name, 0), 0, "%s", error.text);
    cr_assert_eq(file_sink_finish(&sink, path, sizeof path, &error), 0);
    cr_expect_eq(strlen(path), strlen("in/") + FILE_NAME_MAX);
    cr_assert_geq(open_it(name, 0), 0, "%s", error.text);
    cr_assert_eq(file_sink_finish(&sink, path, sizeof path, &error), 0, "%s",
                 error.text);
    cr_expect_not_null(strstr(path, "nnn (2).txt"));
    cr_expect_eq(tree_count("in"), 2);
}

Test(file_sink, says_the_name_alone_where_the_whole_path_has_no_room)
{
    char path[8];

    cr_assert_geq(open_it("ab.txt", 0), 0);
    cr_assert_eq(file_sink_finish(&sink, path, sizeof path, &error), 0);
    cr_expect_str_eq(path, "ab.txt");
}

/* ---- A file that comes in part ------------------------------------------- */

Test(file_sink, goes_on_where_an_earlier_attempt_has_stopped)
{
    uint64_t have = 1;
    char path[PATH_MAX];
    struct stat status;
    int fd = open_named("x", 1, 10, &have);

    cr_assert_geq(fd, 0);
    cr_expect_eq(have, 0);
    cr_assert_eq(write(fd, "01234", 5), 5);
    file_sink_drop(&sink, true);
    cr_assert_eq(stat(tree_path("in/.x." TAG ".part"), &status), 0);
    cr_expect_eq(status.st_size, 5);
    fd = open_named("x", 1, 10, &have);
    cr_expect_eq(have, 5);
    cr_assert_eq(pwrite(fd, "56789", 5, 5), 5);
    cr_assert_eq(file_sink_finish(&sink, path, sizeof path, &error), 0);
    cr_expect_str_eq(tree_words("in/x"), "0123456789");
}

Test(file_sink, gives_reserved_room_back_when_it_stops)
{
    struct stat status;
    int fd = open_it("x", 1 << 20);

    cr_assert_geq(fd, 0);
    cr_assert_eq(write(fd, "0", 1), 1);
    file_sink_drop(&sink, true);
    cr_assert_eq(stat(tree_path("in/.x." TAG ".part"), &status), 0);
    cr_expect_lt(status.st_blocks, 1 << 10, "%ld blocks",
                 (long)status.st_blocks);
}

Test(file_sink, empties_an_earlier_part_that_is_too_long)
{
    uint64_t have = 1;

    tree_file("in/.x." TAG ".part", "0123456789");
    cr_assert_geq(open_named("x", 1, 9, &have), 0, "%s", error.text);
    cr_expect_eq(have, 0);
    cr_expect_str_eq(tree_words("in/.x." TAG ".part"), "");
}

Test(file_sink, leaves_nothing_behind_that_is_not_to_be_kept)
{
    int fd = open_it("x", 10);

    cr_assert_eq(write(fd, "01234", 5), 5);
    file_sink_drop(&sink, false);
    cr_expect_eq(tree_count("in"), 0);
    cr_assert_geq(open_it("x", 10), 0);
    file_sink_drop(&sink, true);
    cr_expect_eq(tree_count("in"), 0, "nothing has come, so nothing is kept");
    file_sink_drop(&sink, false);
}

/* No half file under the final name. */
Test(file_sink, is_given_its_name_only_when_it_is_whole)
{
    char path[PATH_MAX];
    int fd = open_it("x", 10);

    cr_assert_eq(write(fd, "01234", 5), 5);
    cr_expect_eq(file_sink_finish(&sink, path, sizeof path, &error), -1);
    cr_expect_not_null(strstr(error.text, "x is incomplete"), "%s", error.text);
    cr_expect_not(tree_has("in/x"));
    cr_assert_eq(write(fd, "0123456", 7), 7);
    cr_expect_eq(file_sink_finish(&sink, path, sizeof path, &error), -1);
    cr_expect_not(tree_has("in/x"));
    cr_assert_eq(ftruncate(fd, 10), 0);
    cr_expect_eq(file_sink_finish(&sink, path, sizeof path, &error), 0);
    cr_expect(tree_has("in/x"));
}

Test(file_sink, is_not_given_the_name_of_a_part_that_another_has_replaced)
{
    char path[PATH_MAX];

    cr_assert_geq(open_it("x", 0), 0);
    cr_assert_eq(unlink(tree_path("in/.x." TAG ".part")), 0);
    tree_file("in/.x." TAG ".part", "");
    cr_expect_eq(file_sink_finish(&sink, path, sizeof path, &error), -1);
    file_sink_drop(&sink, false);
    cr_expect(tree_has("in/.x." TAG ".part"), "it is another's");
}

/* ---- A part that is in the way ------------------------------------------- */

#define PART "in/.x." TAG ".part"

Test(file_sink, opens_no_link_no_fifo_no_directory_in_place_of_its_part)
{
    alarm(20);
    tree_link(PART, "../elsewhere/precious");
    expect_failure("x", 5, "is in the way");
    cr_assert_eq(unlink(tree_path(PART)), 0);
    tree_link(PART, "../elsewhere/new");
    expect_failure("x", 5, "is in the way");
    cr_assert_eq(unlink(tree_path(PART)), 0);
    cr_assert_eq(mkfifo(tree_path(PART), 0600), 0);
    expect_failure("x", 5, "is in the way");
    cr_assert_eq(unlink(tree_path(PART)), 0);
    tree_directory(PART);
    expect_failure("x", 5, "is in the way");
    cr_assert_eq(rmdir(tree_path(PART)), 0);
    cr_assert_eq(link(tree_path("elsewhere/precious"), tree_path(PART)), 0);
    expect_failure("x", 20, "is in the way");
    cr_expect_eq(tree_count("elsewhere"), 1);
    cr_expect_str_eq(tree_words("elsewhere/precious"), "precious");
}

Test(file_sink, opens_no_part_of_another_user)
{
    if (geteuid() != 0)
        cr_skip_test("only root can give a file away");
    tree_file(PART, "old");
    cr_assert_eq(chown(tree_path(PART), 65534, 65534), 0);
    expect_failure("x", 5, "is in the way");
    cr_expect_str_eq(tree_words(PART), "old");
}

Test(file_sink, is_one_charlas_alone)
{
    struct file_sink ours;
    int fd = open_it("x", 10);

    cr_assert_geq(fd, 0, "%s", error.text);
    ours = sink;
    use("in");
    expect_failure("x", 10, "another charla is receiving the same file");
    cr_expect(tree_has(PART), "nothing has come, and it is left alone");
    cr_assert_eq(write(fd, "01234", 5), 5);
    expect_failure("x", 10, "another charla is receiving the same file");
    expect_failure("x", 3, "another charla is receiving the same file");
    cr_expect_str_eq(tree_words(PART), "01234", "it is left alone");
    file_sink_drop(&ours, true);
    cr_expect_geq(open_it("x", 10), 0, "%s", error.text);
}

/* By two charlas, or from two people. */
Test(file_sink, of_the_same_name_may_come_twice_at_once)
{
    struct file_sink_offer offer = {.name = "x", .name_length = 1, .size = 3};
    struct file_sink_facts facts;
    struct file_sink other;
    char path[PATH_MAX];

    cr_assert_eq(write(open_it("x", 3), "one", 3), 3);
    other = sink;
    use("in");
    memcpy(offer.tag, "fedcba9876543210", sizeof offer.tag);
    cr_assert_geq(file_sink_open(&sink, &offer, &facts, &error), 0, "%s",
                  error.text);
    cr_assert_eq(write(sink.file, "two", 3), 3);
    cr_expect_eq(file_sink_finish(&sink, path, sizeof path, &error), 0);
    cr_expect_str_eq(path, "in/x");
    cr_expect_eq(file_sink_finish(&other, path, sizeof path, &error), 0);
    cr_expect_str_eq(path, "in/x (2)");
    cr_expect_str_eq(tree_words("in/x"), "two");
    cr_expect_str_eq(tree_words("in/x (2)"), "one");
}

/* ---- File systems that lack something ------------------------------------ */

/* From now on this system call fails with this errno, in this test alone.
 * Skips the test where that cannot be. */
static void let_fail(long call, int number)
{
#if defined __linux__ && defined __x86_64__
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)number),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {sizeof code / sizeof *code, code};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0)
        return;
#else
    (void)call;
    (void)number;
#endif
    cr_skip_test("no system call can be made to fail here");
}

#ifdef SYS_renameat2

Test(file_sink, is_named_by_a_link_where_a_rename_may_replace)
{
    static const int lacking[] = {EINVAL, ENOSYS};

    for (size_t i = 0; i < 2; i++) {
        struct stat status;
        char name[] = "in/x0";

        name[4] = (char)('0' + i);
        let_fail(SYS_renameat2, lacking[i]);
        cr_expect_str_eq(receive(name + 3, "one"), name);
        cr_expect_str_eq(tree_words(name), "one");
        cr_assert_eq(stat(tree_path(name), &status), 0);
        cr_expect_eq(status.st_nlink, 1);
    }
    cr_expect_str_eq(receive("x0", "two"), "in/x0 (2)");
    cr_expect_str_eq(tree_words("in/x0"), "one");
    cr_expect_eq(tree_count("in"), 3);
}

#ifdef HAVE_RENAMEAT2
Test(file_sink, stays_a_part_when_it_cannot_be_given_its_name)
{
    char path[PATH_MAX];

    let_fail(SYS_renameat2, EIO);
    cr_assert_geq(open_it("x", 0), 0, "%s", error.text);
    cr_expect_eq(file_sink_finish(&sink, path, sizeof path, &error), -1);
    cr_expect_str_eq(error.text,
                     "cannot receive x into in: input/output error");
    cr_expect_not(tree_has("in/x"));
    cr_expect(tree_has(PART));
}
#endif

#endif

Test(file_sink, is_not_given_its_name_before_it_is_on_the_disk)
{
    char path[PATH_MAX];

    let_fail(SYS_fsync, EIO);
    cr_assert_geq(open_it("x", 0), 0, "%s", error.text);
    cr_expect_eq(file_sink_finish(&sink, path, sizeof path, &error), -1);
    cr_expect_str_eq(error.text,
                     "cannot receive x into in: input/output error");
    cr_expect_not(tree_has("in/x"));
}

Test(file_sink, is_received_where_files_cannot_be_locked)
{
    let_fail(SYS_flock, ENOLCK);
    cr_expect_str_eq(receive("x", "hello"), "in/x");
}

#ifdef SYS_fallocate

Test(file_sink, is_received_where_nothing_can_be_reserved)
{
    let_fail(SYS_fallocate, EOPNOTSUPP);
    expect_failure("x", UINT64_C(1) << 62, "not enough room for x in in");
    cr_expect_eq(tree_count("in"), 0);
    cr_expect_str_eq(receive("x", "hello"), "in/x");
}

#ifdef HAVE_FALLOCATE
Test(file_sink, says_that_the_quota_is_used_up)
{
    let_fail(SYS_fallocate, EDQUOT);
    expect_failure("x", 1500, "cannot receive x (1.5 kB) into in: your quota "
                              "of disk space is used up");
    cr_expect_eq(tree_count("in"), 0);
}
#endif

#endif

/* ---- No room, no right, no directory ------------------------------------- */

Test(file_sink, longer_than_a_file_may_be_is_refused_before_it_comes)
{
    const struct rlimit limit = {1 << 20, 1 << 20};

    expect_failure("x", UINT64_MAX, "it is too large");
    expect_failure("x", (uint64_t)INT64_MAX + 1, "it is too large");
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    expect_failure("x", (1 << 20) + 1, "it is too large");
    expect_failure("x", (1 << 20) + 1, "x (1.0 MB) into in");
    cr_expect_eq(tree_count("in"), 0);
    cr_expect_geq(open_it("x", 1 << 20), 0, "%s", error.text);
}

Test(file_sink, may_be_a_file_of_more_than_4_gib)
{
    const uint64_t size = (UINT64_C(5) << 30) + 1;
    char path[PATH_MAX];
    struct stat status;
    int fd = open_it("big", size);

    if (fd < 0)
        cr_skip_test("there is no room for 5 GiB here: %s", error.text);
    cr_assert_eq(pwrite(fd, "x", 1, (off_t)size - 1), 1);
    cr_assert_eq(file_sink_finish(&sink, path, sizeof path, &error), 0);
    cr_assert_eq(stat(tree_path("in/big"), &status), 0);
    cr_expect_eq((uint64_t)status.st_size, size);
}

/* Mount a file system of `size` at in/, where only this process and its
 * children see it.  Returns false if that cannot be done here. */
static bool mount_small(const char *options)
{
    if (unshare(CLONE_NEWNS) < 0 &&
        unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
        return false;
    return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("charla-test", tree_path("in"), "tmpfs", 0, options) == 0;
}

Test(file_sink, finds_a_full_disk_before_anything_has_come)
{
    int fd;

    close(sink.directory);
    if (!mount_small("size=1m"))
        cr_skip_test("no file system can be mounted here: %s",
                     strerror(errno));
    use("in");
    expect_failure("x", 3000000,
                   "not enough room for x in in: 3.0 MB are needed, "
                   "1.0 MB are free");
    cr_expect_eq(tree_count("in"), 0);
    fd = open_it("x", 900000);
    cr_assert_geq(fd, 0, "%s", error.text);
    cr_assert_eq(write(fd, "x", 1), 1);
    file_sink_drop(&sink, true);
    /* A part that is there stays, without what was reserved in vain. */
    expect_failure("x", 3000000, "are needed");
    cr_expect_str_eq(tree_words(PART), "x");
    cr_expect_geq(open_it("y", 900000), 0, "%s", error.text);
    file_sink_drop(&sink, false);
    close(sink.directory);
    (void)umount2(tree_path("in"), MNT_DETACH);
}

/* What is reserved is there whatever others write meanwhile. */
#ifdef HAVE_FALLOCATE
Test(file_sink, has_its_room_in_the_middle_though_the_disk_fills_up)
{
    char block[4096], path[PATH_MAX];
    int fd, other;

    close(sink.directory);
    if (!mount_small("size=1m"))
        cr_skip_test("no file system can be mounted here: %s",
                     strerror(errno));
    use("in");
    fd = open_it("x", sizeof block * 100);
    cr_assert_geq(fd, 0, "%s", error.text);
    memset(block, 'x', sizeof block);
    other = open(tree_path("in/other"), O_WRONLY | O_CREAT, 0600);
    while (write(other, block, sizeof block) > 0)
        ;
    cr_expect_eq(errno, ENOSPC);
    close(other);
    for (int i = 0; i < 100; i++)
        cr_assert_eq(write(fd, block, sizeof block), (ssize_t)sizeof block);
    cr_expect_eq(file_sink_finish(&sink, path, sizeof path, &error), 0, "%s",
                 error.text);
    close(sink.directory);
    (void)umount2(tree_path("in"), MNT_DETACH);
}
#endif

Test(file_sink, says_that_a_file_system_is_read_only)
{
    close(sink.directory);
    if (!mount_small("ro"))
        cr_skip_test("no file system can be mounted here: %s",
                     strerror(errno));
    if (mount(NULL, tree_path("in"), NULL, MS_REMOUNT | MS_RDONLY, NULL) < 0)
        cr_skip_test("it cannot be made read-only: %s", strerror(errno));
    use("in");
    expect_failure("x", 5, "the file system is read-only");
    close(sink.directory);
    (void)umount2(tree_path("in"), MNT_DETACH);
}

Test(file_sink, says_that_the_directory_may_not_be_written)
{
    cr_assert_eq(chmod(tree_path("in"), 0555), 0);
    if (geteuid() == 0)
        cr_assert_eq(seteuid(65534), 0);
    expect_failure("x", 5, "cannot receive x into in: permission denied");
    if (getuid() == 0)
        cr_assert_eq(seteuid(0), 0);
}

Test(file_sink, says_that_the_directory_has_vanished)
{
    char path[PATH_MAX];

    cr_assert_geq(open_it("x", 0), 0);
    cr_assert_eq(unlink(tree_path(PART)), 0);
    cr_assert_eq(rmdir(tree_path("in")), 0);
    tree_directory("in");
    cr_expect_eq(file_sink_finish(&sink, path, sizeof path, &error), -1);
    file_sink_drop(&sink, true);
    expect_failure("x", 5, "the directory in no longer exists");
    cr_expect_eq(tree_count("in"), 0, "another directory is another place");
}
