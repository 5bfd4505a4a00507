/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of charla's files when the system fails, or charla is killed,
 * at any step of a change. */
#include <config.h>

#include "crypto/storage.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "crypto/identity.h"
#include "crypto/known_peers.h"
#include "crypto/storage_lock.h"
#include "crypto/tls_library.h"
#include "support/data_home.h"
#include "support/harness.h"

static struct error error;

/* ---- System calls that fail on purpose ----------------------------------- */

enum call { WRITE, FSYNC, CLOSE, RENAME, RENAMEAT2, LINK, LINKAT, CALLS };

static int numbers[CALLS]; /* errno of each; 0: let the kernel do it */
static bool is_armed;      /* steps are counted */
static int steps, last_step;
static int step_error;     /* the last step fails so; 0: it kills */
static bool lies;          /* what is written goes nowhere */

/* One more change of what is on the disk; false if it fails. */
static bool step(enum call call)
{
    if (is_armed && ++steps == last_step) {
        if (step_error == 0)
            _exit(9);
        errno = step_error;
        return false;
    }
    if (numbers[call] == 0)
        return true;
    errno = numbers[call];
    return false;
}

ssize_t write(int fd, const void *data, size_t length)
{
    size_t half = is_armed ? (length + 1) / 2 : length;

    if (lies)
        return (ssize_t)length;
    return step(WRITE) ? syscall(SYS_write, fd, data, half) : -1;
}

int fsync(int fd)
{
    return step(FSYNC) ? (int)syscall(SYS_fsync, fd) : -1;
}

/* A close that fails has closed the descriptor (close(2)). */
int close(int fd)
{
    bool works = step(CLOSE);
    int number = errno, result = (int)syscall(SYS_close, fd);

    if (works)
        return result;
    errno = number;
    return -1;
}

int renameat2(int from_fd, const char *from, int to_fd, const char *to,
              unsigned flags)
{
    return step(RENAMEAT2) ? (int)syscall(SYS_renameat2, from_fd, from, to_fd,
                                          to, flags)
                           : -1;
}

int rename(const char *from, const char *to)
{
    return step(RENAME) ? (int)syscall(SYS_renameat2, AT_FDCWD, from,
                                       AT_FDCWD, to, 0)
                        : -1;
}

int link(const char *from, const char *to)
{
    return step(LINK) ? (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to,
                                     0)
                      : -1;
}

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags)
{
    return step(LINKAT) ? (int)syscall(SYS_linkat, from_fd, from, to_fd, to,
                                       flags)
                        : -1;
}

/* ---- The suite ----------------------------------------------------------- */

static void begin(void)
{
    data_home_begin();
    error = (struct error){0};
    cr_assert_eq(tls_library_load(&error), 0, "%s", error.text);
}

static void end(void)
{
    is_armed = false;
    memset(numbers, 0, sizeof numbers);
    harness_end();
}

TestSuite(storage_faults, .init = begin, .fini = end, .timeout = 120);

/* How many files are there but the lock and those named? */
static int count_others(const char *one, const char *other)
{
    DIR *directory = opendir(data_home_path(""));
    int count = 0;

    if (!directory)
        return 0;
    for (const struct dirent *each; (each = readdir(directory));)
        count += *each->d_name != '.' && strcmp(each->d_name, "lock") != 0 &&
                 strcmp(each->d_name, one) != 0 &&
                 strcmp(each->d_name, other) != 0;
    closedir(directory);
    return count;
}

/* The change that is tried; returns 0 when it says that it is made. */
typedef int change_function(void);

/* Let the change be made in a child, whose step `number` fails with `fault`,
 * or kills it if that is 0.  Returns the child's exit status: 0: it says that
 * the change is made, 1: not, 9: it was killed. */
static int change_in_child(change_function *change, int number, int fault)
{
    int status = 0;
    pid_t child = fork();

    cr_assert_geq(child, 0);
    if (child == 0) {
        steps = 0;
        last_step = number;
        step_error = fault;
        is_armed = true;
        _exit(change() == 0 ? steps < number ? 2 : 0 : 1);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int meet(const char *host, int which, struct trust *trust)
{
    struct fingerprint theirs = data_home_key(which);

    return known_peers_check(&(struct peer_name){host, "1"}, &theirs, trust,
                             &error);
}

static enum trust_state state_of(const char *host, int which)
{
    struct trust trust;

    cr_assert_eq(meet(host, which, &trust), 0, "%s", error.text);
    return trust.state;
}

/* ---- A key is made, a peer is remembered --------------------------------- */

static int make_key(void)
{
    struct identity identity;
    int result = identity_load(&identity, &error);

    if (result == 0)
        identity_release(&identity);
    return result;
}

static int remember_new(void)
{
    struct trust trust;

    return meet("new", 2, &trust);
}

static const int faults[] = {0, ENOSPC, EDQUOT, EIO};

#define STEPS_MAX 60

/* Whatever befalls it: no half a key, nothing beside it, and the next one
 * makes one or finds that which was made. */
static void expect_whole_key(bool may_leave)
{
    struct buffer first = {0}, second = {0};

    if (!may_leave)
        cr_expect_eq(count_others("key.pem", ""), 0, "something is left");
    (void)storage_read("key.pem", &first, &error);
    cr_assert_eq(make_key(), 0, "%s", error.text);
    cr_assert_eq(storage_read("key.pem", &second, &error), STORAGE_OK);
    if (first.length > 0)
        cr_expect(first.length == second.length &&
                  memcmp(first.data, second.data, first.length) == 0);
    close(storage_lock(&error)); /* as the next conversation takes it */
    cr_expect_eq(count_others("key.pem", ""), 0, "something stays");
    buffer_release(&first);
    buffer_release(&second);
}

static void make_key_at_every_step(bool may_leave)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        int number, status = 0;

        for (number = 1; number < STEPS_MAX; number++) {
            unlink(data_home_path("key.pem"));
            status = change_in_child(make_key, number, faults[i]);
            if (status == 2)
                break;
            cr_expect_eq(status == 9, faults[i] == 0);
            expect_whole_key(may_leave && faults[i] == 0);
        }
        cr_expect_eq(status, 2, "it never comes to its end");
        cr_expect_gt(number, 5, "it hardly does anything");
    }
}

Test(storage_faults, leave_no_half_a_key)
{
    make_key_at_every_step(false);
}

/* Without linkat the file has another name first, which the next start that
 * makes a key, or takes the lock, removes. */
Test(storage_faults, leave_no_half_a_key_where_it_has_a_name_first)
{
    static const int missing[][3] = {
        {0, 0, 0}, {EINVAL, 0, 0}, {ENOSYS, EPERM, 0},
    };

    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
        numbers[LINKAT] = EOPNOTSUPP;
        numbers[RENAMEAT2] = missing[i][0];
        numbers[LINK] = missing[i][1];
        make_key_at_every_step(true);
    }
}

/* A peer is remembered, or it was said that it is not. */
Test(storage_faults, never_lose_a_peer)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        int number, status = 0;

        for (number = 1; number < STEPS_MAX; number++) {
            unlink(data_home_path("known_peers"));
            cr_assert_eq(state_of("old", 1), TRUST_NEW);
            status = change_in_child(remember_new, number, faults[i]);
            cr_expect_eq(status == 9, faults[i] == 0 && status != 2);
            /* The old one is there in any case, and it is whole. */
            cr_expect_eq(state_of("old", 3), TRUST_CHANGED, "step %d", number);
            if (status == 0 || status == 2)
                cr_expect_eq(state_of("new", 3), TRUST_CHANGED,
                             "step %d, errno %d: it says that it is "
                             "remembered", number, faults[i]);
            cr_expect_eq(count_others("known_peers", ""), 0,
                         "step %d, errno %d: something stays", number,
                         faults[i]);
            if (status == 2)
                break;
        }
        cr_expect_eq(status, 2, "it never comes to its end");
        cr_expect_gt(number, 5, "it hardly does anything");
    }
}

/* What is not there when it is read back has not been remembered. */
Test(storage_faults, are_found_by_reading_back)
{
    struct trust trust;
    struct identity identity;
    enum storage_result result;
    int met, made;

    lies = true;
    result = storage_write("file", "text", 4, &error);
    made = identity_load(&identity, &error);
    lies = false;
    cr_expect_eq(result, STORAGE_FAILED);
    cr_expect_eq(made, -1);
    lies = true;
    met = meet("host", 1, &trust);
    lies = false;
    cr_expect_eq(met, -1);
    cr_expect_not_null(strstr(error.text, "known_peers cannot be read back"),
                       "%s", error.text);
}

/* ---- File systems that lack something ------------------------------------ */

Test(storage_faults, do_without_links)
{
    static const int ways[][3] = {
        /* linkat, renameat2, link */
        {EPERM, 0, 0},
        {EOPNOTSUPP, EINVAL, 0},
        {EMLINK, ENOSYS, EPERM},
        {EPERM, EINVAL, EOPNOTSUPP},
        {ENOENT, EINVAL, EMLINK}, /* no /proc */
    };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct buffer found = {0};

        numbers[LINKAT] = ways[i][0];
        numbers[RENAMEAT2] = ways[i][1];
        numbers[LINK] = ways[i][2];
        cr_expect_eq(storage_create("file", "first", 5, &error), STORAGE_OK,
                     "%s", error.text);
        cr_expect_eq(storage_create("file", "second", 6, &error),
                     STORAGE_EXISTS);
        cr_expect_eq(storage_read("file", &found, &error), STORAGE_OK);
        cr_expect(found.length == 5 && memcmp(found.data, "first", 5) == 0);
        cr_expect_eq(count_others("file", ""), 0);
        buffer_release(&found);
        unlink(data_home_path("file"));
    }
}

/* A disk that is full says so where it likes to; so does what it costs. */
Test(storage_faults, are_told_with_the_way_out)
{
    static const enum call places[] = {WRITE, FSYNC, CLOSE, RENAME};

    cr_assert_eq(storage_write("file", "old", 3, &error), STORAGE_OK);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct buffer found = {0};
        enum storage_result result;

        numbers[places[i]] = ENOSPC;
        error = (struct error){0};
        result = storage_write("file", "newer", 5, &error);
        numbers[places[i]] = 0;
        cr_expect_eq(result, STORAGE_FAILED, "call %d", (int)places[i]);
        cr_expect_not_null(strstr(error.text, "no space left on the device"));
        cr_expect_not_null(strstr(error.text, "XDG_DATA_HOME"));
        cr_expect_not_null(strstr(error.text, "--plain"));
        cr_expect_eq(storage_read("file", &found, &error), STORAGE_OK);
        cr_expect(found.length == 3 && memcmp(found.data, "old", 3) == 0);
        cr_expect_eq(count_others("file", ""), 0);
        buffer_release(&found);
    }
}
