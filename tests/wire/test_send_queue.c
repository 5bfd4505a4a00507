/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/send_queue.h"

#include <criterion/criterion.h>
#include <string.h>

#include "text/framer.h"

static void put(struct send_queue *queue, const char *text)
{
    size_t size;
    char *room = send_queue_space(queue, &size);

    cr_assert_leq(strlen(text), size);
    memcpy(room, text, strlen(text));
    send_queue_commit(queue, strlen(text));
}

/* Send all there is, `most` bytes at a time; the user's own in brackets. */
static enum send_queue_state drain(struct send_queue *queue, size_t most,
                                 struct buffer *out)
{
    enum send_queue_state state;

    while ((state = send_queue_next(queue)) == SEND_QUEUE_SEND ||
           state == SEND_QUEUE_GOODBYE) {
        size_t length = queue->length < most ? queue->length : most;

        buffer_append(out, queue->data, length);
        send_queue_sent(queue, length);
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

Test(send_queue, sends_in_order_however_little_goes_at_a_time)
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
            struct send_queue queue;
            struct buffer out = {0};

            send_queue_init(&queue);
            if (table[i].is_encrypted)
                send_queue_encrypt(&queue, table[i].own_name);
            drain(&queue, most, &out);
            put(&queue, table[i].input);
            send_queue_end(&queue, table[i].farewell);
            cr_expect_eq(drain(&queue, most, &out), SEND_QUEUE_DONE);
            cr_expect_eq(send_queue_next(&queue), SEND_QUEUE_DONE);
            expect(&out, table[i].sent, table[i].name);
            send_queue_release(&queue);
            buffer_release(&out);
        }
}

Test(send_queue, says_once_that_the_end_was_typed)
{
    struct send_queue queue;
    struct buffer out = {0}, unsent = {0};

    send_queue_init(&queue);
    put(&queue, "a\n%end%\nlate\n");
    cr_expect_eq(drain(&queue, 99, &out), SEND_QUEUE_END_TYPED);
    send_queue_end(&queue, true);
    cr_expect_eq(drain(&queue, 99, &out), SEND_QUEUE_DONE);
    expect(&out, "a\n%end%\n", "typed");
    cr_expect_eq(send_queue_held(&queue), strlen("late\n"));
    send_queue_append_unsent(&queue, &unsent);
    cr_expect_eq(unsent.length, 0);
    send_queue_release(&queue);
    buffer_release(&out);
    buffer_release(&unsent);
}

Test(send_queue, is_empty_until_there_is_input)
{
    struct send_queue queue;

    send_queue_init(&queue);
    cr_expect_eq(send_queue_next(&queue), SEND_QUEUE_EMPTY);
    put(&queue, "%en");
    cr_expect_eq(send_queue_next(&queue), SEND_QUEUE_EMPTY);
    cr_expect_eq(send_queue_held(&queue), 3);
    put(&queue, "x");
    cr_expect_eq(send_queue_next(&queue), SEND_QUEUE_SEND);
    cr_expect_eq(queue.length, 4);
    send_queue_release(&queue);
}

Test(send_queue, knows_what_was_not_sent)
{
    struct send_queue queue;
    struct buffer unsent = {0};

    send_queue_init(&queue);
    put(&queue, "hello\n%en");
    cr_expect_eq(send_queue_next(&queue), SEND_QUEUE_SEND);
    send_queue_sent(&queue, 2);
    send_queue_append_unsent(&queue, &unsent);
    expect(&unsent, "llo\n%en", "unsent");
    send_queue_release(&queue);
    buffer_release(&unsent);
}

/* Not a record for each: they would cost a hundred times as much. */
Test(send_queue, gathers_lines_whose_marks_are_doubled)
{
    struct send_queue queue;
    struct buffer input = {0}, wanted = {0};

    for (int i = 0; i < 10000; i++) {
        buffer_append_string(&input, i % 3 ? "%a\n" : "%%\n");
        buffer_append_string(&wanted, i % 3 ? "%%a\n" : "%%%\n");
    }
    buffer_append(&input, "", 1);
    buffer_append(&wanted, "", 1);
    send_queue_init(&queue);
    send_queue_encrypt(&queue, NULL);
    put(&queue, input.data);
    cr_expect_eq(send_queue_next(&queue), SEND_QUEUE_SEND);
    cr_expect_eq(queue.length, wanted.length - 1);
    cr_expect_eq(memcmp(queue.data, wanted.data, queue.length), 0);
    send_queue_sent(&queue, queue.length);
    cr_expect_eq(send_queue_next(&queue), SEND_QUEUE_EMPTY);
    send_queue_release(&queue);
    buffer_release(&input);
    buffer_release(&wanted);
}

/* However little goes at a time: what went and what did not is the text. */
Test(send_queue, tells_the_text_from_the_marks_that_it_adds)
{
    static const char text[] = "%a\n%\nb%\n\n%%c\nd\n%e";

    for (size_t most = 1; most < sizeof text + 6; most++) {
        struct send_queue queue;
        struct buffer went = {0};

        send_queue_init(&queue);
        send_queue_encrypt(&queue, NULL);
        put(&queue, text);
        send_queue_end(&queue, false);
        while (send_queue_next(&queue) == SEND_QUEUE_SEND) {
            size_t sent = queue.length < most ? queue.length : most;
            size_t length = sent;
            const char *some = send_queue_text(&queue, &length);
            struct buffer all = {0};

            buffer_append(&went, some, length);
            send_queue_sent(&queue, sent);
            buffer_append(&all, went.data, went.length);
            send_queue_append_unsent(&queue, &all);
            expect(&all, text, "all together");
            buffer_release(&all);
        }
        expect(&went, text, "went");
        send_queue_release(&queue);
        buffer_release(&went);
    }
}

Test(send_queue, does_not_count_its_own_words_as_unsent)
{
    struct send_queue queue;
    struct buffer unsent = {0};

    send_queue_init(&queue);
    send_queue_encrypt(&queue, "me");
    cr_expect_eq(send_queue_next(&queue), SEND_QUEUE_SEND);
    send_queue_append_unsent(&queue, &unsent);
    cr_expect_eq(unsent.length, 0);
    send_queue_release(&queue);
}
