/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the sandbox asks of kernels that know more of Landlock, or less, than
 * this one, and of a libseccomp that fails.  Nothing is given up here: the
 * calls are replaced by fakes that note what was asked. */
#include <config.h>

#include "monitor/sandbox.h"

#include <criterion/criterion.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- Fakes --------------------------------------------------------------- */

/* Landlock's two structures, landlock(7). */
struct rules {
    uint64_t files, net, scoped;
};
struct below {
    uint64_t allowed;
    int32_t directory;
} __attribute__((packed));

static struct {
    long version; /* of Landlock; -1: the kernel has none */
    bool refuses_rules, refuses_limits, refuses_privileges, has_no_seccomp;
} kernel;

static struct {
    struct rules rules; /* of the last set of rules */
    size_t size;
    uint64_t allowed; /* all rights that were allowed anywhere */
    int limits;       /* how often they were put in force */
} asked;

static long refuse(int number)
{
    errno = number;
    return -1;
}

static long make_rules(const void *rules, size_t size, long flags)
{
    if (flags != 0)
        return kernel.version < 0 ? refuse(ENOSYS) : kernel.version;
    if (kernel.refuses_rules)
        return refuse(E2BIG);
    memset(&asked.rules, 0, sizeof asked.rules);
    cr_assert_leq(size, sizeof asked.rules);
    memcpy(&asked.rules, rules, size);
    asked.size = size;
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

long syscall(long number, ...)
{
    static long (*hidden)(long, ...);
    long given[6];
    va_list arguments;
    void *found;

    va_start(arguments, number);
    for (int i = 0; i < 6; i++)
        given[i] = va_arg(arguments, long);
    va_end(arguments);
    switch (number) {
    case SYS_landlock_create_ruleset:
        return make_rules((const void *)given[0], (size_t)given[1], given[2]);
    case SYS_landlock_add_rule:
        asked.allowed |= ((const struct below *)given[2])->allowed;
        return 0;
    case SYS_landlock_restrict_self:
        asked.limits++;
        return kernel.refuses_limits ? refuse(EPERM) : 0;
    default:
        found = dlsym(RTLD_NEXT, "syscall");
        memcpy(&hidden, &found, sizeof hidden);
        return hidden(number, given[0], given[1], given[2], given[3], given[4],
                      given[5]);
    }
}

int prctl(int option, ...)
{
    if (option == PR_SET_NO_NEW_PRIVS)
        return kernel.refuses_privileges ? (int)refuse(EINVAL) : 0;
    return kernel.has_no_seccomp ? (int)refuse(EINVAL) : 0;
}

static struct {
    bool has_no_memory, refuses_rules, refuses_filter, cannot_kill;
    const char *unknown;       /* a call that this machine does not have */
    uint32_t otherwise;        /* what happens to calls without a rule */
    int killed, failing, loaded;
    int of_unknown;
} filter;

#define UNKNOWN 4242

scmp_filter_ctx seccomp_init(uint32_t otherwise)
{
    static int room;

    filter.otherwise = otherwise;
    return filter.has_no_memory ? NULL : &room;
}

void seccomp_release(scmp_filter_ctx made)
{
    (void)made;
}

int seccomp_syscall_resolve_name(const char *name)
{
    return filter.unknown && strcmp(name, filter.unknown) == 0
               ? __NR_SCMP_ERROR
               : UNKNOWN;
}

static int add(uint32_t action, int number)
{
    filter.of_unknown += number == __NR_SCMP_ERROR;
    if (filter.refuses_rules)
        return -ENOMEM;
    if (action == SCMP_ACT_KILL_PROCESS) {
        if (filter.cannot_kill)
            return -EINVAL;
        filter.killed++;
    }
    filter.failing += action == SCMP_ACT_ERRNO(ENOSYS);
    return 0;
}

int seccomp_rule_add(scmp_filter_ctx made, uint32_t action, int number,
                     unsigned count, ...)
{
    (void)made, (void)count;
    return add(action, number);
}

int seccomp_rule_add_array(scmp_filter_ctx made, uint32_t action, int number,
                           unsigned count, const struct scmp_arg_cmp *given)
{
    (void)made, (void)count, (void)given;
    return add(action, number);
}

int seccomp_load(const scmp_filter_ctx made)
{
    (void)made;
    filter.loaded += !filter.refuses_filter;
    return filter.refuses_filter ? -EACCES : 0;
}

static void begin(void)
{
    kernel.version = 6;
}

TestSuite(sandbox_kernels, .init = begin);

/* ---- Landlock ------------------------------------------------------------ */

/* The kernel's documentation, Documentation/userspace-api/landlock.rst: what
 * came with each version, and how long the structure was then. */
static const struct {
    long version;
    size_t size;
    struct rules rules;
} versions[] = {
    {1, 8, {0x1FFF, 0, 0}}, {2, 8, {0x3FFF, 0, 0}},  {3, 8, {0x7FFF, 0, 0}},
    {4, 16, {0x7FFF, 3, 0}}, {5, 16, {0xFFFF, 3, 0}}, {6, 24, {0xFFFF, 3, 3}},
    {9, 24, {0xFFFF, 3, 3}},
};

#define VERSIONS (sizeof versions / sizeof *versions)

Test(sandbox_kernels, all_that_a_kernel_knows_is_given_up_and_nothing_else)
{
    for (size_t i = 0; i < VERSIONS; i++) {
        memset(&asked, 0, sizeof asked);
        kernel.version = versions[i].version;
        cr_expect_eq(sandbox_enter() & SANDBOX_FILES, SANDBOX_FILES);
        cr_expect_eq(asked.size, versions[i].size, "version %ld",
                     versions[i].version);
        cr_expect_eq(asked.rules.files, versions[i].rules.files);
        cr_expect_eq(asked.rules.net, versions[i].rules.net);
        cr_expect_eq(asked.rules.scoped, versions[i].rules.scoped);
        cr_expect_eq(asked.allowed, 0);
        cr_expect_eq(asked.limits, 1);
    }
}

/* A right that the rules do not name cannot be allowed (EINVAL). */
Test(sandbox_kernels, the_monitor_may_connect_and_is_allowed_no_unknown_right)
{
    for (size_t i = 0; i < VERSIONS; i++) {
        memset(&asked, 0, sizeof asked);
        kernel.version = versions[i].version;
        cr_expect_eq(sandbox_enter_monitor("/", "/proc/self/exe", "/") &
                         SANDBOX_FILES, SANDBOX_FILES);
        cr_expect_eq(asked.rules.files, versions[i].rules.files);
        cr_expect_eq(asked.rules.net, versions[i].rules.net & 1);
        cr_expect_eq(asked.allowed & ~asked.rules.files, 0, "version %ld",
                     versions[i].version);
        cr_expect_eq(asked.limits, 1);
    }
}

static unsigned enter_monitor(void)
{
    return sandbox_enter_monitor(NULL, NULL, NULL);
}

static unsigned (*const ways[])(void) = {sandbox_enter, sandbox_enter_carrier,
                                         enter_monitor};

#define WAYS (sizeof ways / sizeof *ways)

Test(sandbox_kernels, what_is_not_in_force_is_not_said_to_be)
{
    for (size_t i = 0; i < WAYS; i++) {
        kernel.version = -1;
        cr_expect_eq(ways[i]() & SANDBOX_FILES, 0);
        cr_expect_eq(sandbox_available() & SANDBOX_FILES, 0);
        kernel.version = 6;
        kernel.refuses_rules = true;
        cr_expect_eq(ways[i]() & SANDBOX_FILES, 0);
        kernel.refuses_rules = false;
        kernel.refuses_limits = true;
        cr_expect_eq(ways[i]() & SANDBOX_FILES, 0);
        kernel.refuses_limits = false;
        cr_expect_eq(ways[i]() & SANDBOX_FILES, SANDBOX_FILES);
    }
}

Test(sandbox_kernels, without_new_privileges_forbidden_nothing_is_in_force)
{
    kernel.refuses_privileges = true;
    for (size_t i = 0; i < WAYS; i++)
        cr_expect_eq(ways[i](), 0);
    cr_expect_eq(asked.limits, 0);
    cr_expect_eq(filter.loaded, 0);
}

/* ---- seccomp ------------------------------------------------------------- */

Test(sandbox_kernels, a_filter_that_cannot_be_made_is_not_in_force)
{
    static bool *const faults[] = {&filter.has_no_memory,
                                   &filter.refuses_rules,
                                   &filter.refuses_filter};

    for (size_t i = 0; i < WAYS; i++) {
        for (size_t j = 0; j < sizeof faults / sizeof *faults; j++) {
            *faults[j] = true;
            cr_expect_eq(ways[i](), SANDBOX_FILES, "way %zu, fault %zu", i, j);
            *faults[j] = false;
        }
        cr_expect_eq(filter.loaded, (int)i);
        cr_expect_eq(ways[i](), SANDBOX_FILES | SANDBOX_SYSCALLS);
    }
    kernel.has_no_seccomp = true;
    cr_expect_eq(sandbox_available(), SANDBOX_FILES);
}

Test(sandbox_kernels, only_the_monitor_may_make_calls_that_have_no_rule)
{
    for (size_t i = 0; i < WAYS; i++) {
        (void)ways[i]();
        cr_expect_eq(filter.otherwise, ways[i] == enter_monitor
                                           ? SCMP_ACT_ALLOW
                                           : SCMP_ACT_ERRNO(EPERM));
    }
}

/* Linux before 4.14 can only let a call fail. */
Test(sandbox_kernels, deadly_calls_fail_where_they_cannot_kill)
{
    int deadly;

    (void)enter_monitor();
    deadly = filter.killed;
    cr_expect_gt(deadly, 30);
    cr_expect_eq(filter.failing, 0);
    filter.killed = 0;
    filter.cannot_kill = true;
    cr_expect_eq(enter_monitor(), SANDBOX_FILES | SANDBOX_SYSCALLS);
    cr_expect_eq(filter.killed, 0);
    cr_expect_eq(filter.failing, deadly);
}

Test(sandbox_kernels, calls_that_this_machine_does_not_have_are_left_out)
{
    static const char *const names[] = {"bpf", "fstat64", "fcntl64", "tgkill",
                                        "execve", "accept4"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        filter.unknown = names[i];
        for (size_t j = 0; j < WAYS; j++)
            cr_expect_eq(ways[j](), SANDBOX_FILES | SANDBOX_SYSCALLS);
        cr_expect_eq(filter.of_unknown, 0, "%s", names[i]);
    }
}
