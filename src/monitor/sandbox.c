/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "monitor/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "monitor/syscall_filter.h"

/* ---- Landlock ------------------------------------------------------------ */

/* The kernel's struct landlock_ruleset_attr (landlock(7)) as of Linux 6.12,
 * because the system's header may be older.  An older kernel is given only the
 * beginning of it. */
struct ruleset {
    uint64_t handled_access_fs;
    uint64_t handled_access_net;
    uint64_t scoped;
};

/* The rights to bind and to connect a TCP socket (Landlock version 4). */
#define NET_BIND UINT64_C(1)
#define NET_CONNECT UINT64_C(2)

/* Scopes for abstract UNIX sockets and for signals (Landlock version 6). */
#define SCOPE_ALL UINT64_C(3)

/* The kernel's version of Landlock; less than 1 if it has none. */
static long landlock_version(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0,
                   LANDLOCK_CREATE_RULESET_VERSION);
}

/* All that this version can forbid.  Version 1 has 13 rights; later ones added
 * moving files between directories, truncating, and ioctl on devices.  Naming a
 * right that the kernel does not know would be an error. */
static struct ruleset rules_of(long version)
{
    struct ruleset rules = {.handled_access_fs = (UINT64_C(1) << 13) - 1};

    if (version >= 2)
        rules.handled_access_fs |= UINT64_C(1) << 13;
    if (version >= 3)
        rules.handled_access_fs |= UINT64_C(1) << 14;
    if (version >= 4)
        rules.handled_access_net = NET_BIND | NET_CONNECT;
    if (version >= 5)
        rules.handled_access_fs |= UINT64_C(1) << 15;
    if (version >= 6)
        rules.scoped = SCOPE_ALL;
    return rules;
}

static size_t size_of(long version)
{
    if (version >= 6)
        return sizeof(struct ruleset);
    return version >= 4 ? offsetof(struct ruleset, scoped)
                        : offsetof(struct ruleset, handled_access_net);
}

/* What the monitor may do with any file, with a program that it starts, with
 * received files, and with charla's own files, which it also renames. */
#define READING                                                               \
    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define EXECUTING                                                             \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE)
#define RECEIVING                                                             \
    (READING | LANDLOCK_ACCESS_FS_WRITE_FILE |                                \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |           \
     UINT64_C(1) << 14)
#define WRITING (RECEIVING | UINT64_C(1) << 13)

/* Allow `rights` below this directory.  One that does not exist is skipped. */
static void allow_below(int ruleset, const char *directory, uint64_t rights)
{
    struct landlock_path_beneath_attr beneath = {
        .allowed_access = rights,
        .parent_fd = open(directory, O_PATH | O_CLOEXEC),
    };

    if (beneath.parent_fd < 0)
        return;
    (void)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
                  &beneath, 0);
    close(beneath.parent_fd);
}

static unsigned restrict_self(int ruleset)
{
    unsigned result = 0;

    if (ruleset < 0)
        return 0;
    if (syscall(SYS_landlock_restrict_self, ruleset, 0) == 0)
        result = SANDBOX_FILES;
    close(ruleset);
    return result;
}

static int make_ruleset(long version, const struct ruleset *rules)
{
    return version < 1 ? -1
                       : (int)syscall(SYS_landlock_create_ruleset, rules,
                                      size_of(version), 0);
}

static unsigned restrict_all(void)
{
    long version = landlock_version();
    struct ruleset rules = rules_of(version);

    return restrict_self(make_ruleset(version, &rules));
}

/* Find the loader, which the kernel runs first when it executes a program
 * (elf(5), PT_INTERP).  This program's loader is also that of the other one. */
static int find_loader(struct dl_phdr_info *info, size_t size, void *found)
{
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_INTERP)
            /* The address is given as a number.
             * NOLINTNEXTLINE(performance-no-int-to-ptr) */
            *(const char **)found = (const char *)(info->dlpi_addr +
                                                   info->dlpi_phdr[i].p_vaddr);
    return 1; /* the first object is the program itself */
}

static void allow_program(int ruleset, const char *program)
{
    const char *loader = NULL;

    (void)dl_iterate_phdr(find_loader, &loader);
    allow_below(ruleset, program, EXECUTING);
    if (loader)
        allow_below(ruleset, loader, EXECUTING);
}

/* Where runs are counted (--enable-coverage), a program opens the file with its
 * counters when it starts. */
static void allow_counters(int ruleset, uint64_t handled)
{
#ifdef CHARLA_COUNTERS
    allow_below(ruleset, CHARLA_COUNTERS, RECEIVING & handled);
#else
    (void)ruleset;
    (void)handled;
#endif
}

static unsigned restrict_monitor(const char *directory, const char *program,
                                 const char *download)
{
    long version = landlock_version();
    struct ruleset rules = rules_of(version);
    int ruleset;

    rules.handled_access_net &= NET_BIND; /* it may connect */
    ruleset = make_ruleset(version, &rules);
    if (ruleset >= 0) {
        allow_below(ruleset, "/", READING);
        if (directory)
            allow_below(ruleset, directory,
                        WRITING & rules.handled_access_fs);
        if (download)
            allow_below(ruleset, download,
                        RECEIVING & rules.handled_access_fs);
        if (program)
            allow_program(ruleset, program);
        allow_counters(ruleset, rules.handled_access_fs);
    }
    return restrict_self(ruleset);
}

/* ---- Both processes ----------------------------------------------------- */

unsigned sandbox_built_in(void)
{
    return SANDBOX_FILES |
           (syscall_filter_is_built_in() ? SANDBOX_SYSCALLS : 0);
}

unsigned sandbox_available(void)
{
    unsigned result = landlock_version() >= 1 ? SANDBOX_FILES : 0;

    if (prctl(PR_GET_SECCOMP) >= 0)
        result |= SANDBOX_SYSCALLS;
    return result & sandbox_built_in();
}

/* Programs that this process executes gain no privileges (PR_SET_NO_NEW_PRIVS);
 * both Landlock and seccomp require this. */
static bool gain_nothing(void)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

unsigned sandbox_enter(void)
{
    unsigned result;

    if (!gain_nothing())
        return 0;
    result = restrict_all();
    return result | (syscall_filter_load() ? SANDBOX_SYSCALLS : 0);
}

unsigned sandbox_enter_carrier(void)
{
    unsigned result;

    if (!gain_nothing())
        return 0;
    result = restrict_all();
    return result | (syscall_filter_load_carrier() ? SANDBOX_SYSCALLS : 0);
}

unsigned sandbox_enter_monitor(const char *directory, const char *program,
                               const char *download)
{
    unsigned result;

    if (!gain_nothing())
        return 0;
    result = restrict_monitor(directory, program, download);
    return result |
           (syscall_filter_load_monitor(program) ? SANDBOX_SYSCALLS : 0);
}
