/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Fuzz the control lines: taken apart, names made safe, names told. */
#include <config.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/buffer.h"
#include "text/control.h"

static void require(int condition)
{
    if (!condition)
        abort();
}

/* What reaches the screen is UTF-8 without anything that steers it. */
static void check_safe(const struct buffer *name)
{
    const uint8_t *at = (const uint8_t *)name->data;

    require(name->length == 0 || u8_check(at, name->length) == NULL);
    for (size_t i = 0; i < name->length; i++)
        require(at[i] == '\t' || (at[i] >= 0x20 && at[i] != 0x7F));
}

/* A name as it is told must come back as one line, with no "%" inside. */
static void check_told(const char *name)
{
    struct buffer line = {0};
    const char *value;
    size_t length;

    control_append_name(&line, name);
    if (line.length > 0) { /* not a blank name */
        require(line.data[line.length - 1] == '\n');
        require(!memchr(line.data, '\n', line.length - 1));
        require(control_parse(line.data, line.length - 1, &value, &length) ==
                CONTROL_NAME);
        require(!memchr(value, '%', length));
    }
    buffer_release(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct buffer safe = {0}, name = {0};
    const char *line = (const char *)data;
    const char *value;
    size_t value_length;

    if (control_parse(line, length, &value, &value_length) == CONTROL_NAME) {
        require(value >= line && value_length > 0 &&
                value + value_length <= line + length);
        control_append_safe_name(&safe, value, value_length);
        check_safe(&safe);
    }
    buffer_clear(&safe);
    control_append_safe_name(&safe, line, length);
    check_safe(&safe);
    buffer_append(&name, line, length);
    buffer_append(&name, "", 1);
    check_told(name.data);
    buffer_release(&name);
    buffer_release(&safe);
    return 0;
}
