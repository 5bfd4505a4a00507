/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/speaker.h"

#include <stdint.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/i18n.h"
#include "text/contact_name.h"
#include "text/layout.h"
#include "text/peer_name.h"

#define MARKS "|:?" /* by enum speaker */
#define GOES_ON '.'
#define LEFT_TO_RIGHT_MARK "\xE2\x80\x8E"

/* The columns around a name: blank, name, blank, mark, blank. */
#define AROUND 4

/* A part of a name, with the columns that it probably takes, and that it takes
 * at most. */
struct part {
    size_t length;
    unsigned columns, most;
    bool is_cut;
};

/* ---- Widths -------------------------------------------------------------- */

/* Returns the columns that a letter usually takes (UAX #11); for anything else,
 * those that it takes on most terminals that show it at all. */
static unsigned likely_columns(ucs4_t c)
{
    int columns = uc_width(c, "UTF-8");

    if (c < 0x80)
        return 1;
    if (columns >= 0 && columns < 2 &&
        uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L |
                                                UC_CATEGORY_MASK_M))
        return (unsigned)columns;
    return 2;
}

static struct part fitting(const char *name, unsigned columns)
{
    struct part part = {0};
    size_t length = strlen(name), used;
    ucs4_t c;

    for (; part.length < length; part.length += used) {
        unsigned wanted;

        used = (size_t)u8_mbtouc(&c, (const uint8_t *)name + part.length,
                                 length - part.length);
        wanted = likely_columns(c);
        if (part.columns + wanted > columns) {
            part.is_cut = true;
            break;
        }
        part.columns += wanted;
        part.most += c < 0x80 ? 1 : 2;
    }
    return part;
}

static bool is_right_left(const char *name)
{
    size_t length = strlen(name), used;
    ucs4_t c;

    for (; length > 0; name += used, length -= used) {
        used = (size_t)u8_mbtouc(&c, (const uint8_t *)name, length);
        switch (uc_bidi_category(c)) {
        case UC_BIDI_R:
        case UC_BIDI_AL:
        case UC_BIDI_AN:
            return true;
        default:
            break;
        }
    }
    return false;
}

/* ---- Names --------------------------------------------------------------- */

static bool is_of_use(const struct buffer *name)
{
    static const char own[] = "charla";

    return name->length > 0 &&
           !contact_name_resembles(name->data, name->length, own);
}

void speaker_name(struct speakers *speakers, enum speaker who,
                  const char *name)
{
    struct buffer *kept = &speakers->names[who];

    buffer_clear(kept);
    if (name)
        peer_name_append_shown(kept, name, strlen(name));
    if (!is_of_use(kept)) {
        buffer_clear(kept);
        buffer_append_string(kept, who == SPEAKER_OTHER ? _("them")
                                                        : _("you"));
    }
    buffer_append(kept, "", 1);
    for (char *at = kept->data; (at = strpbrk(at, MARKS)); at++)
        *at = '.';
}

/* Who has written it? */
static enum speaker writer_of(enum speaker who)
{
    return who == SPEAKER_OTHER ? SPEAKER_OTHER : SPEAKER_SELF;
}

const char *speaker_name_of(struct speakers *speakers, enum speaker who)
{
    who = writer_of(who);
    if (speakers->names[who].length == 0)
        speaker_name(speakers, who, NULL);
    return speakers->names[who].data;
}

/* ---- Prefixes ------------------------------------------------------------ */

static void append_blanks(struct buffer *out, unsigned count)
{
    for (; count > 0; count--)
        buffer_append(out, " ", 1);
}

/* Append the name, padded to the width of its column. */
static void append_name(struct speaker_prefix *prefix, const char *name,
                        unsigned columns, const struct speaker_style *style,
                        enum speaker who)
{
    const char *dots = i18n_is_utf8() ? "\xE2\x80\xA6" : ".";
    struct part part = fitting(name, columns);

    if (part.is_cut)
        part = fitting(name, columns - 1);
    append_blanks(&prefix->bytes, columns - part.columns - part.is_cut);
    prefix->most += columns - part.columns + part.most + part.is_cut;
    if (is_right_left(name)) {
        buffer_append_string(&prefix->bytes, LEFT_TO_RIGHT_MARK);
        prefix->most += 2;
    }
    buffer_append_string(&prefix->bytes, style->names[who]);
    buffer_append(&prefix->bytes, name, part.length);
    if (part.is_cut)
        buffer_append_string(&prefix->bytes, dots);
    if (*style->names[who])
        buffer_append_string(&prefix->bytes, style->plain);
}

/* `name` is NULL if there is none. */
static void compose(struct speaker_prefix *prefix, const char *name,
                    unsigned columns, char mark,
                    const struct speaker_style *style)
{
    buffer_clear(&prefix->bytes);
    prefix->most = columns > 0 ? AROUND : AROUND - 1;
    append_blanks(&prefix->bytes, 1);
    if (columns > 0 && name)
        append_name(prefix, name, columns, style,
                    mark == MARKS[SPEAKER_OTHER] ? SPEAKER_OTHER
                                                 : SPEAKER_SELF);
    else
        append_blanks(&prefix->bytes, columns);
    if (!name)
        prefix->most += columns;
    if (columns > 0)
        append_blanks(&prefix->bytes, 1);
    buffer_append(&prefix->bytes, &mark, 1);
    append_blanks(&prefix->bytes, 1);
}

static unsigned columns_of(const struct speakers *speakers,
                           unsigned width, unsigned taken)
{
    unsigned other =
        fitting(speakers->names[SPEAKER_OTHER].data, (unsigned)-1).columns;
    unsigned self =
        fitting(speakers->names[SPEAKER_SELF].data, (unsigned)-1).columns;
    unsigned columns = other > self || speakers->is_alone ? other : self;
    unsigned half = (width ? width : LAYOUT_WIDTH) / 2;

    if (columns > SPEAKER_COLUMNS_MAX)
        columns = SPEAKER_COLUMNS_MAX;
    if (taken + AROUND + 1 >= half) /* layout.h: less than half */
        return 0;
    half -= taken + AROUND + 1;
    return columns < half ? columns : half;
}

void speaker_compose(struct speakers *speakers, unsigned width,
                     unsigned taken, const struct speaker_style *style)
{
    unsigned columns;

    for (int who = 0; who < 2; who++)
        (void)speaker_name_of(speakers, (enum speaker)who);
    columns = columns_of(speakers, width, taken);
    for (int who = 0; who < SPEAKER_COUNT; who++) {
        compose(&speakers->named[who],
                speaker_name_of(speakers, (enum speaker)who), columns,
                MARKS[who], style);
        compose(&speakers->unnamed[who], NULL, columns, MARKS[who], style);
    }
    compose(&speakers->goes_on, NULL, columns, GOES_ON, style);
    speakers->indent = taken + columns + (columns > 0 ? AROUND : AROUND - 1);
}

void speaker_release(struct speakers *speakers)
{
    for (int who = 0; who < 2; who++)
        buffer_release(&speakers->names[who]);
    for (int who = 0; who < SPEAKER_COUNT; who++) {
        buffer_release(&speakers->named[who].bytes);
        buffer_release(&speakers->unnamed[who].bytes);
    }
    buffer_release(&speakers->goes_on.bytes);
}
