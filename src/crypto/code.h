/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* code: reads and writes the ten digits by which two people find each other
 * and prove who they are, as in "4711-382-915".  Pure.
 *
 * The first CODE_PUBLIC digits only find the listener, and everybody in the
 * network may see them; the others are the secret. */
#ifndef CHARLA_CODE_H
#define CHARLA_CODE_H

#include <stdbool.h>
#include <stddef.h>

#define CODE_DIGITS 10
#define CODE_PUBLIC 4

/* "4711-382-915" and '\0'. */
#define CODE_TEXT_MAX 13

struct code {
    char text[CODE_TEXT_MAX]; /* as it is shown; "": none */
};

/* Make a code of these digits, each '0' to '9'. */
struct code code_of_digits(const char digits[CODE_DIGITS]);

/* Read a code as people write it, with "-" or blanks between the groups.
 * Returns false, and leaves `code` alone, for anything else, including ten
 * digits in a row: they could be a telephone number. */
bool code_parse(const char *text, struct code *code);

/* Write the digits with nothing between them, and '\0'. */
void code_write_digits(const struct code *code, char digits[CODE_DIGITS + 1]);

#endif
