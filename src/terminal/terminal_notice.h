/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* terminal_notice: shows the user what charla itself has to say: notices,
 * answers, warnings and errors.
 *
 * Any thread may call these functions.  Texts are copied; formats are
 * printf's, and a sentence that is too long is cut. */
#ifndef CHARLA_TERMINAL_NOTICE_H
#define CHARLA_TERMINAL_NOTICE_H

struct terminal;

/* Tell the user something, unless notices are turned off.  The sentence is one
 * line, without program name and line end.  It goes to standard error; if that
 * is the terminal of the conversation, among the messages. */
void terminal_notice(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same for a sentence that continues the notice before. */
void terminal_more(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same for details, which a script may need, or a user who looks for a
 * fault: on the terminal of the conversation they are shown only with
 * `verbose`. */
void terminal_detail(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same for a short sentence in place of the details, if those are not
 * shown. */
void terminal_headline(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Say that something is going on, until terminal_set_text replaces it: as
 * TERMINAL_STATUS, or as a notice on a terminal without that. */
void terminal_progress(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Like a notice, but for something that the user has asked for or must know
 * now: it is shown even if notices are turned off, where the user looks. */
void terminal_answer(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same for errors, on standard error... */
void terminal_complain(struct terminal *terminal, const char *sentence);
/* ...and for warnings that must not be overlooked; they begin with a word that
 * says so, for people who see neither bold nor reversed letters. */
void terminal_warn(struct terminal *terminal, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
