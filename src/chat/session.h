/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* session: holds what the two threads of a conversation share; each field has
 * its rule.  Private to this folder. */
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

/* May plain text be sent, and has any been?  The receiver may find out that the
 * conversation is to be encrypted, and main may begin to talk in plain: the
 * first of the two decides. */
enum plain_talk {
    PLAIN_NOT_YET, /* nothing is known of the other side */
    PLAIN_ALLOWED, /* the other side is silent, so main may begin */
    PLAIN_SPOKEN,  /* main has begun */
    PLAIN_DECIDED, /* the receiver has decided, for or against plain */
};

/* Can the other side take files? */
enum files_taken {
    FILES_UNKNOWN,   /* its HELLO has not come */
    FILES_TAKEN,     /* yes */
    FILES_NOT_TAKEN, /* no: it is a pipe */
};

struct session {
    /* Set before the receiver starts and never changed.  For the terminal and
     * the transport in it, their own headers have the rules. */
    const struct conversation_setup *setup;

    /* The receiver's until `opened` is raised.  From then on both threads use
     * them: the transport as its header says, except while the link is broken
     * (link.h); the rest does not change any more. */
    struct transport *transport;
    bool is_encrypted;
    struct trust trust; /* when encrypted */
    struct flag opened;

    /* Raised by the receiver, before `opened`, when the other side has been
     * silent for so long that plain talk may begin; see
     * session_speak_plain. */
    struct flag silent;
    atomic_int plain; /* enum plain_talk */

    /* Main's: how far the user has come in verifying the other side's key. */
    struct {
        bool is_verified; /* just now */
        bool has_failed;  /* no more tries in this conversation */
        int groups[2];    /* which digits the user was asked for, 1 to
                             FINGERPRINT_GROUPS; 0: not asked yet */
    } verification;

    /* The name that the other side gives itself in an encrypted conversation,
     * safe to show; "" if none.  The receiver's until it has set `has_claim`,
     * then unchanged. */
    char claim[SESSION_CLAIM_MAX];
    atomic_bool has_claim;

    /* Main's: the name under which the user has saved the other side in this
     * conversation; "": none. */
    char kept[CONTACT_NAME_MAX + 1];

    /* Raised by main to stop the receiver. */
    struct flag shutdown;

    /* Raised by the receiver when no more text will come, which may be before
     * its stream is over: in charla/1 acknowledgements still follow. */
    struct flag ended;

    /* Raised by the receiver when it no longer uses the transport. */
    struct flag closed;

    /* Grows with every piece received or shown; main only compares it. */
    atomic_ulong progress;

    /* Positions in charla/1, in bytes of TEXT: what main has given, or is
     * giving, to the transport; what the other side has acknowledged, and
     * the position from which on the receiver wakes main; what the receiver
     * has shown or written out, and whether it has woken main since main last
     * looked. */
    atomic_uint_least64_t sent;
    atomic_uint_least64_t acknowledged, awaited;
    atomic_uint_least64_t handled;
    atomic_bool is_handled_told;
    struct flag moved; /* raised by the receiver to wake main */

    /* The receiver has learnt that both sides want to know who is typing. */
    atomic_bool tells_typing;

    /* Files: what the receiver hands to main, where it writes a file that
     * comes, and what HELLO has said (enum files_taken). */
    struct file_inbox file_inbox;
    struct file_writer file_writer;
    atomic_int takes_files;

    /* Set by main when everything, including the end, was sent over this link.
     * The receiver uses it to decide whether a broken link matters. */
    atomic_bool is_all_sent;

    /* How the connection is replaced when it breaks. */
    struct link link;

    /* The receiver's until it has raised `ended`, then main's. */
    bool has_heard; /* text, or in charla/1 any frame, has come */
    enum received received;
    struct error in_receiving;

    /* The receiver's until it has raised `closed`, then main's: why the stream
     * broke after the other side's text had ended; "": it did not break.
     * After a protocol error the whole conversation counts as lost. */
    struct error in_closing;
    bool is_protocol_error;
};

/* Make the flags.  Returns 0, or -1 with `error` set; then nothing needs
 * releasing. */
int session_init(struct session *session, struct error *error);
void session_release(struct session *session);

/* Wait as poll(2) does, for at most SESSION_FDS_MAX descriptors, and serve the
 * door meanwhile.  With `spin`, which may be NULL, it polls for a moment before
 * it sleeps (base/spin.h).  For the receiver, which serves the door during the
 * conversation. */
#define SESSION_FDS_MAX 3
int session_poll(struct session *session, struct spin *spin,
                 struct pollfd *fds, nfds_t count, int timeout_ms);

/* Main wants to send in plain to a silent peer.  Returns false if it must
 * not. */
bool session_speak_plain(struct session *session);

/* The receiver allows main to do so, and wakes it. */
void session_allow_plain(struct session *session);

/* The receiver has decided: main may no longer begin.  Returns true if it had
 * begun already. */
bool session_decide(struct session *session);

/* Can this side go on after a broken link, if the other side can too? */
bool session_offers_resume(const struct session *session);

/* Is it possible that the other side has this many bytes of our TEXT, and can
 * this side go on from there? */
bool session_may_resume_at(const struct session *session, uint64_t position);

/* Let the prompt show whether the conversation is encrypted; for when that is
 * decided and main can send. */
void session_label(const struct session *session);

/* Tell the user that the conversation is plain. */
void session_tell_plain(const struct session *session);

#endif
