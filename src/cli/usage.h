/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* usage: the texts of --help and --version, in the user's language. */
#ifndef CHARLA_USAGE_H
#define CHARLA_USAGE_H

#include <stdio.h>

void usage_print_help(FILE *out);

/* The version, and what encrypts and confines this build on this kernel. */
void usage_print_version(FILE *out);

#endif
