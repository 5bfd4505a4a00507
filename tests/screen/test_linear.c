/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Line after line: for terminals that can do no more, and for ears. */
#include <config.h>

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

#include "support/screen.h"
#include "support/screen_peer.h"

static struct peer *peer;
static struct screen *screen;

static bool is_read_by_key(void *context)
{
    (void)context;
    return !screen_echoes(screen);
}

static void start(const char *term, const char *options)
{
    peer = peer_new();
    screen = screen_of_charla(
        &(struct screen_setup){
            .rows = 24, .columns = 80, .term = term, .has_shell = true},
        peer, options);
    screen_await(screen, is_read_by_key, NULL, "the terminal taken over");
}

static void stop(void)
{
    screen_free(screen);
    peer_free(peer);
}

/* Nothing but text, line ends and the bell: no carriage return that is not
 * part of a line end, no backspace, no escape. */
static void expect_no_movement(void)
{
    size_t length;
    const char *raw = screen_raw(screen, &length);

    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)raw[i];

        if (byte == '\r' && i + 1 < length && raw[i + 1] == '\n')
            continue;
        cr_assert(byte >= ' ' || byte == '\n' || byte == '\a' || byte == '\t',
                  "byte %u at %zu\n%s", byte, i, screen_dump(screen));
    }
}

static const struct {
    const char *term, *options;
} kinds[] = {{"dumb", ""}, {"xterm-256color", "--linear"}, {"", ""}};

Test(screen_linear, talks_without_moving_the_cursor_back)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        start(kinds[i].term, kinds[i].options);
        screen_type(screen, "hello\r");
        peer_expect(peer, screen, "hello\n");
        peer_say(peer, "hello yourself\n");
        screen_await_text(screen, THEIRS "hello yourself");
        screen_type(screen, "wrnog\177\177\177ong\r");
        peer_expect(peer, screen, "wrong\n");
        screen_await_row(screen, "wrong");
        screen_type(screen, "\004");
        peer_expect(peer, screen, "%end%\n");
        peer_hang_up(peer);
        cr_assert_eq(screen_await_end(screen), 0);
        expect_no_movement();
        cr_assert(screen_has_first_modes(screen));
        stop();
    }
}

Test(screen_linear, says_a_half_typed_line_again_after_a_message)
{
    start("dumb", "");
    screen_type(screen, "half a li");
    screen_await_row(screen, "half a li");
    peer_say(peer, "one\ntwo\n");
    screen_await_row(screen, THEIRS "two");
    screen_type(screen, "ne");
    screen_await_row(screen, "half a line");
    screen_type(screen, "\r");
    peer_expect(peer, screen, "half a line\n");
    cr_assert_eq(screen_count(screen, THEIRS "one"), 1);
    /* Once as it was typed; again if the messages came apart. */
    cr_assert_geq(screen_count(screen, "half a li"), 1);
    expect_no_movement();
    stop();
}

Test(screen_linear, says_a_shortened_line_again_when_it_goes_on)
{
    static const struct {
        const char *first, *keys, *row, *sent;
    } cases[] = {
        {"abcd", "\177\177x", "abx", "abx\n"},
        {"one two", "\027six", "one six", "one six\n"},
        {"gone", "\025new", "new", "new\n"},
        {"\xC3\xB1\xC3\xB1", "\177o", "\xC3\xB1o", "\xC3\xB1o\n"},
        {"up\033[Aand", "\033ODdown", "upanddown", "upanddown\n"},
        {"cut", "\177\r", "cu", "cu\n"},
    };

    start("dumb", "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        screen_type(screen, cases[i].first);
        screen_await_row(screen, i == 4 ? "upand" : cases[i].first);
        screen_type(screen, cases[i].keys);
        screen_await_row(screen, cases[i].row);
        if (!strchr(cases[i].keys, '\r'))
            screen_type(screen, "\r");
        peer_expect(peer, screen, cases[i].sent);
    }
    expect_no_movement();
    stop();
}

Test(screen_linear, has_the_same_commands_and_keys)
{
    start("dumb", "");
    screen_type(screen, "/help\r");
    screen_await_text(screen, "charla: /help ");
    screen_type(screen, "/nonsense\r");
    screen_await_text(screen, "there is no command /nonsense");
    screen_type(screen, "//slash\r");
    peer_expect(peer, screen, "/slash\n");
    screen_type(screen, "dropped\003kept\r");
    peer_expect(peer, screen, "kept\n");
    screen_type(screen, "/end\r");
    peer_expect(peer, screen, "%end%\n");
    peer_hang_up(peer);
    cr_assert_eq(screen_await_end(screen), 0);
    expect_no_movement();
    stop();
}

Test(screen_linear, takes_a_line_longer_than_a_terminals_own)
{
    static char text[10002];

    memset(text, 'l', 10000);
    text[10000] = '\n';
    start("dumb", "");
    screen_type_bytes(screen, text, 10000);
    screen_type(screen, "\r");
    peer_expect(peer, screen, text);
    stop();
}

Test(screen_linear, stops_and_goes_on)
{
    start("dumb", "");
    screen_type(screen, "half");
    screen_await_row(screen, "half");
    screen_type(screen, "\032");
    screen_await_stop(screen);
    cr_assert(screen_has_first_modes(screen));
    screen_signal(screen, SIGCONT);
    screen_await(screen, is_read_by_key, NULL, "the terminal taken over");
    screen_type(screen, " more\r");
    peer_expect(peer, screen, "half more\n");
    expect_no_movement();
    stop();
}
