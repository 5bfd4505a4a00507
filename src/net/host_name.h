/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* host_name: decides what may be the name or address of a host, and converts it
 * to the one form in which charla stores it.  Pure.
 *
 * A host is made of letters, digits, "-", ".", "_", of ":" and "%" (IPv6
 * addresses with a scope, RFC 4007 section 11), and of letters outside ASCII
 * (RFC 5890).  An address may be in brackets.  Nothing else is ever looked up
 * or remembered: "*", which a shell leaves unchanged in an empty directory, is
 * not a host. */
#ifndef CHARLA_HOST_NAME_H
#define CHARLA_HOST_NAME_H

#include <stdbool.h>

/* The longest name, as in the DNS (RFC 1035 section 2.3.4); in bytes. */
#define HOST_NAME_BYTES_MAX 255

/* May this be a host? */
bool host_name_is_valid(const char *host);

/* Write the host into `normal` so that every spelling of it gives the same
 * text: lower case (RFC 4343), letters composed (Unicode NFC), no brackets,
 * IPv6 in its shortest form (RFC 5952).  The scope is not changed.  Returns
 * false, and writes nothing, if this is not a host. */
bool host_name_normalize(const char *host,
                         char normal[HOST_NAME_BYTES_MAX + 1]);

#endif
