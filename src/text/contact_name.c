/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/contact_name.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/buffer.h"
#include "base/memory.h"

#define COLUMNS_MAX 32

/* ---- What is a name ------------------------------------------------------ */

static bool may_begin(ucs4_t c)
{
    return uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L |
                                                   UC_CATEGORY_MASK_N) &&
           !uc_is_property_default_ignorable_code_point(c);
}

static bool may_follow(ucs4_t c)
{
    return may_begin(c) || c == '_' || c == '-' ||
           uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M);
}

static bool is_name(const uint8_t *text, size_t length)
{
    bool has_letter = false;
    ucs4_t c;

    if (length == 0 || length > CONTACT_NAME_MAX || u8_check(text, length) ||
        u8_width(text, length, "UTF-8") > COLUMNS_MAX)
        return false;
    for (size_t at = 0; at < length;) {
        int used = u8_mbtouc(&c, text + at, length - at);

        if (at == 0 ? !may_begin(c) : !may_follow(c))
            return false;
        has_letter |= uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L);
        at += (size_t)used;
    }
    return has_letter;
}

bool contact_name_normalize(const char *text, char name[CONTACT_NAME_MAX + 1])
{
    size_t length = 0;
    uint8_t *normal = u8_normalize(UNINORM_NFC, (const uint8_t *)text,
                                   strlen(text), NULL, &length);
    bool result = normal && is_name(normal, length);

    if (result) {
        memcpy(name, normal, length);
        name[length] = '\0';
    }
    free(normal);
    return result;
}

/* ---- What looks like one ------------------------------------------------- */

/* Letters and digits that look alike after NFKC and case folding: the first
 * character of each string replaces the others. */
static const char *const lookalikes[] = {
    "aаα", "cс", "dԁ", "eе", "hһ", "jј", "kκк", "l1iіι", "o0оοօ",
    "pрρ", "qԛ", "sѕ", "uυ", "vνѵ", "wԝ", "xхχ", "yуγ",
};

static ucs4_t representative(ucs4_t c)
{
    for (size_t i = 0; i < sizeof lookalikes / sizeof *lookalikes; i++) {
        const uint8_t *all = (const uint8_t *)lookalikes[i];

        if (u8_strchr(all, c))
            return *all;
    }
    return c;
}

/* Append the name as it looks to a reader. */
static void append_looks(struct buffer *out, const char *text, size_t length)
{
    size_t folded_length = 0;
    uint8_t *folded = u8_casefold((const uint8_t *)text, length, NULL,
                                  UNINORM_NFKC, NULL, &folded_length);

    for (size_t at = 0; folded && at < folded_length;) {
        uint8_t bytes[6];
        ucs4_t c;

        at += (size_t)u8_mbtouc(&c, folded + at, folded_length - at);
        if (uc_is_property_default_ignorable_code_point(c) ||
            uc_is_property_white_space(c))
            continue;
        c = representative(c);
        buffer_append(out, bytes, (size_t)u8_uctomb(bytes, c, sizeof bytes));
    }
    free(folded);
}

static bool is_same(const struct buffer *one, const struct buffer *other)
{
    return one->length == other->length &&
           (one->length == 0 ||
            memcmp(one->data, other->data, one->length) == 0);
}

bool contact_name_resembles(const char *claim, size_t length,
                            const char *name)
{
    struct buffer claimed = {0}, kept = {0};
    bool result;

    append_looks(&claimed, claim, length);
    append_looks(&kept, name, strlen(name));
    result = is_same(&claimed, &kept);
    buffer_release(&claimed);
    buffer_release(&kept);
    return result;
}

bool contact_name_equals(const char *one, const char *other)
{
    int order = 0;

    return u8_casecmp((const uint8_t *)one, strlen(one),
                      (const uint8_t *)other, strlen(other), NULL,
                      UNINORM_NFC, &order) == 0 &&
           order == 0;
}
