/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "text/file_name.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buffer.h"

/* The safe form, terminated.  Valid until the next call. */
static const char *safe(const char *name, size_t length)
{
    static struct buffer out;

    buffer_clear(&out);
    file_name_append(&out, name, length);
    buffer_append(&out, "", 1);
    return out.data;
}

Test(file_name, is_made_safe)
{
    static const char *const cases[][2] = {
        {"photo.jpg", "photo.jpg"},
        {"a b  c.txt", "a b  c.txt"},
        {"Jos\xC3\xA9 \xE6\xBC\xA2.txt", "Jos\xC3\xA9 \xE6\xBC\xA2.txt"},
        /* never a path */
        {"../x", "x"},
        {"../../../../etc/passwd", "passwd"},
        {"/etc/passwd", "passwd"},
        {"a/b", "b"},
        {"a/", "file"},
        {"/", "file"},
        {"a/..", "file"},
        {"C:\\Users\\ana\\x.doc", "x.doc"},
        {"..\\..\\x", "x"},
        {"a\\", "file"},
        {"", "file"},
        {".", "file"},
        {"..", "file"},
        /* never hidden, an option, a home */
        {"...", "_.."},
        {".bashrc", "_bashrc"},
        {"a/.bashrc", "_bashrc"},
        {"..x", "_.x"},
        {"-rf", "_rf"},
        {"--help", "_-help"},
        {"~", "_"},
        {"~root", "_root"},
        {"x~", "x~"},
        /* looks like what it is */
        {"a\nb\tc", "a_b_c"},
        {"\x1B[31mred\x7F", "_[31mred_"},
        {"a\xC2\x85" "b\xC2\x9B" "c", "a_b_c"},
        {"a\xE2\x80\xA8" "b\xE2\x80\xA9" "c", "a_b_c"},
        {"a\xE2\x80\xAEgpj.exe", "a_gpj.exe"},
        {"\xE2\x80\x8E\xE2\x80\x8F\xD8\x9C\xE2\x81\xA6x", "____x"},
        /* not UTF-8: a stray byte, a cut character */
        {"\xFF", "_"},
        {"a\xC3", "a_"},
        {"a\xC3(", "a_("},
        {"a\xEF\xBF\xBD" "b", "a_b"},
        /* nothing to be seen */
        {" ", "file"},
        {"\xC2\xA0\xE2\x80\x8B", "file"},
        {"\xE3\x85\xA4", "file"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(safe(cases[i][0], strlen(cases[i][0])), cases[i][1],
                         "case %zu: %s", i, cases[i][0]);
    cr_expect_str_eq(safe("con\0trol", 8), "con_trol");
    cr_expect_str_eq(safe("\0", 1), "_");
    cr_expect_str_eq(safe(NULL, 0), "file");
}

/* As many "_" as the library sees ill-formed sequences. */
Test(file_name, has_no_overlong_slash_and_no_surrogate)
{
    static const char *const names[] = {
        "\xC0\xAF", "\xE0\x80\xAF", "\xC0\xAE\xC0\xAE", "\xED\xA0\x80",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *out = safe(names[i], strlen(names[i]));

        cr_expect(*out && strspn(out, "_") == strlen(out), "%s", out);
    }
}

/* A name of `count` times `piece` and then `end`.  Valid until the next. */
static const char *long_name(const char *piece, size_t count, const char *end)
{
    static struct buffer name;

    buffer_clear(&name);
    for (size_t i = 0; i < count; i++)
        buffer_append_string(&name, piece);
    buffer_append(&name, end, strlen(end) + 1);
    return name.data;
}

Test(file_name, is_cut_between_two_characters_and_keeps_its_extension)
{
    static const struct {
        const char *piece;
        size_t count;
        const char *end;
        size_t length; /* of the safe form */
        const char *its_end;
    } cases[] = {
        {"a", FILE_NAME_MAX, "", FILE_NAME_MAX, "aaa"},
        {"a", FILE_NAME_MAX + 1, "", FILE_NAME_MAX, "aaa"},
        {"a", 5000, ".txt", FILE_NAME_MAX, "a.txt"},
        {"a", 5000, ".tar.gz", FILE_NAME_MAX, "a.tar.gz"},
        {"\xC3\xA9", 5000, ".x", FILE_NAME_MAX, "\xC3\xA9.x"},
        {"\xC3\xA9", 5000, ".gz", FILE_NAME_MAX - 1, "\xC3\xA9.gz"},
        {"\xF0\x9F\x98\x80", 5000, ".gz", FILE_NAME_MAX - 1,
         "\xF0\x9F\x98\x80.gz"},
        {"a.", 5000, "", FILE_NAME_MAX, "a."},
        {"a", 5000, ".12345678901234567", FILE_NAME_MAX, "aaa"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *name =
            long_name(cases[i].piece, cases[i].count, cases[i].end);
        const char *out = safe(name, strlen(name));
        size_t length = strlen(out), end = strlen(cases[i].its_end);

        cr_expect_eq(length, cases[i].length, "case %zu: %zu", i, length);
        cr_expect(length >= end &&
                      strcmp(out + length - end, cases[i].its_end) == 0,
                  "case %zu: %s", i, out);
    }
}

Test(file_name, leaves_room_for_a_number_and_for_the_name_of_a_part)
{
    cr_expect_leq(FILE_NAME_MAX + strlen(" (999)"), 255);
    cr_expect_leq(FILE_NAME_MAX + strlen("..0123456789abcdef.part"), 255);
}

/* Whatever bytes come, in rows of pieces of all sorts. */
Test(file_name, of_a_safe_name_is_that_name)
{
    static const char *const pieces[] = {
        "a", ".", "-", "/", "\\", "~", " ", "\n", "\xFF", "\xC3\xA9",
        "\xF0\x9F\x98\x80", "\xE2\x80\xAE", ".tar", ".gz", "\xCC\x81",
    };
    const size_t count = sizeof pieces / sizeof *pieces;
    unsigned state = 1;

    for (int i = 0; i < 3000; i++) {
        struct buffer name = {0}, once = {0}, twice = {0};

        for (unsigned length = state % 300; length > 0; length--) {
            state = state * 1103515245 + 12345;
            buffer_append_string(&name, pieces[(state >> 16) % count]);
        }
        state = state * 1103515245 + 12345;
        file_name_append(&once, name.data, name.length);
        file_name_append(&twice, once.data, once.length);
        cr_assert(once.length > 0 && once.length <= FILE_NAME_MAX);
        cr_assert_not(memchr(once.data, '/', once.length));
        cr_assert_not(strchr(".-~", once.data[0]));
        cr_assert(once.length == twice.length &&
                  memcmp(once.data, twice.data, once.length) == 0,
                  "%.*s", (int)once.length, once.data);
        buffer_release(&name);
        buffer_release(&once);
        buffer_release(&twice);
    }
}

Test(file_name, has_a_stem_before_its_extension)
{
    static const struct {
        const char *name;
        size_t stem;
    } cases[] = {
        {"photo.jpg", 5}, {"archive.tar.gz", 7}, {"a.b", 1},
        {"photo", 5},     {".profile", 8},       {"a.", 2},
        {"a.b c", 5},     {"v1.2.7z", 4},        {"x.tar.gz", 1},
        {".tar.gz", 4},   {"", 0},               {".", 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(file_name_stem(cases[i].name, strlen(cases[i].name)),
                     cases[i].stem, "%s", cases[i].name);
}
