/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* program: a program under measurement, its pipes and what it costs.
 * Linux only: it reads /proc. */
#ifndef BENCH_PROGRAM_H
#define BENCH_PROGRAM_H

#include <stddef.h>
#include <sys/types.h>

/* What a program is connected to. */
enum program_wiring {
    PROGRAM_PIPES,   /* two pipes */
    PROGRAM_NOTHING, /* input: /dev/null, output: a pipe */
    PROGRAM_WORDS,   /* the same, with standard error in the output */
    PROGRAM_SCREEN,  /* both: a terminal of 80 columns and 24 lines */
};

struct program {
    pid_t pid;
    int in;  /* the program reads what is written here; -1: none */
    int out; /* what the program writes is read here; the same as `in` for a
                screen */
};

/* The cost of a program that has ended. */
struct program_cost {
    double cpu_seconds; /* user and system */
    int status;         /* as wait4 gives it */
};

/* Report a failure of the benchmark itself, and end. */
_Noreturn void program_fail(const char *what);

/* A monotonic clock, in seconds. */
double program_now(void);

/* A port of 127.0.0.1 that is free now. */
unsigned program_free_port(void);

/* Start `argv`, in which an argument's "PORT" stands for the port's number.
 * It is killed when the benchmark ends. */
struct program program_start(char *const argv[], unsigned port,
                             enum program_wiring wiring);

/* The same with descriptors for standard input and output; -1: nothing. */
struct program program_start_on(char *const argv[], unsigned port, int in,
                                int out);

/* Wait until somebody listens on the port; ends the benchmark after a
 * generous time. */
void program_await_port(unsigned port);

/* A field of /proc/PID/status, such as "VmHWM:", in KiB; 0: no such thing. */
long program_status(const struct program *program, const char *field);

/* The same of /proc/PID/smaps_rollup, such as "Pss:", added up over the
 * program and the processes it has started. */
long program_memory(const struct program *program, const char *field);

/* How often the threads of the program, and of the processes it has started,
 * have gone to sleep and been woken since they began. */
long program_wakeups(const struct program *program);

/* Close its pipes.  To be done to both before waiting for either. */
void program_hang_up(struct program *program);

/* Wait for its end, however long it takes. */
struct program_cost program_await(struct program *program);

/* Close its pipes, give it some time to end, and kill it if it does not. */
struct program_cost program_stop(struct program *program);

#endif
