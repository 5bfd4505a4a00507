/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* monitor_message: sends and receives the requests that the process in the
 * sandbox makes of the monitor, and the replies, over a pair of sockets.
 *
 * A message is a code, the length of the data, and the data.  Both ends are the
 * same program, so numbers are in the machine's own byte order.  The sockets
 * keep messages apart (SOCK_SEQPACKET); on a system that has no such pairs
 * (macOS) they are streams.  The receiver checks everything: a message whose
 * length is not the stated one, one that is too long, and a descriptor where
 * none belongs are malformed. */
#ifndef CHARLA_MONITOR_MESSAGE_H
#define CHARLA_MONITOR_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "monitor/file_facts.h"

/* The longest data, in bytes: a path and a sentence of struct error fit. */
#define MONITOR_DATA_MAX 4096

/* The requests.  Each comment gives the data of the request and, after the
 * semicolon, that of a successful reply. */
enum monitor_request {
    MONITOR_DIAL = 1,     /* a uint32_t, how long to wait before, in ms; a
                             struct address, of length 0 if it is not known,
                             and the socket */
    MONITOR_PUBLIC_KEY,   /* none; a SubjectPublicKeyInfo in DER */
    MONITOR_SIGN,         /* what TLS 1.3 signs; the signature */
    MONITOR_PEER_CHECK,   /* a fingerprint's text; a struct trust */
    MONITOR_PEER_IS_KNOWN, /* none; one byte, 0 or 1 */
    MONITOR_PEER_VERIFY,  /* a fingerprint's text; none */
    MONITOR_BROWSER,      /* none, and a browser's socket; none, and with the
                             first one the socket of monitor/web_report.h */
    MONITOR_PEER_KEEP,    /* a fingerprint's text, a name; none */
    MONITOR_FIND_CLAIMED, /* a fingerprint's text, a name; a contact's name,
                             or nothing */
    MONITOR_HANG_UP,      /* none; one byte: has the command of --via failed? */
    MONITOR_CALL_JUDGED,  /* one byte: did the contact answer the last call?;
                             none */
    MONITOR_CALL_OFF,     /* none; none.  A request that was made before and is
                             not answered yet fails at once */
    MONITOR_FILE_OPEN,    /* a path; a struct file_source_facts, and the file */
    MONITOR_FILE_CREATE,  /* a struct monitor_file_offer, a name; a struct
                             file_sink_facts, and the file */
    MONITOR_FILE_FINISH,  /* none; the path of the file */
    MONITOR_FILE_DROP,    /* one byte: keep the temporary file?; none */
    MONITOR_FILE_COMPLETE, /* the beginning of a path; names, each with '\0' */
    MONITOR_FILE_PLACE,   /* none; the path where received files go */
};

/* The data that comes before the name of a file to be received. */
struct monitor_file_offer {
    uint64_t size; /* bytes */
    char tag[FILE_TAG_SIZE];
};

/* The code of a reply. */
enum monitor_status {
    MONITOR_OK,
    MONITOR_FAILED, /* the data is a sentence, without a terminator */
    MONITOR_REFUSED, /* the same for MONITOR_DIAL: nobody waits there */
};

struct monitor_message {
    uint32_t code;   /* says what it is: the enums above, or those of
                        web_report.h and launcher.c */
    uint32_t length; /* bytes of data */
    unsigned char data[MONITOR_DATA_MAX];
};

/* The bytes of a message before its data. */
#define MONITOR_HEAD_SIZE offsetof(struct monitor_message, data)

enum monitor_receipt {
    MONITOR_RECEIVED,
    MONITOR_CLOSED,    /* the other end is gone */
    MONITOR_MALFORMED, /* no valid message; descriptors in it are closed */
};

/* Make a pair of sockets for messages, closed on exec.  Returns 0, or -1 with
 * errno set. */
int monitor_message_pair(int pair[2]);

/* Send a message, and with it the descriptor `passed`, which the caller keeps;
 * -1: none.  Waits until there is room.  Returns 0, or -1 if the other end is
 * gone. */
int monitor_message_send(int socket, const struct monitor_message *message,
                         int passed);

/* Wait for a message and receive it.  If `passed` is NULL, a message with a
 * descriptor is malformed; otherwise `*passed` is the descriptor that came,
 * which the caller closes, or -1. */
enum monitor_receipt monitor_message_receive(int socket,
                                             struct monitor_message *message,
                                             int *passed);

#endif
