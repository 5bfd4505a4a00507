/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* harness_environment: what a program under test finds in its environment. */
#ifndef CHARLA_HARNESS_ENVIRONMENT_H
#define CHARLA_HARNESS_ENVIRONMENT_H

#define ENVIRONMENT_MAX 512

/* Fill `variables` from our own environment, from what suits a test, from
 * `data_home` ("XDG_DATA_HOME=...") and from `wanted`: "NAME=value" to set,
 * "NAME" to unset, up to NULL, eight at most.  The strings are borrowed. */
void environment_make(const char *data_home, const char *const wanted[],
                      const char *variables[ENVIRONMENT_MAX + 1]);

#endif
