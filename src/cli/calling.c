/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/calling.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/random.h"
#include "chat/terminal_waiter.h"
#include "cli/options.h"
#include "net/resolver.h"
#include "terminal/terminal.h"
#include "terminal/terminal_notice.h"

/* The longest text about it in the prompt, in bytes. */
#define CALLING_PROMPT_MAX 80

static void begin(struct calling *calling, const struct options *options,
                  struct terminal *terminal)
{
    int64_t deadline = CLOCK_NEVER;
    uint32_t seed; /* without random numbers there is no jitter */

    if (options->wait_s > 0)
        deadline = clock_monotonic_ms() + (int64_t)options->wait_s * 1000;
    if (random_fill(&seed, sizeof seed) < 0)
        seed = 0;
    retry_begin(&calling->retry, deadline, seed);
    /* A text that cannot be a host will not become one. */
    calling->goes_on =
        options->meets || (options->wait && (options->route.proxy_host ||
                                             resolver_is_host(options->host)));
    calling->has_begun = true;
    if (options->is_contact || route_is_room(&options->route))
        terminal_progress(terminal, _("calling %s"), options->host);
    else
        terminal_progress(terminal, _("calling %s port %s"), options->host,
                          options->port);
}

/* Wait for this long.  Returns false when the user has cancelled the wait. */
static bool pause_for(struct terminal_waiter *waiter, int ms)
{
    const struct waiter how = terminal_waiter_of(waiter);
    int64_t until = clock_monotonic_ms() + ms;
    int left;

    while ((left = clock_ms_left(until)) > 0)
        if (waiter_wait(&how, NULL, 0, left) < 0)
            return false;
    return true;
}

int calling_next_ms(struct calling *calling, const struct options *options,
                    struct terminal *terminal, struct error *error)
{
    int ms;

    if (!calling->has_begun)
        begin(calling, options, terminal);
    ms = retry_next_ms(&calling->retry, clock_monotonic_ms());
    if (ms < 0)
        error_set(error, "%s", *calling->reason.text ? calling->reason.text
                                                     : _("no answer came"));
    return ms;
}

int calling_await(struct calling *calling, const struct options *options,
                  struct terminal_waiter *waiter, struct error *error)
{
    int ms = calling_next_ms(calling, options, waiter->terminal, error);

    return ms >= 0 && pause_for(waiter, ms) ? 0 : -1;
}

bool calling_goes_on(struct calling *calling, struct terminal *terminal,
                     const char *reason)
{
    char prompt[CALLING_PROMPT_MAX];

    if (!calling->goes_on || clock_ms_left(calling->retry.deadline) == 0)
        return false;
    if (strcmp(reason, calling->reason.text) != 0) {
        error_set(&calling->reason, "%s", reason);
        terminal_notice(terminal,
                        _("%s; calling again until somebody answers"), reason);
    }
    calling->calls++;
    snprintf(prompt, sizeof prompt,
             ngettext("not connected, %u call", "not connected, %u calls",
                      calling->calls),
             calling->calls);
    terminal_set_text(terminal, TERMINAL_PROMPT, prompt);
    return true;
}
