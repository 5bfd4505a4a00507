/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/framer.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"

/* What a framer hands out is written down as a transcript: in line mode
 * "<text>" for a message, "<text)" and "(text>" for its first and last piece;
 * in run mode the bytes as they are; "%" for the end. */
enum mode { LINES, RUNS };

struct run {
    struct framer *framer;
    enum mode mode;
    struct buffer transcript;
    bool finished;
    bool ended;
    char last; /* of the bytes handed out in run mode */
};

static void start(struct run *run, enum mode mode)
{
    *run = (struct run){.framer = framer_new(), .mode = mode, .last = '\n'};
}

static void stop(struct run *run)
{
    framer_free(run->framer);
    buffer_release(&run->transcript);
}

static void write_down(struct run *run, const struct framer_piece *piece)
{
    if (run->mode == LINES) {
        cr_assert_leq(piece->length, FRAMER_LINE_MAX);
        buffer_append(&run->transcript, piece->begins ? "<" : "(", 1);
        buffer_append(&run->transcript, piece->data, piece->length);
        buffer_append(&run->transcript, piece->ends ? ">" : ")", 1);
        return;
    }
    cr_assert_gt(piece->length, 0);
    cr_assert_eq(piece->begins, run->last == '\n');
    run->last = piece->data[piece->length - 1];
    cr_assert_eq(piece->ends, run->last == '\n');
    buffer_append(&run->transcript, piece->data, piece->length);
}

/* Take all that there is, and what then is held must be little. */
static void take(struct run *run)
{
    struct framer_piece piece;
    enum framer_event event;
    size_t held;

    while ((event = run->mode == LINES
                        ? framer_next_line(run->framer, &piece)
                        : framer_next_run(run->framer, &piece)) ==
           FRAMER_TEXT)
        write_down(run, &piece);
    framer_held(run->framer, &held);
    if (event == FRAMER_NOTHING)
        cr_assert_leq(held, run->mode == LINES ? FRAMER_LINE_MAX + 1
                                               : sizeof FRAMER_END_LINE);
    if (event == FRAMER_END && !run->ended)
        buffer_append(&run->transcript, "%", 1);
    cr_assert(!run->ended || event == FRAMER_END, "the end must be latched");
    run->ended = event == FRAMER_END;
}

/* Put bytes in; what comes after the end has no taker, so it is left out. */
static void feed(struct run *run, const char *bytes, size_t length)
{
    while (length > 0 && !run->ended) {
        size_t size, held;
        char *room = framer_space(run->framer, &size);

        framer_held(run->framer, &held);
        cr_assert_gt(size, 0);
        cr_assert_eq(size + held, FRAMER_CAPACITY);
        size = size < length ? size : length;
        memcpy(room, bytes, size);
        framer_commit(run->framer, size);
        bytes += size;
        length -= size;
        take(run);
    }
}

static void finish(struct run *run)
{
    framer_finish(run->framer);
    take(run);
}

static bool is_same(const struct buffer *a, const struct buffer *b)
{
    return a->length == b->length &&
           (a->length == 0 || memcmp(a->data, b->data, a->length) == 0);
}

/* The stream arrives in three parts, cut at `first` and at `second`. */
static void check_cut(enum mode mode, const struct buffer *stream,
                      size_t first, size_t second,
                      const struct buffer *expected)
{
    struct run run;

    start(&run, mode);
    feed(&run, stream->data, first);
    feed(&run, stream->data + first, second - first);
    feed(&run, stream->data + second, stream->length - second);
    finish(&run);
    cr_assert(is_same(&run.transcript, expected),
              "%s of %zu bytes cut at %zu and %zu: %.60s",
              mode == LINES ? "lines" : "runs", stream->length, first, second,
              stream->data);
    stop(&run);
}

static void check_chunks(enum mode mode, const struct buffer *stream,
                         size_t chunk, const struct buffer *expected)
{
    struct run run;

    start(&run, mode);
    for (size_t i = 0; i < stream->length; i += chunk)
        feed(&run, stream->data + i,
             chunk < stream->length - i ? chunk : stream->length - i);
    finish(&run);
    cr_assert(is_same(&run.transcript, expected),
              "%s of %zu bytes, %zu at a time: %.60s",
              mode == LINES ? "lines" : "runs", stream->length, chunk,
              stream->data);
    stop(&run);
}

#define BYTES(literal)                                                        \
    {                                                                         \
        (char *)(uintptr_t)(literal), sizeof(literal) - 1, 0                  \
    }

/* `runs` is what comes byte for byte; {0}: all of `stream`, and no end. */
static const struct {
    struct buffer stream, lines, runs;
} table[] = {
    {BYTES(""), BYTES(""), {0}},
    {BYTES("one\ntwo\nthree\n"), BYTES("<one><two><three>"), {0}},
    {BYTES("\n"), BYTES("<>"), {0}},
    {BYTES("\n\n\na\n\n"), BYTES("<><><><a><>"), {0}},
    {BYTES("one\r\ntwo\n\r\n"), BYTES("<one><two><>"), {0}},
    {BYTES("a\rb\n\rc\n"), BYTES("<a\rb><\rc>"), {0}},
    {BYTES("a\r\r\n"), BYTES("<a\r>"), {0}},
    {BYTES("a\0b\n\0\n\0"), BYTES("<a\0b><\0><\0>"), {0}},
    {BYTES("\u00E9\u20AC\U0001F600\n"), BYTES("<\u00E9\u20AC\U0001F600>"),
     {0}},
    {BYTES("\u00E9\n\u20AC"), BYTES("<\u00E9><\u20AC>"), {0}},
    {BYTES("one\nlast"), BYTES("<one><last>"), {0}},
    {BYTES("one\nlast\r"), BYTES("<one><last>"), {0}},
    /* The end, in every dress. */
    {BYTES("%end%\n"), BYTES("%"), BYTES("%")},
    {BYTES("%end%\r\n"), BYTES("%"), BYTES("%")},
    {BYTES("%end%"), BYTES("%"), BYTES("%")},
    {BYTES("%end%\r"), BYTES("%"), BYTES("%")},
    {BYTES("one\r\n%end%\nlate\n"), BYTES("<one>%"), BYTES("one\r\n%")},
    {BYTES("\n%end%\r\nlate"), BYTES("<>%"), BYTES("\n%")},
    {BYTES("%en\n%end%\n%end%\n"), BYTES("<%en>%"), BYTES("%en\n%")},
    {BYTES("%end%x\n%end%"), BYTES("<%end%x>%"), BYTES("%end%x\n%")},
    {BYTES("%\n%end%\n"), BYTES("<%>%"), BYTES("%\n%")},
    /* What only looks like it. */
    {BYTES("%end%x\n"), BYTES("<%end%x>"), {0}},
    {BYTES("x%end%\n"), BYTES("<x%end%>"), {0}},
    {BYTES("x%end%"), BYTES("<x%end%>"), {0}},
    {BYTES("%en\n%end\n"), BYTES("<%en><%end>"), {0}},
    {BYTES("%"), BYTES("<%>"), {0}},
    {BYTES("%en"), BYTES("<%en>"), {0}},
    {BYTES("%END%\n"), BYTES("<%END%>"), {0}},
    {BYTES("%%end%%\n"), BYTES("<%%end%%>"), {0}},
    {BYTES("%%end%\n"), BYTES("<%%end%>"), {0}},
    {BYTES("%e%end%\n"), BYTES("<%e%end%>"), {0}},
    {BYTES("%end%%end%\n"), BYTES("<%end%%end%>"), {0}},
    {BYTES(" %end%\n"), BYTES("< %end%>"), {0}},
    {BYTES("%end% \n"), BYTES("<%end% >"), {0}},
    {BYTES("%end%\0\n"), BYTES("<%end%\0>"), {0}},
    {BYTES("\0%end%\n"), BYTES("<\0%end%>"), {0}},
    {BYTES("\r%end%\n"), BYTES("<\r%end%>"), {0}},
    {BYTES("%end%\r\r\n"), BYTES("<%end%\r>"), {0}},
    {BYTES("%end%\rx\n"), BYTES("<%end%\rx>"), {0}},
};

Test(framer, gives_the_same_however_a_small_stream_is_cut)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct buffer *stream = &table[i].stream;
        const struct buffer *runs =
            table[i].runs.data ? &table[i].runs : stream;

        for (size_t a = 0; a <= stream->length; a++)
            for (size_t b = a; b <= stream->length; b++) {
                check_cut(LINES, stream, a, b, &table[i].lines);
                check_cut(RUNS, stream, a, b, runs);
            }
        check_chunks(LINES, stream, 1, &table[i].lines);
        check_chunks(RUNS, stream, 1, runs);
    }
}

/* ---- Long lines ---------------------------------------------------------- */

static void append_many(struct buffer *out, const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_append_string(out, text);
}

/* `count` times `text`, then `tail`; its first piece ends after `cut`. */
static const struct {
    size_t count;
    const char *text, *tail;
    size_t cut; /* 0: it comes whole */
} long_lines[] = {
    {65535, "a", "\n", 0},
    {65536, "a", "\n", 0},
    {65535, "a", "\r\n", 0},
    {65536, "a", "\r\n", 0},
    {65537, "a", "\n", 65536},
    {65537, "a", "\r\n", 65536},
    {65536, "a", "\rb\n", 65536},
    {65536, "a", "\r\r\n", 65536},
    {65536, "a", "", 0},
    {65536, "a", "\r", 0},
    {65537, "a", "", 65536},
    {65536, "a", "%end%\n", 65536},
    {65535, "a", "\u00E9\n", 65535},
    {65534, "a", "\u00E9\n", 0},
    {65535, "a", "\u20AC\n", 65535},
    {65534, "a", "\u20ACb\n", 65534},
    {65533, "a", "\u20ACb\n", 65536},
    {65535, "a", "\U0001F600\n", 65535},
    {65534, "a", "\U0001F600\n", 65534},
    {65533, "a", "\U0001F600\n", 65533},
    {65532, "a", "\U0001F600b\n", 65536},
    {65537, "\x80", "\n", 65536}, /* no characters at all: cut at the limit */
    {65540, "\xBF", "", 65536},
};

/* The length without the line end, of which "\r" at the very end is one. */
static size_t text_length(const struct buffer *line)
{
    size_t length = line->length;

    if (line->data[length - 1] == '\n')
        length--;
    if (line->data[length - 1] == '\r')
        length--;
    return length;
}

static void make_long_line(size_t i, struct buffer *stream,
                           struct buffer *lines)
{
    size_t cut = long_lines[i].cut, length;
    bool is_last;

    append_many(stream, long_lines[i].text, long_lines[i].count);
    buffer_append_string(stream, long_lines[i].tail);
    length = text_length(stream);
    is_last = stream->data[stream->length - 1] != '\n';
    buffer_append(lines, "<", 1);
    buffer_append(lines, stream->data, cut ? cut : length);
    if (cut) {
        buffer_append(lines, ")(", 2);
        buffer_append(lines, stream->data + cut, length - cut);
    }
    buffer_append(lines, ">", 1);
    buffer_append_string(stream, is_last ? "" : "next\n");
    buffer_append_string(lines, is_last ? "" : "<next>");
}

Test(framer, cuts_a_long_line_at_the_same_place_however_it_arrives)
{
    static const size_t chunks[] = {1, 7, 4095, 65536, 65537, 262144};

    for (size_t i = 0; i < sizeof long_lines / sizeof *long_lines; i++) {
        struct buffer stream = {0}, lines = {0};

        make_long_line(i, &stream, &lines);
        for (size_t a = 65530; a <= stream.length; a++)
            for (size_t b = a; b <= stream.length; b++)
                check_cut(LINES, &stream, a, b, &lines);
        for (size_t j = 0; j < sizeof chunks / sizeof *chunks; j++) {
            check_chunks(LINES, &stream, chunks[j], &lines);
            check_chunks(RUNS, &stream, chunks[j], &stream);
        }
        buffer_release(&stream);
        buffer_release(&lines);
    }
}

Test(framer, hands_on_a_huge_line_in_pieces_within_its_memory)
{
    static const size_t chunks[] = {1, 1000, 65535, 65536, 65537, 400000};
    struct buffer stream = {0}, lines = {0};

    append_many(&stream, "abcdefghij", 30 * 1024);
    for (size_t at = 0; at < stream.length; at += FRAMER_LINE_MAX) {
        size_t left = stream.length - at;
        size_t length = left < FRAMER_LINE_MAX ? left : FRAMER_LINE_MAX;
        buffer_append(&lines, at == 0 ? "<" : "(", 1);
        buffer_append(&lines, stream.data + at, length);
        buffer_append(&lines, left <= FRAMER_LINE_MAX ? ">" : ")", 1);
    }
    buffer_append_string(&stream, "\n%end%\n");
    buffer_append_string(&lines, "%");
    for (size_t j = 0; j < sizeof chunks / sizeof *chunks; j++)
        check_chunks(LINES, &stream, chunks[j], &lines);
    buffer_clear(&lines);
    buffer_append(&lines, stream.data, stream.length - 6);
    buffer_append_string(&lines, "%");
    for (size_t j = 0; j < sizeof chunks / sizeof *chunks; j++)
        check_chunks(RUNS, &stream, chunks[j], &lines);
    buffer_release(&stream);
    buffer_release(&lines);
}
