/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* interfaces: asks the system for this machine's network interfaces. */
#ifndef CHARLA_INTERFACES_H
#define CHARLA_INTERFACES_H

#include <stddef.h>

#include "net/own_addresses.h"

/* Room for a list of names and its '\0'; a longer list is cut. */
#define INTERFACES_TEXT_MAX 128

/* Every address of this machine, with what is known about it.  Returns an
 * array of `*count` items, which the caller frees; NULL where there is none
 * or the system does not say. */
struct own_address *interfaces_list(size_t *count);

/* Write the names of the interfaces that are up, without the loopback, for a
 * sentence, as in "eth0, wlan0"; "-" if there is none. */
void interfaces_names(char text[INTERFACES_TEXT_MAX]);

#endif
