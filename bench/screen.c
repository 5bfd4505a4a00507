/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* screen: measures lines drawn on a terminal while somebody types. */
#include <config.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "measures.h"
#include "program.h"

/* Keys that are neither in the lines nor in control sequences. */
static const char keys[] = "!#$&*+,<=^_~{}";
#define KEYS (sizeof keys - 1)

#define LAST_LINE "that was the last line"
#define SILENT_MS 10000 /* without a byte for this long it has stopped */

struct caller {
    int fd;
    size_t lines;
};

static void send_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, data, length, MSG_NOSIGNAL);
        if (sent < 0)
            return; /* seen as lines that are never drawn */
        data += sent;
        length -= (size_t)sent;
    }
}

static void *call(void *argument)
{
    const struct caller *caller = argument;
    char text[64 * 1024];
    size_t length = 0;

    for (size_t i = 0; i < caller->lines; i++) {
        if (length > sizeof text - 128) {
            send_all(caller->fd, text, length);
            length = 0;
        }
        length += (size_t)snprintf(
            text + length, sizeof text - length,
            "line %08zu of a text that somebody sends to the screen\n", i);
    }
    length += (size_t)snprintf(text + length, sizeof text - length,
                               "%s\n", LAST_LINE);
    send_all(caller->fd, text, length);
    return NULL;
}

static int connect_to(unsigned port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((in_port_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 ||
        connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
        program_fail("cannot connect");
    return fd;
}

/* What has been drawn lately: enough to find the last line in. */
struct drawn {
    char tail[128];
    size_t length;
    size_t lines;
};

static void note(struct drawn *drawn, const char *data, size_t length)
{
    size_t kept = sizeof drawn->tail - 1;

    for (size_t i = 0; i < length; i++)
        drawn->lines += data[i] == '\n';
    if (length >= kept) {
        memcpy(drawn->tail, data + length - kept, kept);
        drawn->length = kept;
    } else {
        size_t old = drawn->length < kept - length ? drawn->length
                                                   : kept - length;
        memmove(drawn->tail, drawn->tail + drawn->length - old, old);
        memcpy(drawn->tail + old, data, length);
        drawn->length = old + length;
    }
    drawn->tail[drawn->length] = '\0';
}

/* Draw until the last line is there, typing a key at each of the places that
 * share out the lines; fills `echo` and returns how many keys came back. */
static size_t draw(const struct program *program, size_t lines,
                   double echo[KEYS])
{
    struct pollfd fd = {.fd = program->out, .events = POLLIN};
    struct drawn drawn = {.length = 0};
    char room[64 * 1024];
    size_t typed = 0, echoed = 0;
    double since = 0;

    while (!strstr(drawn.tail, LAST_LINE) && poll(&fd, 1, SILENT_MS) > 0) {
        ssize_t length = read(program->out, room, sizeof room);
        if (length <= 0)
            break;
        if (typed > echoed && memchr(room, keys[echoed], (size_t)length))
            echo[echoed++] = program_now() - since;
        note(&drawn, room, (size_t)length);
        if (typed == echoed && typed < KEYS &&
            drawn.lines > lines / (KEYS + 1) * (typed + 1)) {
            since = program_now();
            if (write(program->in, &keys[typed++], 1) != 1)
                program_fail("cannot type");
        }
    }
    if (!strstr(drawn.tail, LAST_LINE))
        program_fail("the lines have not been drawn");
    return echoed;
}

void measure_screen(const struct pair *pair, size_t lines)
{
    unsigned port = program_free_port();
    struct program program =
        program_start(pair->listener, port, PROGRAM_SCREEN);
    struct caller caller = {.lines = lines};
    double echo[KEYS], begun, worst = 0, sum = 0;
    pthread_t thread;
    size_t echoed;

    program_await_port(port);
    caller.fd = connect_to(port);
    begun = program_now();
    pthread_create(&thread, NULL, call, &caller);
    echoed = draw(&program, lines, echo);
    printf("{\"seconds\": %.6f, ", program_now() - begun);
    for (size_t i = 0; i < echoed; i++) {
        sum += echo[i];
        worst = echo[i] > worst ? echo[i] : worst;
    }
    printf("\"keys\": %zu, \"echo_mean\": %.6f, \"echo_worst\": %.6f}\n",
           echoed, echoed ? sum / (double)echoed : 0, worst);
    pthread_join(thread, NULL);
    close(caller.fd);
    kill(program.pid, SIGKILL); /* its terminal is about to vanish */
    program_stop(&program);
}
