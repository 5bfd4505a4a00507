/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/layout.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/buffer.h"

#define LEFT_TO_RIGHT_MARK "\xE2\x80\x8E"
#define TAB_COLUMNS 8

struct rows {
    struct buffer *out;
    unsigned width;
    unsigned indent;
    unsigned column;
    bool is_empty;      /* nothing but blanks and a mark in this row yet */
    bool is_harmless;   /* the text consists only of words */
    bool is_right_left; /* the text has letters written from right to left */
};

static size_t next_character(const char *text, size_t length, ucs4_t *c)
{
    return (size_t)u8_mbtouc(c, (const uint8_t *)text, length);
}

/* ---- What kind of text it is --------------------------------------------- */

static bool is_right_to_left(ucs4_t c)
{
    int category = uc_bidi_category(c);

    return category == UC_BIDI_R || category == UC_BIDI_AL ||
           category == UC_BIDI_AN;
}

static bool is_letter(ucs4_t c)
{
    return uc_is_general_category_withtable(
        c, UC_CATEGORY_MASK_Lu | UC_CATEGORY_MASK_Ll | UC_CATEGORY_MASK_Lt |
               UC_CATEGORY_MASK_Lo | UC_CATEGORY_MASK_M);
}

/* May this character be in text that consists only of words?  Such text cannot
 * look like a row of charla's own, wherever it is broken: each of those has a
 * colon, a bar, or more than one dash. */
static bool is_word_character(ucs4_t c)
{
    return c == ' ' || (c < 0x80 && strchr(",;!?'\"()", (int)c)) ||
           (c >= '0' && c <= '9') || is_letter(c);
}

static bool is_single_point(ucs4_t c, ucs4_t before)
{
    return (c == '.' || c == '-') && before != c;
}

static void look_at(struct rows *rows, const char *text, size_t length)
{
    ucs4_t before = 0, c;
    size_t used;

    rows->is_harmless = true;
    for (; length > 0; text += used, length -= used) {
        used = next_character(text, length, &c);
        if (c >= 0x80 && is_right_to_left(c))
            rows->is_right_left = true;
        if (!is_word_character(c) && !is_single_point(c, before))
            rows->is_harmless = false;
        before = c;
    }
}

/* The most columns that any terminal gives this character.  East Asian
 * terminals use two for European letters, and some show characters that others
 * combine or leave out. */
static unsigned most_columns(const struct rows *rows, ucs4_t c)
{
    if (c < 0x80)
        return 1;
    return rows->is_harmless && uc_width(c, "UTF-8") <= 1 ? 1 : 2;
}

/* ---- Rows ---------------------------------------------------------------- */

static void mark_direction(struct rows *rows)
{
    if (!rows->is_right_left)
        return;
    buffer_append_string(rows->out, LEFT_TO_RIGHT_MARK);
    rows->column += most_columns(rows, 0x200E);
}

static void begin_row(struct rows *rows)
{
    buffer_append(rows->out, "\n", 1);
    for (rows->column = 0; rows->column < rows->indent; rows->column++)
        buffer_append(rows->out, " ", 1);
    mark_direction(rows);
    rows->is_empty = true;
}

static void put(struct rows *rows, const char *bytes, size_t length,
                unsigned columns)
{
    if (!rows->is_empty && rows->column + columns > rows->width)
        begin_row(rows);
    buffer_append(rows->out, bytes, length);
    rows->column += columns;
    rows->is_empty = false;
}

/* ---- Words --------------------------------------------------------------- */

static size_t blanks_length(const char *text, size_t length)
{
    size_t blanks = 0;

    while (blanks < length && (text[blanks] == ' ' || text[blanks] == '\t'))
        blanks++;
    return blanks;
}

static size_t word_length(const char *text, size_t length)
{
    size_t word = 0;

    while (word < length && text[word] != ' ' && text[word] != '\t')
        word++;
    return word;
}

static unsigned blanks_columns(unsigned column, const char *blanks,
                               size_t length)
{
    unsigned begun = column;

    for (size_t i = 0; i < length; i++)
        column += blanks[i] == '\t' ? TAB_COLUMNS - column % TAB_COLUMNS : 1;
    return column - begun;
}

static unsigned word_columns(const struct rows *rows, const char *word,
                             size_t length)
{
    unsigned columns = 0;
    size_t used;
    ucs4_t c;

    for (; length > 0; word += used, length -= used) {
        used = next_character(word, length, &c);
        columns += most_columns(rows, c);
    }
    return columns;
}

static bool has(const char *word, size_t length, const char *part)
{
    size_t wanted = strlen(part);

    for (size_t i = 0; i + wanted <= length; i++)
        if (strncasecmp(word + i, part, wanted) == 0)
            return true;
    return false;
}

/* May the terminal wrap this word anywhere?  None of its characters makes an
 * arrow, and no part of it begins like a row of charla's. */
static bool is_web_address(const char *word, size_t length)
{
    static const char others[] = "-._~:/?#[]@!$&'()*+,;=%";

    for (size_t i = 0; i < length; i++) {
        char c = word[i];

        if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') &&
            !(c >= 'a' && c <= 'z') && (c == '\0' || !strchr(others, c)))
            return false;
    }
    return (has(word, length < 8 ? length : 8, "http://") ||
            has(word, length < 8 ? length : 8, "https://")) &&
           !has(word, length, "charla:") && !has(word, length, "---") &&
           !has(word, length, "..");
}

static void put_in_pieces(struct rows *rows, const char *word, size_t length)
{
    size_t used;
    ucs4_t c;

    for (; length > 0; word += used, length -= used) {
        used = next_character(word, length, &c);
        put(rows, word, used, most_columns(rows, c));
    }
}

static bool must_move(const struct rows *rows, bool may_move, unsigned columns)
{
    return !rows->is_empty && may_move && rows->column + columns > rows->width;
}

/* Append a word and the blanks before it.  Blanks at the end of a row are left
 * out, or they would begin the next row. */
static void put_word(struct rows *rows, const char *blanks,
                     size_t blanks_length, const char *word, size_t length)
{
    unsigned columns = word_columns(rows, word, length);
    unsigned before = blanks_columns(rows->column, blanks, blanks_length);
    bool is_too_long = columns > rows->width - rows->indent;
    bool stays_whole = is_too_long && is_web_address(word, length);
    bool may_move = !is_too_long || stays_whole;

    if (must_move(rows, may_move, before + columns))
        begin_row(rows);
    else
        for (; before > 0 && rows->column < rows->width; before--)
            put(rows, " ", 1, 1);
    if (must_move(rows, may_move, columns)) /* blanks that begin the text */
        begin_row(rows);
    if (stays_whole) {
        buffer_append(rows->out, word, length);
        rows->column = rows->width; /* nothing may follow in its last row */
        rows->is_empty = false;
    } else {
        put_in_pieces(rows, word, length);
    }
}

/* Does the text fit into one row?  Most messages do, and need nothing more. */
static bool fits_one_row(const char *text, size_t length, unsigned columns)
{
    if (length > columns)
        return false;
    for (size_t i = 0; i < length; i++)
        if (text[i] < ' ' || text[i] > '~')
            return false;
    return true;
}

void layout_append(struct buffer *out, const char *text, size_t length,
                   const struct layout_place *place)
{
    struct rows rows = {.out = out,
                        .width = place->width ? place->width : LAYOUT_WIDTH,
                        .column = place->column};

    rows.indent =
        place->indent < rows.width / 2 ? place->indent : rows.width / 4;
    if (rows.column < rows.width &&
        fits_one_row(text, length, rows.width - rows.column)) {
        buffer_append(out, text, length);
        return;
    }
    rows.is_empty =
        rows.column <= rows.indent || rows.column < rows.width / 2;
    look_at(&rows, text, length);
    mark_direction(&rows);
    while (length > 0) {
        size_t blanks = blanks_length(text, length);
        size_t word = word_length(text + blanks, length - blanks);

        put_word(&rows, text, blanks, text + blanks, word);
        text += blanks + word;
        length -= blanks + word;
    }
}
