/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/announcement_tag.h"

#include <criterion/criterion.h>
#include <string.h>

#include "support/data_home.h"

Test(announcement_tag, is_recognised_by_who_knows_the_key_alone)
{
    const struct fingerprint key = data_home_key(1), other = data_home_key(2);
    struct announcement_tag tag;

    cr_assert_eq(announcement_tag_make(&key, &tag), 0);
    cr_expect_eq(strlen(tag.salt), 16);
    cr_expect_eq(strlen(tag.hash), 16);
    cr_expect(announcement_tag_is_of(&tag, &key));
    cr_expect_not(announcement_tag_is_of(&tag, &other));
}

Test(announcement_tag, is_another_one_each_time)
{
    const struct fingerprint key = data_home_key(1);
    struct announcement_tag one, other;

    cr_assert_eq(announcement_tag_make(&key, &one), 0);
    cr_assert_eq(announcement_tag_make(&key, &other), 0);
    cr_expect_str_neq(one.salt, other.salt);
    cr_expect_str_neq(one.hash, other.hash);
}

Test(announcement_tag, of_the_wire_never_fits_by_being_empty)
{
    const struct fingerprint key = data_home_key(1);

    cr_expect_not(announcement_tag_is_of(&(struct announcement_tag){{0}, {0}},
                                         &key));
}
