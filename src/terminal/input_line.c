/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/input_line.h"

#include <stdint.h>
#include <string.h>
#include <unistr.h>
#include <uniwidth.h>

#include "text/sanitize.h"

#define TAB_COLUMNS 8

/* How far drawing has got.  Rows outside [first, limit) are only counted. */
struct pen {
    struct buffer *out;
    unsigned width;        /* columns that may be used */
    unsigned first, limit;
    unsigned row, column;
};

static bool is_visible(const struct pen *pen)
{
    return pen->row >= pen->first && pen->row < pen->limit;
}

static void begin_row(struct pen *pen)
{
    bool was_visible = is_visible(pen);

    pen->row++;
    pen->column = 0;
    if (was_visible && is_visible(pen))
        buffer_append(pen->out, "\r\n", 2);
}

static void put(struct pen *pen, const char *bytes, size_t length,
                unsigned columns)
{
    if (pen->column > 0 && pen->column + columns > pen->width)
        begin_row(pen);
    if (is_visible(pen))
        buffer_append(pen->out, bytes, length);
    pen->column += columns;
}

static void put_tab(struct pen *pen)
{
    unsigned left = TAB_COLUMNS - pen->column % TAB_COLUMNS;

    for (; left > 0; left--)
        put(pen, " ", 1, 1);
}

/* Draw text that has been made safe, character by character. */
static void put_safe(struct pen *pen, const char *text, size_t length)
{
    while (length > 0) {
        ucs4_t c;
        size_t used = (size_t)u8_mbtouc(&c, (const uint8_t *)text, length);
        int columns = uc_width(c, "UTF-8");

        put(pen, text, used, columns > 0 ? (unsigned)columns : 0);
        text += used;
        length -= used;
    }
}

/* Draw the next character of the line.  Returns its length in bytes. */
static size_t put_next(struct pen *pen, const char *text, size_t length)
{
    struct buffer safe = {0};
    ucs4_t c;
    size_t used = (size_t)u8_mbtouc(&c, (const uint8_t *)text, length);

    if (*text >= ' ' && *text < 0x7F) {
        put(pen, text, 1, 1);
    } else if (*text == '\n') {
        begin_row(pen);
    } else if (*text == '\t') {
        put_tab(pen);
    } else {
        sanitize_append(&safe, text, used);
        put_safe(pen, safe.data, safe.length);
        buffer_release(&safe);
    }
    return used;
}

static void put_text(struct pen *pen, const char *text, size_t length)
{
    for (size_t at = 0; at < length;)
        at += put_next(pen, text + at, length - at);
}

/* Draw one row, cut before it is full.  A character outside ASCII counts as two
 * columns, the most that any terminal gives it. */
static void put_status(struct pen *pen, const char *status)
{
    struct buffer safe = {0};
    size_t used;

    sanitize_append(&safe, status, strlen(status));
    for (size_t at = 0; at < safe.length; at += used) {
        ucs4_t c;
        unsigned columns;

        used = (size_t)u8_mbtouc(&c, (const uint8_t *)safe.data + at,
                                 safe.length - at);
        columns = c < 0x80 ? 1 : 2;
        if (pen->column + columns > pen->width)
            break;
        put(pen, c == '\t' ? " " : safe.data + at, used, columns);
    }
    buffer_release(&safe);
    begin_row(pen);
}

/* Draw the whole line.  `*cursor` receives where the pen was at the point, and
 * `*offset` how many bytes had been appended by then. */
static void draw_all(struct pen *pen, const struct input_line_view *view,
                     struct pen *cursor, size_t *offset)
{
    if (view->status)
        put_status(pen, view->status);
    put_text(pen, view->words, strlen(view->words));
    put_text(pen, view->text, view->point);
    *cursor = *pen;
    *offset = pen->out->length;
    put_text(pen, view->text + view->point, view->length - view->point);
}

/* Draw the part of the line that fits the screen with one row left above it. */
static void draw_window(struct buffer *out, const struct input_line_view *view,
                        struct input_line *line)
{
    unsigned most = view->height > 2 ? view->height - 1 : 1;
    struct pen pen = {.out = out,
                      .width = view->width > 2 ? view->width - 1 : 1};
    struct pen cursor;
    unsigned first = 0;

    draw_all(&pen, view, &cursor, &line->cursor);
    if (pen.row >= most) { /* otherwise everything can be seen */
        first = cursor.row > most / 2 ? cursor.row - most / 2 : 0;
        if (first > pen.row + 1 - most)
            first = pen.row + 1 - most;
    }
    pen.row = pen.column = 0;
    pen.first = first;
    pen.limit = first + most;
    draw_all(&pen, view, &cursor, &line->cursor);
    line->row = cursor.row - first;
}

/* ---- On the screen ------------------------------------------------------- */

static void go_up(struct buffer *out, unsigned rows)
{
    if (rows > 0)
        buffer_printf(out, "\033[%uA", rows);
}

static unsigned count_rows(const struct buffer *drawn)
{
    unsigned count = 0;

    for (size_t i = 0; i < drawn->length; i++)
        count += drawn->data[i] == '\n';
    return count;
}

/* Move the cursor from the row where it is to the place where it belongs.  Its
 * column is found by writing the text in front of it once more, so that the
 * terminal's own idea of widths counts.  A line feed moves the cursor down, and
 * scrolls at the bottom of the screen. */
static void place_cursor(const struct input_line *line, struct buffer *out,
                         unsigned from)
{
    const char *data = line->drawn.data;
    size_t start = line->cursor;

    for (; from < line->row; from++)
        buffer_append(out, "\n", 1);
    go_up(out, from - line->row);
    while (start > 0 && data[start - 1] != '\n')
        start--;
    buffer_append(out, "\r", 1);
    buffer_append(out, data + start, line->cursor - start);
}

static bool begins_with(const struct buffer *text, const struct buffer *part)
{
    return text->length >= part->length &&
           (part->length == 0 ||
            memcmp(text->data, part->data, part->length) == 0);
}

void input_line_draw(struct input_line *line, struct buffer *out,
                     const struct input_line_view *view)
{
    struct input_line next = {.is_shown = true};
    bool is_at_end = line->cursor == line->drawn.length;
    bool goes_on;
    unsigned from;

    draw_window(&next.drawn, view, &next);
    goes_on = line->is_shown && begins_with(&next.drawn, &line->drawn);
    from = line->row;
    if (!goes_on || (!is_at_end && next.drawn.length > line->drawn.length)) {
        input_line_erase(line, out);
        buffer_append(out, next.drawn.data, next.drawn.length);
        from = count_rows(&next.drawn);
    } else if (is_at_end) {
        buffer_append(out, next.drawn.data + line->drawn.length,
                      next.drawn.length - line->drawn.length);
        from = count_rows(&next.drawn);
    }
    if (next.cursor < next.drawn.length || from != next.row ||
        (goes_on && !is_at_end))
        place_cursor(&next, out, from);
    buffer_release(&line->drawn);
    *line = next;
}

void input_line_erase(struct input_line *line, struct buffer *out)
{
    if (!line->is_shown)
        return;
    go_up(out, line->row);
    buffer_append_string(out, "\r\033[J");
    input_line_forget(line);
}

void input_line_leave(struct input_line *line, struct buffer *out,
                      const struct input_line_view *view)
{
    struct pen pen = {.out = out, .width = (unsigned)-1, .limit = (unsigned)-1};

    input_line_erase(line, out);
    put_text(&pen, view->words, strlen(view->words));
    put_text(&pen, view->text, view->length);
    buffer_append(out, "\r\n", 2);
}

void input_line_forget(struct input_line *line)
{
    buffer_clear(&line->drawn);
    line->row = 0;
    line->cursor = 0;
    line->is_shown = false;
}

void input_line_release(struct input_line *line)
{
    buffer_release(&line->drawn);
}
