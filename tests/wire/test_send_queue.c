/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "wire/send_queue.h"

#include <criterion/criterion.h>
#include <string.h>

#include "text/framer.h"
#include "wire/frame.h"
#include "wire/send_queue_resume.h"
#include "wire/send_queue_unsent.h"

static void put(struct send_queue *queue, const char *text)
{
    size_t size;
    char *room = send_queue_space(queue, &size);

    cr_assert_leq(strlen(text), size);
    memcpy(room, text, strlen(text));
    send_queue_commit(queue, strlen(text));
}

/* Send all there is, `most` bytes at a time.  What was the user's is in
 * `users`, too. */
static enum send_queue_state drain_all(struct send_queue *queue, size_t most,
                                       struct buffer *out,
                                       struct buffer *users)
{
    enum send_queue_state state;

    while ((state = send_queue_next(queue)) == SEND_QUEUE_SEND ||
           state == SEND_QUEUE_GOODBYE) {
        size_t length = queue->length < most ? queue->length : most;
        const char *text;
        size_t count;

        buffer_append(out, queue->data, length);
        count = send_queue_sent(queue, length, &text);
        buffer_append(users, text, count);
    }
    return state;
}

static enum send_queue_state drain(struct send_queue *queue, size_t most,
                                   struct buffer *out)
{
    struct buffer users = {0};
    enum send_queue_state state = drain_all(queue, most, out, &users);

    buffer_release(&users);
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
        const char *name, *input, *sent;
        bool goodbye;
    } table[] = {
        {"plain", "a\nb\n", "a\nb\n", false},
        {"with a goodbye", "a\n", "a\n%end%\n", true},
        {"in the middle of a line", "a", "a\n%end%\n", true},
        {"nothing", "", "", false},
        {"only a goodbye", "", "%end%\n", true},
        {"marks", "%a\n", "%a\n", false},
        {"what might have been an end", "%en", "%en", false},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (size_t most = 1; most < 9; most++) {
            struct send_queue queue;
            struct buffer out = {0};

            send_queue_init(&queue);
            put(&queue, table[i].input);
            send_queue_end(&queue, table[i].goodbye);
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

static void use_frames(struct send_queue *queue, bool takes_end,
                       const char *name)
{
    send_queue_use_frames(queue, takes_end);
    send_queue_add_hello(queue, 0, name);
}

/* A piece of a file that a slow link takes byte by byte. */
Test(send_queue, takes_input_that_overtakes_frames)
{
    struct send_queue queue;
    const char *text;

    send_queue_init(&queue);
    use_frames(&queue, true, "");
    while (send_queue_next(&queue) == SEND_QUEUE_SEND)
        (void)send_queue_sent(&queue, queue.length, &text);
    frame_append_bare(send_queue_frames(&queue), FRAME_DATA);
    cr_assert_eq(send_queue_next(&queue), SEND_QUEUE_SEND);
    (void)send_queue_sent(&queue, 1, &text);
    cr_expect(send_queue_has_room(&queue));
    put(&queue, "hello\n");
    frame_append_bare(send_queue_frames(&queue), FRAME_ACK);
    cr_expect(send_queue_has_room(&queue));
    (void)send_queue_sent(&queue, queue.length, &text);
    cr_assert_eq(send_queue_next(&queue), SEND_QUEUE_SEND);
    cr_expect_eq(queue.data[0], FRAME_ACK);
    (void)send_queue_sent(&queue, queue.length, &text);
    cr_assert_eq(send_queue_next(&queue), SEND_QUEUE_SEND);
    cr_expect_eq(queue.data[0], FRAME_TEXT);
    cr_expect_not(send_queue_has_room(&queue));
    cr_expect_eq(send_queue_sent(&queue, queue.length, &text), 6);
    cr_expect(send_queue_has_room(&queue));
    send_queue_release(&queue);
}

Test(send_queue, has_no_room_when_it_is_full)
{
    struct send_queue queue;
    size_t size;

    send_queue_init(&queue);
    (void)send_queue_space(&queue, &size);
    memset(send_queue_space(&queue, &size), 'a', size);
    send_queue_commit(&queue, size);
    cr_expect_not(send_queue_has_room(&queue));
    send_queue_release(&queue);
}

Test(send_queue, knows_what_was_not_sent)
{
    struct send_queue queue;
    struct buffer unsent = {0};
    const char *text;

    send_queue_init(&queue);
    put(&queue, "hello\n%en");
    cr_expect_eq(send_queue_next(&queue), SEND_QUEUE_SEND);
    cr_expect_eq(send_queue_sent(&queue, 2, &text), 2);
    send_queue_append_unsent(&queue, &unsent);
    expect(&unsent, "llo\n%en", "unsent");
    send_queue_release(&queue);
    buffer_release(&unsent);
}

/* ---- In frames ----------------------------------------------------------- */

#define HELLO "\1\0\0\5" "\1\0\0\0\0"
#define HELLO_ME "\1\0\0\7" "\1\0\0\0\0" "me"
#define END "\3\0\0\0"
#define EOF_FRAME "\4\0\0\0"
#define ACK(position) "\5\0\0\x8" "\0\0\0\0\0\0\0" position

static void expect_bytes(struct buffer *out, const char *bytes, size_t length,
                         const char *name)
{
    cr_expect(out->length == length &&
                  (length == 0 || memcmp(out->data, bytes, length) == 0),
              "%s: %zu bytes", name, out->length);
    buffer_release(out);
    *out = (struct buffer){0};
}

#define EXPECT_BYTES(out, literal)                                            \
    expect_bytes(out, literal, sizeof(literal) - 1, #literal)

static const struct {
    const char *name, *input, *own_name;
    bool goodbye, ignores_end;
    const char *sent;
    size_t length;
} framed[] = {
#define SENT(literal) literal, sizeof(literal) - 1
    {"text, and the end of a pipe", "a\n", "me", false, true,
     SENT(HELLO_ME "\2\0\0\2" "a\n" EOF_FRAME)},
    {"text, and a goodbye", "a\n", NULL, true, false,
     SENT(HELLO "\2\0\0\2" "a\n" END)},
    {"in the middle of a line", "a", NULL, true, false,
     SENT(HELLO "\2\0\0\1" "a" END)},
    {"only the end", "", "me", false, true, SENT(HELLO_ME EOF_FRAME)},
    {"only a goodbye", "", "me", true, false, SENT(HELLO_ME END)},
    {"a blank name", "", "  ", false, true, SENT(HELLO EOF_FRAME)},
    {"marks", "%a\n%\n", NULL, false, false,
     SENT(HELLO "\2\0\0\5" "%a\n%\n" EOF_FRAME)},
    {"what might have been an end", "%en", NULL, false, false,
     SENT(HELLO "\2\0\0\3" "%en" EOF_FRAME)},
    {"in a pipe even what is one", "%end%\nb\n", NULL, false, true,
     SENT(HELLO "\2\0\0\x8" "%end%\nb\n" EOF_FRAME)},
};

Test(send_queue, puts_text_into_frames_however_little_goes_at_a_time)
{
    for (size_t i = 0; i < sizeof framed / sizeof *framed; i++)
        for (size_t most = 1; most < 20; most++) {
            struct send_queue queue;
            struct buffer out = {0}, users = {0};

            send_queue_init(&queue);
            use_frames(&queue, !framed[i].ignores_end, framed[i].own_name);
            put(&queue, framed[i].input);
            send_queue_end(&queue, framed[i].goodbye);
            cr_expect_eq(drain_all(&queue, most, &out, &users),
                         SEND_QUEUE_DONE);
            cr_expect_eq(send_queue_next(&queue), SEND_QUEUE_DONE);
            expect_bytes(&out, framed[i].sent, framed[i].length,
                         framed[i].name);
            expect(&users, framed[i].input, framed[i].name);
            send_queue_release(&queue);
            buffer_release(&users);
        }
}

Test(send_queue, sends_an_end_that_was_typed_as_a_frame)
{
    struct send_queue queue;
    struct buffer out = {0};

    send_queue_init(&queue);
    use_frames(&queue, true, NULL);
    put(&queue, "a\n%end%\nlate\n");
    cr_expect_eq(drain(&queue, 99, &out), SEND_QUEUE_END_TYPED);
    send_queue_end(&queue, true);
    cr_expect_eq(drain(&queue, 99, &out), SEND_QUEUE_DONE);
    EXPECT_BYTES(&out, HELLO "\2\0\0\2" "a\n" END);
    send_queue_release(&queue);
}

/* Between two frames, and also when everything else is sent. */
Test(send_queue, acknowledges_before_more_text_and_after_the_end)
{
    struct send_queue queue;
    struct buffer out = {0};
    const char *text;

    send_queue_init(&queue);
    use_frames(&queue, true, NULL);
    drain(&queue, 99, &out);
    put(&queue, "a\n");
    cr_expect_eq(send_queue_next(&queue), SEND_QUEUE_SEND);
    buffer_append(&out, queue.data, 3);
    cr_expect_eq(send_queue_sent(&queue, 3, &text), 0);
    send_queue_add_ack(&queue, 1);
    cr_expect_eq(drain(&queue, 99, &out), SEND_QUEUE_EMPTY);
    put(&queue, "b\n");
    send_queue_add_ack(&queue, 2);
    send_queue_end(&queue, false);
    cr_expect_eq(drain(&queue, 99, &out), SEND_QUEUE_DONE);
    send_queue_add_ack(&queue, 3);
    cr_expect_eq(drain(&queue, 5, &out), SEND_QUEUE_DONE);
    EXPECT_BYTES(&out, HELLO "\2\0\0\2" "a\n" ACK("\1") ACK("\2")
                       "\2\0\0\2" "b\n" EOF_FRAME ACK("\3"));
    send_queue_release(&queue);
}

/* Ctrl-C in a pipe whose input has ended. */
Test(send_queue, can_still_say_goodbye_after_the_end_of_the_input)
{
    struct send_queue queue;
    struct buffer out = {0};

    send_queue_init(&queue);
    use_frames(&queue, true, NULL);
    send_queue_end(&queue, false);
    cr_expect_eq(drain(&queue, 99, &out), SEND_QUEUE_DONE);
    send_queue_end(&queue, true);
    cr_expect_eq(drain(&queue, 99, &out), SEND_QUEUE_DONE);
    EXPECT_BYTES(&out, HELLO EOF_FRAME END);
    send_queue_release(&queue);
}

/* As much as is typed ahead goes in frames of 64 KiB at most. */
Test(send_queue, cuts_text_that_is_too_long_for_a_frame)
{
    struct send_queue queue;
    struct buffer out = {0}, users = {0};
    struct frame_decoder decoder = {0};
    size_t size, left, text = 0;
    const char *bytes;
    struct frame frame;

    send_queue_init(&queue);
    memset(send_queue_space(&queue, &size), 'x', FRAMER_CAPACITY);
    send_queue_commit(&queue, FRAMER_CAPACITY);
    use_frames(&queue, false, NULL);
    send_queue_end(&queue, false);
    cr_expect_eq(drain_all(&queue, 1000, &out, &users), SEND_QUEUE_DONE);
    cr_expect_eq(users.length, FRAMER_CAPACITY);
    cr_expect_eq(out.length, sizeof HELLO - 1 + sizeof EOF_FRAME - 1 +
                                 4 * FRAME_HEADER_SIZE + FRAMER_CAPACITY);
    bytes = out.data;
    left = out.length;
    while (frame_decode(&decoder, &bytes, &left, &frame) == FRAME_TAKEN)
        for (size_t i = 0; frame.type == FRAME_TEXT && i < frame.length; i++)
            text += frame.data[i] == 'x';
    cr_expect_eq(text, FRAMER_CAPACITY);
    send_queue_release(&queue);
    buffer_release(&out);
    buffer_release(&users);
}

Test(send_queue, does_not_count_its_own_words_as_unsent)
{
    struct send_queue queue;
    struct buffer unsent = {0}, out = {0};
    const char *text;

    send_queue_init(&queue);
    use_frames(&queue, true, "me");
    cr_expect_eq(send_queue_next(&queue), SEND_QUEUE_SEND);
    send_queue_append_unsent(&queue, &unsent);
    cr_expect_eq(unsent.length, 0);
    drain(&queue, 99, &out);
    put(&queue, "hola\n");
    cr_expect_eq(send_queue_next(&queue), SEND_QUEUE_SEND);
    send_queue_sent(&queue, FRAME_HEADER_SIZE + 2, &text);
    send_queue_append_unsent(&queue, &unsent);
    expect(&unsent, "la\n", "unsent");
    send_queue_release(&queue);
    buffer_release(&unsent);
    buffer_release(&out);
}

/* ---- A new link ---------------------------------------------------------- */

/* Wherever the old link breaks, and however much of what went out over it has
 * arrived: over both together the text is whole, and nothing comes twice. */
Test(send_queue, goes_on_over_a_new_link_wherever_the_old_one_broke)
{
    static const char typed[] = "uno\ndos\n";
    static const size_t whole = sizeof HELLO - 1 + FRAME_HEADER_SIZE +
                                sizeof typed - 1 + sizeof EOF_FRAME - 1;

    for (size_t gone = 0; gone <= whole; gone++) {
        struct send_queue queue;
        struct buffer out = {0}, text = {0}, again = {0};
        const char *part;
        size_t arrived, sent = 0;

        send_queue_init(&queue);
        use_frames(&queue, true, NULL);
        put(&queue, typed);
        send_queue_end(&queue, false);
        while (sent < gone && send_queue_next(&queue) != SEND_QUEUE_DONE) {
            size_t length =
                queue.length < gone - sent ? queue.length : gone - sent;
            size_t texts = send_queue_sent(&queue, length, &part);

            buffer_append(&text, part, texts);
            sent += length;
        }
        arrived = text.length;
        send_queue_rewind(&queue);
        cr_assert(send_queue_is_idle(&queue));
        if (arrived == 0 && queue.text_length > 2) { /* more than was known */
            buffer_append(&text, send_queue_skip(&queue, 2), 2);
            arrived = 2;
        }
        send_queue_add_resumed(&queue, 7);
        send_queue_add_hello(&queue, 0, NULL);
        drain_all(&queue, 99, &out, &again);
        buffer_append(&text, again.data, again.length);
        expect(&text, typed, "both links together");
        cr_expect_eq(out.length,
                     FRAME_RESUMED_SIZE + sizeof HELLO - 1 +
                         sizeof EOF_FRAME - 1 +
                         (again.length ? FRAME_HEADER_SIZE : 0) +
                         again.length,
                     "%zu bytes: %zu", gone, out.length);
        send_queue_release(&queue);
        buffer_release(&text);
        buffer_release(&out);
        buffer_release(&again);
    }
}

Test(send_queue, repeats_text_before_new_text_and_does_not_count_it)
{
    struct send_queue queue;
    struct buffer out = {0}, users = {0}, old = {0};

    send_queue_init(&queue);
    use_frames(&queue, true, NULL);
    drain(&queue, 99, &out);
    buffer_clear(&out);
    put(&queue, "new\n");
    buffer_append_string(&old, "old\n");
    send_queue_repeat(&queue, &old);
    cr_expect_not(send_queue_is_idle(&queue));
    cr_expect_eq(drain_all(&queue, 99, &out, &users), SEND_QUEUE_EMPTY);
    EXPECT_BYTES(&out, "\2\0\0\4" "old\n" "\2\0\0\4" "new\n");
    expect(&users, "new\n", "the user's");
    send_queue_release(&queue);
    buffer_release(&users);
    buffer_release(&old);
}
