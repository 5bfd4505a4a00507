/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/door_web.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/event_set.h"
#include "base/i18n.h"
#include "base/memory.h"
#include "chat/door_setup.h"
#include "monitor/monitor_client.h"
#include "monitor/monitor_message.h"
#include "monitor/web_report.h"
#include "net/transport_carrier.h"
#include "terminal/terminal_notice.h"
#include "text/sanitize.h"

/* How many columns of a stranger's HTTP header are shown. */
#define HEADER_COLUMNS 60
#define HEADER_BYTES 240

struct door_web {
    struct monitor *monitor;
    struct terminal *terminal;
    int events;  /* the door's event set */
    int reports; /* -1: charla-web does not run */
    int64_t quiet_until; /* no line about refused requests before this */
};

struct door_web *door_web_new(struct monitor *monitor,
                              struct terminal *terminal)
{
    struct door_web *web = memory_zeroed(sizeof *web);

    *web = (struct door_web){
        .monitor = monitor,
        .terminal = terminal,
        .events = -1,
        .reports = -1,
    };
    return web;
}

void door_web_free(struct door_web *web)
{
    if (web && web->reports >= 0)
        close(web->reports);
    free(web);
}

void door_web_join(struct door_web *web, int events)
{
    web->events = events;
}

/* ---- Handing over -------------------------------------------------------- */

/* Read reports from a charla-web that has just been started; if there was one
 * before, it has died. */
static void listen_to(struct door_web *web, int reports)
{
    if (web->reports >= 0)
        close(web->reports);
    web->reports = reports;
    (void)event_set_add(web->events, reports, EVENT_SET_INPUT, web);
}

bool door_web_give(struct door_web *web, int fd, struct error *why)
{
    int reports;

    if (!web ||
        monitor_client_pass_browser(web->monitor, fd, &reports, why) < 0)
        return false;
    if (reports >= 0)
        listen_to(web, reports);
    return true;
}

/* ---- Reports ------------------------------------------------------------- */

/* Append a stranger's HTTP header, made safe and short. */
static void append_header(struct buffer *out,
                          const char header[WEB_HEADER_MAX])
{
    sanitize_append_short(out, header, strnlen(header, WEB_HEADER_MAX),
                          HEADER_COLUMNS, HEADER_BYTES);
    buffer_append(out, "", 1);
}

static void tell_refused(struct door_web *web,
                         const struct web_refusal *refusal)
{
    struct buffer host = {0}, origin = {0};
    char from[ADDRESS_TEXT_MAX];

    if (clock_monotonic_ms() < web->quiet_until)
        return;
    web->quiet_until = clock_monotonic_ms() + DOOR_NOTICE_MS;
    if (refusal->address.length > sizeof refusal->address.storage)
        return;
    address_format(&refusal->address, from);
    append_header(&host, refusal->host);
    append_header(&origin, refusal->origin);
    terminal_notice(web->terminal,
                    _("a web page tried to get in through the browser at %s "
                      "and was refused (Host: %s, Origin: %s)"),
                    from, host.data, *origin.data ? origin.data : "-");
    buffer_release(&host);
    buffer_release(&origin);
}

static bool take_guest(const struct monitor_message *report, int fd,
                       struct door_guest *guest)
{
    struct stat about;

    *guest = (struct door_guest){.has_browser = true, .is_silent = true};
    memcpy(&guest->address, report->data, sizeof guest->address);
    if (fd < 0 || fstat(fd, &about) < 0 || !S_ISSOCK(about.st_mode) ||
        guest->address.length > sizeof guest->address.storage) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    guest->transport = transport_carrier_new(fd);
    return true;
}

static void end(struct door_web *web)
{
    close(web->reports); /* this also removes it from the set */
    web->reports = -1;
    terminal_notice(web->terminal,
                    _("the page for browsers has stopped working"));
}

/* Is there a report?  The door may have been woken by the end of a charla-web
 * that has been replaced since. */
static bool has_report(const struct door_web *web)
{
    struct pollfd reports = {.fd = web->reports, .events = POLLIN};

    return web->reports >= 0 && poll(&reports, 1, 0) > 0;
}

bool door_web_take(struct door_web *web, struct door_guest *guest)
{
    struct monitor_message report;
    struct web_refusal refusal;
    int fd = -1;

    if (!has_report(web))
        return false;
    if (monitor_message_receive(web->reports, &report, &fd) !=
        MONITOR_RECEIVED) {
        end(web);
        return false;
    }
    if (report.code == WEB_REPORT_GUEST &&
        report.length == sizeof guest->address)
        return take_guest(&report, fd, guest);
    if (fd >= 0)
        close(fd);
    if (report.code == WEB_REPORT_REFUSED &&
        report.length == sizeof refusal) {
        memcpy(&refusal, report.data, sizeof refusal);
        tell_refused(web, &refusal);
    }
    return false;
}
