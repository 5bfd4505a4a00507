/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* harness: starts real programs and talks to them from outside.
 *
 * $CHARLA names the program under test.  Everything that is started or opened
 * here belongs to the harness and is released by harness_end, at the end of
 * each test. */
#ifndef CHARLA_HARNESS_H
#define CHARLA_HARNESS_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

#include "support/harness_channel.h"
#include "support/harness_peer.h"

/* ---- Programs ------------------------------------------------------------ */

/* What one of a program's standard descriptors is connected to. */
enum plug {
    PLUG_PIPE,
    PLUG_TERMINAL, /* the one controlling terminal of the program */
    PLUG_CLOSED,
    PLUG_FULL, /* /dev/full */
};

struct setup {
    enum plug in, out, err;
    /* "NAME=value" to set, "NAME" to unset; up to the first NULL.  Without
     * them the language is C's. */
    const char *environment[4];
};

/* Pipes everywhere, and a terminal everywhere. */
extern const struct setup on_pipes, on_terminal;

struct program {
    struct channel *in, *out, *err; /* NULL: not the test's; on a terminal all
                                       are the same */
    struct channel *screen;         /* the terminal, if it has one */
    struct channel *life;           /* ends when the program ends */
    pid_t pid;                      /* 0: it has ended and been waited for */
    int terminal;                   /* the program's side of it; -1: none */
    struct termios before, after;   /* the terminal's settings */
    int status;
    long peak; /* the most memory it has held, in KiB; once it has ended */
};

/* Start argv[0], looked up in $PATH; `argv` ends with NULL. */
struct program *program_start(const struct setup *setup,
                              const char *const argv[]);
/* The same with a command line that is split at blanks. */
struct program *program_run(const struct setup *setup, const char *format,
                            ...) __attribute__((format(printf, 2, 3)));
/* The charla under test, --plain, with these arguments. */
struct program *charla_run(const struct setup *setup, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same without --plain: able to encrypt. */
struct program *charla_run_able(const struct setup *setup, const char *format,
                                ...) __attribute__((format(printf, 2, 3)));
/* Skip the test, and say so, if there is no such program. */
void program_need(const char *file);
/* The same where the name "localhost" has no address. */
void localhost_need(void);

/* The port in the first notice of a listening charla. */
unsigned program_port(struct program *program);
/* Start a charla that talks to the test itself, listening or calling, and
 * wait until they are connected.  `*peer` is past the greeting. */
struct program *charla_meet(const struct setup *setup, bool listens,
                            struct channel **peer);
/* Write to its input until it reads no more, because nobody reads what it
 * sends.  Returns how many of the `length` bytes were written. */
size_t program_glut(struct program *program, const void *data, size_t length);
void program_signal(const struct program *program, int number);
/* Wait until it has ended and all that it has written has come.  Returns its
 * exit status; 128 + N if signal N has ended it. */
int program_wait(struct program *program);
/* The same, and it must be this status. */
void program_expect_status(struct program *program, int status);
/* Two charlas that are connected, on pipes: each must get a line from the
 * other, and then end with status 0. */
void charla_expect_conversation(struct program *listener,
                                struct program *caller);

/* It must end although the peer goes on sending. */
void program_expect_end_meanwhile(struct program *program,
                                  struct channel *peer);
/* Has it left its terminal as it was?  To be called when it has ended. */
bool program_left_terminal_alone(const struct program *program);

/* ---- The whole ----------------------------------------------------------- */

/* For `.init` and `.fini` of a suite; harness_end also between two cases. */
void harness_begin(void);
void harness_end(void);

/* A directory for this test only, which harness_end removes.  charla's files
 * are there, unless a setup names another XDG_DATA_HOME. */
const char *harness_directory(void);

#endif
