/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* error: holds the reason why an operation failed, as one sentence for the
 * user. */
#ifndef CHARLA_ERROR_H
#define CHARLA_ERROR_H

#include <stddef.h>

/* Room for the longest sentence, the one about a changed key, which has the
 * longest host name twice and two fingerprints. */
#define ERROR_TEXT_MAX 1024

/* Owned by the caller of a function that may fail, who starts it as {0}.  The
 * function fills it when it fails, and leaves it alone when it succeeds. */
struct error {
    char text[ERROR_TEXT_MAX]; /* without program name and line end; "": there
                                  is no error */
};

/* Set the sentence; what does not fit is cut off. */
void error_set(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, with ": " and the words for the errno value `number` after it. */
void error_set_errno(struct error *error, int number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The words for an errno value, in the user's language.  Borrowed: valid
 * until the calling thread asks again. */
const char *error_words(int number);

#endif
