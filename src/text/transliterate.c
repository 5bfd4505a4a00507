/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/transliterate.h"

#include <stdbool.h>
#include <stddef.h>
#include <uninorm.h>
#include <unictype.h>

#include "base/buffer.h"

/* The longest that NFKD makes of one character is 18 (Unicode FAQ,
 * "Normalization"). */
#define DECOMPOSED_MAX 32

/* Characters that Unicode does not decompose. */
static const struct {
    uint32_t c;
    const char *ascii;
} table[] = {
    {0x00A1, "!"},   {0x00A9, "(c)"}, {0x00AB, "\""},  {0x00AE, "(R)"},
    {0x00B0, "deg"}, {0x00B1, "+-"},  {0x00B7, "."},   {0x00BB, "\""},
    {0x00BF, "?"},   {0x00C6, "AE"},  {0x00D0, "D"},   {0x00D7, "x"},
    {0x00D8, "O"},   {0x00DE, "Th"},  {0x00DF, "ss"},  {0x00E6, "ae"},
    {0x00F0, "d"},   {0x00F8, "o"},   {0x00FE, "th"},  {0x0110, "D"},
    {0x0111, "d"},   {0x0131, "i"},   {0x0141, "L"},   {0x0142, "l"},
    {0x0152, "OE"},  {0x0153, "oe"},  {0x2010, "-"},   {0x2011, "-"},
    {0x2012, "-"},   {0x2013, "-"},   {0x2014, "-"},   {0x2018, "'"},
    {0x2019, "'"},   {0x201A, "'"},   {0x201C, "\""},  {0x201D, "\""},
    {0x201E, "\""},  {0x2022, "*"},   {0x2032, "'"},   {0x2033, "\""},
    {0x20AC, "EUR"}, {0x2212, "-"},   {0xFFFD, "?"},
};

static const char *find(uint32_t c)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].c == c)
            return table[i].ascii;
    return NULL;
}

static bool is_mark(ucs4_t c)
{
    return uc_combining_class(c) > 0;
}

/* Append the ASCII characters of a decomposed character.  Returns false if more
 * than combining marks would be lost. */
static bool append_ascii(struct buffer *out, const uint32_t *decomposed,
                         size_t length)
{
    char ascii[DECOMPOSED_MAX];
    size_t used = 0;

    for (size_t i = 0; i < length; i++) {
        if (decomposed[i] >= ' ' && decomposed[i] <= '~')
            ascii[used++] = (char)decomposed[i];
        else if (!is_mark(decomposed[i]))
            return false;
    }
    buffer_append(out, ascii, used);
    return true;
}

void transliterate_append(struct buffer *out, uint32_t c)
{
    uint32_t decomposed[DECOMPOSED_MAX];
    size_t length = DECOMPOSED_MAX;
    const char *ascii = find(c);

    if (ascii)
        buffer_append_string(out, ascii);
    else if (u32_normalize(UNINORM_NFKD, &c, 1, decomposed, &length) !=
                 decomposed ||
             !append_ascii(out, decomposed, length))
        buffer_printf(out, "<U+%04X>", (unsigned)c);
}
