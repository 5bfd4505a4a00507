/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "crypto/notes.h"

#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "crypto/entry.h"
#include "crypto/lines.h"

#define NOTES_FILE "notes"

#define DATE_LENGTH (TRUST_DATE_MAX - 1)

/* The file, and what is sought in it. */
struct search {
    struct buffer lines;
    struct buffer entry; /* "HOST|SERVICE " */
    struct buffer key;   /* "FINGERPRINT " */
};

static int begin_search(struct search *search, const struct entry *entry,
                        const struct fingerprint *key, struct error *error)
{
    *search = (struct search){0};
    buffer_printf(&search->entry, "%s|%s ", entry->host, entry->service);
    if (key)
        buffer_printf(&search->key, "%s ", key->text);
    return lines_read(NOTES_FILE, &search->lines, error);
}

static void end_search(struct search *search)
{
    buffer_release(&search->lines);
    buffer_release(&search->entry);
    buffer_release(&search->key);
}

/* Cut the line of any entry down to what it says of the key that is sought;
 * false if it is about another one. */
static bool cut_to_key(struct line *line, const struct search *search)
{
    const char *blank = memchr(line->text, ' ', line->length);

    if (!blank || !memchr(line->text, '|', (size_t)(blank - line->text)))
        return false;
    line->length -= (size_t)(blank + 1 - line->text);
    line->text = blank + 1;
    return lines_cut(line, &search->key);
}

/* ---- What a line says of a key: "DATE [verified]" ------------------------ */

static bool says_verified(const struct line *said)
{
    return said->length > DATE_LENGTH + 1 &&
           said->text[DATE_LENGTH + 1] == 'v';
}

static void take_note(const struct line *said, struct note *note)
{
    if (said->length < DATE_LENGTH)
        return;
    memcpy(note->since, said->text, DATE_LENGTH);
    note->verified = says_verified(said);
}

static void today(char date[TRUST_DATE_MAX])
{
    time_t now = time(NULL);
    struct tm parts;

    gmtime_r(&now, &parts);
    strftime(date, TRUST_DATE_MAX, "%Y-%m-%d", &parts);
}

/* ---- What the header promises -------------------------------------------- */

int notes_read(const struct entry *entry, const struct fingerprint *key,
               bool is_known, struct note *note, struct error *error)
{
    struct search search;
    int result = begin_search(&search, entry, key, error);
    struct line line = {0};

    *note = (struct note){0};
    today(note->since);
    while (lines_next(&search.lines, &line)) {
        if (!lines_cut(&line, &search.entry))
            note->verified_elsewhere |=
                cut_to_key(&line, &search) && says_verified(&line);
        else if (is_known && lines_cut(&line, &search.key))
            take_note(&line, note);
    }
    end_search(&search);
    return result;
}

int notes_write(const struct entry *entry, const struct fingerprint *key,
                const struct note *note, struct error *error)
{
    struct search search;
    struct buffer out = {0};
    int result = begin_search(&search, entry, key, error);

    lines_copy_others(&search.lines, &search.entry, &out);
    buffer_printf(&out, "%s|%s %s %s%s\n", entry->host, entry->service,
                  key->text, note->since, note->verified ? " verified" : "");
    if (result == 0)
        result = lines_write(NOTES_FILE, &out, error);
    buffer_release(&out);
    end_search(&search);
    return result;
}

/* Copy the notes but those on the entry; the key is verified in none. */
static void copy_distrusting(const struct search *search, struct buffer *out)
{
    struct line line = {0};

    while (lines_next(&search->lines, &line)) {
        struct line kept = line, said = line;

        if (lines_cut(&said, &search->entry))
            continue;
        if (cut_to_key(&said, search) && says_verified(&said))
            kept.length -= said.length - DATE_LENGTH;
        lines_append(out, &kept);
    }
}

int notes_forget(const struct entry *entry,
                 const struct fingerprint *distrusted, struct error *error)
{
    struct search search;
    struct buffer out = {0};
    int result = begin_search(&search, entry, distrusted, error);

    if (distrusted)
        copy_distrusting(&search, &out);
    else
        lines_copy_others(&search.lines, &search.entry, &out);
    if (result == 0 && out.length != search.lines.length)
        result = lines_write(NOTES_FILE, &out, error);
    buffer_release(&out);
    end_search(&search);
    return result;
}
