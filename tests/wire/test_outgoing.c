/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/outgoing.h"

#include <criterion/criterion.h>
#include <string.h>

#include "text/framer.h"

static void put(struct outgoing *outgoing, const char *text)
{
    size_t size;
    char *room = outgoing_space(outgoing, &size);

    cr_assert_leq(strlen(text), size);
    memcpy(room, text, strlen(text));
    outgoing_commit(outgoing, strlen(text));
}

/* Send all there is, `most` bytes at a time; the user's own in brackets. */
static enum outgoing_state drain(struct outgoing *outgoing, size_t most,
                                 struct buffer *out)
{
    enum outgoing_state state;

    while ((state = outgoing_next(outgoing)) == OUTGOING_SEND ||
           state == OUTGOING_FAREWELL) {
        size_t length = outgoing->length < most ? outgoing->length : most;

        buffer_append(out, outgoing->data, length);
        outgoing_sent(outgoing, length);
    }
    return state;
}

static void expect(const struct buffer *out, const char *text,
                   const char *name)
{
    cr_expect(out->length == strlen(text) &&
                  (out->length == 0 ||
                   memcmp(out->data, text, out->length) == 0),
              "%s: sent is '%.*s'", name, (int)out->length, out->data);
}

Test(outgoing, sends_in_order_however_little_goes_at_a_time)
{
    static const struct {
        const char *name, *input, *own_name, *sent;
        bool is_encrypted, farewell;
    } table[] = {
        {"plain", "a\nb\n", "me", "a\nb\n", false, false},
        {"plain, with a goodbye", "a\n", NULL, "a\n%end%\n", false, true},
        {"in the middle of a line", "a", NULL, "a\n%end%\n", false, true},
        {"nothing", "", NULL, "", false, false},
        {"only a goodbye", "", NULL, "%end%\n", false, true},
        {"marks in plain", "%a\n", NULL, "%a\n", false, false},
        {"a name", "a\n", "me", "%name me%\na\n", true, false},
        {"a blank name", "a\n", "  ", "a\n", true, false},
        {"no name", "a\n", NULL, "a\n", true, false},
        {"marks", "%a\n%\nb%\n", NULL, "%%a\n%%\nb%\n", true, false},
        {"what might have been an end", "%en", NULL, "%%en", true, false},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (size_t most = 1; most < 9; most++) {
            struct outgoing outgoing;
            struct buffer out = {0};

            outgoing_init(&outgoing);
            if (table[i].is_encrypted)
                outgoing_encrypt(&outgoing, table[i].own_name);
            drain(&outgoing, most, &out);
            put(&outgoing, table[i].input);
            outgoing_end(&outgoing, table[i].farewell);
            cr_expect_eq(drain(&outgoing, most, &out), OUTGOING_DONE);
            cr_expect_eq(outgoing_next(&outgoing), OUTGOING_DONE);
            expect(&out, table[i].sent, table[i].name);
            outgoing_release(&outgoing);
            buffer_release(&out);
        }
}

Test(outgoing, says_once_that_the_end_was_typed)
{
    struct outgoing outgoing;
    struct buffer out = {0}, unsent = {0};

    outgoing_init(&outgoing);
    put(&outgoing, "a\n%end%\nlate\n");
    cr_expect_eq(drain(&outgoing, 99, &out), OUTGOING_TYPED);
    outgoing_end(&outgoing, true);
    cr_expect_eq(drain(&outgoing, 99, &out), OUTGOING_DONE);
    expect(&out, "a\n%end%\n", "typed");
    cr_expect_eq(outgoing_held(&outgoing), strlen("late\n"));
    outgoing_append_unsent(&outgoing, &unsent);
    cr_expect_eq(unsent.length, 0);
    outgoing_release(&outgoing);
    buffer_release(&out);
    buffer_release(&unsent);
}

Test(outgoing, is_empty_until_there_is_input)
{
    struct outgoing outgoing;

    outgoing_init(&outgoing);
    cr_expect_eq(outgoing_next(&outgoing), OUTGOING_EMPTY);
    put(&outgoing, "%en");
    cr_expect_eq(outgoing_next(&outgoing), OUTGOING_EMPTY);
    cr_expect_eq(outgoing_held(&outgoing), 3);
    put(&outgoing, "x");
    cr_expect_eq(outgoing_next(&outgoing), OUTGOING_SEND);
    cr_expect_eq(outgoing.length, 4);
    outgoing_release(&outgoing);
}

Test(outgoing, knows_what_was_not_sent)
{
    struct outgoing outgoing;
    struct buffer unsent = {0};

    outgoing_init(&outgoing);
    put(&outgoing, "hello\n%en");
    cr_expect_eq(outgoing_next(&outgoing), OUTGOING_SEND);
    outgoing_sent(&outgoing, 2);
    outgoing_append_unsent(&outgoing, &unsent);
    expect(&unsent, "llo\n%en", "unsent");
    outgoing_release(&outgoing);
    buffer_release(&unsent);
}

Test(outgoing, does_not_count_its_own_words_as_unsent)
{
    struct outgoing outgoing;
    struct buffer unsent = {0};

    outgoing_init(&outgoing);
    outgoing_encrypt(&outgoing, "me");
    cr_expect_eq(outgoing_next(&outgoing), OUTGOING_SEND);
    outgoing_append_unsent(&outgoing, &unsent);
    cr_expect_eq(unsent.length, 0);
    outgoing_release(&outgoing);
}
