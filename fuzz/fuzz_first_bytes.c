/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a caller is taken for by its first bytes: never read past the end, and
 * never changed by what comes after it was clear. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "wire/first_bytes.h"

static void require(int condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    enum first_bytes last = FIRST_BYTES_UNCLEAR;

    for (size_t known = 0; known <= length && known < 200; known++) {
        /* A copy of its own, so that a byte too far is seen. */
        char *copy = malloc(known ? known : 1);
        enum first_bytes verdict, in_pipe;

        require(copy != NULL);
        memcpy(copy, data, known);
        verdict = first_bytes_judge(copy, known, true);
        in_pipe = first_bytes_judge(copy, known, false);
        require(last == FIRST_BYTES_UNCLEAR || verdict == last);
        require(in_pipe != FIRST_BYTES_HTTP);
        require((in_pipe == FIRST_BYTES_UNCLEAR) == (known == 0));
        free(copy);
        last = verdict;
    }
    return 0;
}
