/* text.c - see text.h. */
#include "core/text.h"

#include "base/memory.h"
#include "core/limits.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    ENTRIES_PER_CHUNK = 4096,
    MOST_CHUNKS = 16384, /* 64 million texts */
    BYTES_PER_CHUNK = 1 << 16,
    LEAST_TABLE = 1024,
};

struct entry {
    const char *bytes;
    uint32_t length;
    uint32_t hash;
    uint32_t name; /* the name that this text is, or 0 */
    bool kept;     /* texts_forget leaves it */
};

struct texts {
    struct entry *chunks[MOST_CHUNKS]; /* entries by index, in chunks that never move */
    uint32_t count;  /* of entries in use, and of holes among them, whose `bytes` are NULL */
    uint32_t hole;   /* no entry below is a hole */
    uint32_t *table; /* open addressing: 1 + index of a text, 0: empty; a power of two */
    uint32_t table_size;
    char **blocks; /* the memory under the bytes */
    size_t block_count, block_capacity;
    size_t block_left; /* bytes free at the end of the newest block */
    char *block_next;
    size_t bytes;        /* in all texts together */
    size_t held;         /* the blocks' sizes, together */
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
    t->table_size = LEAST_TABLE;
    t->table = memory_zeroed(t->table_size, sizeof *t->table);
    t->name_capacity = 64;
    t->name_text = memory_zeroed(t->name_capacity, sizeof *t->name_text);
    text_intern(t, "", 0);
    return t;
}

static void free_chunks(struct texts *t, size_t first)
{
    for (size_t i = first; i < MOST_CHUNKS && t->chunks[i]; i++) {
        free(t->chunks[i]);
        t->chunks[i] = NULL;
    }
}

void texts_free(struct texts *t)
{
    if (!t)
        return;
    free_chunks(t, 0);
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
        t->held += size;
    }
    char *bytes = t->block_next;
    t->block_next += length + 1;
    t->block_left -= length + 1;
    return bytes;
}

/* A new table of this size, with all texts in it. */
static void build_table(struct texts *t, uint32_t size)
{
    uint32_t *table = memory_zeroed(size, sizeof *table);
    for (uint32_t i = 0; i < t->count; i++) {
        if (!entry_at(t, i)->bytes)
            continue;
        uint32_t at = entry_at(t, i)->hash & (size - 1);
        while (table[at])
            at = (at + 1) & (size - 1);
        table[at] = i + 1;
    }
    free(t->table);
    t->table = table;
    t->table_size = size;
}

static const char *copy_bytes(struct texts *t, const char *bytes, size_t length)
{
    char *copy = room_for(t, length);
    memcpy(copy, bytes, length);
    copy[length] = '\0';
    t->bytes += length + sizeof(struct entry);
    return copy;
}

struct texts *texts_copy(const struct texts *t)
{
    struct texts *copy = memory_zeroed(1, sizeof *copy);
    copy->count = t->count;
    copy->hole = t->hole;
    for (uint32_t i = 0; i < t->count; i++) {
        if (i % ENTRIES_PER_CHUNK == 0)
            copy->chunks[i / ENTRIES_PER_CHUNK] =
                memory_zeroed(ENTRIES_PER_CHUNK, sizeof(struct entry));
        struct entry *e = entry_at(copy, i);
        *e = *entry_at(t, i);
        if (e->bytes)
            e->bytes = copy_bytes(copy, e->bytes, e->length);
    }
    copy->name_count = t->name_count;
    copy->name_capacity = t->name_capacity;
    copy->name_text = memory_zeroed(t->name_capacity, sizeof *t->name_text);
    memcpy(copy->name_text, t->name_text, t->name_capacity * sizeof *t->name_text);
    build_table(copy, t->table_size);
    return copy;
}

/* An entry for one more text: a hole, or behind the last; TEXT_TOO_MUCH if there is none. */
static uint32_t new_entry(struct texts *t)
{
    while (t->hole < t->count && entry_at(t, t->hole)->bytes)
        t->hole++;
    if (t->hole < t->count)
        return t->hole;
    if (t->count == (uint32_t)ENTRIES_PER_CHUNK * MOST_CHUNKS)
        return TEXT_TOO_MUCH;
    if (t->count % ENTRIES_PER_CHUNK == 0)
        t->chunks[t->count / ENTRIES_PER_CHUNK] =
            memory_zeroed(ENTRIES_PER_CHUNK, sizeof(struct entry));
    return t->count++;
}

static uint32_t add(struct texts *t, const char *bytes, size_t length, size_t limit, bool keep)
{
    uint32_t hash = hash_bytes(bytes, length);
    uint32_t at = hash & (t->table_size - 1);
    for (; t->table[at]; at = (at + 1) & (t->table_size - 1)) {
        struct entry *e = entry_at(t, t->table[at] - 1);
        if (e->hash == hash && e->length == length && memcmp(e->bytes, bytes, length) == 0) {
            e->kept = e->kept || keep;
            return t->table[at] - 1;
        }
    }
    if (length > LIMIT_TEXT_BYTES || t->bytes + length > limit)
        return TEXT_TOO_MUCH;
    uint32_t text = new_entry(t);
    if (text == TEXT_TOO_MUCH)
        return text;
    *entry_at(t, text) = (struct entry){.bytes = copy_bytes(t, bytes, length),
                                        .length = (uint32_t)length,
                                        .hash = hash,
                                        .kept = keep};
    t->table[at] = text + 1;
    if (t->count > t->table_size / 2)
        build_table(t, t->table_size * 2);
    return text;
}

size_t texts_bytes(const struct texts *t)
{
    size_t chunks = (t->count + ENTRIES_PER_CHUNK - 1) / ENTRIES_PER_CHUNK;
    return t->held + chunks * ENTRIES_PER_CHUNK * sizeof(struct entry) +
           t->table_size * sizeof *t->table + t->name_capacity * sizeof *t->name_text;
}

uint32_t text_intern(struct texts *t, const char *bytes, size_t length)
{
    return add(t, bytes, length, (size_t)LIMIT_TEXTS_BYTES + 2 * LIMIT_TEXTS_SPARE, true);
}

uint32_t text_intern_message(struct texts *t, const char *bytes, size_t length)
{
    return add(t, bytes, length, (size_t)LIMIT_TEXTS_BYTES + LIMIT_TEXTS_SPARE, false);
}

uint32_t text_intern_string(struct texts *t, const char *bytes, size_t length)
{
    return add(t, bytes, length, LIMIT_TEXTS_BYTES, false);
}

void texts_forget(struct texts *t)
{
    char **blocks = t->blocks;
    size_t block_count = t->block_count;
    uint32_t count = 0;
    t->blocks = NULL;
    t->block_count = t->block_capacity = t->block_left = t->bytes = t->held = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        struct entry *e = entry_at(t, i);
        if (!e->bytes || !e->kept) {
            *e = (struct entry){0};
            continue;
        }
        e->bytes = copy_bytes(t, e->bytes, e->length);
        count = i + 1;
    }
    for (size_t i = 0; i < block_count; i++)
        free(blocks[i]);
    free(blocks);
    t->count = count;
    t->hole = 0;
    free_chunks(t, (count + ENTRIES_PER_CHUNK - 1) / ENTRIES_PER_CHUNK);
    uint32_t size = LEAST_TABLE;
    while (size / 2 < count)
        size *= 2;
    build_table(t, size);
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
    e->kept = true;
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

bool name_is_bare(const char *name)
{
    size_t length = strcspn(name, "[");
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
                      (unsigned char)c >= 0x80;
        bool inner = (c >= '0' && c <= '9') || c == '-' || c == '.';
        if (!letter && !(inner && i > 0 && (i + 1 < length || (c >= '0' && c <= '9'))))
            return false;
    }
    return length > 0;
}

void name_add_typed(const char *name, struct buffer *out)
{
    const char *quote = name_is_bare(name) ? "" : "\"";
    buffer_puts(out, quote);
    for (const char *c = name; *c; c++)
        buffer_printf(out, *quote && strchr("\"\\{", *c) ? "\\%c" : "%c", *c);
    buffer_puts(out, quote);
}

const char *name_bytes(const struct texts *t, uint32_t name)
{
    return text_bytes(t, name_to_text(t, name));
}

uint32_t names_count(const struct texts *t)
{
    return t->name_count;
}
