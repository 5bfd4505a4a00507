/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/frame.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

/* A decoder, and what it has said in words. */
struct run {
    struct frame_decoder decoder;
    struct buffer transcript;
    bool in_text; /* pieces of TEXT are one whole in the transcript */
    bool is_broken;
};

static void write_number_of(struct run *run, const char *name,
                            const struct frame *frame)
{
    buffer_printf(&run->transcript, "%s %" PRIu32, name, frame->file);
}

/* A frame of files that is no DATA. */
static void write_down_file(struct run *run, const struct frame *frame)
{
    switch ((int)frame->type) {
    case FRAME_OFFER:
        write_number_of(run, "offer", frame);
        buffer_printf(&run->transcript, " %" PRIu64 " %" PRId64 " ",
                      frame->position, frame->modified);
        buffer_append(&run->transcript, frame->data, frame->length);
        break;
    case FRAME_TAKE:
        write_number_of(run, "take", frame);
        buffer_printf(&run->transcript, " %" PRIu64 " ", frame->position);
        buffer_append(&run->transcript, frame->data, frame->length);
        break;
    case FRAME_DONE:
        cr_assert_eq(frame->length, FILE_FRAME_HASH_SIZE);
        write_number_of(run, "done", frame);
        buffer_printf(&run->transcript, " %.32s", frame->data);
        break;
    case FRAME_DECLINE:
        write_number_of(run, "decline", frame);
        break;
    case FRAME_RESULT:
        write_number_of(run, "result", frame);
        break;
    case FRAME_CANCEL:
        write_number_of(run, "cancel", frame);
        break;
    }
    if (frame->length == 0 && frame->type != FRAME_OFFER &&
        frame->type != FRAME_TAKE)
        buffer_printf(&run->transcript, " %d", frame->reason);
    buffer_append_string(&run->transcript, ";");
}

static void write_down(struct run *run, const struct frame *frame)
{
    if (frame->type == FRAME_DATA) {
        for (size_t i = 0; i < frame->length; i++)
            buffer_printf(&run->transcript, "data %" PRIu32 " %c;",
                          frame->file, frame->data[i]);
        return;
    }
    if (frame->type == FRAME_TEXT) {
        buffer_append_string(&run->transcript, run->in_text ? "" : "<");
        buffer_append(&run->transcript, frame->data, frame->length);
        run->in_text = true;
        return;
    }
    buffer_append_string(&run->transcript, run->in_text ? ">" : "");
    run->in_text = false;
    switch ((int)frame->type) {
    case FRAME_HELLO:
        buffer_printf(&run->transcript, "hello %" PRIx32 " ",
                      frame->features);
        buffer_append(&run->transcript, frame->data, frame->length);
        buffer_append_string(&run->transcript, ";");
        break;
    case FRAME_ACK:
        buffer_printf(&run->transcript, "ack %" PRIu64 ";", frame->position);
        break;
    case FRAME_END:
        buffer_append_string(&run->transcript, "end;");
        break;
    case FRAME_EOF:
        buffer_append_string(&run->transcript, "eof;");
        break;
    case FRAME_RESUME:
        cr_assert_eq(frame->length, FRAME_ID_SIZE);
        buffer_printf(&run->transcript, "resume %.16s %" PRIu64 ";",
                      frame->data, frame->position);
        break;
    case FRAME_RESUMED:
        buffer_printf(&run->transcript, "resumed %" PRIu64 ";",
                      frame->position);
        break;
    case FRAME_GONE:
        buffer_append_string(&run->transcript, "gone;");
        break;
    case FRAME_TYPING:
        buffer_append_string(&run->transcript, "typing;");
        break;
    case FRAME_TEXT:
        break;
    default:
        write_down_file(run, frame);
        break;
    }
}

/* The bytes are a copy of their own, so that a byte too far is seen. */
static void feed(struct run *run, const char *data, size_t length)
{
    char *copy = malloc(length ? length : 1);
    const char *bytes = copy;
    struct frame frame;
    enum frame_result result;

    memcpy(copy, data, length);
    while ((result = frame_decode(&run->decoder, &bytes, &length, &frame)) ==
           FRAME_TAKEN)
        write_down(run, &frame);
    run->is_broken = result == FRAME_BROKEN;
    cr_assert(run->is_broken || length == 0, "bytes were left");
    free(copy);
}

/* The stream ends; in the transcript it is an error or a dot. */
static void finish(struct run *run)
{
    if (frame_finish(&run->decoder) < 0)
        buffer_printf(&run->transcript, "%s!%s", run->in_text ? ">" : "",
                      run->decoder.error.text);
    else
        buffer_append_string(&run->transcript, run->in_text ? ">." : ".");
    buffer_append(&run->transcript, "", 1);
}

static void stop(struct run *run)
{
    buffer_release(&run->transcript);
}

/* The stream arrives in three parts. */
static void check_cut(const struct buffer *stream, size_t first,
                      size_t second, const char *expected)
{
    struct run run = {0};

    feed(&run, stream->data, first);
    feed(&run, stream->data + first, second - first);
    feed(&run, stream->data + second, stream->length - second);
    finish(&run);
    cr_assert_str_eq(run.transcript.data, expected, "cut at %zu and %zu",
                     first, second);
    stop(&run);
}

static void check_every_cut(const struct buffer *stream, const char *expected)
{
    for (size_t first = 0; first <= stream->length; first++)
        for (size_t second = first; second <= stream->length; second++)
            check_cut(stream, first, second, expected);
}

#define BYTES(literal)                                                        \
    {                                                                         \
        (char *)(uintptr_t)(literal), sizeof(literal) - 1, 0                  \
    }

/* HELLO of version 1 without features and name. */
#define HELLO "\1\0\0\5" "\1\0\0\0\0"
#define END "\3\0\0\0"
#define EOF_FRAME "\4\0\0\0"
#define ACK(position) "\5\0\0\x8" "\0\0\0\0\0\0\0" position
#define BAD "!protocol error: "
#define HASH "0123456789abcdef0123456789ABCDEF"
#define TAKE_FROM_0 "\x21\0\0\xc" "\0\0\0\2" "\0\0\0\0\0\0\0\0"

/* ---- Well formed --------------------------------------------------------- */

static const struct {
    struct buffer stream;
    const char *transcript;
} well_formed[] = {
    {BYTES(HELLO), "hello 0 ;."},
    {BYTES(HELLO "\xC0\0\0\0" "\2\0\0\1" "a" "\xC0\0\0\0"),
     "hello 0 ;typing;<a>typing;."},
    {BYTES("\1\0\0\x8" "\1\x80\1\2\3" "Ana"), "hello 80010203 Ana;."},
    {BYTES("\1\0\0\xc" "\1\0\0\0\7" "\xc3\xb1" "and\xc3\xba"),
     "hello 7 \xc3\xb1" "and\xc3\xba;."},
    {BYTES(HELLO "\2\0\0\3" "abc"), "hello 0 ;<abc>."},
    {BYTES(HELLO "\2\0\0\1" "a" "\2\0\0\2" "bc"), "hello 0 ;<abc>."},
    {BYTES(HELLO "\2\0\0\6" "%end%\n"), "hello 0 ;<%end%\n>."},
    {BYTES(HELLO END), "hello 0 ;end;."},
    {BYTES(HELLO EOF_FRAME), "hello 0 ;eof;."},
    {BYTES(HELLO EOF_FRAME END), "hello 0 ;eof;end;."},
    {BYTES(HELLO "\2\0\0\1" "a" EOF_FRAME ACK("\1") END ACK("\2")),
     "hello 0 ;<a>eof;ack 1;end;ack 2;."},
    {BYTES(HELLO "\5\0\0\x8" "\1\2\3\4\5\6\7\x8"),
     "hello 0 ;ack 72623859790382856;."},
    {BYTES(HELLO "\5\0\0\x8" "\xff\xff\xff\xff\xff\xff\xff\xff"),
     "hello 0 ;ack 18446744073709551615;."},
    {BYTES(HELLO ACK("\0") ACK("\7") ACK("\7")),
     "hello 0 ;ack 0;ack 7;ack 7;."},
    /* Files. */
    {BYTES(HELLO "\x20\0\0\x17" "\0\0\0\1" "\0\0\0\1\0\0\0\2"
                 "\0\0\0\0\x65\0\0\0" "a/b"),
     "hello 0 ;offer 1 4294967298 1694498816 a/b;."},
    {BYTES(HELLO "\x20\0\0\x14" "\xff\0\0\0" "\0\0\0\0\0\0\0\0"
                 "\xff\xff\xff\xff\xff\xff\xff\xff"),
     "hello 0 ;offer 4278190080 0 -1 ;."},
    {BYTES(HELLO TAKE_FROM_0), "hello 0 ;take 2 0 ;."},
    {BYTES(HELLO "\x21\0\0\x2c" "\0\0\0\2" "\0\0\0\0\0\0\0\7" HASH),
     "hello 0 ;take 2 7 " HASH ";."},
    {BYTES(HELLO "\x22\0\0\5" "\0\0\0\3" "\4"), "hello 0 ;decline 3 4;."},
    {BYTES(HELLO "\x23\0\0\7" "\0\0\0\3" "xyz" "\x23\0\0\5" "\0\0\1\0" "w"),
     "hello 0 ;data 3 x;data 3 y;data 3 z;data 256 w;."},
    {BYTES(HELLO "\x24\0\0\x24" "\0\0\0\3" HASH),
     "hello 0 ;done 3 " HASH ";."},
    {BYTES(HELLO "\x25\0\0\5" "\0\0\0\3" "\0" "\x25\0\0\5" "\0\0\0\3"
                 "\2"),
     "hello 0 ;result 3 0;result 3 2;."},
    {BYTES(HELLO "\x26\0\0\5" "\0\0\0\3" "\x63" EOF_FRAME
                 "\x26\0\0\5" "\0\0\0\4" "\x8"),
     "hello 0 ;cancel 3 3;eof;cancel 4 8;."},
    /* Over a new link. */
    {BYTES("\6\0\0\x18" "0123456789abcdef" "\0\0\0\0\0\0\1\2"),
     "resume 0123456789abcdef 258;."},
    {BYTES("\7\0\0\x8" "\0\0\0\0\0\0\1\2" ), "resumed 258;."},
    {BYTES("\x8\0\0\0"), "gone;."},
    /* What a later version may add. */
    {BYTES(HELLO "\x80\0\0\0" "\xff\0\0\3" "xyz" "\2\0\0\1" "a" END
                 "\x81\0\0\1" "x"),
     "hello 0 ;<a>end;."},
};

Test(frame, is_decoded_however_the_stream_is_cut)
{
    for (size_t i = 0; i < sizeof well_formed / sizeof *well_formed; i++)
        check_every_cut(&well_formed[i].stream, well_formed[i].transcript);
}

/* ---- Malformed ----------------------------------------------------------- */

#define NO_HELLO BAD "the first frame of the other side is not HELLO"

static const struct {
    struct buffer stream;
    const char *transcript;
} malformed[] = {
    /* The order. */
    {BYTES("\2\0\0\1" "a"), NO_HELLO},
    {BYTES(END), NO_HELLO},
    {BYTES(EOF_FRAME), NO_HELLO},
    {BYTES(ACK("\0")), NO_HELLO},
    {BYTES("\x80\0\0\0"), NO_HELLO},
    {BYTES("\2\xff\xff\xff"), NO_HELLO},
    {BYTES(""), BAD "the other side ended before HELLO"},
    {BYTES(HELLO HELLO), "hello 0 ;" BAD "HELLO came in the middle of a "
                                         "connection"},
    {BYTES(HELLO END HELLO),
     "hello 0 ;end;" BAD "HELLO came in the middle of a connection"},
    {BYTES(HELLO END "\2\0\0\1" "a"),
     "hello 0 ;end;" BAD "TEXT came after its end"},
    {BYTES(HELLO EOF_FRAME "\2\0\0\1" "a"),
     "hello 0 ;eof;" BAD "TEXT came after its end"},
    {BYTES(HELLO END END), "hello 0 ;end;" BAD "a second end came"},
    {BYTES(HELLO END EOF_FRAME), "hello 0 ;end;" BAD "a second end came"},
    {BYTES(HELLO EOF_FRAME EOF_FRAME),
     "hello 0 ;eof;" BAD "a second end came"},
    {BYTES(HELLO ACK("\2") ACK("\1")),
     "hello 0 ;ack 2;" BAD "an ACK takes back an earlier one"},
    /* The type. */
    {BYTES("\0\0\0\0"), BAD "a frame of unknown type 0x00 came"},
    {BYTES("GET / HTTP/1.1\n"), BAD "a frame of unknown type 0x47 came"},
    {BYTES(HELLO "\x9\0\0\0"), "hello 0 ;" BAD
     "a frame of unknown type 0x09 came"},
    {BYTES(HELLO "\6\0\0\x18"), "hello 0 ;" BAD
     "RESUME came in the middle of a connection"},
    {BYTES(HELLO "\7\0\0\x8"), "hello 0 ;" BAD
     "RESUMED came in the middle of a connection"},
    {BYTES("\x8\0\0\0" "\x8\0\0\0"), "gone;" BAD
     "GONE came in the middle of a connection"},
    {BYTES("\6\0\0\x17"), BAD "RESUME with 23 bytes of payload"},
    {BYTES("\7\0\0\x9"), BAD "RESUMED with 9 bytes of payload"},
    {BYTES("\x8\0\0\1" "x"), BAD "GONE with 1 bytes of payload"},
    {BYTES(HELLO "\x7f\0\0\1x"), "hello 0 ;" BAD
     "a frame of unknown type 0x7f came"},
    /* The length. */
    {BYTES("\1\0\0\0"), BAD "HELLO with 0 bytes of payload"},
    {BYTES("\1\0\0\4" "\1\0\0\0"), BAD "HELLO with 4 bytes of payload"},
    {BYTES("\1\0\1\6" "\1"), BAD "HELLO with 262 bytes of payload"},
    {BYTES("\1\0\xea\x60" "\1"), BAD "HELLO with 60000 bytes of payload"},
    {BYTES("\1\1\0\1" "\1"),
     BAD "a frame of 65537 bytes came, the longest has 65536"},
    {BYTES(HELLO "\2\0\0\0"), "hello 0 ;" BAD
     "TEXT with 0 bytes of payload"},
    {BYTES(HELLO "\2\1\0\1" "a"), "hello 0 ;" BAD
     "a frame of 65537 bytes came, the longest has 65536"},
    {BYTES(HELLO "\x80\xff\xff\xff" "a"), "hello 0 ;" BAD
     "a frame of 16777215 bytes came, the longest has 65536"},
    {BYTES(HELLO "\3\0\0\1" "a"), "hello 0 ;" BAD
     "END with 1 bytes of payload"},
    {BYTES(HELLO "\4\0\0\1" "a"), "hello 0 ;" BAD
     "EOF with 1 bytes of payload"},
    {BYTES(HELLO "\5\0\0\7" "1234567"), "hello 0 ;" BAD
     "ACK with 7 bytes of payload"},
    {BYTES(HELLO "\5\0\0\x9" "123456789"), "hello 0 ;" BAD
     "ACK with 9 bytes of payload"},
    /* Files. */
    {BYTES("\x20\0\0\x14"), NO_HELLO},
    {BYTES("\x23\0\0\5" "\0\0\0\1" "x"), NO_HELLO},
    {BYTES(HELLO END TAKE_FROM_0),
     "hello 0 ;end;" BAD "TAKE came after END"},
    {BYTES(HELLO END "\x23\0\0\5"),
     "hello 0 ;end;" BAD "DATA came after END"},
    {BYTES(HELLO "\x20\0\0\x13"),
     "hello 0 ;" BAD "OFFER with 19 bytes of payload"},
    {BYTES(HELLO "\x20\0\1\x14"),
     "hello 0 ;" BAD "OFFER with 276 bytes of payload"},
    {BYTES(HELLO "\x20\0\xea\x74"),
     "hello 0 ;" BAD "OFFER with 60020 bytes of payload"},
    {BYTES(HELLO "\x20\0\0\x14" "\0\0\0\1" "\x80\0\0\0\0\0\0\0"
                 "\0\0\0\0\0\0\0\0"),
     "hello 0 ;" BAD "OFFER of a file that is larger than a file can be"},
    {BYTES(HELLO "\x21\0\0\xb"),
     "hello 0 ;" BAD "TAKE with 11 bytes of payload"},
    {BYTES(HELLO "\x21\0\0\xd" "\0\0\0\2" "\0\0\0\0\0\0\0\1" "x"),
     "hello 0 ;" BAD "TAKE with 13 bytes of payload"},
    {BYTES(HELLO "\x21\0\0\xc" "\0\0\0\2" "\0\0\0\0\0\0\0\1"),
     "hello 0 ;" BAD "TAKE with 12 bytes of payload"},
    {BYTES(HELLO "\x21\0\0\x2c" "\0\0\0\2" "\0\0\0\0\0\0\0\0" HASH),
     "hello 0 ;" BAD "TAKE with 44 bytes of payload"},
    {BYTES(HELLO "\x22\0\0\4"),
     "hello 0 ;" BAD "DECLINE with 4 bytes of payload"},
    {BYTES(HELLO "\x23\0\0\4" "\0\0\0\1"),
     "hello 0 ;" BAD "DATA with 4 bytes of payload"},
    {BYTES(HELLO "\x23\0\x3e\x85"),
     "hello 0 ;" BAD "DATA with 16005 bytes of payload"},
    {BYTES(HELLO "\x24\0\0\x23"),
     "hello 0 ;" BAD "DONE with 35 bytes of payload"},
    {BYTES(HELLO "\x25\0\0\6"),
     "hello 0 ;" BAD "RESULT with 6 bytes of payload"},
    {BYTES(HELLO "\x26\0\0\0"),
     "hello 0 ;" BAD "CANCEL with 0 bytes of payload"},
    {BYTES(HELLO "\x27\0\0\0"),
     "hello 0 ;" BAD "a frame of unknown type 0x27 came"},
    /* What is inside. */
    {BYTES("\1\0\0\5" "\0\0\0\0\0"), BAD "HELLO is of version 0, not 1"},
    {BYTES("\1\0\0\5" "\2\0\0\0\0"), BAD "HELLO is of version 2, not 1"},
    {BYTES("\1\0\0\6" "\1\0\0\0\0" "\xff"),
     BAD "the name in HELLO is not UTF-8"},
    {BYTES("\1\0\0\7" "\1\0\0\0\0" "\xc0\x80"),
     BAD "the name in HELLO is not UTF-8"},
    {BYTES("\1\0\0\x8" "\1\0\0\0\0" "\xed\xa0\x80"),
     BAD "the name in HELLO is not UTF-8"},
    {BYTES("\1\0\0\x8" "\1\0\0\0\0" "an\xc3"),
     BAD "the name in HELLO is not UTF-8"},
};

Test(frame, that_is_malformed_is_named_however_the_stream_is_cut)
{
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++)
        check_every_cut(&malformed[i].stream, malformed[i].transcript);
}

/* Whatever follows, nothing more is said. */
Test(frame, says_nothing_more_once_the_protocol_was_broken)
{
    static const struct buffer more = BYTES(HELLO "\2\0\0\1" "a" END);

    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        struct run run = {0};

        feed(&run, malformed[i].stream.data, malformed[i].stream.length);
        if (!run.is_broken)
            continue; /* only its end broke it */
        feed(&run, more.data, more.length);
        finish(&run);
        cr_assert_str_eq(run.transcript.data, malformed[i].transcript);
        stop(&run);
    }
}

/* Where each frame of this stream ends: only there may it be cut off. */
Test(frame, that_is_cut_off_is_a_protocol_error)
{
    static const struct buffer stream =
        BYTES(HELLO "\2\0\0\3" "abc" "\x90\0\0\2" "xx" ACK("\1") END);
    static const size_t borders[] = {9, 16, 22, 34, 38};

    for (size_t length = 1, next = 0; length <= stream.length; length++) {
        struct run run = {0};
        bool is_border = length == borders[next];

        feed(&run, stream.data, length);
        cr_assert_not(run.is_broken);
        cr_assert_eq(frame_finish(&run.decoder), is_border ? 0 : -1,
                     "%zu bytes", length);
        if (!is_border)
            cr_assert_str_eq(run.decoder.error.text,
                             "protocol error: the other side ended in the "
                             "middle of a frame");
        next += is_border;
        stop(&run);
    }
}

/* ---- The bounds ---------------------------------------------------------- */

Test(frame, takes_the_longest_name)
{
    char name[FRAME_NAME_MAX + 1];
    struct buffer stream = {0}, expected = {0};

    memset(name, 'x', FRAME_NAME_MAX);
    name[FRAME_NAME_MAX] = '\0';
    frame_append_hello(&stream, 0, name);
    cr_assert_eq(stream.length, FRAME_HEADER_SIZE + FRAME_HELLO_MAX);
    buffer_printf(&expected, "hello 0 %s;.", name);
    buffer_append(&expected, "", 1);
    for (size_t cut = 0; cut <= stream.length; cut++)
        check_cut(&stream, cut, cut, expected.data);
    buffer_release(&stream);
    buffer_release(&expected);
}

/* Make TEXT of `length` times "x" behind a HELLO. */
static struct buffer make_long_text(size_t length)
{
    struct buffer stream = {0};
    char header[FRAME_HEADER_SIZE];

    frame_append_hello(&stream, 0, "");
    frame_write_header(header, FRAME_TEXT, length);
    buffer_append(&stream, header, sizeof header);
    while (length-- > 0)
        buffer_append(&stream, "x", 1);
    return stream;
}

Test(frame, takes_the_longest_text)
{
    struct buffer stream = make_long_text(FRAME_PAYLOAD_MAX);
    struct run run = {0};

    frame_append_bare(&stream, FRAME_END);
    feed(&run, stream.data, stream.length);
    finish(&run);
    cr_assert_eq(run.transcript.length,
                 strlen("hello 0 ;<>end;.") + 1 + FRAME_PAYLOAD_MAX);
    stop(&run);
    buffer_release(&stream);
}

/* Text is not held back until its frame is whole, nor copied. */
Test(frame, hands_out_text_where_it_lies_as_far_as_it_has_come)
{
    struct buffer stream = make_long_text(1000);
    struct frame_decoder decoder = {0};
    struct frame frame;
    const char *bytes = stream.data;
    size_t length = 9 + FRAME_HEADER_SIZE + 10;

    cr_assert_eq(frame_decode(&decoder, &bytes, &length, &frame),
                 FRAME_TAKEN);
    cr_assert_eq(frame.type, FRAME_HELLO);
    cr_assert_eq(frame_decode(&decoder, &bytes, &length, &frame),
                 FRAME_TAKEN);
    cr_assert_eq(frame.type, FRAME_TEXT);
    cr_assert_eq(frame.length, 10);
    cr_assert_eq(frame.data, stream.data + 13);
    cr_assert_eq(frame_decode(&decoder, &bytes, &length, &frame), FRAME_NONE);
    buffer_release(&stream);
}

/* ---- Encoding ------------------------------------------------------------ */

static void expect_bytes(struct buffer *out, const char *bytes, size_t length)
{
    cr_assert_eq(out->length, length);
    cr_assert_eq(memcmp(out->data, bytes, length), 0);
    buffer_release(out);
    *out = (struct buffer){0};
}

#define EXPECT_BYTES(out, literal)                                            \
    expect_bytes(out, literal, sizeof(literal) - 1)

Test(frame, is_encoded_byte_by_byte_as_the_document_says)
{
    struct buffer out = {0};
    char header[FRAME_HEADER_SIZE];

    frame_append_hello(&out, 0, "");
    EXPECT_BYTES(&out, HELLO);
    frame_append_hello(&out, 0x80010203, "Ana");
    EXPECT_BYTES(&out, "\1\0\0\x8" "\1\x80\1\2\3" "Ana");
    frame_append_ack(&out, UINT64_C(0x0102030405060708));
    EXPECT_BYTES(&out, "\5\0\0\x8" "\1\2\3\4\5\6\7\x8");
    frame_append_bare(&out, FRAME_END);
    EXPECT_BYTES(&out, "\3\0\0\0");
    frame_append_bare(&out, FRAME_EOF);
    EXPECT_BYTES(&out, "\4\0\0\0");
    file_frame_append_offer(&out, 1, 0x100000002, -1, "a", 1);
    EXPECT_BYTES(&out, "\x20\0\0\x15" "\0\0\0\1" "\0\0\0\1\0\0\0\2"
                       "\xff\xff\xff\xff\xff\xff\xff\xff" "a");
    file_frame_append_take(&out, 2, 0, NULL);
    EXPECT_BYTES(&out, TAKE_FROM_0);
    file_frame_append_take(&out, 2, 7, (const unsigned char *)HASH);
    EXPECT_BYTES(&out, "\x21\0\0\x2c" "\0\0\0\2" "\0\0\0\0\0\0\0\7" HASH);
    file_frame_append_reason(&out, FRAME_DECLINE, 3, FILE_REASON_PIPE);
    EXPECT_BYTES(&out, "\x22\0\0\5" "\0\0\0\3" "\6");
    file_frame_append_data_header(&out, 3, FILE_FRAME_DATA_MAX);
    EXPECT_BYTES(&out, "\x23\0\x3e\x84" "\0\0\0\3");
    file_frame_append_done(&out, 3, (const unsigned char *)HASH);
    EXPECT_BYTES(&out, "\x24\0\0\x24" "\0\0\0\3" HASH);
    frame_write_header(header, FRAME_TEXT, FRAME_PAYLOAD_MAX);
    cr_assert_eq(memcmp(header, "\2\1\0\0", sizeof header), 0);
    frame_write_header(header, FRAME_TEXT, 0x1234);
    cr_assert_eq(memcmp(header, "\2\0\x12\x34", sizeof header), 0);
}
