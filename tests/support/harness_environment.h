/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* harness_environment: makes the environment of a program under test. */
#ifndef CHARLA_HARNESS_ENVIRONMENT_H
#define CHARLA_HARNESS_ENVIRONMENT_H

#define ENVIRONMENT_MAX 512

/* Fill `variables` from the test's own environment, from defaults for tests,
 * from `data_home` ("XDG_DATA_HOME=...") and from `wanted`, which holds
 * "NAME=value" to set and "NAME" to unset, at most eight, up to NULL.  The
 * strings are borrowed. */
void environment_make(const char *data_home, const char *const wanted[],
                      const char *variables[ENVIRONMENT_MAX + 1]);

#endif
