/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* session: what the two threads of a conversation share, each with its rule.
 * Private to this folder. */
#ifndef CHARLA_SESSION_H
#define CHARLA_SESSION_H

#include <poll.h>
#include <stdatomic.h>

#include "chat/conversation_setup.h"
#include "chat/ending.h"
#include "chat/file_inbox.h"
#include "chat/file_writer.h"
#include "base/flag.h"
#include "chat/link.h"
#include "crypto/trust.h"
#include "text/peer_name.h"

struct spin;

#define SESSION_CLAIM_MAX (PEER_NAME_BYTES + 1)

/* May plain text go out, and has it?  The receiver, which may find out that
 * the conversation is to be encrypted, and main, which may begin to talk in
 * plain, meet here: whoever is first decides. */
enum plain_talk {
    PLAIN_NOT_YET, /* nothing is known of the other side */
    PLAIN_ALLOWED, /* it is silent */
    PLAIN_SPOKEN,  /* main has begun */
    PLAIN_DECIDED, /* the receiver has decided, for plain or against it */
};

/* Is somebody at the other side who can take files? */
enum files_taken {
    FILES_UNKNOWN, /* its HELLO has not come */
    FILES_TAKEN,
    FILES_NOT_TAKEN, /* it is a pipe */
};

struct session {
    /* Set before the receiver starts and never changed; what the terminal
     * and the transport guard themselves, their headers say. */
    const struct conversation_setup *setup;

    /* The receiver's until `opened` is up; from then on the two use them
     * side by side: the transport as its header says, but while the link is
     * broken (link.h), the rest unchanged. */
    struct transport *transport;
    bool is_encrypted;
    struct trust trust; /* when encrypted */
    struct flag opened;

    /* Raised by the receiver when the other side has been silent for so long
     * that plain talk may begin, before `opened`; see session_speak_plain. */
    struct flag silent;
    atomic_int plain; /* enum plain_talk */

    /* Main's: how far the user is with verifying the other side's key. */
    struct {
        bool is_verified; /* just now */
        bool has_failed;  /* for the whole conversation */
        int groups[2];    /* the digits that are asked for: 1 to
                             FINGERPRINT_GROUPS; 0: not asked yet */
    } verification;

    /* What an encrypted other side calls itself, safe to show, "" if nothing:
     * the receiver's until it has raised `has_claim`, then unchanged. */
    char claim[SESSION_CLAIM_MAX];
    atomic_bool has_claim;

    bool is_kept; /* main's: the user has given the other side a name */

    /* Raised by main: the receiver is to stop. */
    struct flag shutdown;

    /* Raised by the receiver when no more text will come, which may be before
     * its stream is over: in charla/1 acknowledgements still follow. */
    struct flag ended;

    /* Raised by the receiver when it will touch the transport no more. */
    struct flag closed;

    /* Counts up with every piece received or shown; main only compares. */
    atomic_ulong progress;

    /* Positions in charla/1, in bytes of TEXT: what main has given, or is
     * giving, to the transport; what the other side has acknowledged, and
     * how far it has to come until main is to be woken; what the receiver
     * has shown or written out, and whether main has been woken since it
     * looked. */
    atomic_uint_least64_t sent;
    atomic_uint_least64_t acknowledged, awaited;
    atomic_uint_least64_t handled;
    atomic_bool is_handled_told;
    struct flag moved; /* the receiver raises it to wake main */

    /* Files: what the receiver hands to main, where it writes what comes, and
     * what HELLO has said (enum files_taken). */
    struct file_inbox file_inbox;
    struct file_writer file_writer;
    atomic_int takes_files;

    /* Main's: all is sent, the end included, over this link.  The receiver
     * asks whether a link that breaks then matters. */
    atomic_bool is_all_sent;

    /* The connection that carries the conversation, and the next. */
    struct link link;

    /* The receiver's until it has raised `ended`, then main's. */
    bool has_heard; /* text has come, or in charla/1 any frame */
    enum received received;
    struct error in_receiving;

    /* The receiver's until it has raised `closed`, then main's: how the
     * stream broke after the other side's text had ended; "": it did not.
     * If it was a protocol error, all of the conversation counts as lost. */
    struct error in_closing;
    bool is_protocol_error;
};

/* Make the flags.  Returns 0, or -1 with `error` set; then
 * nothing needs releasing. */
int session_init(struct session *session, struct error *error);
void session_release(struct session *session);

/* Wait as poll(2) does, for at most SESSION_FDS_MAX descriptors, and serve
 * the door meanwhile.  With `spin` (else NULL) it looks again for a moment
 * before it sleeps (spin.h).  Called by the receiver, which has the door while
 * the conversation lasts. */
#define SESSION_FDS_MAX 3
int session_poll(struct session *session, struct spin *spin,
                 struct pollfd *fds, nfds_t count, int timeout_ms);

/* Main begins to send in plain to a silent peer.  False: it must not. */
bool session_speak_plain(struct session *session);

/* The receiver allows that, and wakes main. */
void session_allow_plain(struct session *session);

/* The receiver has decided: main may begin no more.  Returns true if it had
 * begun. */
bool session_decide(struct session *session);

/* Can this side go on after a broken link, if the other one can, too? */
bool session_offers_resume(const struct session *session);

/* May the other side have this many bytes of our TEXT, and can we go on from
 * there? */
bool session_may_resume_at(const struct session *session, uint64_t position);

/* Once it is decided, and main can send: let the prompt say whether it is
 * encrypted. */
void session_label(const struct session *session);

/* Tell the user that the conversation is plain. */
void session_tell_plain(const struct session *session);

#endif
