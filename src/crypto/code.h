/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* code: the ten digits with which two people find each other and prove to each
 * other who they are, as in "4711-382-915".  Pure.
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

/* The code with these digits, of which each is '0' to '9'. */
struct code code_of_digits(const char digits[CODE_DIGITS]);

/* Read a code as people write it: "-" or blanks between the groups.  False,
 * and `code` is left alone, for anything else, ten digits in a row too: they
 * could be a telephone number. */
bool code_parse(const char *text, struct code *code);

/* The digits without anything between them. */
void code_write_digits(const struct code *code, char digits[CODE_DIGITS + 1]);

#endif
