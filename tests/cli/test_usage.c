/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/usage.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/encryption.h"
#include "monitor/sandbox.h"

static char *printed(void (*print)(FILE *out))
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    print(out);
    fclose(out);
    return text;
}

Test(usage, names_every_option_on_one_screen)
{
    static const char *const names[] = {
        "-l, --listen",  "-p, --port=PORT",  "-4, --ipv4",
        "-6, --ipv6",    "-n, --name=",      "--plain",
        "--wait[=",      "--encrypt",     "--timeout=",       "--forget=",
        "--code", "--find", "--no-announce", "--contacts",
        "--fingerprint", "-t, --timestamps", "--linear",
        "--notify=",     "-q, --quiet",      "-h, --help",
        "-V, --version", "WHOM [PORT]",      "8081",
        "Exit:",   "--proxy=", "--download=DIR",
        "--via=COMMAND", "--log=FILE", "--typing",
    };
    char *help = printed(usage_print_help);
    char *version = printed(usage_print_version);
    char *rest = NULL, encryption[64];
    int rows = 0;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cr_expect_not_null(strstr(help, names[i]), "%s", names[i]);
    for (const char *at = help; *at; at++)
        rows += *at == '\n';
    cr_expect_leq(rows, 24, "%d rows", rows);
    for (char *line = strtok_r(help, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest))
        cr_expect_leq(strlen(line), 80, "%s", line);
    cr_expect_not_null(strstr(version, "\nSandbox: "));
    snprintf(encryption, sizeof encryption, "\nEncryption: %s\n",
             *encryption_library() ? encryption_library() : "none");
    cr_expect_not_null(strstr(version, encryption), "%s", version);
    cr_expect_eq(
        strncmp(version, PACKAGE_STRING "\n", strlen(PACKAGE_STRING) + 1), 0);
    free(help);
    free(version);
}

Test(usage, says_what_the_sandbox_is_and_what_the_kernel_lacks)
{
    static const struct {
        unsigned built_in, possible;
        const char *line;
    } cases[] = {
        {SANDBOX_FILES | SANDBOX_SYSCALLS, SANDBOX_FILES | SANDBOX_SYSCALLS,
         "Sandbox: Landlock, seccomp\n"},
        {SANDBOX_FILES | SANDBOX_SYSCALLS, SANDBOX_SYSCALLS,
         "Sandbox: Landlock, seccomp (this kernel: seccomp)\n"},
        {SANDBOX_FILES | SANDBOX_SYSCALLS, 0,
         "Sandbox: Landlock, seccomp (this kernel: none)\n"},
        {SANDBOX_FILES, SANDBOX_FILES, "Sandbox: Landlock\n"},
        {0, 0, "Sandbox: none\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = NULL;
        size_t length;
        FILE *out = open_memstream(&text, &length);

        usage_print_sandbox(out, cases[i].built_in, cases[i].possible);
        fclose(out);
        cr_expect_str_eq(text, cases[i].line);
        free(text);
    }
}
