/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/i18n.h"

#include <criterion/criterion.h>
#include <langinfo.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"

/* ---- Catalogs ------------------------------------------------------------ */

#define MESSAGE "a word of the tests"

static void append_number(struct buffer *out, size_t number)
{
    uint32_t word = (uint32_t)number;

    buffer_append(out, &word, sizeof word);
}

/* A catalog of two messages, its header and MESSAGE, as the manual of gettext
 * lays it out ("The Format of GNU MO Files"). */
static void write_catalog(const char *path, const char *translation)
{
    static const char header[] = "Content-Type: text/plain; charset=UTF-8\n";
    const char *texts[] = {"", MESSAGE, header, translation};
    size_t at = 28 + 4 * 8;
    struct buffer out = {0};
    FILE *file = fopen(path, "w");

    append_number(&out, 0x950412de);
    append_number(&out, 0);           /* revision */
    append_number(&out, 2);           /* messages */
    append_number(&out, 28);          /* where the originals are listed */
    append_number(&out, 28 + 2 * 8);  /* and the translations */
    append_number(&out, 0);           /* no hash table */
    append_number(&out, 28 + 4 * 8);
    for (size_t i = 0; i < 4; i++) {
        append_number(&out, strlen(texts[i]));
        append_number(&out, at);
        at += strlen(texts[i]) + 1;
    }
    for (size_t i = 0; i < 4; i++)
        buffer_append(&out, texts[i], strlen(texts[i]) + 1);
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(out.data, 1, out.length, file), out.length);
    cr_assert_eq(fclose(file), 0);
    buffer_release(&out);
}

static char directory[] = "i18n-XXXXXX.tmp";
static const char *const languages[] = {"es", "pt"};

static void remove_catalogs(void)
{
    char path[128];

    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/" PACKAGE ".mo",
                 directory, languages[i]);
        for (int level = 0; level < 3; level++) {
            remove(path);
            *strrchr(path, '/') = '\0';
        }
    }
    rmdir(directory);
}

static void make_catalogs(void)
{
    char path[128], word[32];

    strcpy(strchr(directory, '-'), "-XXXXXX");
    cr_assert_not_null(mkdtemp(directory));
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", directory, languages[i]);
        cr_assert_eq(mkdir(path, 0777), 0);
        strcat(path, "/LC_MESSAGES");
        cr_assert_eq(mkdir(path, 0777), 0);
        strcat(path, "/" PACKAGE ".mo");
        snprintf(word, sizeof word, "\u00A1%s!", languages[i]);
        write_catalog(path, word);
    }
}

/* ---- Cases --------------------------------------------------------------- */

/* "NAME=value" of the environment; all others of these names are unset. */
static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LC_CTYPE",
                                    "LANG", "LANGUAGE", "CHARLA_LOCALEDIR"};

#define NONE MESSAGE
#define SPANISH "\u00A1es!"
#define IN_ASCII "!es!" /* what the terminal takes of it */
#define PORTUGUESE "\u00A1pt!"

/* "xx" and "es" with these ends are installed nowhere, "C.UTF-8" is. */
static const struct {
    const char *environment[5];
    const char *said;
} table[] = {
    {{NULL}, NONE},
    {{"LANG=C"}, NONE},
    {{"LC_ALL=C"}, NONE},
    {{"LANG=POSIX"}, NONE},
    {{"LANG=C.UTF-8"}, NONE},
    {{"LANG=nowhere"}, NONE},
    {{"LANG=xx_XX.UTF-8"}, NONE},
    {{"LANG=es_XX.UTF-8"}, SPANISH},
    {{"LANG=es_XX"}, IN_ASCII},
    {{"LANG=es_XX.ISO-8859-1"}, IN_ASCII},
    {{"LANG=es_XX@euro"}, IN_ASCII},
    {{"LANG=es_XX.UTF-8@euro"}, SPANISH},
    {{"LANG=es"}, IN_ASCII},
    {{"LC_ALL=es_XX.UTF-8"}, SPANISH},
    {{"LC_MESSAGES=es_XX.UTF-8", "LANG=C"}, IN_ASCII},
    {{"LC_MESSAGES=es_XX.UTF-8", "LANG=xx_XX.UTF-8"}, SPANISH},
    {{"LC_ALL=", "LANG=es_XX.UTF-8"}, SPANISH},
    {{"LC_ALL=es_XX", "LC_MESSAGES=pt_XX", "LANG=pt_XX"}, IN_ASCII},
    {{"LC_ALL=C", "LANG=es_XX.UTF-8"}, NONE},
    {{"LC_CTYPE=es_XX.UTF-8", "LANG=C"}, NONE},
    {{"LANG=es_XX.UTF-8", "LANGUAGE=pt"}, PORTUGUESE},
    {{"LANG=es_XX.UTF-8", "LANGUAGE=xx:es"}, SPANISH},
    {{"LANG=C.UTF-8", "LANGUAGE=es"}, SPANISH},
    {{"LANG=C", "LANGUAGE=es"}, NONE},
    {{"LANG=es_XX.UTF-8", "CHARLA_LOCALEDIR="}, NONE},
    {{"LANG=es_XX.UTF-8", "CHARLA_LOCALEDIR=/nowhere"}, NONE},
    {{"LANG=es_a_name_far_longer_than_a_language_may_be.UTF-8"}, NONE},
};

/* Does the terminal take UTF-8?  Only where the user's locale says so. */
static const struct {
    const char *environment[5];
    bool is_utf8;
} codesets[] = {
    {{NULL}, false},
    {{"LANG=C"}, false},
    {{"LC_ALL=C"}, false},
    {{"LC_ALL=POSIX", "LANG=C.UTF-8"}, false},
    {{"LC_CTYPE=C", "LANG=C.UTF-8"}, false},
    {{"LANG=xx_XX"}, false},
    {{"LANG=xx_XX.ISO-8859-1"}, false},
    {{"LANG=xx_XX@euro"}, false},
    {{"LC_MESSAGES=C.UTF-8"}, false},
    {{"LANG=C.UTF-8"}, true},
    {{"LC_CTYPE=C.UTF-8"}, true},
    {{"LC_ALL=", "LANG=C.UTF-8"}, true},
    {{"LC_ALL=C.UTF-8", "LANG=C"}, true},
    /* Not installed. */
    {{"LANG=xx_XX.UTF-8"}, true},
    {{"LANG=xx_XX.utf8"}, true},
    {{"LANG=xx_XX.UTF-8@euro"}, true},
    {{"LC_CTYPE=xx_XX.UTF-8", "LANG=xx_XX"}, true},
};

static void set_environment(const char *const environment[])
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(names[i]);
    setenv("CHARLA_LOCALEDIR", directory, 1);
    for (size_t i = 0; i < 5 && environment[i]; i++) {
        const char *equals = strchr(environment[i], '=');
        char name[32] = "";
        memcpy(name, environment[i], (size_t)(equals - environment[i]));
        setenv(name, equals + 1, 1);
    }
}

/* In a process of its own: is it so, and is the text UTF-8 inside? */
static int say(const char *const environment[], const char *wanted)
{
    set_environment(environment);
    i18n_begin();
    if (*bindtextdomain(PACKAGE, NULL) == '\0')
        return 3;
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        return 1;
    return strcmp(_(MESSAGE), wanted) == 0 ? 0 : 2;
}

Test(i18n, speaks_the_users_language,
     .init = make_catalogs, .fini = remove_catalogs)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        pid_t child = fork();
        int status = 0;

        if (child == 0)
            _exit(say(table[i].environment, table[i].said));
        waitpid(child, &status, 0);
        cr_expect(WIFEXITED(status));
        cr_expect_neq(WEXITSTATUS(status), 1, "no UTF-8: %s",
                      table[i].environment[0]);
        cr_expect_neq(WEXITSTATUS(status), 3, "catalogs nowhere: %s",
                      table[i].environment[0]);
        cr_expect_neq(WEXITSTATUS(status), 2, "not %s: %s %s", table[i].said,
                      table[i].environment[0], table[i].environment[1]);
    }
}

Test(i18n, takes_the_terminal_for_what_the_users_locale_says)
{
    cr_expect(i18n_is_utf8());
    for (size_t i = 0; i < sizeof codesets / sizeof *codesets; i++) {
        pid_t child = fork();
        int status = 0;

        if (child == 0) {
            set_environment(codesets[i].environment);
            i18n_begin();
            _exit(i18n_is_utf8());
        }
        waitpid(child, &status, 0);
        cr_expect(WIFEXITED(status) &&
                      WEXITSTATUS(status) == codesets[i].is_utf8,
                  "%zu: %s", i, codesets[i].environment[0]);
    }
}
