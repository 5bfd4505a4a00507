/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* data_home: gives a test a directory for what charla remembers. */
#ifndef CHARLA_DATA_HOME_H
#define CHARLA_DATA_HOME_H

#include "crypto/fingerprint.h"

/* Start the harness, and let its directory be XDG_DATA_HOME; for `.init` of a
 * suite.  harness_end removes it. */
void data_home_begin(void);

/* The path of a file in charla's directory there.  Valid until the next
 * call. */
const char *data_home_path(const char *name);

/* The fingerprint of some key; another number is another key. */
struct fingerprint data_home_key(int which);

#endif
