/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* options: turns the command line into one struct.  Pure: nothing is printed
 * and nothing is looked up. */
#ifndef CHARLA_OPTIONS_H
#define CHARLA_OPTIONS_H

#include "cli/option_values.h"

struct error;

/* Fill `options` from the command line.  getopt reorders `argv`, a HOST:PORT
 * in it is cut in two, and it must outlive `options`.  Returns 0, or -1 with
 * `error` set to what is wrong with the command line. */
int options_parse(int argc, char *argv[], struct options *options,
                  struct error *error);

#endif
