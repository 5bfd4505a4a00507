/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef HAVE_SECCOMP
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <termios.h>
#endif

/* ---- Files: Landlock ----------------------------------------------------- */

/* All that can be forbidden, by version of the interface: each has added one
 * to the 13 of the first (landlock(7)): moving between directories, then
 * cutting off.  A right that the kernel does not know is an error. */
static uint64_t rights_of(long version)
{
    uint64_t rights = (UINT64_C(1) << 13) - 1;

    if (version >= 2)
        rights |= UINT64_C(1) << 13;
    if (version >= 3)
        rights |= UINT64_C(1) << 14;
    return rights;
}

/* Returns less than 1 if there is no Landlock. */
static long landlock_version(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0,
                   LANDLOCK_CREATE_RULESET_VERSION);
}

/* What charla does with its own files: no more than that. */
static int allow_below(int ruleset, const char *directory, uint64_t rights)
{
    const uint64_t needed =
        LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
        LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |
        LANDLOCK_ACCESS_FS_MAKE_REG | UINT64_C(3) << 13;
    struct landlock_path_beneath_attr beneath = {
        .allowed_access = rights & needed,
        .parent_fd = open(directory, O_PATH | O_CLOEXEC),
    };
    int result;

    if (beneath.parent_fd < 0)
        return -1;
    result = (int)syscall(SYS_landlock_add_rule, ruleset,
                          LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
    close(beneath.parent_fd);
    return result;
}

static unsigned confine_files(const char *directory)
{
    long version = landlock_version();
    struct landlock_ruleset_attr rules = {
        .handled_access_fs = rights_of(version),
    };
    unsigned result = 0;
    int ruleset;

    if (version < 1)
        return 0;
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules,
                           0);
    if (ruleset < 0)
        return 0;
    /* A directory that is not there cannot be allowed, nor be of use. */
    if (directory)
        (void)allow_below(ruleset, directory, rules.handled_access_fs);
    if (syscall(SYS_landlock_restrict_self, ruleset, 0) == 0)
        result = SANDBOX_FILES;
    close(ruleset);
    return result;
}

/* ---- System calls: seccomp ----------------------------------------------- */

#ifdef HAVE_SECCOMP

/* What two talking threads, readline, GnuTLS and libc are seen to call, with
 * the names of other machines and other versions of libc.  Names that this
 * machine does not know are passed over. */
static const char *const needed[] = {
    /* descriptors that are open */
    "read", "write", "readv", "writev", "pread64", "lseek", "_llseek",
    "close", "dup", "dup2", "dup3", "fcntl", "fcntl64", "pipe", "pipe2",
    "poll", "ppoll", "ppoll_time64", "select", "_newselect", "pselect6",
    "pselect6_time64",
    /* the connection, that is made already */
    "send", "sendto", "sendmsg", "recv", "recvfrom", "recvmsg", "shutdown",
    "getsockopt", "setsockopt", "getsockname", "getpeername",
    /* the files of its own directory: Landlock says which */
    "open", "openat", "stat", "stat64", "lstat", "lstat64", "fstat",
    "fstat64", "newfstatat", "fstatat64", "statx", "access", "faccessat",
    "faccessat2", "mkdir", "mkdirat", "rename", "renameat", "renameat2",
    "link", "linkat", "unlink", "unlinkat", "flock", "fsync", "fdatasync",
    "ftruncate", "ftruncate64", "umask", "getdents64",
    /* memory */
    "brk", "mmap", "mmap2", "munmap", "mremap", "mprotect", "madvise",
    /* threads; clone is below, and libc does without clone3 */
    "futex", "futex_time64", "set_robust_list", "get_robust_list", "rseq",
    "sched_yield", "sched_getaffinity", "set_tid_address", "arch_prctl",
    "exit", "exit_group", "gettid", "membarrier",
    /* signals; tgkill is below */
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn",
    "sigaltstack", "restart_syscall", "rt_sigpending", "rt_sigtimedwait",
    /* a timer ends a write that blocks (bounded_write.h) */
    "timer_create", "timer_settime", "timer_settime64", "timer_delete",
    /* time, chance, and who one is */
    "clock_gettime", "clock_gettime64", "clock_getres", "clock_nanosleep",
    "clock_nanosleep_time64", "nanosleep", "gettimeofday", "time",
    "getrandom", "getpid", "getppid", "getuid", "geteuid", "getgid",
    "getegid", "getuid32", "geteuid32", "getgid32", "getegid32", "getpgrp",
    "getpgid", "uname", "sysinfo", "getrusage", "getrlimit", "ugetrlimit",
};

/* What may be asked of a terminal, a pipe or the connection.  Not TIOCSTI,
 * which types for the user. */
static const unsigned long requests[] = {
    TCGETS,     TCSETS,   TCSETSW, TCSETSF,  TCFLSH, TCXONC,
    TIOCGWINSZ, TIOCSWINSZ, TIOCGPGRP, FIONREAD, TIOCOUTQ,
    /* TCGETS2 to TCSETSF2, whose header does not go with libc's */
    0x802C542A, 0x402C542B, 0x402C542C, 0x402C542D,
};

static int allow(scmp_filter_ctx filter, const char *name)
{
    int number = seccomp_syscall_resolve_name(name);

    return number == __NR_SCMP_ERROR
               ? 0
               : seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
}

static int allow_parts(scmp_filter_ctx filter)
{
    int result = 0;

    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        result |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
                                   SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX,
                                           requests[i]));
    /* A thread, not a process; itself, not another one. */
    result |= seccomp_rule_add(
        filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
        SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    result |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS),
                               SCMP_SYS(clone3), 0);
    result |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                               SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));
    return result;
}

static unsigned confine_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    unsigned result = 0;
    int failed = 0;

    if (!filter)
        return 0;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        failed |= allow(filter, needed[i]);
    failed |= allow_parts(filter);
    if (!failed && seccomp_load(filter) == 0)
        result = SANDBOX_SYSCALLS;
    seccomp_release(filter);
    return result;
}

static unsigned calls_built_in(void)
{
    return SANDBOX_SYSCALLS;
}

#else

static unsigned confine_calls(void)
{
    return 0;
}

static unsigned calls_built_in(void)
{
    return 0;
}

#endif

/* ---- Both ---------------------------------------------------------------- */

unsigned sandbox_built_in(void)
{
    return SANDBOX_FILES | calls_built_in();
}

unsigned sandbox_available(void)
{
    unsigned result = landlock_version() >= 1 ? SANDBOX_FILES : 0;

    if (prctl(PR_GET_SECCOMP) >= 0)
        result |= SANDBOX_SYSCALLS;
    return result & sandbox_built_in();
}

unsigned sandbox_enter(const char *directory)
{
    unsigned result;

    /* Both ask for this: what is executed can gain nothing. */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return 0;
    result = confine_files(directory);
    return result | confine_calls();
}

/* The monitor reads what the name service reads, and writes its own files. */
unsigned sandbox_enter_monitor(const char *directory)
{
    (void)directory;
    return 0;
}
