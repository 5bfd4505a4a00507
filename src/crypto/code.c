/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/code.h"

#include <stdio.h>
#include <string.h>

/* The digits of each group. */
static const size_t groups[] = {CODE_PUBLIC, 3, 3};

struct code code_of_digits(const char digits[CODE_DIGITS])
{
    struct code code;

    snprintf(code.text, sizeof code.text, "%.4s-%.3s-%.3s", digits, digits + 4,
             digits + 7);
    return code;
}

bool code_parse(const char *text, struct code *code)
{
    char digits[CODE_DIGITS];
    size_t taken = 0;

    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        if (i > 0 && *text != '-' && *text != ' ')
            return false;
        text += i > 0;
        if (strspn(text, "0123456789") != groups[i])
            return false;
        memcpy(digits + taken, text, groups[i]);
        taken += groups[i];
        text += groups[i];
    }
    if (*text != '\0')
        return false;
    *code = code_of_digits(digits);
    return true;
}

void code_write_digits(const struct code *code, char digits[CODE_DIGITS + 1])
{
    size_t length = 0;

    for (const char *at = code->text; *at; at++)
        if (*at != '-' && length < CODE_DIGITS)
            digits[length++] = *at;
    digits[length] = '\0';
}
