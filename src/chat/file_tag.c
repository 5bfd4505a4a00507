/* charla: a two-person terminal chat.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <config.h>

#include "chat/file_tag.h"

#include "chat/file_table.h"
#include "crypto/digest.h"
#include "crypto/fingerprint.h"
#include "wire/number.h"

int file_tag_make(const struct fingerprint *theirs,
                  const struct file_offer *offer, char tag[FILE_TAG_SIZE],
                  struct error *error)
{
    unsigned char hash[FILE_FRAME_HASH_SIZE];
    struct digest digest = {0};
    char numbers[16];

    if (digest_begin(&digest, error) < 0)
        return -1;
    number_write(numbers, offer->size, 8);
    number_write(numbers + 8, (uint64_t)offer->modified, 8);
    digest_add(&digest, theirs->text, sizeof theirs->text);
    digest_add(&digest, numbers, sizeof numbers);
    digest_add(&digest, offer->name.data, offer->name.length);
    digest_peek(&digest, hash);
    digest_end(&digest);
    for (size_t i = 0; i < FILE_TAG_SIZE; i++)
        tag[i] = "0123456789abcdef"[hash[i / 2] >> (i % 2 ? 0 : 4) & 0xF];
    return 0;
}
