/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a "%" at the beginning of a line means between two copies of charla:
 * the dialects of the framer. */
#include <config.h>

#include "text/framer.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

/* What a framer hands out is written down as a transcript: in line mode
 * "<text>" for a message, "<text)" and "(text>" for parts of one; in run mode
 * the bytes as they are; "{line}" for a control line; "$" for the end; "%"
 * for one that is to be sent first. */
enum mode { LINES, RUNS };

struct run {
    struct framer *framer;
    enum mode mode;
    struct buffer transcript;
    bool ended;
};

static void start(struct run *run, enum framer_dialect dialect, enum mode mode)
{
    *run = (struct run){.framer = framer_new(), .mode = mode};
    framer_set_dialect(run->framer, dialect);
}

static void stop(struct run *run)
{
    framer_free(run->framer);
    buffer_release(&run->transcript);
}

static void write_down(struct run *run, const char *before,
                       const struct framer_piece *piece, const char *after)
{
    cr_assert(run->mode == RUNS || piece->length <= FRAMER_LINE_MAX);
    buffer_append_string(&run->transcript, before);
    buffer_append(&run->transcript, piece->data, piece->length);
    buffer_append_string(&run->transcript, after);
}

/* Take one piece.  Returns false if there is none. */
static bool take_one(struct run *run)
{
    struct framer_piece piece;
    bool lines = run->mode == LINES;

    switch (lines ? framer_next_line(run->framer, &piece)
                  : framer_next_run(run->framer, &piece)) {
    case FRAMER_TEXT:
        write_down(run, !lines ? "" : piece.begins ? "<" : "(", &piece,
                   !lines ? "" : piece.ends ? ">" : ")");
        return true;
    case FRAMER_CONTROL:
        cr_assert(piece.begins && piece.ends);
        write_down(run, "{", &piece, "}");
        return true;
    case FRAMER_ESCAPE:
        buffer_append_string(&run->transcript, "%");
        return true;
    case FRAMER_END:
        if (!run->ended)
            buffer_append_string(&run->transcript, "$");
        run->ended = true;
        return false;
    case FRAMER_NOTHING:
        break;
    }
    cr_assert_not(run->ended, "the end must be latched");
    return false;
}

static void take(struct run *run)
{
    size_t held;

    while (take_one(run))
        ;
    framer_held(run->framer, &held);
    cr_assert(run->ended || held <= FRAMER_LINE_MAX + 1, "%zu", held);
}

static void feed(struct run *run, const char *bytes, size_t length)
{
    while (length > 0 && !run->ended) {
        size_t size;
        char *room = framer_space(run->framer, &size);

        cr_assert_gt(size, 0);
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
static void check_cut(enum framer_dialect dialect, enum mode mode,
                      const struct buffer *stream, size_t first, size_t second,
                      const struct buffer *expected)
{
    struct run run;

    start(&run, dialect, mode);
    feed(&run, stream->data, first);
    feed(&run, stream->data + first, second - first);
    feed(&run, stream->data + second, stream->length - second);
    finish(&run);
    cr_assert(is_same(&run.transcript, expected),
              "%s of %.40s (%zu bytes) cut at %zu and %zu: %.*s instead of "
              "%.60s",
              mode == LINES ? "lines" : "runs", stream->data, stream->length,
              first, second,
              run.transcript.length < 60 ? (int)run.transcript.length : 60,
              run.transcript.data, expected->data);
    stop(&run);
}

static void check_every_cut(enum framer_dialect dialect, enum mode mode,
                            const struct buffer *stream,
                            const struct buffer *expected)
{
    for (size_t first = 0; first <= stream->length; first++)
        for (size_t second = first; second <= stream->length; second++)
            check_cut(dialect, mode, stream, first, second, expected);
}

#define BYTES(literal)                                                        \
    {                                                                         \
        (char *)(uintptr_t)(literal), sizeof(literal) - 1, 0                  \
    }

/* ---- From the peer ------------------------------------------------------- */

static const struct {
    struct buffer stream, lines, runs;
} received[] = {
    {BYTES("one\ntwo"), BYTES("<one><two>"), BYTES("one\ntwo")},
    {BYTES("a%b\n%%\nx%\n"), BYTES("<a%b><%><x%>"), BYTES("a%b\n%\nx%\n")},
    /* Control lines. */
    {BYTES("%name Ana%\n"), BYTES("{%name Ana%}"), BYTES("{%name Ana%}")},
    {BYTES("%name Ana%\r\n"), BYTES("{%name Ana%}"), BYTES("{%name Ana%}")},
    {BYTES("%name Ana%"), BYTES("{%name Ana%}"), BYTES("{%name Ana%}")},
    {BYTES("%name Ana%\r"), BYTES("{%name Ana%}"), BYTES("{%name Ana%}")},
    {BYTES("%\n"), BYTES("{%}"), BYTES("{%}")},
    {BYTES("%\r\n%"), BYTES("{%}{%}"), BYTES("{%}{%}")},
    {BYTES("%a%\n%b%\nhello\n%c%\n"), BYTES("{%a%}{%b%}<hello>{%c%}"),
     BYTES("{%a%}{%b%}hello\n{%c%}")},
    {BYTES("hi\n%x\nho"), BYTES("<hi>{%x}<ho>"), BYTES("hi\n{%x}ho")},
    {BYTES("%\0%\n\0\n"), BYTES("{%\0%}<\0>"), BYTES("{%\0%}\0\n")},
    {BYTES("\n%x%\n\n"), BYTES("<>{%x%}<>"), BYTES("\n{%x%}\n")},
    /* Messages that begin with "%". */
    {BYTES("%%\n"), BYTES("<%>"), BYTES("%\n")},
    {BYTES("%%"), BYTES("<%>"), BYTES("%")},
    {BYTES("%%\r\n"), BYTES("<%>"), BYTES("%\r\n")},
    {BYTES("%%%\n"), BYTES("<%%>"), BYTES("%%\n")},
    {BYTES("%%%%\n%%%%"), BYTES("<%%%><%%%>"), BYTES("%%%\n%%%")},
    {BYTES("%%a\n%%b\n%%c"), BYTES("<%a><%b><%c>"), BYTES("%a\n%b\n%c")},
    {BYTES("%%name Ana%\n"), BYTES("<%name Ana%>"), BYTES("%name Ana%\n")},
    {BYTES("%%\0\n"), BYTES("<%\0>"), BYTES("%\0\n")},
    /* The end. */
    {BYTES("%end%\n"), BYTES("$"), BYTES("$")},
    {BYTES("%end%\r\n"), BYTES("$"), BYTES("$")},
    {BYTES("%end%"), BYTES("$"), BYTES("$")},
    {BYTES("a\n%end%\nlate"), BYTES("<a>$"), BYTES("a\n$")},
    {BYTES("%x%\n%end%\n"), BYTES("{%x%}$"), BYTES("{%x%}$")},
    {BYTES("%%a\n%end%\n"), BYTES("<%a>$"), BYTES("%a\n$")},
    /* What is not the end. */
    {BYTES("%%end%\n"), BYTES("<%end%>"), BYTES("%end%\n")},
    {BYTES("%%end%"), BYTES("<%end%>"), BYTES("%end%")},
    {BYTES("%%end%\r\n"), BYTES("<%end%>"), BYTES("%end%\r\n")},
    {BYTES("%%end%%\n"), BYTES("<%end%%>"), BYTES("%end%%\n")},
    {BYTES("%%%end%\n"), BYTES("<%%end%>"), BYTES("%%end%\n")},
    {BYTES("%end%%\n"), BYTES("{%end%%}"), BYTES("{%end%%}")},
    {BYTES("%end% \n"), BYTES("{%end% }"), BYTES("{%end% }")},
    {BYTES("%end\n"), BYTES("{%end}"), BYTES("{%end}")},
    {BYTES("%en"), BYTES("{%en}"), BYTES("{%en}")},
    {BYTES("x%end%\n"), BYTES("<x%end%>"), BYTES("x%end%\n")},
};

Test(framer_dialect, from_the_peer_is_read_however_it_is_cut)
{
    for (size_t i = 0; i < sizeof received / sizeof *received; i++) {
        check_every_cut(FRAMER_FROM_PEER, LINES, &received[i].stream,
                        &received[i].lines);
        check_every_cut(FRAMER_FROM_PEER, RUNS, &received[i].stream,
                        &received[i].runs);
    }
}

/* ---- To the peer --------------------------------------------------------- */

static const struct {
    struct buffer text, wire;
} sent[] = {
    {BYTES("one\ntwo"), BYTES("one\ntwo")},
    {BYTES("%\n"), BYTES("%%\n")},
    {BYTES("%"), BYTES("%%")},
    {BYTES("%%\n"), BYTES("%%%\n")},
    {BYTES("%a\n%b\n%c"), BYTES("%%a\n%%b\n%%c")},
    {BYTES("a%\n%\r\nb%c"), BYTES("a%\n%%\r\nb%c")},
    {BYTES("%name Ana%\n"), BYTES("%%name Ana%\n")},
    {BYTES("\n\n%\n\n"), BYTES("\n\n%%\n\n")},
    {BYTES("\r%\n"), BYTES("\r%\n")},
    {BYTES("%\0"), BYTES("%%\0")},
    {BYTES("\0%"), BYTES("\0%")},
    {BYTES("%end%\n"), BYTES("$")},
    {BYTES("%end%"), BYTES("$")},
    {BYTES("%a\n%end%\r\nlate"), BYTES("%%a\n$")},
    {BYTES("%end%x\n"), BYTES("%%end%x\n")},
    {BYTES("%end"), BYTES("%%end")},
    {BYTES("%en\n%end%%"), BYTES("%%en\n%%end%%")},
    {BYTES("%%end%%\n%%end%\n"), BYTES("%%%end%%\n%%%end%\n")},
    {BYTES("%end%\r"), BYTES("$")},
    {BYTES("%end%\r\r\n"), BYTES("%%end%\r\r\n")},
};

Test(framer_dialect, to_the_peer_is_doubled_however_it_is_cut)
{
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++)
        check_every_cut(FRAMER_TO_PEER, RUNS, &sent[i].text, &sent[i].wire);
}

/* ---- There and back ------------------------------------------------------ */

static uint32_t draw(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* Text that is likely to be mistaken for something. */
static void make_text(struct buffer *text, uint32_t *seed)
{
    static const char *const words[] = {
        "%", "%", "\n", "\n", "end", "%end%", "\n%end%", "\r", "x", "name ",
        "\n%%", "\0",
    };
    size_t count = draw(seed) % 24;

    buffer_clear(text);
    while (count-- > 0) {
        const char *word = words[draw(seed) % (sizeof words / sizeof *words)];
        buffer_append(text, word, *word ? strlen(word) : 1);
    }
}

/* All of it through a framer, in parts of random length. */
static void pass(struct run *run, enum framer_dialect dialect, enum mode mode,
                 const struct buffer *bytes, uint32_t *seed)
{
    size_t at = 0;

    start(run, dialect, mode);
    while (at < bytes->length) {
        size_t part = 1 + draw(seed) % 5;
        if (part > bytes->length - at)
            part = bytes->length - at;
        feed(run, bytes->data + at, part);
        at += part;
    }
    finish(run);
}

/* What a sender puts on the wire for the end is the line itself. */
static void spell_out_end(struct run *run)
{
    if (!run->ended)
        return;
    run->transcript.length--;
    buffer_append_string(&run->transcript, "%end%\n");
}

static void check_round_trip(const struct buffer *text, uint32_t *seed)
{
    static const enum mode modes[] = {LINES, RUNS};
    struct run there, back, plain;

    pass(&there, FRAMER_TO_PEER, RUNS, text, seed);
    spell_out_end(&there);
    for (size_t i = 0; i < 2; i++) {
        pass(&back, FRAMER_FROM_PEER, modes[i], &there.transcript, seed);
        pass(&plain, FRAMER_PLAIN, modes[i], text, seed);
        cr_assert(is_same(&back.transcript, &plain.transcript),
                  "%.*s", (int)text->length, text->data);
        stop(&back);
        stop(&plain);
    }
    stop(&there);
}

Test(framer_dialect, brings_any_text_there_as_it_was)
{
    struct buffer text = {0};
    uint32_t seed = 1;

    for (int i = 0; i < 20000; i++) {
        make_text(&text, &seed);
        check_round_trip(&text, &seed);
    }
    buffer_release(&text);
}

Test(framer_dialect, brings_many_lines_that_all_begin_with_the_mark)
{
    struct buffer text = {0};
    struct run there, back;

    for (int i = 0; i < 200000; i++)
        buffer_append_string(&text, "%x%\n");
    start(&there, FRAMER_TO_PEER, RUNS);
    feed(&there, text.data, text.length);
    finish(&there);
    cr_assert_eq(there.transcript.length, text.length + 200000);
    start(&back, FRAMER_FROM_PEER, RUNS);
    feed(&back, there.transcript.data, there.transcript.length);
    finish(&back);
    cr_assert(is_same(&back.transcript, &text));
    stop(&there);
    stop(&back);
    buffer_release(&text);
}

/* ---- Too long ------------------------------------------------------------ */

/* A stream of `head`, `length` times "x", and `tail`. */
static struct buffer make_long(const char *head, size_t length,
                               const char *tail)
{
    struct buffer stream = {0};

    buffer_append_string(&stream, head);
    while (length-- > 0)
        buffer_append(&stream, "x", 1);
    buffer_append_string(&stream, tail);
    return stream;
}

/* Cut at every place that may matter: by the ends, and by the limit. */
static void check_long(const struct buffer *stream,
                       const struct buffer *expected)
{
    const size_t places[] = {0, FRAMER_LINE_MAX, stream->length};

    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 13; j++) {
            size_t cut = places[i] + j - 6;
            if (places[i] + j < 6 || cut > stream->length)
                continue;
            check_cut(FRAMER_FROM_PEER, LINES, stream, cut, cut,
                      &expected[LINES]);
            check_cut(FRAMER_FROM_PEER, RUNS, stream, cut, cut,
                      &expected[RUNS]);
        }
}

/* A control line of `length` bytes: whole, or only its beginning. */
static void check_long_control(size_t length, const char *line_end)
{
    size_t shown = length < FRAMER_LINE_MAX ? length : FRAMER_LINE_MAX;
    struct buffer stream = make_long("%", length - 1, line_end);
    struct buffer expected[2] = {make_long("{%", shown - 1, "}<next>"),
                                 make_long("{%", shown - 1, "}next\n")};

    buffer_append_string(&stream, "next\n");
    check_long(&stream, expected);
    buffer_release(&stream);
    buffer_release(&expected[LINES]);
    buffer_release(&expected[RUNS]);
}

Test(framer_dialect, drops_the_rest_of_a_control_line_that_is_too_long)
{
    static const size_t more[] = {0, 1, 2, 3, 100, FRAMER_CAPACITY,
                                  4 * FRAMER_CAPACITY};

    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        check_long_control(FRAMER_LINE_MAX + more[i], "\n");
        check_long_control(FRAMER_LINE_MAX + more[i], "\r\n");
        check_long_control(FRAMER_LINE_MAX - 1, "\n");
    }
}

Test(framer_dialect, takes_the_mark_off_a_message_that_is_too_long)
{
    const size_t length = FRAMER_LINE_MAX + 10;
    struct buffer stream = make_long("%%", length - 1, "\nnext\n");
    struct buffer expected[2] = {make_long("<%", FRAMER_LINE_MAX - 1, ")("),
                                 make_long("%", length - 1, "\nnext\n")};
    struct buffer rest = make_long("", length - FRAMER_LINE_MAX, "><next>");

    buffer_append(&expected[LINES], rest.data, rest.length);
    check_long(&stream, expected);
    buffer_release(&stream);
    buffer_release(&rest);
    buffer_release(&expected[LINES]);
    buffer_release(&expected[RUNS]);
}

/* A piece of a message is no line: a "%" at its beginning means nothing. */
Test(framer_dialect, sees_no_mark_where_a_message_goes_on)
{
    struct buffer stream = make_long("", FRAMER_LINE_MAX, "%end%\n%%\n");
    struct buffer expected[2] = {
        make_long("<", FRAMER_LINE_MAX, ")(%end%><%>"),
        make_long("", FRAMER_LINE_MAX, "%end%\n%\n"),
    };

    check_long(&stream, expected);
    buffer_release(&stream);
    buffer_release(&expected[LINES]);
    buffer_release(&expected[RUNS]);
}

/* ---- Between two dialects ------------------------------------------------ */

Test(framer_dialect, can_change_when_nothing_is_held)
{
    struct run run;

    start(&run, FRAMER_PLAIN, RUNS);
    feed(&run, "%a%\n", 4);
    memcpy(framer_space(run.framer, &(size_t){0}), "\x16hello", 6);
    framer_commit(run.framer, 6);
    framer_clear(run.framer);
    framer_set_dialect(run.framer, FRAMER_FROM_PEER);
    feed(&run, "%b%\n%%c\n", 8);
    finish(&run);
    cr_assert(is_same(&run.transcript,
                      &(struct buffer)BYTES("%a%\n{%b%}%c\n")));
    stop(&run);
}
