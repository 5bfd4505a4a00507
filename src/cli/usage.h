/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* usage: prints the texts of --help and --version in the user's language. */
#ifndef CHARLA_USAGE_H
#define CHARLA_USAGE_H

#include <stdio.h>

void usage_print_help(FILE *out);

/* Print the version, the encryption library, and what the sandbox can do on
 * this kernel. */
void usage_print_version(FILE *out);

/* Print the line about the sandbox, given what is built in and what the kernel
 * can do (bits of monitor/sandbox.h). */
void usage_print_sandbox(FILE *out, unsigned built_in, unsigned possible);

#endif
