/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a confined process can do no more, and what it still can.  A child
 * gives its privileges up and tells what became of each attempt. */
#include <config.h>

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "monitor/sandbox.h"
#include "support/loopback.h"
#include "support/temporary.h"

static char directory[TEMPORARY_MAX], downloads[TEMPORARY_MAX];

static void make_directory(void)
{
    temporary_directory(directory);
    temporary_directory(downloads);
}

static void remove_directory(void)
{
    static const char *const left[] = {"part", "whole", "new"};
    char path[TEMPORARY_MAX + 8];

    snprintf(path, sizeof path, "%s/new", directory);
    (void)unlink(path);
    snprintf(path, sizeof path, "%s/moved", directory);
    (void)unlink(path);
    (void)rmdir(directory);
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        snprintf(path, sizeof path, "%s/%s", downloads, left[i]);
        (void)remove(path);
    }
    (void)rmdir(downloads);
}

TestSuite(sandbox, .init = make_directory, .fini = remove_directory);

/* ---- Attempts: 0, or the errno ------------------------------------------- */

static int errno_of(long result)
{
    return result < 0 ? errno : 0;
}

static int open_and_close(const char *path, int flags)
{
    int fd = open(path, flags, 0600);

    if (fd < 0)
        return errno;
    close(fd);
    return 0;
}

static int read_elsewhere(void)
{
    return open_and_close("/etc/passwd", O_RDONLY);
}

static int list_elsewhere(void)
{
    return open_and_close("/", O_RDONLY | O_DIRECTORY);
}

static int write_elsewhere(void)
{
    return open_and_close("/tmp/charla-test-must-not-be", O_WRONLY | O_CREAT);
}

static int execute(void)
{
    char *const argv[] = {(char[]){"true"}, NULL};
    int in_path = errno_of(execvp("true", argv));

    return in_path ? in_path : errno_of(execv("/bin/true", argv));
}

static int fork_once(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return errno_of(pid);
}

static int make_socket(void)
{
    return errno_of(socket(AF_INET, SOCK_STREAM, 0));
}

/* Made before, so that only the call itself is judged. */
static int spare;

static int call_somebody(void)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(9),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };

    return errno_of(connect(spare, (const struct sockaddr *)&address,
                            sizeof address));
}

static int wait_for_calls(void)
{
    return errno_of(listen(spare, 1));
}

static int bind_a_port(void)
{
    const struct sockaddr_in address = {.sin_family = AF_INET};

    return errno_of(
        bind(spare, (const struct sockaddr *)&address, sizeof address));
}

static int signal_another(void)
{
    return errno_of(kill(getppid(), SIGURG));
}

static int type_for_the_user(void)
{
    return errno_of(ioctl(STDIN_FILENO, TIOCSTI, "x"));
}

static int use_own_directory(void)
{
    char path[TEMPORARY_MAX + 8], moved[TEMPORARY_MAX + 8];
    int result;

    snprintf(path, sizeof path, "%s/new", directory);
    snprintf(moved, sizeof moved, "%s/moved", directory);
    result = open_and_close(path, O_WRONLY | O_CREAT | O_EXCL);
    if (result == 0)
        result = open_and_close(path, O_WRONLY | O_TRUNC);
    if (result == 0)
        result = open_and_close(path, O_RDONLY);
    if (result == 0)
        result = errno_of(rename(path, moved));
    return result ? result : errno_of(unlink(moved));
}

/* As monitor/file_sink.c does. */
static int receive_a_file(void)
{
    char part[TEMPORARY_MAX + 8], whole[TEMPORARY_MAX + 8];
    int fd;

    snprintf(part, sizeof part, "%s/part", downloads);
    snprintf(whole, sizeof whole, "%s/whole", downloads);
    fd = open(part, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd < 0)
        return errno;
    if (ftruncate(fd, 10) < 0 || ftruncate(fd, 0) < 0 ||
        rename(part, whole) < 0 || link(whole, part) < 0 ||
        unlink(part) < 0 || unlink(whole) < 0)
        return errno;
    return close(fd);
}

static int make_more_than_files(void)
{
    char path[TEMPORARY_MAX + 8];

    snprintf(path, sizeof path, "%s/new", downloads);
    if (mkdir(path, 0700) == 0 || symlink("/", path) == 0 ||
        mkfifo(path, 0600) == 0)
        return 0;
    return errno;
}

static void *idle(void *argument)
{
    return argument;
}

static int start_a_thread(void)
{
    pthread_t thread;
    int result = pthread_create(&thread, NULL, idle, NULL);

    return result ? result : pthread_join(thread, NULL);
}

static int make_a_pipe(void)
{
    int ends[2];
    struct pollfd fds = {.events = POLLIN};
    struct timespec none = {0, 0};
    int result = errno_of(pipe(ends));

    if (result)
        return result;
    fds.fd = ends[0];
    result = write(ends[1], "x", 1) == 1 && ppoll(&fds, 1, &none, NULL) == 1
                 ? 0
                 : errno;
    close(ends[0]);
    close(ends[1]);
    return result;
}

static int use_the_socket(void)
{
    const int one = 1;

    return errno_of(setsockopt(spare, SOL_SOCKET, SO_KEEPALIVE, &one,
                               sizeof one));
}

static int draw_a_number(void)
{
    char number[8];

    return errno_of(getrandom(number, sizeof number, 0));
}

static int take_memory(void)
{
    void *block = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return block == MAP_FAILED ? errno : errno_of(munmap(block, 1 << 20));
}

static int signal_itself(void)
{
    signal(SIGURG, SIG_IGN);
    return raise(SIGURG) == 0 ? 0 : errno;
}

/* ---- The child ----------------------------------------------------------- */

struct attempt {
    const char *name;
    int (*act)(void);
    unsigned refused_by;  /* 0: it must work */
    unsigned not_monitor; /* the same in the monitor */
};

#define BOTH (SANDBOX_FILES | SANDBOX_SYSCALLS)

static const struct attempt attempts[] = {
    {"read another file", read_elsewhere, BOTH, 0},
    {"list another directory", list_elsewhere, BOTH, 0},
    {"write another file", write_elsewhere, BOTH, SANDBOX_FILES},
    {"execute a program", execute, BOTH, BOTH},
    {"start a process", fork_once, SANDBOX_SYSCALLS, 0},
    {"make a socket", make_socket, SANDBOX_SYSCALLS, 0},
    {"connect", call_somebody, SANDBOX_SYSCALLS, 0},
    {"listen", wait_for_calls, SANDBOX_SYSCALLS, SANDBOX_SYSCALLS},
    {"bind", bind_a_port, SANDBOX_SYSCALLS, SANDBOX_FILES},
    {"signal another process", signal_another, SANDBOX_SYSCALLS,
     SANDBOX_SYSCALLS},
    {"type for the user", type_for_the_user, SANDBOX_SYSCALLS, 0},
    {"use charla's directory", use_own_directory, BOTH, 0},
    {"receive a file", receive_a_file, BOTH, 0},
    {"make a directory, a link, a FIFO", make_more_than_files, BOTH,
     SANDBOX_FILES},
    {"start a thread", start_a_thread, 0, 0},
    {"make a pipe", make_a_pipe, 0, 0},
    {"use the socket it has", use_the_socket, 0, 0},
    {"draw a random number", draw_a_number, 0, 0},
    {"take memory", take_memory, 0, 0},
    {"signal itself", signal_itself, 0, 0},
};

#define ATTEMPTS (sizeof attempts / sizeof *attempts)

static void attempt_all(int result_fd, bool is_monitor)
{
    int results[ATTEMPTS + 1];

    results[ATTEMPTS] =
        (int)(is_monitor ? sandbox_enter_monitor(directory, NULL, downloads)
                         : sandbox_enter());
    for (size_t i = 0; i < ATTEMPTS; i++)
        results[i] = attempts[i].act();
    _exit(write(result_fd, results, sizeof results) == sizeof results ? 0
                                                                      : 1);
}

/* Returns what is in force. */
static unsigned confine_child(bool is_monitor, int results[ATTEMPTS + 1])
{
    int ends[2], status;
    pid_t pid;

    spare = socket(AF_INET, SOCK_STREAM, 0);
    cr_assert(spare >= 0 && pipe(ends) == 0);
    pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0)
        attempt_all(ends[1], is_monitor);
    close(ends[1]);
    cr_assert_eq(read(ends[0], results, (ATTEMPTS + 1) * sizeof *results),
                 (ssize_t)((ATTEMPTS + 1) * sizeof *results),
                 "the child has not come to its end");
    cr_assert(waitpid(pid, &status, 0) == pid && status == 0);
    close(ends[0]);
    close(spare);
    return (unsigned)results[ATTEMPTS];
}

static bool is_refusal(int number)
{
    return number == EPERM || number == EACCES;
}

static void check_attempts(bool is_monitor)
{
    int results[ATTEMPTS + 1];
    unsigned in_force;

    if (sandbox_built_in() == 0)
        cr_skip_test("this charla is built without a sandbox");
    if (sandbox_available() == 0)
        cr_skip_test("this kernel has none");
    loopback_need(); /* the monitor may call */
    in_force = confine_child(is_monitor, results);
    cr_expect_eq(in_force, sandbox_available());
    for (size_t i = 0; i < ATTEMPTS; i++) {
        const struct attempt *each = &attempts[i];
        unsigned refused_by =
            is_monitor ? each->not_monitor : each->refused_by;

        /* The older a kernel, the less of this it can refuse. */
        if (is_monitor && (each->act == bind_a_port ||
                           each->act == type_for_the_user))
            continue;
        if (refused_by == 0) /* where nobody listens a call fails as well */
            cr_expect(results[i] == 0 || results[i] == ECONNREFUSED,
                      "%s: %s", each->name, strerror(results[i]));
        else if (refused_by & in_force)
            cr_expect(is_refusal(results[i]), "%s: %s", each->name,
                      strerror(results[i]));
    }
}

Test(sandbox, takes_what_is_not_needed_and_leaves_the_rest)
{
    check_attempts(false);
}

Test(sandbox, of_the_monitor_lets_it_read_and_call_and_write_its_files)
{
    check_attempts(true);
}

Test(sandbox, is_possible_only_where_it_is_built_in)
{
    cr_expect_eq(sandbox_available() & ~sandbox_built_in(), 0u);
}
