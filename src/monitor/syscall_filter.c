/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/syscall_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

/* Calls that are allowed with any arguments: those that charla's two threads,
 * readline, GnuTLS and libc were seen to make, including their names on other
 * machines and in other versions of libc.  Names that this machine does not
 * know are skipped. */
static const char *const calls[] = {
    /* open descriptors, and information about files */
    "fstat", "fstat64", "newfstatat", "fstatat64", "statx",
    "read", "write", "readv", "writev", "pread64", "lseek", "_llseek",
    /* a file that is being received, which the monitor has opened */
    "pwrite64", "ftruncate", "ftruncate64", "sync_file_range",
    "sync_file_range2",
    "close", "dup", "dup2", "dup3", "pipe", "pipe2",
    "poll", "ppoll", "ppoll_time64", "select", "_newselect", "pselect6",
    "pselect6_time64",
    /* the connection, which exists already */
    "send", "sendmsg", "recv", "recvfrom", "recvmsg", "shutdown",
    "getsockname", "getpeername",
    /* the door: callers at the socket that listens already */
    "accept4", "epoll_wait", "epoll_pwait", "epoll_ctl",
    /* memory */
    "brk", "munmap", "mremap", "madvise",
    /* threads */
    "futex", "futex_time64", "set_robust_list", "get_robust_list", "rseq",
    "sched_yield", "sched_getaffinity", "set_tid_address", "arch_prctl",
    "exit", "exit_group", "gettid", "membarrier",
    /* the end of the monitor */
    "wait4", "waitid", "waitpid",
    /* signals */
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn",
    "sigaltstack", "restart_syscall", "rt_sigpending", "rt_sigtimedwait",
    /* a timer ends a write that blocks (bounded_write.h) */
    "timer_create", "timer_settime", "timer_settime64", "timer_delete",
    /* time, random numbers, and the identity of this process */
    "clock_gettime", "clock_gettime64", "clock_getres", "clock_nanosleep",
    "clock_nanosleep_time64", "nanosleep", "gettimeofday", "time",
    "getrandom", "getpid", "getppid", "getuid", "geteuid", "getgid",
    "getegid", "getuid32", "geteuid32", "getgid32", "getegid32", "getpgrp",
    "getpgid", "uname", "sysinfo", "getrusage", "getrlimit", "ugetrlimit",
};

/* A condition for an argument: its bits in `mask` must be `value`. */
struct condition {
    unsigned argument; /* from 0 on */
    uint64_t mask;     /* 0: no condition */
    uint64_t value;
};

/* The kernel takes an int from the lower half of a register. */
#define IS(argument, value) {argument, UINT32_MAX, value}
#define LACKS(argument, bits) {argument, bits, 0}
#define EXACTLY(argument, value) {argument, UINT64_MAX, value}

/* A thread of this process, as pthread_create asks for it.  musl adds a flag
 * that Linux ignores (CLONE_DETACHED). */
#define THREAD                                                                \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |       \
     CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |                     \
     CLONE_CHILD_CLEARTID)
#define DETACHED 0x400000
#ifdef __s390__ /* where the stack comes first */
#define CLONE_FLAGS 1
#else
#define CLONE_FLAGS 0
#endif

/* On machines with mmap2 the old mmap has its arguments in memory, where a
 * filter cannot see them.  s390x has only that. */
#if defined __NR_mmap2
#define MMAP "mmap2"
#else
#define MMAP "mmap"
#endif
#ifdef __s390__
#define MMAP_CONDITION {0, 0, 0}
#else
#define MMAP_CONDITION LACKS(2, PROT_EXEC)
#endif

#define CONDITIONS_MAX 2

/* A call that is allowed if all conditions hold; the list may have it more
 * than once. */
struct way {
    const char *call;
    struct condition conditions[CONDITIONS_MAX];
};

static const struct way ways[] = {
    /* fcntl, but no owner for signals, no leases, locks and notifications. */
    {"fcntl", {IS(1, F_GETFD)}},
    {"fcntl", {IS(1, F_SETFD)}},
    {"fcntl", {IS(1, F_GETFL)}},
    {"fcntl", {IS(1, F_SETFL), LACKS(2, O_ASYNC)}},
    {"fcntl", {IS(1, F_DUPFD_CLOEXEC)}},
    {"fcntl64", {IS(1, F_GETFD)}},
    {"fcntl64", {IS(1, F_SETFD)}},
    {"fcntl64", {IS(1, F_GETFL)}},
    {"fcntl64", {IS(1, F_SETFL), LACKS(2, O_ASYNC)}},
    {"fcntl64", {IS(1, F_DUPFD_CLOEXEC)}},

    /* Sending to the connected peer only (net/transport_tcp.c). */
    {"sendto", {EXACTLY(4, 0)}},
    {"setsockopt", {IS(1, SOL_SOCKET), IS(2, SO_KEEPALIVE)}},
    {"setsockopt", {IS(1, SOL_SOCKET), IS(2, SO_LINGER)}},
    {"setsockopt", {IS(1, IPPROTO_TCP), IS(2, TCP_NODELAY)}},
    {"setsockopt", {IS(1, IPPROTO_TCP), IS(2, TCP_NOTSENT_LOWAT)}},
    {"setsockopt", {IS(1, IPPROTO_TCP), IS(2, TCP_QUICKACK)}},
    {"setsockopt", {IS(1, IPPROTO_TCP), IS(2, TCP_USER_TIMEOUT)}},
    {"setsockopt", {IS(1, IPPROTO_TCP), IS(2, TCP_KEEPIDLE)}},
    {"setsockopt", {IS(1, IPPROTO_TCP), IS(2, TCP_KEEPINTVL)}},
    {"setsockopt", {IS(1, IPPROTO_TCP), IS(2, TCP_KEEPCNT)}},
    {"getsockopt", {IS(1, SOL_SOCKET), IS(2, SO_ERROR)}},
    {"getsockopt", {IS(1, IPPROTO_TCP), IS(2, TCP_INFO)}},

    /* Memory that cannot be executed. */
    {MMAP, {MMAP_CONDITION}},
    {"mprotect", {LACKS(2, PROT_EXEC)}},

    /* Threads, but no processes; libc can do without clone3, see below. */
    {"clone", {EXACTLY(CLONE_FLAGS, THREAD)}},
    {"clone", {EXACTLY(CLONE_FLAGS, THREAD | DETACHED)}},

    /* Requests to a terminal, a pipe or the connection; not TIOCSTI, which
     * types in place of the user. */
    {"ioctl", {IS(1, TCGETS)}},
    {"ioctl", {IS(1, TCSETS)}},
    {"ioctl", {IS(1, TCSETSW)}},
    {"ioctl", {IS(1, TCSETSF)}},
    {"ioctl", {IS(1, TCFLSH)}},
    {"ioctl", {IS(1, TCXONC)}},
    {"ioctl", {IS(1, TIOCGWINSZ)}},
    {"ioctl", {IS(1, TIOCSWINSZ)}},
    {"ioctl", {IS(1, TIOCGPGRP)}},
    {"ioctl", {IS(1, FIONREAD)}},
    {"ioctl", {IS(1, TIOCOUTQ)}},
    /* TCGETS2 to TCSETSF2; their header conflicts with libc's. */
    {"ioctl", {IS(1, 0x802C542A)}},
    {"ioctl", {IS(1, 0x402C542B)}},
    {"ioctl", {IS(1, 0x402C542C)}},
    {"ioctl", {IS(1, 0x402C542D)}},
};

/* Calls that no version of libc and no library makes by itself and that talking
 * never needs: an attacker who makes one gets no second try. */
static const char *const deadly[] = {
    /* access to another process */
    "ptrace", "process_vm_readv", "process_vm_writev", "kcmp",
    "pidfd_getfd",
    /* the parts of the kernel that most often have a way out */
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup",
    "io_uring_enter", "io_uring_register", "vmsplice",
    /* mounts and namespaces */
    "mount", "umount", "umount2", "open_tree", "move_mount", "fsopen",
    "fsconfig", "fsmount", "fspick", "mount_setattr", "pivot_root", "chroot",
    "unshare", "setns",
    /* the system itself */
    "init_module", "finit_module", "delete_module", "kexec_load",
    "kexec_file_load", "reboot", "swapon", "swapoff", "acct", "quotactl",
    "syslog", "iopl", "ioperm", "settimeofday", "clock_settime",
    "clock_settime64", "sethostname", "setdomainname",
};

/* Have these calls end the process; a kernel that cannot do that (before 4.14)
 * lets them fail. */
static int kill_for_all(scmp_filter_ctx filter)
{
    int failed = 0;

    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) {
        int number = seccomp_syscall_resolve_name(deadly[i]);

        if (number != __NR_SCMP_ERROR &&
            seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, number, 0) < 0)
            failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), number,
                                       0);
    }
    return failed;
}

/* What a carrier may do besides: make the sockets that it hands to charla and
 * ask how much they hold; and what the HTTP library needs to send a header and
 * a page in one segment. */
static const struct way carrier_ways[] = {
    {"socketpair", {IS(0, AF_UNIX)}},
#ifdef SO_PEEK_OFF
    {"setsockopt", {IS(1, SOL_SOCKET), IS(2, SO_PEEK_OFF)}},
#endif
    {"setsockopt", {IS(1, IPPROTO_TCP), IS(2, TCP_CORK)}},
};

/* Allow a call under `count` conditions.  On machines where all socket calls
 * are one, with the arguments in memory, there can be no conditions. */
static int allow(scmp_filter_ctx filter, const char *call,
                 const struct condition *conditions, unsigned count)
{
    struct scmp_arg_cmp arguments[CONDITIONS_MAX];
    int number = seccomp_syscall_resolve_name(call);
    int result;

    if (number == __NR_SCMP_ERROR)
        return 0;
    for (unsigned i = 0; i < count; i++)
        arguments[i] = (struct scmp_arg_cmp){
            .arg = conditions[i].argument,
            .op = SCMP_CMP_MASKED_EQ,
            .datum_a = conditions[i].mask,
            .datum_b = conditions[i].value,
        };
    result = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, count,
                                    arguments);
#ifdef __NR_socketcall
    /* libc makes some calls of sockets through socketcall(2), where their
     * arguments are in memory.  Such a number is negative, and libseccomp takes
     * the conditions without a word, but only for the call itself. */
    if (result == -EINVAL || number < 0)
        result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
#endif
    return result;
}

static int allow_way(scmp_filter_ctx filter, const struct way *way)
{
    unsigned count = 0;

    while (count < CONDITIONS_MAX && way->conditions[count].mask)
        count++;
    return allow(filter, way->call, way->conditions, count);
}

static int allow_all(scmp_filter_ctx filter)
{
    /* Signals to this process only. */
    const struct condition itself = EXACTLY(0, (uint64_t)getpid());
    int failed = kill_for_all(filter) | allow(filter, "tgkill", &itself, 1);

    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        failed |= allow(filter, calls[i], NULL, 0);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        failed |= allow_way(filter, &ways[i]);
    /* The flags of clone3 are in memory; libc uses clone instead. */
    failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS),
                               SCMP_SYS(clone3), 0);
    return failed;
}

static int allow_carrier(scmp_filter_ctx filter)
{
    size_t count = sizeof carrier_ways / sizeof *carrier_ways;
    int failed = allow_all(filter);

    for (size_t i = 0; i < count; i++)
        failed |= allow_way(filter, &carrier_ways[i]);
    return failed;
}

/* Load a filter of these rules; `otherwise` is what happens to other calls. */
static bool load(uint32_t otherwise, int (*add_rules)(scmp_filter_ctx))
{
    scmp_filter_ctx filter = seccomp_init(otherwise);
    bool result;

    if (!filter)
        return false;
    result = add_rules(filter) == 0 && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return result;
}

bool syscall_filter_load(void)
{
    return load(SCMP_ACT_ERRNO(EPERM), allow_all);
}

bool syscall_filter_load_carrier(void)
{
    return load(SCMP_ACT_ERRNO(EPERM), allow_carrier);
}

/* ---- The monitor -------------------------------------------------------- */

/* What the monitor may not do: execute a program, reach another process, or
 * accept a caller.  A list of what it may do is impossible, because the modules
 * of the name service may do anything; for the same reason these calls fail
 * instead of ending it.  It may send a signal, to end the process that looks up
 * a name for it (net/name_lookup.h); Landlock keeps it from signalling
 * others. */
static const char *const refused[] = {
    "execveat", "pidfd_open", "pidfd_send_signal", "tkill",
    "rt_sigqueueinfo", "rt_tgsigqueueinfo", "keyctl", "add_key",
    "request_key", "setuid", "setgid", "setreuid", "setregid", "setresuid",
    "setresgid", "setgroups", "listen", "accept", "accept4",
};

static int refuse(scmp_filter_ctx filter, const char *call)
{
    int number = seccomp_syscall_resolve_name(call);

    return number == __NR_SCMP_ERROR
               ? 0
               : seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0);
}

static int refuse_all(scmp_filter_ctx filter)
{
    int failed = kill_for_all(filter);

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        failed |= refuse(filter, refused[i]);
    return failed;
}

static int refuse_all_and_execve(scmp_filter_ctx filter)
{
    return refuse_all(filter) | refuse(filter, "execve");
}

bool syscall_filter_load_monitor(bool may_execute)
{
    return load(SCMP_ACT_ALLOW,
                may_execute ? refuse_all : refuse_all_and_execve);
}

bool syscall_filter_is_built_in(void)
{
    return true;
}
