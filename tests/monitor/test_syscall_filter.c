/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every way of a call that the filter must refuse, and those it must allow.
 * A child loads the filter and tells what became of each. */
#include <config.h>

#include "monitor/syscall_filter.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* Made before the filter is loaded. */
static int pair[2];   /* connected, Unix */
static int tcp;       /* not connected */
static int received;  /* a file, for reading and writing */
static int pipe_end;
static void *page;
static int scratch;

static int failed(long result)
{
    return result < 0 ? errno : 0;
}

/* ---- Refused ------------------------------------------------------------- */

/* A system call with its arguments, as a function without any. */
#define CALL(name, ...)                                                       \
    static int name(void)                                                     \
    {                                                                         \
        return failed(syscall(__VA_ARGS__));                                  \
    }

CALL(set_owner, SYS_fcntl, pipe_end, F_SETOWN, getppid())
CALL(set_owner_ex, SYS_fcntl, pipe_end, F_SETOWN_EX, NULL)
CALL(set_signal, SYS_fcntl, pipe_end, F_SETSIG, SIGKILL)
CALL(set_lease, SYS_fcntl, pipe_end, F_SETLEASE, F_RDLCK)
CALL(notify, SYS_fcntl, pipe_end, F_NOTIFY, DN_MODIFY)
CALL(set_lock, SYS_fcntl, pipe_end, F_SETLK, NULL)
CALL(add_seals, SYS_fcntl, pipe_end, F_ADD_SEALS, 0)
CALL(pipe_size, SYS_fcntl, pipe_end, F_SETPIPE_SZ, 1 << 20)
CALL(plain_dup, SYS_fcntl, pipe_end, F_DUPFD, 0)
CALL(set_async, SYS_fcntl, pipe_end, F_SETFL, O_ASYNC)
CALL(set_async_too, SYS_fcntl, pipe_end, F_SETFL, O_ASYNC | O_NONBLOCK)
CALL(ask_owner, SYS_fcntl, pipe_end, F_GETOWN, 0)

CALL(mark_packets, SYS_setsockopt, tcp, SOL_SOCKET, SO_MARK, &tcp, 4)
CALL(bind_device, SYS_setsockopt, tcp, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3)
CALL(attach_filter, SYS_setsockopt, tcp, SOL_SOCKET, SO_ATTACH_FILTER, "", 0)
CALL(reuse_port, SYS_setsockopt, tcp, SOL_SOCKET, SO_REUSEPORT, &tcp, 4)
CALL(upper_layer, SYS_setsockopt, tcp, IPPROTO_TCP, TCP_ULP, "tls", 3)
CALL(repair, SYS_setsockopt, tcp, IPPROTO_TCP, TCP_REPAIR, &tcp, 4)
CALL(ip_options, SYS_setsockopt, tcp, IPPROTO_IP, IP_OPTIONS, "", 0)
CALL(peer_credentials, SYS_getsockopt, pair[0], SOL_SOCKET, SO_PEERCRED, 0, 0)

static int map(int protection)
{
    void *block = mmap(NULL, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                       0);

    return block == MAP_FAILED ? errno : failed(munmap(block, 4096));
}

static int map_code(void)
{
    return map(PROT_READ | PROT_EXEC);
}

static int map_all(void)
{
    return map(PROT_READ | PROT_WRITE | PROT_EXEC);
}

CALL(make_code, SYS_mprotect, page, 4096, PROT_READ | PROT_EXEC)
CALL(make_code_by_key, SYS_pkey_mprotect, page, 4096, PROT_EXEC, -1)
CALL(memory_file, SYS_memfd_create, "", 0)
CALL(personality, SYS_personality, 0x0400000) /* READ_IMPLIES_EXEC */

#define THREAD                                                                \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |       \
     CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |                     \
     CLONE_CHILD_CLEARTID)
CALL(a_process, SYS_clone, SIGCHLD, 0, 0, 0, 0)
CALL(a_namespace, SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0)
CALL(a_thread_and_more, SYS_clone, THREAD | CLONE_PTRACE, 0, 0, 0, 0)
CALL(a_thread_with_files, SYS_clone, THREAD & ~CLONE_FILES, 0, 0, 0, 0)
#if ULONG_MAX > 0xFFFFFFFF
CALL(high_bits, SYS_clone, THREAD | 1UL << 32, 0, 0, 0, 0)
#else /* a word has none: a flag instead that clone3 alone knows */
CALL(high_bits, SYS_clone, THREAD | CLONE_NEWTIME, 0, 0, 0, 0)
#endif

CALL(type_keys, SYS_ioctl, pair[0], TIOCSTI, "x")
CALL(take_terminal, SYS_ioctl, pair[0], TIOCSCTTY, 1)
CALL(set_foreground, SYS_ioctl, pair[0], TIOCSPGRP, 0)
CALL(async_by_ioctl, SYS_ioctl, pipe_end, FIOASYNC, &tcp)
CALL(owner_by_ioctl, SYS_ioctl, pair[0], FIOSETOWN, &tcp)
CALL(group_by_ioctl, SYS_ioctl, pair[0], SIOCSPGRP, &tcp)
CALL(paste_selection, SYS_ioctl, pair[0], 0x541C, "") /* TIOCLINUX */

CALL(be_dumpable, SYS_prctl, PR_SET_DUMPABLE, 1)
CALL(rename_itself, SYS_prctl, PR_SET_NAME, "init")
CALL(let_trace, SYS_prctl, PR_SET_PTRACER, -1)

CALL(send_to_address, SYS_sendto, pair[0], "x", 1, 0, &tcp, 4)
CALL(a_socket, SYS_socket, AF_INET, SOCK_STREAM, 0)
CALL(a_netlink_socket, SYS_socket, AF_NETLINK, SOCK_RAW, 0)
CALL(a_pair, SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, pair)
CALL(send_many, SYS_sendmmsg, pair[0], NULL, 0, 0)

CALL(kill_another, SYS_kill, getppid(), 0)
CALL(kill_thread, SYS_tkill, getppid(), 0)
CALL(kill_by_group, SYS_tgkill, getppid(), getppid(), 0)
CALL(queue_signal, SYS_rt_sigqueueinfo, getppid(), 0, NULL)
CALL(a_key, SYS_keyctl, 0, 0, 0, 0, 0)
CALL(execute, SYS_execve, "/bin/true", NULL, NULL)
CALL(execute_at, SYS_execveat, AT_FDCWD, "/bin/true", NULL, NULL, 0)
CALL(change_mode, SYS_fchmod, pipe_end, 0777)
CALL(change_owner, SYS_fchown, pipe_end, 0, 0)

/* ---- Allowed ------------------------------------------------------------- */

CALL(get_flags, SYS_fcntl, pipe_end, F_GETFD, 0)
CALL(set_flags, SYS_fcntl, pipe_end, F_SETFD, FD_CLOEXEC)
CALL(get_status, SYS_fcntl, pipe_end, F_GETFL, 0)
CALL(set_status, SYS_fcntl, pipe_end, F_SETFL, O_NONBLOCK)
CALL(dup_closing, SYS_fcntl, pipe_end, F_DUPFD_CLOEXEC, 0)
static int map_memory(void)
{
    return map(PROT_READ | PROT_WRITE);
}

static int write_at(void)
{
    return failed(pwrite(received, "hola", 4, 4));
}

static int read_at(void)
{
    char room[4];

    return failed(pread(received, room, sizeof room, 4));
}

static int cut_off(void)
{
    return failed(ftruncate(received, 2));
}

static int seek(void)
{
    return failed((long)lseek(received, 0, SEEK_END));
}

CALL(protect_memory, SYS_mprotect, page, 4096, PROT_NONE)
CALL(send_on, SYS_sendto, pair[0], "x", 1, MSG_NOSIGNAL, NULL, 0)
CALL(how_much, SYS_ioctl, pair[0], FIONREAD, &scratch)
CALL(signal_itself, SYS_tgkill, getpid(), gettid(), 0)

static int set_option(int level, int name)
{
    const int value = 1;

    return failed(setsockopt(tcp, level, name, &value, sizeof value));
}

#define OPTION(name, level, option)                                           \
    static int name(void)                                                     \
    {                                                                         \
        return set_option(level, option);                                     \
    }

OPTION(keep_alive, SOL_SOCKET, SO_KEEPALIVE)
OPTION(no_delay, IPPROTO_TCP, TCP_NODELAY)
OPTION(acknowledge_at_once, IPPROTO_TCP, TCP_QUICKACK)
OPTION(unsent_least, IPPROTO_TCP, TCP_NOTSENT_LOWAT)
OPTION(user_timeout, IPPROTO_TCP, TCP_USER_TIMEOUT)
OPTION(keep_idle, IPPROTO_TCP, TCP_KEEPIDLE)
OPTION(keep_interval, IPPROTO_TCP, TCP_KEEPINTVL)
OPTION(keep_count, IPPROTO_TCP, TCP_KEEPCNT)

static int linger(void)
{
    const struct linger at_once = {.l_onoff = 1};

    return failed(
        setsockopt(tcp, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
}

static int ask_option(int level, int name)
{
    struct tcp_info room;
    socklen_t length = sizeof room;

    return failed(getsockopt(tcp, level, name, &room, &length));
}

static int tcp_state(void)
{
    return ask_option(IPPROTO_TCP, TCP_INFO);
}

static int socket_error(void)
{
    return ask_option(SOL_SOCKET, SO_ERROR);
}

/* A descriptor goes to a process that one is connected to. */
static int send_descriptor(void)
{
    struct iovec data = {.iov_base = (char[]){'x'}, .iov_len = 1};
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {{0}};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = control.room,
                             .msg_controllen = sizeof control.room};

    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(&control.header), &pipe_end, sizeof(int));
    return failed(sendmsg(pair[0], &message, MSG_NOSIGNAL));
}

static void *idle(void *argument)
{
    return argument;
}

static int a_thread(void)
{
    pthread_t thread;
    int result = pthread_create(&thread, NULL, idle, NULL);

    return result ? result : pthread_join(thread, NULL);
}

/* ---- The child ----------------------------------------------------------- */

#ifdef SYS_socketcall
enum { SEES_SOCKET_ARGUMENTS = false };
#else
enum { SEES_SOCKET_ARGUMENTS = true };
#endif

struct attempt {
    const char *name;
    int (*act)(void);
    bool is_of_socket; /* where libc uses socketcall(2), its arguments are in
                          memory, and the whole call is allowed */
};

#define ROW(name) {#name, name, false}
#define SOCKET_ROW(name) {#name, name, true}

static const struct attempt refused[] = {
    ROW(set_owner), ROW(set_owner_ex), ROW(set_signal), ROW(set_lease),
    ROW(notify), ROW(set_lock), ROW(add_seals), ROW(pipe_size), ROW(plain_dup),
    ROW(set_async), ROW(set_async_too), ROW(ask_owner),
    SOCKET_ROW(mark_packets), SOCKET_ROW(bind_device),
    SOCKET_ROW(attach_filter), SOCKET_ROW(reuse_port), SOCKET_ROW(upper_layer),
    SOCKET_ROW(repair), SOCKET_ROW(ip_options), SOCKET_ROW(peer_credentials),
    ROW(map_code), ROW(map_all), ROW(make_code), ROW(make_code_by_key),
    ROW(memory_file), ROW(personality), ROW(a_process), ROW(a_namespace),
    ROW(a_thread_and_more), ROW(a_thread_with_files), ROW(high_bits),
    ROW(type_keys), ROW(take_terminal), ROW(set_foreground),
    ROW(async_by_ioctl), ROW(owner_by_ioctl), ROW(group_by_ioctl),
    ROW(paste_selection), ROW(be_dumpable), ROW(rename_itself), ROW(let_trace),
    SOCKET_ROW(send_to_address), ROW(a_socket), ROW(a_netlink_socket),
    ROW(a_pair), ROW(send_many), ROW(kill_another), ROW(kill_thread),
    ROW(kill_by_group), ROW(queue_signal), ROW(a_key), ROW(execute),
    ROW(execute_at), ROW(change_mode), ROW(change_owner),
};

static const struct attempt allowed[] = {
    ROW(get_flags), ROW(set_flags), ROW(get_status), ROW(set_status),
    ROW(dup_closing), ROW(map_memory), ROW(protect_memory), ROW(send_on),
    ROW(how_much), ROW(signal_itself), ROW(keep_alive), ROW(no_delay),
    ROW(acknowledge_at_once), ROW(unsent_least),
    ROW(user_timeout), ROW(keep_idle), ROW(keep_interval), ROW(keep_count),
    ROW(linger), ROW(tcp_state), ROW(socket_error), ROW(send_descriptor),
    ROW(a_thread), ROW(write_at), ROW(read_at), ROW(cut_off), ROW(seek),
};

#define REFUSED (sizeof refused / sizeof *refused)
#define ALLOWED (sizeof allowed / sizeof *allowed)

static void attempt_all(int result_fd)
{
    int results[REFUSED + ALLOWED];

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || !syscall_filter_load())
        _exit(77);
    for (size_t i = 0; i < REFUSED; i++)
        results[i] = refused[i].act();
    for (size_t i = 0; i < ALLOWED; i++)
        results[REFUSED + i] = allowed[i].act();
    _exit(write(result_fd, results, sizeof results) == sizeof results ? 0 : 1);
}

static void make_descriptors(void)
{
    FILE *file = tmpfile();
    int ends[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    cr_assert_eq(pipe(ends), 0);
    cr_assert_not_null(file);
    received = fileno(file);
    pipe_end = ends[0];
    tcp = socket(AF_INET, SOCK_STREAM, 0);
    page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    cr_assert(tcp >= 0 && page != MAP_FAILED);
}

Test(syscall_filter, refuses_every_way_that_is_not_needed)
{
    int results[REFUSED + ALLOWED], ends[2], status;
    pid_t pid;

    if (!syscall_filter_is_built_in())
        cr_skip_test("this charla is built without seccomp");
    make_descriptors();
    cr_assert_eq(pipe(ends), 0);
    pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0)
        attempt_all(ends[1]);
    close(ends[1]);
    if (read(ends[0], results, sizeof results) != (ssize_t)sizeof results) {
        cr_assert_eq(waitpid(pid, &status, 0), pid);
        cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 77,
                  "the child has not come to its end: %d", status);
        cr_skip_test("this kernel cannot filter system calls");
    }
    cr_assert(waitpid(pid, &status, 0) == pid && status == 0);
    for (size_t i = 0; i < REFUSED; i++)
        cr_expect(results[i] == EPERM ||
                      (refused[i].is_of_socket && !SEES_SOCKET_ARGUMENTS),
                  "%s: %s", refused[i].name, strerror(results[i]));
    for (size_t i = 0; i < ALLOWED; i++)
        cr_expect_eq(results[REFUSED + i], 0, "%s: %s", allowed[i].name,
                     strerror(results[REFUSED + i]));
}

/* ---- Deadly -------------------------------------------------------------- */

#define NAMED(call) {#call, SYS_##call}

static const struct {
    const char *name;
    long number;
} deadly[] = {
    NAMED(ptrace), NAMED(process_vm_readv), NAMED(process_vm_writev),
    NAMED(kcmp), NAMED(bpf), NAMED(perf_event_open), NAMED(userfaultfd),
    NAMED(vmsplice), NAMED(mount), NAMED(umount2), NAMED(pivot_root),
    NAMED(chroot), NAMED(unshare), NAMED(setns), NAMED(init_module),
    NAMED(finit_module), NAMED(delete_module), NAMED(reboot), NAMED(swapon),
    NAMED(swapoff), NAMED(acct), NAMED(quotactl), NAMED(syslog),
    NAMED(sethostname), NAMED(setdomainname), NAMED(kexec_load),
#ifdef SYS_pidfd_getfd
    NAMED(pidfd_getfd),
#endif
#ifdef SYS_io_uring_setup
    NAMED(io_uring_setup), NAMED(io_uring_enter), NAMED(io_uring_register),
#endif
#ifdef SYS_open_tree
    NAMED(open_tree), NAMED(move_mount), NAMED(fsopen), NAMED(fsmount),
#endif
#ifdef SYS_kexec_file_load
    NAMED(kexec_file_load),
#endif
#ifdef SYS_settimeofday
    NAMED(settimeofday),
#endif
#ifdef SYS_clock_settime
    NAMED(clock_settime),
#endif
#ifdef SYS_iopl
    NAMED(iopl), NAMED(ioperm),
#endif
};

/* How a child ends that calls this behind the filter.  The arguments do
 * nothing, should the call be carried out after all. */
static int end_of_a_child(bool (*load)(void), long number)
{
    pid_t pid = fork();
    int status;

    cr_assert_geq(pid, 0);
    if (pid == 0) {
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || !load())
            _exit(77);
        syscall(number, -1L, -1L, -1L, -1L, -1L, -1L);
        _exit(0);
    }
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    return status;
}

static void expect_deadly(bool (*load)(void))
{
    if (!syscall_filter_is_built_in())
        cr_skip_test("this charla is built without seccomp");
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) {
        int status = end_of_a_child(load, deadly[i].number);

        if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
            cr_skip_test("this kernel cannot filter system calls");
        cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS,
                  "%s: %x", deadly[i].name, (unsigned)status);
    }
}

Test(syscall_filter, kills_on_what_only_an_intruder_calls)
{
    expect_deadly(syscall_filter_load);
}

static bool load_monitor(void)
{
    return syscall_filter_load_monitor(false);
}

static bool load_monitor_that_executes(void)
{
    return syscall_filter_load_monitor(true);
}

Test(syscall_filter, kills_the_monitor_and_carriers_on_the_same)
{
    expect_deadly(load_monitor);
    expect_deadly(load_monitor_that_executes);
    expect_deadly(syscall_filter_load_carrier);
}
