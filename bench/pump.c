/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* pump: carries bytes between standard input and output and a connection, and
 * does nothing else; no program of charla's kind can be faster.
 *
 *     pump -l PORT        wait for a call on 127.0.0.1
 *     pump PORT           call
 *
 * Like charla it has a thread for each direction and the same piece sizes. */
#include <config.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define INPUT_PIECE ((size_t)60 * 1024)
#define OUTPUT_PIECE ((size_t)64 * 1024)

/* Copy from one descriptor to the other until the first has ended. */
static void copy(int from, int to, size_t piece)
{
    char *room = malloc(piece);
    ssize_t got;

    while (room && (got = read(from, room, piece)) > 0)
        for (ssize_t done = 0, put; done < got; done += put) {
            put = write(to, room + done, (size_t)(got - done));
            if (put < 0)
                exit(1);
        }
    free(room);
}

static void *send_input(void *argument)
{
    const int *fd = argument;

    copy(STDIN_FILENO, *fd, INPUT_PIECE);
    shutdown(*fd, SHUT_WR);
    return NULL;
}

/* The connection, or -1. */
static int meet(unsigned port, bool listens)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr *to = (struct sockaddr *)&address;
    const int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (!listens)
        return connect(fd, to, sizeof address) < 0 ? -1 : fd;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
        bind(fd, to, sizeof address) < 0 || listen(fd, 1) < 0)
        return -1;
    return accept(fd, NULL, NULL);
}

int main(int argc, char *argv[])
{
    bool listens = argc == 3 && strcmp(argv[1], "-l") == 0;
    const int on = 1;
    pthread_t sender;
    int fd;

    if (argc != 2 && !listens) {
        puts("usage: pump [-l] PORT");
        return 2;
    }
    fd = meet((unsigned)atoi(argv[argc - 1]), listens);
    if (fd < 0)
        return 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (pthread_create(&sender, NULL, send_input, &fd) != 0)
        return 1;
    copy(fd, STDOUT_FILENO, OUTPUT_PIECE);
    pthread_join(sender, NULL);
    return 0;
}
