/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* usage: the texts of --help and --version, in the user's language. */
#ifndef CHARLA_USAGE_H
#define CHARLA_USAGE_H

#include <stdio.h>

void usage_print_help(FILE *out);

/* The version, what it encrypts with, and its sandbox on this kernel. */
void usage_print_version(FILE *out);

/* The line about the sandbox, from what is built in and what the kernel can
 * do (bits of monitor/sandbox.h). */
void usage_print_sandbox(FILE *out, unsigned built_in, unsigned possible);

#endif
