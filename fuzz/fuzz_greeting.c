/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Fuzz the greeting: what has been decided stays so as more comes. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "wire/greeting.h"

static void require(int condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    enum greeting_verdict last = GREETING_PERHAPS;
    size_t line_length = 0, limit = length < 600 ? length : 600;

    for (size_t known = 0; known <= limit; known++) {
        /* A copy of its own, so that a byte too far is seen. */
        char *copy = malloc(known ? known : 1);
        enum greeting_verdict verdict;

        require(copy != NULL);
        memcpy(copy, data, known);
        verdict = greeting_judge(copy, known, &line_length);
        require(last == GREETING_PERHAPS || verdict == last);
        require(verdict != GREETING_PERHAPS || known < GREETING_MAX);
        if (verdict == GREETING_PLAIN || verdict == GREETING_OFFERS)
            require(line_length < known && copy[line_length] == '\n' &&
                    line_length < GREETING_MAX);
        free(copy);
        last = verdict;
    }
    return 0;
}
