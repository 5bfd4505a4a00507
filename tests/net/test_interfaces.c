/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "net/interfaces.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(interfaces, are_listed_with_name_and_address)
{
    size_t count;
    struct own_address *own = interfaces_list(&count);

    for (size_t i = 0; i < count; i++) {
        char text[ADDRESS_TEXT_MAX];

        address_format(&own[i].address, text);
        cr_expect_str_neq(text, "?");
        cr_expect_str_not_empty(own[i].interface);
        cr_expect(!(own[i].flags & IFF_LOOPBACK) || !own[i].is_default);
    }
    free(own);
}

Test(interfaces, are_named_once_and_without_the_loopback)
{
    char names[INTERFACES_TEXT_MAX], *rest = NULL, *one;

    interfaces_names(names);
    cr_assert_str_not_empty(names);
    for (one = strtok_r(names, ", ", &rest); one;
         one = strtok_r(NULL, ", ", &rest)) {
        cr_expect_str_neq(one, "lo");
        cr_expect(!rest || !strstr(rest, one) || strlen(one) < 4);
    }
}
