/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/error.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

Test(error, is_one_sentence)
{
    struct error error = {0};

    error_set(&error, "cannot %s %d", "count to", 7);
    cr_assert_str_eq(error.text, "cannot count to 7");
    error_set(&error, "short");
    cr_assert_str_eq(error.text, "short");
}

Test(error, names_the_cause_after_what_failed)
{
    struct error error = {0};

    error_set_errno(&error, ECONNREFUSED, "cannot call %s", "ana");
    cr_assert_str_eq(error.text,
                     "cannot call ana: connection refused, nobody is waiting "
                     "for a call there");
}

Test(error, cuts_a_sentence_that_is_too_long)
{
    static const size_t lengths[] = {
        ERROR_TEXT_MAX - 3, ERROR_TEXT_MAX - 2, ERROR_TEXT_MAX - 1,
        ERROR_TEXT_MAX,     ERROR_TEXT_MAX * 3,
    };
    char words[ERROR_TEXT_MAX * 3 + 1];

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t kept = lengths[i] < ERROR_TEXT_MAX - 1 ? lengths[i]
                                                      : ERROR_TEXT_MAX - 1;
        struct error error = {0};

        memset(words, 'a', lengths[i]);
        words[lengths[i]] = '\0';
        error_set(&error, "%s", words);
        cr_assert_eq(strlen(error.text), kept);
        error_set_errno(&error, EPIPE, "%s", words);
        cr_assert_lt(strlen(error.text), ERROR_TEXT_MAX);
        cr_assert_eq(memcmp(error.text, words, kept), 0);
    }
}

/* The common ones in this program's words, the others in the system's. */
Test(error, says_a_number_in_words)
{
    static const int numbers[] = {
        ECONNREFUSED, ECONNRESET, EPIPE,    ETIMEDOUT, EADDRINUSE, ENOSPC,
        EACCES,       ENOTCONN,   EINVAL,   ENOENT,    EPROTO,     ENOBUFS,
        ENOTSOCK,     EFBIG,      ENETDOWN, EDQUOT,
    };

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const char *words = error_words(numbers[i]);
        cr_expect(strchr(words, ' ') && !strpbrk(words, "0123456789"),
                  "%d: %s", numbers[i], words);
    }
}

Test(error, has_words_even_for_a_number_nobody_knows)
{
    cr_assert_neq(*error_words(99999), '\0');
    cr_assert_not_null(strstr(error_words(99999), "99999"));
}
