/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/i18n.h"

#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The locale's name for messages, in the order POSIX gives (XBD 8.2). */
static const char *wanted_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "C";
}

/* A locale that is not installed still names a language.  gettext reads
 * LANGUAGE first, and in any locale but C itself. */
static void keep_language(const char *locale)
{
    char language[32];
    size_t length = strcspn(locale, ".@");

    if (length == 0 || length >= sizeof language)
        return;
    memcpy(language, locale, length);
    language[length] = '\0';
    if (strcmp(language, "C") != 0 && strcmp(language, "POSIX") != 0)
        setenv("LANGUAGE", language, 0);
}

static bool is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* readline takes the character set from the environment once more, and without
 * this it would go back to what has just been corrected. */
static void tell_environment(void)
{
    const char *all = getenv("LC_ALL");
    const char *name = setlocale(LC_CTYPE, NULL);

    if (name)
        setenv(all && *all ? "LC_ALL" : "LC_CTYPE", name, 1);
}

/* Only what is used: to load the other categories would double the time. */
static bool choose_locale(const char *name)
{
    return setlocale(LC_CTYPE, name) && setlocale(LC_MESSAGES, name);
}

void i18n_begin(void)
{
    const char *directory = getenv("CHARLA_LOCALEDIR");

    if (!choose_locale("") && choose_locale("C.UTF-8"))
        keep_language(wanted_locale());
    if (!is_utf8() && !setlocale(LC_CTYPE, "C.UTF-8"))
        setlocale(LC_CTYPE, "en_US.UTF-8");
    tell_environment();

    bindtextdomain(PACKAGE, directory && *directory ? directory : LOCALEDIR);
    bind_textdomain_codeset(PACKAGE, "UTF-8");
    textdomain(PACKAGE);
}
