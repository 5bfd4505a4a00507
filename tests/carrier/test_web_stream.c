/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "carrier/web_stream.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct web_stream stream;
static int charla; /* its end */

static void begin(void)
{
    int pair[2];

    cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    charla = pair[0];
    web_stream_begin(&stream, pair[1]);
}

static void end(void)
{
    if (stream.fd >= 0)
        web_stream_end(&stream);
    close(charla);
}

TestSuite(web_stream, .init = begin, .fini = end);

static void say(const char *text)
{
    cr_assert_eq(write(charla, text, strlen(text)), (ssize_t)strlen(text));
}

static void expect(enum web_stream_event event, const char *right)
{
    const char *text = NULL;
    size_t length = 0;

    cr_assert_eq(web_stream_next(&stream, &text, &length), event);
    if (!right)
        return;
    cr_assert_eq(length, strlen(right), "%.*s for %s", (int)length, text,
                 right);
    cr_assert_eq(memcmp(text, right, length), 0);
}

/* How much charla has in the socket that nobody has confirmed. */
static bool is_all_confirmed(void)
{
    char byte;

    return recv(stream.fd, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

Test(web_stream, cuts_lines_wherever_they_are_cut_on_the_way)
{
    static const char text[] = "uno\ndos\r\n\ntres\n";

    for (size_t cut = 0; cut < sizeof text; cut++) {
        char part[sizeof text];

        snprintf(part, sizeof part, "%.*s", (int)cut, text);
        say(part);
        for (const char *at = part; (at = strchr(at, '\n')) != NULL; at++)
            expect(WEB_STREAM_LINE, NULL);
        expect(WEB_STREAM_NOTHING, NULL);
        say(text + cut);
        web_stream_rewind(&stream);
        expect(WEB_STREAM_LINE, "uno");
        expect(WEB_STREAM_LINE, "dos");
        expect(WEB_STREAM_LINE, "");
        expect(WEB_STREAM_LINE, "tres");
        expect(WEB_STREAM_NOTHING, NULL);
        cr_assert(web_stream_acknowledge(&stream, stream.looked));
    }
}

Test(web_stream, keeps_a_line_until_it_is_acknowledged)
{
    say("uno\ndos\ntres\n");
    expect(WEB_STREAM_LINE, "uno");
    expect(WEB_STREAM_LINE, "dos");
    cr_assert(web_stream_acknowledge(&stream, 1));
    web_stream_rewind(&stream);
    expect(WEB_STREAM_LINE, "dos");
    expect(WEB_STREAM_LINE, "tres");
    expect(WEB_STREAM_NOTHING, NULL);
    cr_assert(web_stream_acknowledge(&stream, 3));
    cr_assert(is_all_confirmed());
    say("cuatro\n");
    expect(WEB_STREAM_LINE, "cuatro");
    cr_assert_eq(stream.looked, 4);
}

Test(web_stream, knows_what_it_has_not_said)
{
    say("uno\n");
    expect(WEB_STREAM_LINE, "uno");
    cr_assert_not(web_stream_acknowledge(&stream, 2));
    cr_assert(web_stream_acknowledge(&stream, 1));
    cr_assert(web_stream_acknowledge(&stream, 1), "once more does no harm");
    cr_assert(web_stream_acknowledge(&stream, 0), "nor does an older one");
}

Test(web_stream, tells_the_end_from_a_close)
{
    say("adios\n%end%\n");
    shutdown(charla, SHUT_WR);
    expect(WEB_STREAM_LINE, "adios");
    expect(WEB_STREAM_END, "%end%");
    expect(WEB_STREAM_CLOSED, NULL);
}

Test(web_stream, hands_on_a_last_line_without_its_end)
{
    say("a medias");
    expect(WEB_STREAM_NOTHING, NULL);
    shutdown(charla, SHUT_WR);
    expect(WEB_STREAM_LINE, "a medias");
    expect(WEB_STREAM_CLOSED, NULL);
    cr_assert(web_stream_acknowledge(&stream, 1));
}

Test(web_stream, that_ends_unconfirmed_is_reset)
{
    char byte;

    say("uno\n");
    expect(WEB_STREAM_LINE, "uno");
    web_stream_end(&stream);
    cr_assert(recv(charla, &byte, 1, 0) < 0 && errno == ECONNRESET);
}

Test(web_stream, that_ends_confirmed_is_closed)
{
    char byte;

    say("uno\n");
    expect(WEB_STREAM_LINE, "uno");
    cr_assert(web_stream_acknowledge(&stream, 1));
    web_stream_end(&stream);
    cr_assert_eq(recv(charla, &byte, 1, 0), 0);
}

Test(web_stream, cuts_a_long_line_between_two_characters)
{
    static char line[WEB_LINE_MAX + 3];
    const char *text;
    size_t length;

    /* the limit falls between the two bytes of the last character */
    memset(line, 'a', WEB_LINE_MAX - 1);
    memcpy(line + WEB_LINE_MAX - 1, "\xC3\xB1", 3);
    say(line);
    say("fin\n");
    cr_assert_eq(web_stream_next(&stream, &text, &length), WEB_STREAM_LINE);
    cr_assert_eq(length, WEB_LINE_MAX - 1);
    expect(WEB_STREAM_LINE, "\xC3\xB1" "fin");
}

Test(web_stream, leaves_a_line_whole_that_just_fits)
{
    static char line[WEB_LINE_MAX + 2];
    const char *text;
    size_t length;

    memset(line, 'a', WEB_LINE_MAX);
    line[WEB_LINE_MAX] = '\n';
    say(line);
    say("fin\n");
    cr_assert_eq(web_stream_next(&stream, &text, &length), WEB_STREAM_LINE);
    cr_assert_eq(length, WEB_LINE_MAX);
    expect(WEB_STREAM_LINE, "fin");
}
