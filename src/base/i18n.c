/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/i18n.h"

#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The name of the locale for a category; the order of the variables is that of
 * POSIX (Base Definitions, section 8.2). */
static const char *wanted_locale(const char *category)
{
    const char *const names[] = {"LC_ALL", category, "LANG"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "C";
}

/* Use the language of a locale that is not installed: gettext looks at
 * LANGUAGE before all else, in any locale but C. */
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

/* Whether the user's own locale uses UTF-8. */
static bool user_has_utf8 = true;

static bool is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* Is UTF-8, however it is spelt, part of the name of this locale? */
static bool names_utf8(const char *locale)
{
    const char *codeset = strchr(locale, '.');

    return codeset && (strncasecmp(codeset + 1, "UTF-8", 5) == 0 ||
                       strncasecmp(codeset + 1, "UTF8", 4) == 0);
}

static bool asks_for_utf8(void)
{
    return setlocale(LC_CTYPE, "") ? is_utf8()
                                   : names_utf8(wanted_locale("LC_CTYPE"));
}

bool i18n_is_utf8(void)
{
    return user_has_utf8;
}

/* Have the messages of charla and its libraries come in this character set. */
static void choose_codeset(const char *codeset)
{
    static const char *const domains[] = {PACKAGE, "libc", "gnutls30"};

    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++)
        bind_textdomain_codeset(domains[i], codeset);
}

/* Put the chosen character set into the environment, since readline sets the
 * locale from there once more and would undo the choice. */
static void tell_environment(void)
{
    const char *all = getenv("LC_ALL");
    const char *name = setlocale(LC_CTYPE, NULL);

    if (name)
        setenv(all && *all ? "LC_ALL" : "LC_CTYPE", name, 1);
}

/* Set only the categories that charla uses: loading all of them would double
 * the time. */
static bool choose_locale(const char *name)
{
    return setlocale(LC_CTYPE, name) && setlocale(LC_MESSAGES, name);
}

void i18n_begin(void)
{
    const char *directory = getenv("CHARLA_LOCALEDIR");

    user_has_utf8 = asks_for_utf8();
    if (!choose_locale("") && choose_locale("C.UTF-8"))
        keep_language(wanted_locale("LC_MESSAGES"));
    if (!is_utf8() && !setlocale(LC_CTYPE, "C.UTF-8"))
        setlocale(LC_CTYPE, "en_US.UTF-8");
    tell_environment();

    bindtextdomain(PACKAGE, directory && *directory ? directory : LOCALEDIR);
    choose_codeset(user_has_utf8 ? "UTF-8" : "ASCII");
    textdomain(PACKAGE);
}
