/* text.c - see text.h. */
#include "core/text.h"

#include "base/memory.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

enum {
    ENTRIES_PER_CHUNK = 4096,
    MOST_CHUNKS = 16384, /* 64 million texts */
    BYTES_PER_CHUNK = 1 << 16,
};

struct entry {
    const char *bytes;
    uint32_t length;
    uint32_t hash;
    uint32_t name; /* the name that this text is, or 0 */
};

struct texts {
    struct entry *chunks[MOST_CHUNKS]; /* entries by index, in chunks that never move */
    uint32_t count;
    uint32_t *table; /* open addressing: 1 + index of a text, 0: empty; a power of two */
    uint32_t table_size;
    char **blocks; /* the memory under the bytes */
    size_t block_count, block_capacity;
    size_t block_left; /* bytes free at the end of the newest block */
    char *block_next;
    size_t bytes;        /* in all texts together */
    uint32_t *name_text; /* by name */
    uint32_t name_count, name_capacity;
};

/* FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint32_t hash_bytes(const char *bytes, size_t length)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
    return hash;
}

static struct entry *entry_at(const struct texts *t, uint32_t text)
{
    return &t->chunks[text / ENTRIES_PER_CHUNK][text % ENTRIES_PER_CHUNK];
}

struct texts *texts_new(void)
{
    struct texts *t = memory_zeroed(1, sizeof *t);
    t->table_size = 1024;
    t->table = memory_zeroed(t->table_size, sizeof *t->table);
    t->name_capacity = 64;
    t->name_text = memory_zeroed(t->name_capacity, sizeof *t->name_text);
    text_intern(t, "", 0);
    return t;
}

void texts_free(struct texts *t)
{
    if (!t)
        return;
    for (size_t i = 0; i < MOST_CHUNKS && t->chunks[i]; i++)
        free(t->chunks[i]);
    for (size_t i = 0; i < t->block_count; i++)
        free(t->blocks[i]);
    free(t->blocks);
    free(t->table);
    free(t->name_text);
    free(t);
}

static char *room_for(struct texts *t, size_t length)
{
    if (length + 1 > t->block_left) {
        size_t size = length + 1 > BYTES_PER_CHUNK ? length + 1 : BYTES_PER_CHUNK;
        MEMORY_ROOM_FOR_ONE(t->blocks, t->block_count, t->block_capacity);
        t->block_next = t->blocks[t->block_count++] = memory_new(size);
        t->block_left = size;
    }
    char *bytes = t->block_next;
    t->block_next += length + 1;
    t->block_left -= length + 1;
    return bytes;
}

static void grow_table(struct texts *t)
{
    uint32_t size = t->table_size * 2;
    uint32_t *table = memory_zeroed(size, sizeof *table);
    for (uint32_t i = 0; i < t->count; i++) {
        uint32_t at = entry_at(t, i)->hash & (size - 1);
        while (table[at])
            at = (at + 1) & (size - 1);
        table[at] = i + 1;
    }
    free(t->table);
    t->table = table;
    t->table_size = size;
}

uint32_t text_intern(struct texts *t, const char *bytes, size_t length)
{
    uint32_t hash = hash_bytes(bytes, length);
    uint32_t at = hash & (t->table_size - 1);
    for (; t->table[at]; at = (at + 1) & (t->table_size - 1)) {
        struct entry *e = entry_at(t, t->table[at] - 1);
        if (e->hash == hash && e->length == length && memcmp(e->bytes, bytes, length) == 0)
            return t->table[at] - 1;
    }
    if (length > LIMIT_TEXT_BYTES || t->bytes + length > LIMIT_TEXTS_BYTES ||
        t->count == (uint32_t)ENTRIES_PER_CHUNK * MOST_CHUNKS)
        return TEXT_TOO_MUCH;
    if (t->count % ENTRIES_PER_CHUNK == 0)
        t->chunks[t->count / ENTRIES_PER_CHUNK] =
            memory_zeroed(ENTRIES_PER_CHUNK, sizeof(struct entry));
    char *copy = room_for(t, length);
    memcpy(copy, bytes, length);
    copy[length] = '\0';
    *entry_at(t, t->count) =
        (struct entry){.bytes = copy, .length = (uint32_t)length, .hash = hash};
    t->bytes += length + sizeof(struct entry);
    t->table[at] = ++t->count;
    if (t->count > t->table_size / 2)
        grow_table(t);
    return t->count - 1;
}

const char *text_bytes(const struct texts *t, uint32_t text)
{
    return entry_at(t, text)->bytes;
}

size_t text_length(const struct texts *t, uint32_t text)
{
    return entry_at(t, text)->length;
}

uint32_t text_to_name(struct texts *t, uint32_t text)
{
    struct entry *e = entry_at(t, text);
    if (!e->name) {
        e->name = ++t->name_count;
        if (t->name_count == t->name_capacity) {
            t->name_capacity *= 2;
            t->name_text = memory_resize(t->name_text, t->name_capacity * sizeof *t->name_text);
        }
        t->name_text[e->name] = text;
    }
    return e->name;
}

uint32_t text_known_name(const struct texts *t, uint32_t text)
{
    return entry_at(t, text)->name;
}

uint32_t name_to_text(const struct texts *t, uint32_t name)
{
    return name ? t->name_text[name] : 0;
}

uint32_t name_intern(struct texts *t, const char *bytes, size_t length)
{
    uint32_t text = text_intern(t, bytes, length);
    return text == TEXT_TOO_MUCH ? 0 : text_to_name(t, text);
}

const char *name_bytes(const struct texts *t, uint32_t name)
{
    return text_bytes(t, name_to_text(t, name));
}

uint32_t names_count(const struct texts *t)
{
    return t->name_count;
}
