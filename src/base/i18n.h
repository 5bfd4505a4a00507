/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* i18n: chooses the language and the character set of messages, as the user's
 * environment says. */
#ifndef CHARLA_I18N_H
#define CHARLA_I18N_H

#include <libintl.h>
#include <stdbool.h>

#define _(text) gettext(text)
#define N_(text) (text)

/* Take the language and the character set from the environment.  Inside charla
 * text is always UTF-8, even if the environment says C or names a locale that
 * is not installed; the language of such a locale is still used.  The message
 * catalogs are below $CHARLA_LOCALEDIR if that is set, else where the program
 * was installed.  Call this once, before a thread is started. */
void i18n_begin(void);

/* Does the user's own locale use UTF-8?  If not, neither does the terminal,
 * which may take the bytes of UTF-8 for controls (C3 9B, that is U+00DB, holds
 * the C1 control CSI of ECMA-48): then what is shown must be ASCII, as the
 * program's own messages are.  The locale is that of LC_ALL, LC_CTYPE or LANG
 * (nl_langinfo(CODESET); if it is not installed, its name must end in UTF-8);
 * without any it is "C", which is not.  True before i18n_begin. */
bool i18n_is_utf8(void);

#endif
