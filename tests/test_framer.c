#include <config.h>

#include "framer.h"

#include <criterion/criterion.h>
#include <string.h>

Test(framer, is_empty_at_first)
{
    struct framer *framer = framer_new();
    struct framer_piece piece;

    cr_assert_eq(framer_next_line(framer, &piece), FRAMER_NOTHING);
    cr_assert_eq(framer_next_run(framer, &piece), FRAMER_NOTHING);
    framer_free(framer);
}
