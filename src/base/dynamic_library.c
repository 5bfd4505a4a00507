/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "base/dynamic_library.h"

#include <dlfcn.h>
#include <string.h>

const char *dynamic_library_load(const char *soname,
                                 const struct dynamic_symbol *symbols,
                                 size_t count, void *table)
{
    void *handle = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

    if (!handle)
        return dlerror();
    for (size_t i = 0; i < count; i++)
        if (!dlsym(handle, symbols[i].name))
            return dlerror();
    for (size_t i = 0; i < count; i++) {
        void *address = dlsym(handle, symbols[i].name);

        memcpy((char *)table + symbols[i].offset, &address, sizeof address);
    }
    return NULL;
}
