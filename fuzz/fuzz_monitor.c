/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The monitor against an asker that has been taken over: each input is a row
 * of datagrams, one byte of length before each.  Nothing is signed but a TLS
 * 1.3 handshake, nobody is called, and no key is asked for with less than a
 * whole fingerprint.  Files are opened and made in a directory of the fuzzer's
 * own alone, and no hidden one is opened. */
#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "monitor/monitor_message.h"
#include "monitor/monitor_server.h"
#include "monitor/monitor_setup.h"
#include "monitor/sandbox.h"
#include "net/address.h"
#include "net/dialer.h"

static void require(int condition)
{
    if (!condition)
        abort();
}

/* In place of the network: a listener must not get here. */
int dialer_connect(const struct dialer_call *call, struct address *peer,
                   struct error *error)
{
    (void)call;
    (void)peer;
    (void)error;
    abort();
}

unsigned sandbox_enter_monitor(const char *directory, const char *program,
                               const char *download)
{
    (void)download;
    (void)directory;
    (void)program;
    return 0;
}

static int public_key(void *context, struct key_agent_spki *spki,
                      struct error *error)
{
    (void)context;
    (void)error;
    *spki = (struct key_agent_spki){.length = 44};
    return 0;
}

static int sign(void *context, const void *text, size_t length,
                unsigned char signature[KEY_AGENT_SIGNATURE_SIZE],
                struct error *error)
{
    (void)context;
    (void)error;
    require(length == 64 + 34 + 32 || length == 64 + 34 + 48);
    require(memcmp((const char *)text + 64,
                   "TLS 1.3, server CertificateVerify", 34) == 0);
    memset(signature, 0, KEY_AGENT_SIGNATURE_SIZE);
    return 0;
}

static int check_peer(void *context, const struct fingerprint *theirs,
                      struct trust *trust, struct error *error)
{
    (void)context;
    (void)error;
    require(strlen(theirs->text) == FINGERPRINT_TEXT_MAX - 1);
    *trust = (struct trust){.theirs = *theirs};
    return 0;
}

static int knows_peer(void *context, struct error *error)
{
    (void)context;
    (void)error;
    return 0;
}

static int verify_peer(void *context, const struct fingerprint *theirs,
                       struct error *error)
{
    (void)context;
    (void)error;
    require(strlen(theirs->text) == FINGERPRINT_TEXT_MAX - 1);
    return 0;
}

static int keep_peer(void *context, const struct fingerprint *theirs,
                     const char *name, struct error *error)
{
    (void)context;
    (void)error;
    require(strlen(theirs->text) == FINGERPRINT_TEXT_MAX - 1);
    require(strlen(name) <= KEY_AGENT_CLAIM_MAX);
    return 0;
}

static int find_claimed(void *context, const struct fingerprint *theirs,
                        const char *claim, size_t length,
                        char name[CONTACT_NAME_MAX + 1], struct error *error)
{
    (void)context;
    (void)error;
    require(strlen(theirs->text) == FINGERPRINT_TEXT_MAX - 1);
    require(length <= KEY_AGENT_CLAIM_MAX && claim[length] == '\0');
    memset(name, 'x', CONTACT_NAME_MAX);
    name[CONTACT_NAME_MAX] = '\0';
    return 1;
}

/* ---- Files --------------------------------------------------------------- */

static char tree[] = "/tmp/charla-fuzz.XXXXXX", downloads[64];

static int remove_one(const char *path, const struct stat *status, int kind,
                      struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

static void remove_tree(void)
{
    (void)nftw(tree, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static const char *inside(const char *name)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", tree, name);
    return path;
}

static void put(const char *name)
{
    int fd = open(inside(name), O_WRONLY | O_CREAT, 0644);

    require(fd >= 0 && write(fd, "x", 1) == 1 && close(fd) == 0);
}

/* A home with a letter, a hidden file, and a link to that. */
static void make_tree(void)
{
    require(mkdtemp(tree) != NULL);
    require(atexit(remove_tree) == 0);
    require(mkdir(inside("in"), 0755) == 0);
    require(mkdir(inside("sub"), 0755) == 0);
    put("letter");
    put(".hidden");
    require(symlink(".hidden", inside("link")) == 0);
    snprintf(downloads, sizeof downloads, "%s", inside("in"));
    require(setenv("HOME", tree, 1) == 0);
}

static void empty_downloads(void)
{
    DIR *stream = opendir(downloads);
    const struct dirent *entry;

    require(stream != NULL);
    while ((entry = readdir(stream)))
        (void)unlinkat(dirfd(stream), entry->d_name, 0);
    closedir(stream);
}

static size_t names_in_tree(void)
{
    DIR *stream = opendir(tree);
    size_t count = 0;

    require(stream != NULL);
    while (readdir(stream))
        count++;
    closedir(stream);
    return count;
}

/* What was opened is in the tree, and hidden only if it is a part. */
static void check_file(int fd)
{
    char name[64], path[512] = "";
    const char *below = path + strlen(tree);

    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    require(readlink(name, path, sizeof path - 1) > 0);
    require(strncmp(path, tree, strlen(tree)) == 0);
    require(!strstr(below, "/.") || strncmp(below, "/in/.", 5) == 0);
    close(fd);
}

static void check_replies(int socket)
{
    struct monitor_message reply;
    int fd;

    while (monitor_message_receive(socket, &reply, &fd) == MONITOR_RECEIVED)
        if (fd >= 0)
            check_file(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    const struct monitor_setup setup = {
        .port = "1",
        .launcher = {.socket = -1, .pid = -1},
        .has_files = true,
        .download = downloads,
        .keys = {.public_key = public_key,
                 .sign = sign,
                 .check_peer = check_peer,
                 .knows_peer = knows_peer,
                 .verify_peer = verify_peer,
                 .keep_peer = keep_peer,
                 .find_claimed = find_claimed},
    };
    int pair[2];

    if (!*downloads)
        make_tree();
    require(monitor_message_pair(pair) == 0);
    for (size_t at = 0, sent = 0; at < length && sent < 8; sent++) {
        size_t size = data[at++];

        if (size > length - at)
            size = length - at;
        require(send(pair[0], data + at, size, 0) == (ssize_t)size);
        at += size;
    }
    shutdown(pair[0], SHUT_WR);
    (void)monitor_serve(pair[1], &setup);
    close(pair[1]);
    check_replies(pair[0]);
    close(pair[0]);
    require(names_in_tree() == 7); /* five, "." and ".." */
    empty_downloads();
    return 0;
}
