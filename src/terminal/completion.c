/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "terminal/completion.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "terminal/command.h"
#include "text/utf8.h"

/* The names that begin with the text typed so far. */
struct candidates {
    struct buffer names; /* each ended by '\0' */
    size_t count;
    size_t common;     /* bytes at the beginning that all names share */
    bool has_argument; /* the last one is a command with more words */
};

/* A name with a control character cannot be part of a line. */
static bool can_be_typed(const char *name)
{
    for (; *name; name++)
        if ((unsigned char)*name < ' ' || *name == 0x7F)
            return false;
    return true;
}

static void consider(struct candidates *found, const char *name,
                     const char *typed, size_t length)
{
    size_t same = 0;

    if (strncmp(name, typed, length) != 0 || !can_be_typed(name))
        return;
    while (found->count > 0 && same < found->common &&
           name[same] == found->names.data[same])
        same++;
    found->common = found->count > 0 ? same : strlen(name);
    buffer_append(&found->names, name, strlen(name) + 1);
    found->count++;
}

static void find_commands(const struct completer *completer,
                          struct candidates *found, const char *line,
                          size_t length)
{
    struct command_row row;

    for (size_t i = 0; completer->command(i, &row); i++) {
        size_t before = found->count;

        consider(found, row.word, line, length);
        if (found->count > before)
            found->has_argument = row.has_argument;
    }
}

static int compare_names(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* Find them in alphabetical order: a directory has none. */
static void find_paths(const struct completer *completer,
                       struct candidates *found, const char *prefix,
                       const char *typed)
{
    struct buffer names = {0};
    const char **sorted, *name;
    size_t count = 0;

    completer->paths(completer->context, prefix, &names);
    sorted = memory_items(names.length + 1, sizeof *sorted);
    for (size_t at = 0; at < names.length; at += strlen(name) + 1) {
        name = names.data + at;
        sorted[count++] = name;
    }
    qsort(sorted, count, sizeof *sorted, compare_names);
    for (size_t i = 0; i < count; i++)
        consider(found, sorted[i], typed, strlen(typed));
    free(sorted);
    buffer_release(&names);
}

/* If `line` holds a command that takes a path, returns where its path begins;
 * otherwise NULL. */
static const char *find_path(const struct completer *completer,
                             const char *line)
{
    size_t word = strcspn(line, " \t");
    struct command_row row;

    if (line[word] == '\0' || !completer->paths)
        return NULL;
    for (size_t i = 0; completer->command(i, &row); i++)
        if (row.takes_path && strlen(row.word) == word &&
            memcmp(row.word, line, word) == 0)
            return line + word + strspn(line + word, " \t");
    return NULL;
}

static void offer(const struct candidates *found, size_t typed,
                  struct buffer *added, struct buffer *choices)
{
    size_t more = utf8_cut(found->names.data, found->names.length,
                           found->common);

    if (more > typed)
        buffer_append(added, found->names.data + typed, more - typed);
    else if (found->count > 1)
        buffer_append(choices, found->names.data, found->names.length);
}

static void complete_path(const struct completer *completer, const char *path,
                          struct buffer *added, struct buffer *choices)
{
    const char *slash = strrchr(path, '/');
    const char *typed = slash ? slash + 1 : path;
    struct candidates found = {0};

    if (strcmp(path, "~") == 0) {
        buffer_append(added, "/", 1);
        return;
    }
    find_paths(completer, &found, path, typed);
    if (found.count > 0)
        offer(&found, strlen(typed), added, choices);
    buffer_release(&found.names);
}

static void complete_command(const struct completer *completer,
                             const char *line, struct buffer *added,
                             struct buffer *choices)
{
    struct candidates found = {0};

    find_commands(completer, &found, line, strlen(line));
    if (found.count > 0)
        offer(&found, strlen(line), added, choices);
    if (found.count == 1 && found.has_argument)
        buffer_append(added, " ", 1);
    buffer_release(&found.names);
}

void completion_find(const struct completer *completer, const char *line,
                     size_t length, struct buffer *added,
                     struct buffer *choices)
{
    char *typed = memory_zeroed(length + 1);
    const char *path;

    if (length > 0)
        memcpy(typed, line, length);
    path = find_path(completer, typed);
    if (path)
        complete_path(completer, path, added, choices);
    else if (*typed == '/' && !typed[strcspn(typed, " \t")])
        complete_command(completer, typed, added, choices);
    free(typed);
}
