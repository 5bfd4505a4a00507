/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* users: gives the tests users who run a charla that may encrypt, each with a
 * directory for the keys. */
#ifndef CHARLA_USERS_H
#define CHARLA_USERS_H

#include "support/harness.h"

/* The setup of this user, on pipes or on a terminal.  Valid to the end of
 * the test. */
const struct setup *user_on(const struct setup *plugs, const char *user);
/* On pipes. */
const struct setup *user(const char *user);

/* The fingerprint that this user's charla prints.  Valid until the next. */
const char *user_fingerprint(const char *user);
/* The path of a file in this user's directory.  Valid until the next. */
const char *user_path(const char *user, const char *file);

/* Wait until this charla says that it is encrypted. */
void expect_encrypted(struct program *charla);
/* Wait until it has shown this error and ended with this status. */
void expect_refused(struct program *charla, int status, const char *words);

/* End a listener that nobody has talked with; it must have shown nothing. */
void end_waiting(struct program *charla);

/* A listener must say that a call came to nothing, with these words, and go on
 * waiting; then it is ended.  It must have shown nothing. */
void expect_turned_away(struct program *charla, const char *words);

#endif
