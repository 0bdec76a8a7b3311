/* store.c - see store.h. */
#include "explore/store.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static uint64_t hash_of(const uint64_t *words, uint32_t count)
{
    uint64_t hash = count * 0x9E3779B97F4A7C15u;
    for (uint32_t i = 0; i < count; i++)
        hash = store_mix(hash, words[i]);
    return hash * 0xD6E8FEB86659FD93u;
}

static uint64_t entry_of(uint64_t hash, uint32_t number)
{
    return (hash >> 32 << 32) | (number + 1);
}

static uint32_t length_of(const struct store *s, uint32_t number)
{
    return s->at[number + 1] - s->at[number];
}

static void grow_table(struct store *s)
{
    uint32_t size = s->table_size ? s->table_size * 2 : 256;
    uint64_t *table = memory_zeroed(size, sizeof *table);
    for (uint32_t i = 0; i < s->count; i++) {
        uint64_t hash = hash_of(s->words + s->at[i], length_of(s, i));
        uint32_t place = (uint32_t)hash & (size - 1);
        while (table[place])
            place = (place + 1) & (size - 1);
        table[place] = entry_of(hash, i);
    }
    free(s->table);
    s->table = table;
    s->table_size = size;
}

/* Where a row stands in the table, or where it would be put. */
static uint32_t place_of(const struct store *s, const uint64_t *words, uint32_t count,
                         uint64_t hash)
{
    uint32_t place = (uint32_t)hash & (s->table_size - 1);
    for (; s->table[place]; place = (place + 1) & (s->table_size - 1)) {
        if (s->table[place] >> 32 != hash >> 32)
            continue;
        uint32_t number = (uint32_t)s->table[place] - 1;
        if (length_of(s, number) == count &&
            memcmp(s->words + s->at[number], words, count * sizeof *words) == 0)
            break;
    }
    return place;
}

static void append(struct store *s, const uint64_t *words, uint32_t count)
{
    if (s->used + count > s->capacity) {
        s->capacity = (s->used + count) * 3 / 2 + 64;
        s->words = memory_resize(s->words, s->capacity * sizeof *s->words);
    }
    memcpy(s->words + s->used, words, count * sizeof *words);
    s->used += count;
    if (s->count + 2 > s->room) {
        s->room = s->room ? s->room + s->room / 2 : 64;
        s->at = memory_resize(s->at, s->room * sizeof *s->at);
        s->at[0] = 0;
    }
    s->at[++s->count] = (uint32_t)s->used;
}

uint32_t store_put(struct store *s, const uint64_t *words, uint32_t count, bool *fresh)
{
    if (s->count >= s->table_size / 8 * 5)
        grow_table(s);
    uint64_t hash = hash_of(words, count);
    uint32_t place = place_of(s, words, count, hash);
    *fresh = !s->table[place];
    if (!*fresh)
        return (uint32_t)s->table[place] - 1;
    if (s->used + count > UINT32_MAX || s->count >= UINT32_MAX - 2)
        return STORE_NONE;
    s->table[place] = entry_of(hash, s->count);
    append(s, words, count);
    return s->count - 1;
}

uint32_t store_find(const struct store *s, const uint64_t *words, uint32_t count)
{
    if (!s->table_size)
        return STORE_NONE;
    uint32_t place = place_of(s, words, count, hash_of(words, count));
    return s->table[place] ? (uint32_t)s->table[place] - 1 : STORE_NONE;
}

uint32_t store_add(struct store *s, const uint64_t *words, uint32_t count)
{
    if (s->used + count > UINT32_MAX || s->count >= UINT32_MAX - 2)
        return STORE_NONE;
    append(s, words, count);
    return s->count - 1;
}

const uint64_t *store_get(const struct store *s, uint32_t number, uint32_t *count)
{
    *count = length_of(s, number);
    return s->words + s->at[number];
}

size_t store_bytes(const struct store *s)
{
    return s->capacity * sizeof *s->words + s->room * sizeof *s->at +
           s->table_size * sizeof *s->table;
}

void store_free(struct store *s)
{
    free(s->words);
    free(s->at);
    free(s->table);
    *s = (struct store){0};
}
