/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* harness: starts real programs and talks to them from outside.
 *
 * $CHARLA names the program under test.  Everything that is started or opened
 * here belongs to the harness and goes when harness_end is called, at
 * the end of each test. */
#ifndef CHARLA_HARNESS_H
#define CHARLA_HARNESS_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

#include "support/harness_channel.h"
#include "support/harness_peer.h"

/* ---- Programs ------------------------------------------------------------ */

/* What a program finds at one of its standard descriptors. */
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
    struct channel *in, *out, *err; /* NULL: not ours; a terminal: all one */
    struct channel *screen;         /* the terminal, if it has one */
    struct channel *life;           /* ends when the program does */
    pid_t pid;                      /* 0: it has ended and been waited for */
    int terminal;                   /* its own side of it; -1: none */
    struct termios before, after;   /* the terminal's settings */
    int status;
    long peak; /* the most memory it has held, in KiB; once it has ended */
};

/* Start argv[0], sought in $PATH; `argv` ends with NULL. */
struct program *program_start(const struct setup *setup,
                              const char *const argv[]);
/* The same with a command line that is cut at its blanks. */
struct program *program_run(const struct setup *setup, const char *format,
                            ...) __attribute__((format(printf, 2, 3)));
/* The charla under test, --plain, with these arguments. */
struct program *charla_run(const struct setup *setup, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same without --plain: able to encrypt. */
struct program *charla_run_able(const struct setup *setup, const char *format,
                                ...) __attribute__((format(printf, 2, 3)));
/* Is there such a program?  If not the test is skipped, and says so. */
void program_need(const char *file);

/* The port that a listening charla names. */
unsigned program_port(struct program *program);
/* Start a charla that talks to the test itself, listening or calling, and
 * wait until they are connected.  `*peer` is past the greeting. */
struct program *charla_meet(const struct setup *setup, bool listens,
                            struct channel **peer);
/* Write to its input until it takes in no more, since what it sends is not
 * taken in either.  Returns how much of the `length` bytes has gone. */
size_t program_glut(struct program *program, const void *data, size_t length);
void program_signal(const struct program *program, int number);
/* Wait until it has ended and all it wrote has come.  Returns its exit
 * status; more than 128: a signal. */
int program_wait(struct program *program);
/* The same, and it must be this status. */
void program_expect_status(struct program *program, int status);
/* It must end although the peer goes on and on. */
void program_expect_end_meanwhile(struct program *program,
                                  struct channel *peer);
/* Has it left its terminal as it was?  To be asked once it has ended. */
bool program_left_terminal_alone(const struct program *program);

/* ---- The whole ----------------------------------------------------------- */

/* For `.init` and `.fini` of a suite; harness_end also between two cases. */
void harness_begin(void);
void harness_end(void);

/* A directory for this test alone, which harness_end removes: what charla
 * keeps is there, unless a setup names another XDG_DATA_HOME. */
const char *harness_directory(void);

#endif
