/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* options: parses the command line into one struct.  Pure: prints nothing and
 * looks nothing up. */
#ifndef CHARLA_OPTIONS_H
#define CHARLA_OPTIONS_H

#include "cli/option_values.h"

struct error;

/* Fill `options` from the command line.  `argv` must outlive `options`; it is
 * changed: getopt reorders it, and a HOST:PORT in it is cut in two.  Returns
 * 0, or -1 with `error` saying what is wrong with the command line. */
int options_parse(int argc, char *argv[], struct options *options,
                  struct error *error);

#endif
