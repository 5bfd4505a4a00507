/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/storage.h"
#include "crypto/storage_lock.h"
#include "crypto/storage_place.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "support/data_home.h"
#include "support/harness.h"
#include "text/shell.h"

static struct error error;

static void begin(void)
{
    data_home_begin();
    error = (struct error){0};
}

/* In place of libc's: who we are, and whether a file can be locked.  The
 * program's own come first. */
static uid_t user_shift;  /* added to the one we are */
static int lenient_calls; /* so many go without it */
static int lock_error;    /* of flock; 0: let the kernel do it */

uid_t geteuid(void)
{
    uid_t user = (uid_t)syscall(SYS_geteuid);

    if (lenient_calls > 0) {
        lenient_calls--;
        return user;
    }
    return user + user_shift;
}

int flock(int fd, int operation)
{
    if (lock_error) {
        errno = lock_error;
        return -1;
    }
    return (int)syscall(SYS_flock, fd, operation);
}

TestSuite(storage, .init = begin, .fini = harness_end);

static unsigned mode_of(const char *name)
{
    struct stat status;

    cr_assert_eq(stat(data_home_path(name), &status), 0);
    return status.st_mode & 07777;
}

static void expect_file(const char *name, const char *text)
{
    struct buffer found = {0};

    cr_assert_eq(storage_read(name, &found, &error), STORAGE_OK, "%s",
                 error.text);
    cr_expect(found.length == strlen(text) &&
              memcmp(found.data, text, found.length) == 0);
    buffer_release(&found);
}

/* The error begins with these three. */
static void expect_sentence(const char *before, const char *path,
                            const char *after)
{
    char sentence[512];
    int length = snprintf(sentence, sizeof sentence, "%s%s%s", before, path,
                          after);

    cr_expect_eq(strncmp(error.text, sentence, (size_t)length), 0,
                 "\"%s\" instead of \"%s\"", error.text, sentence);
    error = (struct error){0};
}

static size_t count_files(void)
{
    DIR *directory = opendir(data_home_path(""));
    size_t count = 0;

    cr_assert_not_null(directory);
    for (struct dirent *each; (each = readdir(directory));)
        count += *each->d_name != '.';
    closedir(directory);
    return count;
}

/* ---- Where it is --------------------------------------------------------- */

Test(storage, is_where_the_base_directory_specification_says)
{
    static const struct {
        const char *data, *home;
        const char *path; /* NULL: there is no place */
    } cases[] = {
        {"/data", "/home/ana", "/data/charla/key"},
        {NULL, "/home/ana", "/home/ana/.local/share/charla/key"},
        {"", "/home/ana", "/home/ana/.local/share/charla/key"},
        {"data", "/home/ana", "/home/ana/.local/share/charla/key"},
        {"./data", "/home/ana", "/home/ana/.local/share/charla/key"},
        {"/data", NULL, "/data/charla/key"},
        {NULL, NULL, NULL},
        {"data", "ana", NULL},
        {"", "", NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *path;

        unsetenv("XDG_DATA_HOME");
        unsetenv("HOME");
        if (cases[i].data)
            setenv("XDG_DATA_HOME", cases[i].data, 1);
        if (cases[i].home)
            setenv("HOME", cases[i].home, 1);
        path = storage_path("key", &error);
        if (cases[i].path)
            cr_expect_str_eq(path, cases[i].path);
        else
            cr_expect_null(path);
        free(path);
    }
    cr_expect_str_eq(error.text,
                     "there is no place for charla's keys: neither "
                     "XDG_DATA_HOME nor HOME names a directory; set one of "
                     "them, or talk without encryption with --plain");
}

Test(storage, fails_everywhere_without_a_place)
{
    struct buffer out = {0};

    unsetenv("XDG_DATA_HOME");
    unsetenv("HOME");
    cr_expect_eq(storage_read("key", &out, &error), STORAGE_FAILED);
    cr_expect_eq(storage_write("key", "x", 1, &error), STORAGE_FAILED);
    cr_expect_eq(storage_create("key", "x", 1, &error), STORAGE_FAILED);
    cr_expect_eq(storage_lock(&error), -1);
}

/* ---- Reading and writing ------------------------------------------------- */

Test(storage, keeps_what_is_written_for_the_owner_alone)
{
    static const mode_t masks[] = {0, 022, 077};

    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++) {
        umask(masks[i]);
        cr_assert_eq(storage_write("notes", "some\0text", 9, &error),
                     STORAGE_OK, "%s", error.text);
        cr_assert_eq(storage_create("key", "secret", 6, &error), STORAGE_OK);
        close(storage_lock(&error));
        cr_expect_eq(mode_of(""), 0700);
        cr_expect_eq(mode_of("notes"), 0600);
        cr_expect_eq(mode_of("key"), 0600);
        cr_expect_eq(mode_of("lock"), 0600);
        harness_end();
        setenv("XDG_DATA_HOME", harness_directory(), 1);
    }
    cr_expect_str_empty(error.text);
}

Test(storage, reads_any_bytes_of_any_length)
{
    static const size_t lengths[] = {0, 1, 4095, 4096, 4097, 100000};

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char *bytes = calloc(1, lengths[i] + 1);
        struct buffer found = {0};

        for (size_t j = 0; j < lengths[i]; j++)
            bytes[j] = (char)(j * 2654435761u >> 11);
        cr_assert_eq(storage_write("file", bytes, lengths[i], &error),
                     STORAGE_OK);
        cr_assert_eq(storage_read("file", &found, &error), STORAGE_OK);
        cr_assert_eq(found.length, lengths[i]);
        cr_expect(lengths[i] == 0 ||
                  memcmp(found.data, bytes, lengths[i]) == 0);
        buffer_release(&found);
        free(bytes);
    }
}

Test(storage, says_that_there_is_no_file)
{
    struct buffer out = {0};

    cr_expect_eq(storage_read("key", &out, &error), STORAGE_ABSENT);
    cr_expect_eq(storage_write("other", "x", 1, &error), STORAGE_OK);
    cr_expect_eq(storage_read("key", &out, &error), STORAGE_ABSENT);
    cr_expect_eq(out.length, 0);
    cr_expect_str_empty(error.text);
}

Test(storage, makes_the_directories_above_it)
{
    char home[256];

    snprintf(home, sizeof home, "%s/a/b", harness_directory());
    setenv("XDG_DATA_HOME", home, 1);
    cr_expect_eq(storage_write("key", "x", 1, &error), STORAGE_OK, "%s",
                 error.text);
    expect_file("key", "x");
}

Test(storage, refuses_a_file_that_others_may_use)
{
    static const mode_t modes[] = {0640, 0620, 0604, 0602, 0610, 0601, 0666};

    cr_assert_eq(storage_write("key", "x", 1, &error), STORAGE_OK);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        struct buffer out = {0};
        char sentence[640], *word = shell_quote(data_home_path("key"));

        chmod(data_home_path("key"), modes[i]);
        snprintf(sentence, sizeof sentence,
                 "others can read %s; fix it with: chmod 600 %s",
                 data_home_path("key"), word);
        free(word);
        cr_expect_eq(storage_read("key", &out, &error), STORAGE_FAILED);
        cr_expect_str_eq(error.text, sentence);
        cr_expect_eq(out.length, 0);
    }
    chmod(data_home_path("key"), 0600); /* as it is told to */
    expect_file("key", "x");
}

static void expect_all_fail(const char *before, const char *path,
                            const char *after)
{
    struct buffer out = {0};

    cr_expect_eq(storage_read("key", &out, &error), STORAGE_FAILED);
    expect_sentence(before, path, after);
    cr_expect_eq(storage_read("none", &out, &error), STORAGE_FAILED);
    expect_sentence(before, path, after);
    cr_expect_eq(storage_write("key", "y", 1, &error), STORAGE_FAILED);
    expect_sentence(before, path, after);
    cr_expect_eq(storage_create("new", "y", 1, &error), STORAGE_FAILED);
    expect_sentence(before, path, after);
    cr_expect_eq(storage_lock(&error), -1);
    expect_sentence(before, path, after);
    cr_expect_eq(out.length, 0);
}

/* The directory as sentences call it: without the last slash. */
static const char *own_directory(void)
{
    static char path[256];

    snprintf(path, sizeof path, "%s/charla", harness_directory());
    return path;
}

/* The command that mends it works where the path has a quote in it. */
Test(storage, quotes_the_path_in_a_command)
{
    char home[256];

    snprintf(home, sizeof home, "%s/it's", harness_directory());
    setenv("XDG_DATA_HOME", home, 1);
    cr_assert_eq(storage_write("key", "x", 1, &error), STORAGE_OK, "%s",
                 error.text);
    snprintf(home, sizeof home, "%s/it's/charla", harness_directory());
    chmod(home, 0777);
    cr_expect_eq(storage_write("key", "y", 1, &error), STORAGE_FAILED);
    cr_expect_not_null(strstr(error.text, "chmod 700 '"), "%s", error.text);
    cr_expect_not_null(strstr(error.text, "/it'\\''s/charla'"), "%s",
                       error.text);
}

/* Who may write there may replace every file. */
Test(storage, refuses_a_directory_that_others_may_write)
{
    static const mode_t bad[] = {0777, 0720, 0702, 01777};
    static const mode_t good[] = {0700, 0755, 0711};

    cr_assert_eq(storage_write("key", "x", 1, &error), STORAGE_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        chmod(own_directory(), bad[i]);
        expect_all_fail("others can write to ", own_directory(),
                        "; fix it with: chmod 700 ");
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        chmod(own_directory(), good[i]);
        expect_file("key", "x");
    }
    cr_expect_eq(count_files(), 1);
}

Test(storage, refuses_what_is_not_ours)
{
    struct buffer out = {0};

    cr_assert_eq(storage_write("key", "x", 1, &error), STORAGE_OK);
    close(storage_lock(&error));
    user_shift = 1; /* we are another one now: the directory is not ours */
    expect_all_fail("", own_directory(), " belongs to another user");
    lenient_calls = 1; /* the directory is, the file is not */
    cr_expect_eq(storage_read("key", &out, &error), STORAGE_FAILED);
    expect_sentence("", data_home_path("key"), " belongs to another user");
    lenient_calls = 1;
    cr_expect_eq(storage_lock(&error), -1);
    expect_sentence("", data_home_path("lock"), " belongs to another user");
    user_shift = 0;
    expect_file("key", "x");
    cr_expect_eq(out.length, 0);
}

/* A file that is not ours to have written does not fill the memory. */
Test(storage, refuses_what_is_too_large)
{
    struct buffer out = {0};

    buffer_append(&out, "kept", 4);
    cr_assert_eq(storage_write("notes", "x", 1, &error), STORAGE_OK);
    cr_assert_eq(truncate(data_home_path("notes"),
                          (off_t)STORAGE_SIZE_MAX + 1), 0);
    cr_expect_eq(storage_read("notes", &out, &error), STORAGE_FAILED);
    cr_expect_not_null(strstr(error.text, "it is too large"), "%s",
                       error.text);
    cr_expect_eq(out.length, 4);
    buffer_release(&out);
}

/* Nor are they waited for: a FIFO has no end. */
Test(storage, refuses_what_is_no_regular_file, .timeout = 30)
{
    struct buffer out = {0};

    cr_assert_eq(storage_write("other", "x", 1, &error), STORAGE_OK);
    cr_assert_eq(mkfifo(data_home_path("notes"), 0600), 0);
    cr_assert_eq(mkfifo(data_home_path("lock"), 0600), 0);
    cr_expect_eq(storage_read("notes", &out, &error), STORAGE_FAILED);
    expect_sentence("", data_home_path("notes"), " is not a regular file");
    cr_expect_eq(storage_lock(&error), -1);
    expect_sentence("", data_home_path("lock"), " is not a regular file");
}

/* A reader that has opened the old file reads it to its end. */
Test(storage, replaces_a_file_whole)
{
    char room[16] = "";
    int old;

    cr_assert_eq(storage_write("notes", "the old one", 11, &error),
                 STORAGE_OK);
    old = open(data_home_path("notes"), O_RDONLY);
    cr_assert_eq(storage_write("notes", "new", 3, &error), STORAGE_OK);
    expect_file("notes", "new");
    cr_expect_eq(read(old, room, sizeof room), 11);
    cr_expect_str_eq(room, "the old one");
    cr_expect_eq(count_files(), 1, "something is left beside it");
    close(old);
}

Test(storage, never_creates_over_what_is_there)
{
    cr_expect_eq(storage_create("key", "first", 5, &error), STORAGE_OK);
    cr_expect_eq(storage_create("key", "second", 6, &error), STORAGE_EXISTS);
    expect_file("key", "first");
    cr_expect_eq(count_files(), 1, "something is left beside it");
    cr_expect_str_empty(error.text);
}

/* ---- Failing ------------------------------------------------------------- */

static void expect_error(const char *before, const char *path,
                         const char *after)
{
    char sentence[512];

    snprintf(sentence, sizeof sentence,
             "%s %s: %s; set XDG_DATA_HOME to another directory for charla's "
             "keys, or talk without encryption with --plain",
             before, path, after);
    cr_expect_str_eq(error.text, sentence);
    error = (struct error){0};
}

Test(storage, leaves_nothing_beside_what_cannot_be_replaced)
{
    struct buffer out = {0};

    cr_assert_eq(storage_write("other", "x", 1, &error), STORAGE_OK);
    cr_assert_eq(mkdir(data_home_path("notes"), 0700), 0);
    cr_expect_eq(storage_write("notes", "x", 1, &error), STORAGE_FAILED);
    expect_error("cannot use", data_home_path("notes"), "it is a directory");
    cr_expect_eq(storage_read("notes", &out, &error), STORAGE_FAILED);
    expect_sentence("", data_home_path("notes"), " is not a regular file");
    cr_expect_eq(count_files(), 2);
}

Test(storage, says_which_directory_cannot_be_made)
{
    setenv("XDG_DATA_HOME", "/dev/null/here", 1);
    cr_expect_eq(storage_write("key", "x", 1, &error), STORAGE_FAILED);
    cr_expect(strncmp(error.text, "cannot use /dev/null/here: ", 27) == 0,
              "%s", error.text);
}

/* ---- Two at once --------------------------------------------------------- */

#define PROCESSES 8

/* Let many do the same at once; returns how many came out with 0. */
static int at_once(int (*act)(int number))
{
    pid_t children[PROCESSES];
    int gate[2], good = 0;

    cr_assert_eq(pipe(gate), 0);
    for (int i = 0; i < PROCESSES; i++) {
        children[i] = fork();
        cr_assert_geq(children[i], 0);
        if (children[i] == 0) {
            char byte;

            close(gate[1]);
            (void)!read(gate[0], &byte, 1); /* until all are there */
            if (act(i) == 0)
                _exit(0);
            if (*error.text)
                fprintf(stderr, "%s\n", error.text);
            _exit(1);
        }
    }
    close(gate[0]);
    close(gate[1]);
    for (int i = 0; i < PROCESSES; i++) {
        int status;

        waitpid(children[i], &status, 0);
        good += status == 0;
    }
    return good;
}

static int create(int number)
{
    char text[2] = {(char)('a' + number), '\0'};

    return storage_create("key", text, 1, &error) != STORAGE_OK;
}

Test(storage, lets_one_of_many_create_a_file)
{
    struct buffer found = {0};

    for (int turn = 0; turn < 20; turn++) {
        cr_assert_eq(at_once(create), 1);
        cr_assert_eq(storage_read("key", &found, &error), STORAGE_OK);
        cr_assert_eq(count_files(), 1);
        unlink(data_home_path("key"));
    }
    buffer_release(&found);
}

/* Each adds a byte to what is there: without the lock some would be lost. */
static int add_a_byte(int number)
{
    (void)number;
    for (int i = 0; i < 10; i++) {
        struct buffer text = {0};
        int lock = storage_lock(&error);

        if (lock < 0 || storage_read("count", &text, &error) == STORAGE_FAILED)
            return 1;
        buffer_append(&text, "x", 1);
        if (storage_write("count", text.data, text.length, &error) !=
            STORAGE_OK)
            return 1;
        close(lock);
        buffer_release(&text);
    }
    return 0;
}

Test(storage, locks_out_others_while_one_changes_a_file)
{
    struct buffer found = {0};

    cr_assert_eq(at_once(add_a_byte), PROCESSES);
    cr_assert_eq(storage_read("count", &found, &error), STORAGE_OK);
    cr_assert_eq(found.length, (size_t)PROCESSES * 10);
    buffer_release(&found);
}

/* NFS without its lock daemon, FUSE, an old kernel. */
Test(storage, goes_on_where_nothing_can_be_locked)
{
    static const int numbers[] = {ENOLCK, EOPNOTSUPP, ENOSYS, EINVAL};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        int fd;

        lock_error = numbers[i];
        fd = storage_lock(&error);
        lock_error = 0;
        cr_expect_geq(fd, 0, "%s", error.text);
        close(fd);
    }
    cr_expect_str_empty(error.text);
}

static void make_file(const char *name, time_t age)
{
    struct timeval times[2] = {{.tv_sec = time(NULL) - age}};

    times[1] = times[0];
    cr_assert_eq(close(creat(data_home_path(name), 0600)), 0);
    cr_assert_eq(utimes(data_home_path(name), times), 0);
}

/* A charla that was killed in the middle may have left a private key. */
Test(storage, removes_with_the_lock_what_was_left_half_written)
{
    close(storage_lock(&error)); /* makes the directory */
    make_file("new.abcdef", 0);
    make_file("new.ABC123", 100000);
    make_file("newest", 100000);
    cr_assert_eq(count_files(), 4);
    close(storage_lock(&error));
    cr_expect_eq(count_files(), 2);
    cr_expect_eq(access(data_home_path("newest"), F_OK), 0);

    /* Without a lock it may be that of another charla, unless it is old. */
    make_file("new.abcdef", 0);
    make_file("new.ABC123", 100000);
    lock_error = ENOLCK;
    close(storage_lock(&error));
    lock_error = 0;
    cr_expect_eq(access(data_home_path("new.abcdef"), F_OK), 0);
    cr_expect_neq(access(data_home_path("new.ABC123"), F_OK), 0);
    cr_expect_str_empty(error.text);
}

/* Another charla that hangs does not hang this one too. */
Test(storage, does_not_wait_for_ever_for_the_lock, .timeout = 30)
{
    int held = storage_lock(&error), again;

    cr_assert_geq(held, 0, "%s", error.text);
    cr_expect_eq(storage_lock(&error), -1);
    expect_sentence("another charla is using ", data_home_path("lock"), "");
    close(held);
    again = storage_lock(&error);
    cr_expect_geq(again, 0, "%s", error.text);
    close(again);
}
