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

#include "monitor/syscall_filter.h"

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

/* All that charla does with files, its own among them. */
#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITING                                                               \
    (READING | LANDLOCK_ACCESS_FS_WRITE_FILE |                                \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |           \
     UINT64_C(3) << 13)

static int allow_below(int ruleset, const char *directory, uint64_t rights)
{
    struct landlock_path_beneath_attr beneath = {
        .allowed_access = rights,
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

/* `elsewhere`: what is allowed outside the directory, 0 or READING. */
static unsigned restrict_files(const char *directory, uint64_t elsewhere)
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
        (void)allow_below(ruleset, directory,
                          rules.handled_access_fs & WRITING);
    if (elsewhere)
        (void)allow_below(ruleset, "/", elsewhere);
    if (syscall(SYS_landlock_restrict_self, ruleset, 0) == 0)
        result = SANDBOX_FILES;
    close(ruleset);
    return result;
}

/* ---- Both ---------------------------------------------------------------- */

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

unsigned sandbox_enter(const char *directory)
{
    unsigned result;

    /* Both ask for this: what is executed can gain nothing. */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return 0;
    result = restrict_files(directory, 0);
    if (syscall_filter_load())
        result |= SANDBOX_SYSCALLS;
    return result;
}

/* Not filtered by system calls: the name service may load modules, and they
 * may call anything. */
unsigned sandbox_enter_monitor(const char *directory)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return 0;
    return restrict_files(directory, READING);
}
