/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* i18n: the user's language and character set. */
#ifndef CHARLA_I18N_H
#define CHARLA_I18N_H

#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) (text)

/* Take language and character set from the environment.  Text is UTF-8 even
 * where the environment says C or names a locale that is not installed; in
 * the latter case the language is still honoured.  Catalogs are sought below
 * $CHARLA_LOCALEDIR, if that is set, else where the program was installed.
 * To be called once, before any thread is started. */
void i18n_begin(void);

#endif
