/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* file_name: makes the name of an offered file safe to show and to create.
 * Pure.
 *
 * The other side chooses the name, so it may be anything.  The safe name is
 * that of a file in a directory: never a path, never hidden, never an option of
 * a command, and without characters that make it look different from what it
 * is. */
#ifndef CHARLA_FILE_NAME_H
#define CHARLA_FILE_NAME_H

#include <stddef.h>

struct buffer;

/* The longest safe name, in bytes.  File systems allow 255; the rest is for
 * " (NNN)", or for the name of a temporary file (monitor/file_sink.h). */
#define FILE_NAME_MAX ((size_t)232)

/* Append the safe form of the `length` bytes at `name`, at most FILE_NAME_MAX
 * bytes of UTF-8:
 *
 *   all up to the last "/" or "\"    left out (a path from Windows is one)
 *   C0 and C1 controls, DEL, U+2028,
 *   U+2029, U+FFFD, and what has the
 *   property Bidi_Control (UAX #9)   "_" for each
 *   bytes that are not UTF-8         "_" for each ill-formed sequence
 *   a "." "-" or "~" that begins it  "_": hidden, an option, a home
 *   nothing, "." or "..", or nothing
 *   that can be seen                 "file"
 *   what is too long                 cut between two characters, and before
 *                                    the extension, which is kept
 *
 * The safe form of a safe name is that name. */
void file_name_append(struct buffer *out, const char *name, size_t length);

/* How many bytes of a name come before its extension: up to 16 ASCII letters
 * and digits behind the last "." that does not begin the name, and a ".tar"
 * before them.  `length`: it has none. */
size_t file_name_stem(const char *name, size_t length);

#endif
