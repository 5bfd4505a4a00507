/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_page: provides the page that a browser gets, and its security policy.
 *
 * The page is one file of the source tree, built into the program.  Its only
 * script and its only style are inline, and a Content Security Policy with
 * their hashes (CSP Level 3 section 8.4) keeps every other from running. */
#ifndef CHARLA_WEB_PAGE_H
#define CHARLA_WEB_PAGE_H

#include <stddef.h>

struct buffer;

/* The page, of `*length` bytes.  It must not be changed; it is not const only
 * because the HTTP library takes it that way. */
char *web_page_text(size_t *length);

/* Append the value of the Content-Security-Policy header.  `host` is a Host
 * header that has been checked. */
void web_page_append_policy(struct buffer *out, const char *host);

#endif
