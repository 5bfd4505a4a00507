/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/shell.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[][2] = {
    {"192.168.1.5", "192.168.1.5"},
    {"ana.example:9000", "ana.example:9000"},
    {"fe80::1%eth0", "fe80::1%eth0"},
    {"--forget", "--forget"},
    {"[fe80::1%vB]:9180", "'[fe80::1%vB]:9180'"},
    {"", "''"},
    {"two words", "'two words'"},
    {"*", "'*'"},
    {"a?b", "'a?b'"},
    {"~ana", "'~ana'"},
    {"=ls", "'=ls'"},
    {"$HOME", "'$HOME'"},
    {"`id`", "'`id`'"},
    {"a;b&c|d", "'a;b&c|d'"},
    {"a!b", "'a!b'"},
    {"#a", "'#a'"},
    {"a\\b", "'a\\b'"},
    {"a\"b", "'a\"b'"},
    {"a'b", "'a'\\''b'"},
    {"'", "''\\'''"},
    {"{a,b}", "'{a,b}'"},
    {"ñandú.example", "'ñandú.example'"},
};

Test(shell, quotes_what_a_shell_would_take_for_something_else)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char *quoted = shell_quote(words[i][0]);
        cr_expect_str_eq(quoted, words[i][1]);
        free(quoted);
    }
}

Test(shell, gets_the_word_back)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char command[128], got[128] = "", *quoted = shell_quote(words[i][0]);
        FILE *shell;

        snprintf(command, sizeof command, "printf %%s %s%s", "x", quoted);
        shell = popen(command, "r");
        cr_assert_not_null(shell);
        got[fread(got, 1, sizeof got - 1, shell)] = '\0';
        pclose(shell);
        cr_expect_str_eq(got + 1, words[i][0], "%s", command);
        free(quoted);
    }
}
