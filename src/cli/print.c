/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/print.h"

#include <errno.h>
#include <unistd.h>

#include "base/error.h"
#include "base/i18n.h"
#include "base/message.h"
#include "cli/table.h"

int print_error(const char *sentence, int status)
{
    message_say(sentence);
    return status;
}

static int finish_output(void)
{
    struct error error = {0};

    if (fflush(stdout) == 0 && !ferror(stdout) && fclose(stdout) == 0)
        return STATUS_OK;
    error_set_errno(&error, errno, _("cannot write to standard output"));
    return print_error(error.text, STATUS_FAILED);
}

int print_text(void (*text)(FILE *out))
{
    text(stdout);
    return finish_output();
}

int print_line(const char *line)
{
    puts(line);
    return finish_output();
}

int print_table(const struct table *table)
{
    table_write(table, stdout, isatty(STDOUT_FILENO));
    return finish_output();
}
