/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "program.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGUMENTS_MAX 32
#define READY_MS 10000 /* a failure guard: programs listen within a few */
#define END_MS 2000    /* for a program that has nothing more to do */

_Noreturn void program_fail(const char *what)
{
    fprintf(stderr, "pair: %s: %s\n", what, strerror(errno));
    exit(1);
}

double program_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

unsigned program_free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) < 0)
        program_fail("cannot find a free port");
    close(fd);
    return ntohs(address.sin_port);
}

/* ---- Starting ------------------------------------------------------------ */

static char *fill_in_port(const char *argument, unsigned port)
{
    const char *place = strstr(argument, "PORT");
    size_t size = strlen(argument) + 8;
    char *filled = malloc(size);

    if (!filled)
        program_fail("no memory");
    if (place)
        snprintf(filled, size, "%.*s%u%s", (int)(place - argument), argument,
                 port, place + strlen("PORT"));
    else
        snprintf(filled, size, "%s", argument);
    return filled;
}

/* In the child: never returns. */
static void become(char *const argv[], unsigned port)
{
    char *filled[ARGUMENTS_MAX + 1] = {NULL};

    for (size_t i = 0; argv[i] && i < ARGUMENTS_MAX; i++)
        filled[i] = fill_in_port(argv[i], port);
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execvp(filled[0], filled);
    _exit(127);
}

static void make_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) < 0)
        program_fail("cannot make a pipe");
}

static struct program start_on_screen(char *const argv[], unsigned port)
{
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    struct program program = {.in = -1};

    program.pid = forkpty(&program.out, NULL, NULL, &size);
    if (program.pid < 0)
        program_fail("cannot make a terminal");
    if (program.pid == 0)
        become(argv, port);
    fcntl(program.out, F_SETFD, FD_CLOEXEC);
    program.in = program.out;
    return program;
}

struct program program_start_on(char *const argv[], unsigned port, int in,
                                int out)
{
    struct program program = {.in = -1, .out = -1};
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

    program.pid = fork();
    if (program.pid < 0)
        program_fail("cannot fork");
    if (program.pid == 0) {
        dup2(in < 0 ? nothing : in, STDIN_FILENO);
        dup2(out < 0 ? nothing : out, STDOUT_FILENO);
        dup2(nothing, STDERR_FILENO);
        become(argv, port);
    }
    close(nothing);
    return program;
}

struct program program_start(char *const argv[], unsigned port,
                             enum program_wiring wiring)
{
    struct program program = {.in = -1};
    int in[2] = {-1, -1}, out[2], nothing;

    if (wiring == PROGRAM_SCREEN)
        return start_on_screen(argv, port);
    nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    make_pipe(out);
    if (wiring == PROGRAM_PIPES)
        make_pipe(in);
    program.pid = fork();
    if (program.pid < 0)
        program_fail("cannot fork");
    if (program.pid == 0) {
        dup2(wiring == PROGRAM_PIPES ? in[0] : nothing, STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        dup2(wiring == PROGRAM_WORDS ? out[1] : nothing, STDERR_FILENO);
        become(argv, port);
    }
    close(nothing);
    close(out[1]);
    if (wiring == PROGRAM_PIPES)
        close(in[0]);
    program.in = in[1];
    program.out = out[0];
    return program;
}

/* ---- Readiness ----------------------------------------------------------- */

/* Asked of the system, for a listener takes the first caller as the one. */
static bool somebody_listens(const char *table, unsigned port)
{
    FILE *file = fopen(table, "r");
    char line[512];
    unsigned local, state;
    bool found = false;

    if (!file)
        return false;
    while (!found && fgets(line, sizeof line, file))
        found = sscanf(line, " %*u: %*[0-9A-F]:%x %*[0-9A-F]:%*x %x", &local,
                       &state) == 2 &&
                local == port && state == 0x0A; /* TCP_LISTEN */
    fclose(file);
    return found;
}

void program_await_port(unsigned port)
{
    for (int i = 0; i < READY_MS; i++) {
        if (somebody_listens("/proc/net/tcp", port) ||
            somebody_listens("/proc/net/tcp6", port))
            return;
        poll(NULL, 0, 1);
    }
    errno = ETIMEDOUT;
    program_fail("nobody listens");
}

/* ---- What /proc says ----------------------------------------------------- */

static long field_of(const char *path, const char *field)
{
    FILE *file = fopen(path, "r");
    size_t length = strlen(field);
    char line[256];
    long value = 0;

    if (!file)
        return 0;
    while (fgets(line, sizeof line, file))
        if (strncmp(line, field, length) == 0)
            value = strtol(line + length, NULL, 10);
    fclose(file);
    return value;
}

long program_status(const struct program *program, const char *field)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%ld/status", (long)program->pid);
    return field_of(path, field);
}

/* The sum of `of` over a process and the children of its first thread. */
static long sum_of_family(pid_t pid, long (*of)(pid_t pid, const char *field),
                          const char *field)
{
    long sum = of(pid, field), child;
    char path[64];
    FILE *children;

    snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", (long)pid,
             (long)pid);
    children = fopen(path, "r");
    if (!children)
        return sum;
    while (fscanf(children, "%ld", &child) == 1)
        sum += sum_of_family((pid_t)child, of, field);
    fclose(children);
    return sum;
}

static long memory_of(pid_t pid, const char *field)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%ld/smaps_rollup", (long)pid);
    return field_of(path, field);
}

long program_memory(const struct program *program, const char *field)
{
    return sum_of_family(program->pid, memory_of, field);
}

static long wakeups_of(pid_t pid, const char *field)
{
    char path[320];
    struct dirent *thread;
    long sum = 0;
    DIR *threads;

    snprintf(path, sizeof path, "/proc/%ld/task", (long)pid);
    threads = opendir(path);
    if (!threads)
        return 0;
    while ((thread = readdir(threads)) != NULL) {
        if (thread->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "/proc/%ld/task/%s/status", (long)pid,
                 thread->d_name);
        sum += field_of(path, field);
    }
    closedir(threads);
    return sum;
}

long program_wakeups(const struct program *program)
{
    return sum_of_family(program->pid, wakeups_of,
                         "voluntary_ctxt_switches:");
}

/* ---- Ending -------------------------------------------------------------- */

static double seconds(const struct timeval *time)
{
    return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

void program_hang_up(struct program *program)
{
    if (program->in >= 0)
        close(program->in);
    if (program->out >= 0 && program->out != program->in)
        close(program->out);
    program->in = program->out = -1;
}

static struct program_cost cost_of(const struct rusage *usage, int status)
{
    return (struct program_cost){.cpu_seconds = seconds(&usage->ru_utime) +
                                                seconds(&usage->ru_stime),
                                 .status = status};
}

struct program_cost program_await(struct program *program)
{
    struct rusage usage = {0};
    int status = 0;

    wait4(program->pid, &status, 0, &usage);
    return cost_of(&usage, status);
}

struct program_cost program_stop(struct program *program)
{
    struct rusage usage = {0};
    pid_t ended = 0;
    int status = 0;

    program_hang_up(program);
    for (int i = 0; ended == 0 && i < END_MS; i++) {
        ended = wait4(program->pid, &status, WNOHANG, &usage);
        if (ended == 0)
            poll(NULL, 0, 1);
    }
    if (ended == 0) {
        kill(program->pid, SIGKILL);
        wait4(program->pid, &status, 0, &usage);
    }
    return cost_of(&usage, status);
}
