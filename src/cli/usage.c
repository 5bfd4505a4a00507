/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/usage.h"

#include "base/i18n.h"
#include "crypto/encryption.h"
#include "monitor/sandbox.h"

/* The options, grouped by task.  With the lines around them they must fit on
 * one screen of 24 rows and 80 columns in every language. */
static const char *const option_rows[] = {
    N_("Call:    --wait[=SECONDS]     go on calling until somebody answers"),
    N_("         --proxy=HOST:PORT    through a SOCKS5 proxy, such as Tor's"),
    N_("         --via=COMMAND        over the input and output of this "
       "command"),
    N_("Wait:    -l, --listen         on every interface, or on ADDRESS"),
    N_("         -k, --keep           after a conversation wait for the next"),
    N_("         --code; --no-web; --no-announce   show a code; no page; "
       "stay unseen"),
    N_("Both:    -p, --port=PORT      the port (8081); with -l, 0 takes a "
       "free one"),
    N_("         -4, --ipv4; -6, --ipv6   use only IPv4, or only IPv6"),
    N_("         -n, --name=NAME; --download=DIR   the name to go by; where "
       "files go"),
    N_("         --timeout=SECONDS    give up after so long without an "
       "answer (20)"),
    N_("         --resume=SECONDS     call again when the link breaks "
       "(600; pipe: 0)"),
    N_("Privacy: --encrypt; --plain   talk encrypted or not at all; never "
       "encrypt"),
    N_("         --fingerprint; --contacts; --find   your key's; contacts; "
       "who waits"),
    N_("         --forget=WHO         forget a name, HOST[:PORT] or "
       "SHA256:..."),
    N_("Screen:  -q, --quiet; -v, --verbose; -t, --timestamps   no notices; "
       "all; times"),
    N_("         --linear; --log=FILE    no line editor, for screen readers; "
       "a log"),
    N_("         --notify=WHEN; --typing   none, bell, always, "
       "desktop[=text]; who types"),
    N_("         -h, --help; -V, --version   show this help; the version"),
};

void usage_print_help(FILE *out)
{
    fputs(_("Usage: charla                          ask what to do\n"
            "  or:  charla [OPTION]... WHOM [PORT]  call a host, a name "
            "you know, or a code\n"
            "  or:  charla [OPTION]... -l [ADDRESS] wait for a call\n"
            "Talk with one other person.  A port may also follow its "
            "host: HOST:PORT.\n"),
          out);
    for (size_t i = 0; i < sizeof option_rows / sizeof *option_rows; i++)
        fprintf(out, "%s\n", _(option_rows[i]));
    /* xgettext: no-c-format */
    fputs(_("Enter sends a line; %end% or Ctrl-D ends it all.  More: man "
            "charla, /help.\n"
            "Exit: 0 ended in order; 1 never began; 2 wrong usage; 3 "
            "lost; 4 not safe.\n"),
          out);
}

/* The names of the protections in this set. */
static const char *words_of(unsigned sandbox)
{
    static const char *const names[] = {
        [SANDBOX_FILES] = "Landlock",
        [SANDBOX_SYSCALLS] = "seccomp",
        [SANDBOX_FILES | SANDBOX_SYSCALLS] = "Landlock, seccomp",
    };

    return sandbox ? names[sandbox] : _("none");
}

void usage_print_sandbox(FILE *out, unsigned built_in, unsigned possible)
{
    if (possible == built_in)
        fprintf(out, _("Sandbox: %s\n"), words_of(built_in));
    else
        fprintf(out, _("Sandbox: %s (this kernel: %s)\n"),
                words_of(built_in), words_of(possible));
}

void usage_print_version(FILE *out)
{
    fprintf(out, "%s\n", PACKAGE_STRING);
    fputs(_("Copyright (C) 2026 the charla authors\n"
            "License GPLv3+: GNU GPL version 3 or later "
            "<https://gnu.org/licenses/gpl.html>.\n"
            "This is free software: you are free to change and redistribute "
            "it.\n"
            "There is NO WARRANTY, to the extent permitted by law.\n"),
          out);
    fprintf(out, _("Report faults to <%s>; home page: <%s>\n"),
            PACKAGE_BUGREPORT, PACKAGE_URL);
    fprintf(out, _("Encryption: %s\n"),
            *encryption_library() ? encryption_library() : _("none"));
    usage_print_sandbox(out, sandbox_built_in(), sandbox_available());
}
