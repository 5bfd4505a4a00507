/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* web_page: the page that a browser gets, and the headers that go with it.
 *
 * The page is one file of the source tree, built into the program.  Its only
 * script and its only style are inline, and a Content Security Policy with
 * their hashes (CSP Level 3 section 8.4) keeps every other from running. */
#ifndef CHARLA_WEB_PAGE_H
#define CHARLA_WEB_PAGE_H

#include <stddef.h>

struct buffer;

/* The page, `*length` bytes, which nobody changes, whatever C's type says: the
 * HTTP library takes it so. */
char *web_page_text(size_t *length);

/* Append the value of the Content-Security-Policy header.  `host` is a Host
 * header that has been checked. */
void web_page_append_policy(struct buffer *out, const char *host);

#endif
