/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* control_sequence: finds the end of a control sequence that a terminal has
 * sent (ECMA-48 5.3, 5.4 and 5.6; Xterm Control Sequences).  Pure. */
#ifndef CHARLA_CONTROL_SEQUENCE_H
#define CHARLA_CONTROL_SEQUENCE_H

#include <stddef.h>

enum control_sequence {
    CONTROL_SEQUENCE_WHOLE,     /* it is complete */
    CONTROL_SEQUENCE_PARTIAL,   /* more bytes belong to it */
    CONTROL_SEQUENCE_AMBIGUOUS, /* complete, unless more follows at once */
    CONTROL_SEQUENCE_BROKEN,    /* it has ended too early: it is no key */
};

/* Measure the sequence that begins with ESC at `bytes`; `length` is at least 1.
 * Sets `*used` to its length, 0 if it is partial. */
enum control_sequence control_sequence_measure(const char *bytes,
                                               size_t length, size_t *used);

#endif
