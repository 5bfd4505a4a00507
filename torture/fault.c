/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* fault: makes system calls fail on purpose, for LD_PRELOAD.
 *
 *   FAULT_SEED  a number; the same one draws the same faults again
 *   FAULT_PLAN  "name=rate,...", the names as in `faults` below, the rates in
 *               faults per 100,000 calls
 *   FAULT_LOG   a file to which one line is appended for each fault
 *
 * Each thread has its own random sequence, so that the scheduler has no
 * influence.  Faults look like those of the kernel: EAGAIN only on a
 * non-blocking descriptor, and a reset really breaks the connection.  Libraries
 * that would abort without memory are spared.  Linux with glibc. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The faults.  The first five do no harm to a program that is prepared. */
enum fault {
    SHORT,    /* fewer bytes are moved than asked for */
    INTERRUPT, /* EINTR */
    AGAIN,    /* EAGAIN, if the descriptor does not block */
    BUFFERS,  /* ENOBUFS or ENOMEM on a socket of the conversation */
    REFUSE,   /* a setsockopt that does not work */
    RESET,    /* ECONNRESET, EPIPE or ETIMEDOUT; the connection is gone */
    FULL,     /* ENOSPC or EPIPE where standard output leads to */
    DISK,     /* ENOSPC or EIO in a file */
    INPUT,    /* EIO at standard input */
    MANY,     /* EMFILE */
    THREAD,   /* pthread_create has no room */
    MEMORY,   /* malloc has none */
    FAULTS
};

static struct {
    const char *name;
    uint64_t rate;
} faults[FAULTS] = {
    {"short", 0}, {"interrupt", 0}, {"again", 0},  {"buffers", 0},
    {"refuse", 0}, {"reset", 0},    {"full", 0},   {"disk", 0},
    {"input", 0}, {"many", 0},      {"thread", 0}, {"memory", 0},
};

static uint64_t seed;
static int log_fd = -1;
static int dead_socket = -1; /* a socket whose other end is closed */
static atomic_bool ready;
static atomic_uint threads;

/* Initial-exec: the first use must not allocate. */
#define PER_THREAD                                                            \
    static _Thread_local __attribute__((tls_model("initial-exec")))
PER_THREAD uint64_t state;
PER_THREAD bool begun;

/* ---- Drawing ------------------------------------------------------------- */

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t draw(void)
{
    uint64_t z;

    if (!begun) {
        state = seed * 0x9E3779B97F4A7C15u + atomic_fetch_add(&threads, 1);
        begun = true;
    }
    z = state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* Write to the log, without libc's write, which this file replaces. */
static void tell(enum fault fault, const char *call, int fd)
{
    char line[64];
    int length = snprintf(line, sizeof line, "%s %s %d\n",
                          faults[fault].name, call, fd);

    if (log_fd >= 0 && length > 0)
        (void)!syscall(SYS_write, log_fd, line, (size_t)length);
}

/* Does this call have this fault? */
static bool is_due(enum fault fault, const char *call, int fd)
{
    int number = errno;

    if (!atomic_load(&ready) || faults[fault].rate == 0 ||
        draw() % 100000 >= faults[fault].rate)
        return false;
    tell(fault, call, fd);
    errno = number;
    return true;
}

static int one_of(int first, int second)
{
    return draw() % 2 ? first : second;
}

static int fail(int number)
{
    errno = number;
    return -1;
}

/* ---- The start ----------------------------------------------------------- */

static void take_plan(char *plan)
{
    char *rest = NULL;

    for (char *word = strtok_r(plan, ",", &rest); word;
         word = strtok_r(NULL, ",", &rest))
        for (size_t i = 0; i < FAULTS; i++) {
            size_t length = strlen(faults[i].name);
            if (strncmp(word, faults[i].name, length) == 0 &&
                word[length] == '=')
                faults[i].rate = strtoull(word + length + 1, NULL, 10);
        }
}

/* Out of the way of the program's own descriptors. */
static int move_up(int fd)
{
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, 900);

    close(fd);
    return moved;
}

__attribute__((constructor)) static void begin(void)
{
    const char *plan = getenv("FAULT_PLAN");
    const char *number = getenv("FAULT_SEED");
    const char *path = getenv("FAULT_LOG");
    char words[512];
    int pair[2], log;

    if (!plan)
        return;
    seed = number ? strtoull(number, NULL, 10) : 0;
    snprintf(words, sizeof words, "%s", plan);
    take_plan(words);
    if (path && (log = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600)) >= 0)
        log_fd = move_up(log);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
        dead_socket = move_up(pair[0]);
        close(pair[1]);
    }
    atomic_store(&ready, true);
}

#define REAL(type, name, ...)                                                 \
    static type (*real)(__VA_ARGS__);                                         \
    if (!real)                                                                \
        *(void **)&real = dlsym(RTLD_NEXT, #name)

/* ---- Descriptors --------------------------------------------------------- */

static bool does_block(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    return flags < 0 || !(flags & O_NONBLOCK);
}

/* The kinds of descriptors that make a difference for the faults of a write. */
enum target { SOCKET, OUTPUT, FILE_, OTHER };

/* The program may have opened its standard output once more. */
static enum target target_of(int fd)
{
    struct stat here, output;

    if (fd == STDERR_FILENO || fstat(fd, &here) < 0)
        return OTHER;
    if (S_ISSOCK(here.st_mode))
        return SOCKET;
    if (fstat(STDOUT_FILENO, &output) == 0 && here.st_ino == output.st_ino &&
        here.st_dev == output.st_dev)
        return OUTPUT;
    return S_ISREG(here.st_mode) ? FILE_ : OTHER;
}

/* Break the connection: the other side sees a reset, and this side can neither
 * send nor receive.  A thread may be polling the socket, so wake it. */
static int cut(int fd, int number)
{
    const struct linger hard = {.l_onoff = 1, .l_linger = 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    shutdown(fd, SHUT_RD);
    if (dead_socket >= 0)
        dup3(dead_socket, fd, O_CLOEXEC);
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    return fail(number);
}

static bool is_waiting(const char *call, int fd)
{
    return !does_block(fd) && is_due(AGAIN, call, fd);
}

/* A reset, or no buffers: the sockets of the conversation never block; the one
 * between the program's two processes does, and has no such faults. */
static bool is_broken(enum fault fault, const char *call, int fd)
{
    return !does_block(fd) && is_due(fault, call, fd);
}

static size_t shorten(const char *call, int fd, size_t length)
{
    if (length > 1 && is_due(SHORT, call, fd))
        return 1 + draw() % (draw() % 4 ? length - 1 : 1);
    return length;
}

/* ---- Bytes in ------------------------------------------------------------ */

ssize_t read(int fd, void *room, size_t size)
{
    REAL(ssize_t, read, int, void *, size_t);

    if (!atomic_load(&ready) || fd == log_fd)
        return real(fd, room, size);
    if (is_due(INTERRUPT, "read", fd))
        return fail(EINTR);
    if (is_waiting("read", fd))
        return fail(EAGAIN);
    if (fd == STDIN_FILENO && is_due(INPUT, "read", fd))
        return fail(EIO);
    return real(fd, room, shorten("read", fd, size));
}

ssize_t recv(int fd, void *room, size_t size, int flags)
{
    REAL(ssize_t, recv, int, void *, size_t, int);

    if (is_due(INTERRUPT, "recv", fd))
        return fail(EINTR);
    if (is_waiting("recv", fd))
        return fail(EAGAIN);
    if (is_broken(BUFFERS, "recv", fd))
        return fail(one_of(ENOBUFS, ENOMEM));
    if (is_broken(RESET, "recv", fd))
        return cut(fd, one_of(ECONNRESET, ETIMEDOUT));
    return real(fd, room, shorten("recv", fd, size), flags);
}

/* ---- Bytes out ----------------------------------------------------------- */

ssize_t write(int fd, const void *data, size_t length)
{
    REAL(ssize_t, write, int, const void *, size_t);
    enum target target;

    if (!atomic_load(&ready) || fd == STDERR_FILENO)
        return real(fd, data, length);
    target = target_of(fd);
    if (is_due(INTERRUPT, "write", fd))
        return fail(EINTR);
    if (is_waiting("write", fd))
        return fail(EAGAIN);
    if (target == OUTPUT && is_due(FULL, "write", fd))
        return fail(one_of(ENOSPC, EPIPE));
    if (target == FILE_ && is_due(DISK, "write", fd))
        return fail(one_of(ENOSPC, EIO));
    return real(fd, data, shorten("write", fd, length));
}

ssize_t send(int fd, const void *data, size_t length, int flags)
{
    REAL(ssize_t, send, int, const void *, size_t, int);

    if (is_due(INTERRUPT, "send", fd))
        return fail(EINTR);
    if (is_waiting("send", fd))
        return fail(EAGAIN);
    if (is_broken(BUFFERS, "send", fd))
        return fail(one_of(ENOBUFS, ENOMEM));
    if (is_broken(RESET, "send", fd))
        return cut(fd, one_of(ECONNRESET, EPIPE));
    return real(fd, data, shorten("send", fd, length), flags);
}

/* ---- Waiting ------------------------------------------------------------- */

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    REAL(int, poll, struct pollfd *, nfds_t, int);

    return is_due(INTERRUPT, "poll", -1) ? fail(EINTR)
                                          : real(fds, count, timeout);
}

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout,
          const sigset_t *mask)
{
    REAL(int, ppoll, struct pollfd *, nfds_t, const struct timespec *,
         const sigset_t *);

    return is_due(INTERRUPT, "ppoll", -1) ? fail(EINTR)
                                           : real(fds, count, timeout, mask);
}

/* ---- Calls --------------------------------------------------------------- */

int accept(int fd, struct sockaddr *restrict address,
           socklen_t *restrict length)
{
    REAL(int, accept, int, struct sockaddr *restrict, socklen_t *restrict);

    if (is_due(INTERRUPT, "accept", fd))
        return fail(one_of(EINTR, ECONNABORTED));
    if (is_due(MANY, "accept", fd))
        return fail(EMFILE);
    return real(fd, address, length);
}

/* A connect that is interrupted goes on by itself (connect(2)). */
int connect(int fd, const struct sockaddr *address, socklen_t length)
{
    REAL(int, connect, int, const struct sockaddr *, socklen_t);
    int result = real(fd, address, length);

    if ((result == 0 || errno == EINPROGRESS) &&
        is_due(INTERRUPT, "connect", fd))
        return fail(EINTR);
    return result;
}

int socket(int domain, int type, int protocol)
{
    REAL(int, socket, int, int, int);

    return is_due(MANY, "socket", -1) ? fail(EMFILE)
                                       : real(domain, type, protocol);
}

int setsockopt(int fd, int level, int name, const void *value,
               socklen_t length)
{
    REAL(int, setsockopt, int, int, int, const void *, socklen_t);

    return name != SO_LINGER && is_due(REFUSE, "setsockopt", fd)
               ? fail(ENOPROTOOPT)
               : real(fd, level, name, value, length);
}

int pipe(int ends[2])
{
    REAL(int, pipe, int[2]);

    return is_due(MANY, "pipe", -1) ? fail(EMFILE) : real(ends);
}

/* ---- Files --------------------------------------------------------------- */

static mode_t mode_of(int flags, va_list arguments)
{
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

#define OPEN(name)                                                            \
    int name(const char *path, int flags, ...)                                \
    {                                                                         \
        REAL(int, name, const char *, int, ...);                              \
        va_list arguments;                                                    \
        mode_t mode;                                                          \
                                                                              \
        va_start(arguments, flags);                                           \
        mode = mode_of(flags, arguments);                                     \
        va_end(arguments);                                                    \
        return is_due(MANY, "open", -1) ? fail(EMFILE)                       \
                                         : real(path, flags, mode);           \
    }
OPEN(open)
OPEN(open64)

/* Programs with _FORTIFY_SOURCE call this when they pass no mode. */
extern int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
    return open(path, flags);
}

int mkstemp(char *template)
{
    REAL(int, mkstemp, char *);

    return is_due(MANY, "mkstemp", -1) ? fail(EMFILE) : real(template);
}

int fsync(int fd)
{
    REAL(int, fsync, int);

    return is_due(DISK, "fsync", fd) ? fail(EIO) : real(fd);
}

int rename(const char *from, const char *to)
{
    REAL(int, rename, const char *, const char *);

    return is_due(DISK, "rename", -1) ? fail(ENOSPC) : real(from, to);
}

int link(const char *from, const char *to)
{
    REAL(int, link, const char *, const char *);

    return is_due(DISK, "link", -1) ? fail(ENOSPC) : real(from, to);
}

int mkdir(const char *path, mode_t mode)
{
    REAL(int, mkdir, const char *, mode_t);

    return is_due(DISK, "mkdir", -1) ? fail(ENOSPC) : real(path, mode);
}

int flock(int fd, int operation)
{
    REAL(int, flock, int, int);

    return is_due(INTERRUPT, "flock", fd) ? fail(EINTR)
                                           : real(fd, operation);
}

/* ---- Threads and memory -------------------------------------------------- */

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                   void *(*run)(void *), void *argument)
{
    REAL(int, pthread_create, pthread_t *, const pthread_attr_t *,
         void *(*)(void *), void *);

    return is_due(THREAD, "pthread_create", -1)
               ? EAGAIN
               : real(thread, attributes, run, argument);
}

/* Libraries that abort, or crash, when memory is short. */
static const char *const fragile[] = {
    "libgmp", "libnettle", "libhogweed", "libtasn1", "libc.so", "ld-linux",
    "libseccomp",
};

static bool is_fragile(const void *caller)
{
    Dl_info where;

    if (!dladdr(caller, &where) || !where.dli_fname)
        return true;
    for (size_t i = 0; i < sizeof fragile / sizeof *fragile; i++)
        if (strstr(where.dli_fname, fragile[i]))
            return true;
    return false;
}

static bool is_out(const char *call, const void *caller)
{
    return faults[MEMORY].rate && atomic_load(&ready) &&
           draw() % 100000 < faults[MEMORY].rate && !is_fragile(caller) &&
           (tell(MEMORY, call, -1), errno = ENOMEM, true);
}

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
    return is_out("malloc", __builtin_return_address(0))
               ? NULL
               : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return is_out("calloc", __builtin_return_address(0))
               ? NULL
               : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return is_out("realloc", __builtin_return_address(0))
               ? NULL
               : __libc_realloc(old, size);
}

/* ---- The names that a fortified program calls ---------------------------- */

extern ssize_t __read_chk(int fd, void *room, size_t size, size_t limit);
extern ssize_t __recv_chk(int fd, void *room, size_t size, size_t limit,
                          int flags);
extern int __poll_chk(struct pollfd *fds, nfds_t count, int timeout,
                      size_t limit);
extern int __ppoll_chk(struct pollfd *fds, nfds_t count,
                       const struct timespec *timeout, const sigset_t *mask,
                       size_t limit);

ssize_t __read_chk(int fd, void *room, size_t size, size_t limit)
{
    if (size > limit)
        abort();
    return read(fd, room, size);
}

ssize_t __recv_chk(int fd, void *room, size_t size, size_t limit, int flags)
{
    if (size > limit)
        abort();
    return recv(fd, room, size, flags);
}

int __poll_chk(struct pollfd *fds, nfds_t count, int timeout, size_t limit)
{
    if (count > limit / sizeof *fds)
        abort();
    return poll(fds, count, timeout);
}

int __ppoll_chk(struct pollfd *fds, nfds_t count,
                const struct timespec *timeout, const sigset_t *mask,
                size_t limit)
{
    if (count > limit / sizeof *fds)
        abort();
    return ppoll(fds, count, timeout, mask);
}
