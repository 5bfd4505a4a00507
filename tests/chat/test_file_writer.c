/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/file_writer.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "support/temporary.h"
#include "wire/frame.h"

static struct file_writer writer;
static int file;
static struct error error;
static bool changed;

static void begin(void)
{
    file = temporary_unnamed();
    file_writer_init(&writer);
    error = (struct error){0};
    changed = false;
}

static void end(void)
{
    file_writer_release(&writer);
    close(file);
}

TestSuite(file_writer, .init = begin, .fini = end);

/* Open it for file 1, of which `before` is there. */
static void open_writer(uint64_t size, const char *before)
{
    struct digest digest = {0};

    cr_assert_eq(digest_begin(&digest, &error), 0, "%s", error.text);
    digest_add(&digest, before, strlen(before));
    cr_assert_eq(pwrite(file, before, strlen(before), 0),
                 (ssize_t)strlen(before));
    file_writer_open(&writer, 1, size, strlen(before), dup(file), &digest);
}

static int take(enum frame_type type, uint32_t id, const char *data,
                size_t length)
{
    struct frame frame = {
        .type = type, .file = id, .data = data, .length = length};

    changed = false;
    return file_writer_take(&writer, &frame, &changed, &error);
}

static int data(uint32_t id, const char *text)
{
    return take(FRAME_DATA, id, text, strlen(text));
}

static int done(uint32_t id, const char *text)
{
    unsigned char hash[FILE_FRAME_HASH_SIZE];
    struct digest digest = {0};

    cr_assert_eq(digest_begin(&digest, &error), 0);
    digest_add(&digest, text, strlen(text));
    digest_peek(&digest, hash);
    digest_end(&digest);
    return take(FRAME_DONE, id, (const char *)hash, sizeof hash);
}

static void expect_file(const char *text)
{
    unsigned char unused[FILE_FRAME_HASH_SIZE];
    char read[64] = "";

    if (atomic_load(&writer.state) == FILE_WRITER_OPEN)
        (void)file_writer_peek(&writer, unused); /* all is in the file then */
    cr_expect_eq(pread(file, read, sizeof read - 1, 0),
                 (ssize_t)strlen(text));
    cr_expect_str_eq(read, text);
}

Test(file_writer, keeps_what_comes_and_compares_it)
{
    open_writer(6, "");
    cr_expect_eq(data(1, "abc"), 0);
    cr_expect_not(changed);
    cr_expect_eq(data(1, "def"), 0);
    cr_expect_eq(atomic_load(&writer.at), 6);
    cr_expect_eq(done(1, "abcdef"), 0);
    cr_expect(changed);
    cr_expect_eq(atomic_load(&writer.state), FILE_WRITER_WHOLE);
    expect_file("abcdef");
}

Test(file_writer, goes_on_behind_what_is_there)
{
    open_writer(6, "abc");
    cr_expect_eq(data(1, "def"), 0);
    cr_expect_eq(done(1, "abcdef"), 0);
    cr_expect_eq(atomic_load(&writer.state), FILE_WRITER_WHOLE);
    expect_file("abcdef");
}

Test(file_writer, takes_an_empty_file)
{
    open_writer(0, "");
    cr_expect_eq(done(1, ""), 0);
    cr_expect_eq(atomic_load(&writer.state), FILE_WRITER_WHOLE);
}

Test(file_writer, sees_a_wrong_hash)
{
    open_writer(3, "");
    cr_expect_eq(data(1, "abd"), 0);
    cr_expect_eq(done(1, "abc"), 0);
    cr_expect(changed);
    cr_expect_eq(atomic_load(&writer.state), FILE_WRITER_DIFFERS);
}

Test(file_writer, says_how_much_is_there)
{
    unsigned char hash[FILE_FRAME_HASH_SIZE], again[FILE_FRAME_HASH_SIZE];
    struct digest digest = {0};

    open_writer(6, "ab");
    cr_expect_eq(data(1, "c"), 0);
    cr_expect_eq(file_writer_peek(&writer, hash), 3);
    cr_assert_eq(digest_begin(&digest, &error), 0);
    digest_add(&digest, "abc", 3);
    digest_peek(&digest, again);
    digest_end(&digest);
    cr_expect_eq(memcmp(hash, again, sizeof hash), 0);
}

static void expect_protocol_error(int result, const char *what)
{
    cr_expect_eq(result, -1);
    cr_expect_str_eq(error.text, what);
}

Test(file_writer, refuses_what_nobody_has_taken)
{
    expect_protocol_error(
        data(1, "x"),
        "protocol error: DATA for a file that was not taken");
    expect_protocol_error(
        done(1, ""), "protocol error: DONE for a file that was not taken");
    open_writer(6, "");
    expect_protocol_error(
        data(2, "x"),
        "protocol error: DATA for a file that was not taken");
    expect_file("");
}

Test(file_writer, refuses_more_than_was_offered)
{
    open_writer(3, "");
    expect_protocol_error(data(1, "abcd"),
                          "protocol error: DATA beyond the end of a file");
    expect_file("");
    cr_expect_eq(data(1, "abc"), 0);
    expect_protocol_error(data(1, "d"),
                          "protocol error: DATA beyond the end of a file");
    expect_file("abc");
}

Test(file_writer, refuses_an_end_that_comes_too_early)
{
    open_writer(3, "");
    cr_expect_eq(data(1, "ab"), 0);
    expect_protocol_error(
        done(1, "ab"),
        "protocol error: DONE before the whole file has come");
}

/* They were on their way when it was stopped. */
Test(file_writer, passes_over_the_last_bytes_of_a_file_that_was_stopped)
{
    open_writer(3, "");
    cr_expect_eq(data(1, "a"), 0);
    file_writer_close(&writer);
    cr_expect_eq(data(1, "b"), 0);
    cr_expect_eq(done(1, ""), 0);
    cr_expect_not(changed);
    expect_file("a");
    expect_protocol_error(
        data(2, "x"),
        "protocol error: DATA for a file that was not taken");
}

/* More than is written at once, in pieces of `step` bytes, behind `before`. */
static void expect_pieces(size_t step, const char *before)
{
    static char text[600001], read[sizeof text];
    size_t length = sizeof text - 1, at = strlen(before);

    for (size_t i = 0; i < length; i++)
        text[i] = (char)('a' + i * i % 23);
    memcpy(text, before, at);
    open_writer(length, before);
    for (; at < length; at += step)
        cr_assert_eq(take(FRAME_DATA, 1, text + at,
                          length - at < step ? length - at : step),
                     0);
    cr_expect_eq(done(1, text), 0);
    cr_expect_eq(atomic_load(&writer.state), FILE_WRITER_WHOLE);
    cr_expect_eq(pread(file, read, length, 0), (ssize_t)length);
    cr_expect_eq(memcmp(read, text, length), 0);
    file_writer_close(&writer);
    cr_expect_eq(ftruncate(file, 0), 0);
}

Test(file_writer, writes_large_pieces_of_small_ones_and_small_ones_of_large)
{
    const size_t steps[] = {1, 4095, 16000, 65536, 262143, 262144, 262145,
                            600000};

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        expect_pieces(steps[i], "");
        expect_pieces(steps[i], "odd");
    }
}

static void open_full(uint64_t size)
{
    struct digest digest = {0};
    int full = open("/dev/full", O_WRONLY);

    if (full < 0)
        cr_skip_test("there is no /dev/full");
    cr_assert_eq(digest_begin(&digest, &error), 0);
    file_writer_open(&writer, 1, size, 0, full, &digest);
}

static void expect_full(void)
{
    cr_expect_eq(atomic_load(&writer.state), FILE_WRITER_FAILED);
    cr_expect_eq(writer.number, ENOSPC);
    cr_expect_eq(data(1, "d"), 0); /* the rest is passed over */
    cr_expect_eq(done(1, ""), 0);
    cr_expect_eq(atomic_load(&writer.state), FILE_WRITER_FAILED);
}

Test(file_writer, says_in_the_middle_why_it_cannot_write)
{
    static char text[300000];

    open_full(sizeof text + 2);
    cr_expect_eq(take(FRAME_DATA, 1, text, sizeof text), 0);
    cr_expect(changed);
    expect_full();
}

Test(file_writer, says_at_the_end_why_it_cannot_write)
{
    open_full(3);
    cr_expect_eq(data(1, "abc"), 0);
    cr_expect_not(changed);
    cr_expect_eq(done(1, "abc"), 0);
    cr_expect(changed);
    expect_full();
}

/* After a link has broken, say. */
Test(file_writer, says_when_asked_that_it_cannot_write)
{
    unsigned char hash[FILE_FRAME_HASH_SIZE];

    open_full(4);
    cr_expect_eq(data(1, "abc"), 0);
    (void)file_writer_peek(&writer, hash);
    expect_full();
}
