/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "cli/endpoint.h"

#include <criterion/criterion.h>

Test(endpoint, knows_a_port_that_can_be_called)
{
    static const char *const ports[] = {"1", "80", "8081", "65535", "00001"};
    static const char *const others[] = {
        "", "0", "00000", "65536", "99999", "100000", "-1", "+1", " 1", "1 ",
        "1.5", "a", "8081x", "٣",
    };

    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
        cr_expect(endpoint_is_port(ports[i]), "'%s'", ports[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect(!endpoint_is_port(others[i]), "'%s'", others[i]);
}
