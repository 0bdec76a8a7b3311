/* store.h - things kept once each, and numbered: rows of words, found again by what is in them.
 *
 *     struct store s = {0};
 *     bool fresh;
 *     uint32_t number = store_put(&s, words, count, &fresh);
 *     const uint64_t *same = store_get(&s, number, &count);   // valid until the next store_put
 *     store_free(&s);
 *
 * A zeroed struct is an empty store. Numbers count from 0. Owned by one thread. */
#ifndef THRUM_EXPLORE_STORE_H
#define THRUM_EXPLORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store {
    uint64_t *words;
    size_t used, capacity; /* words */
    uint32_t *at;          /* where each row begins, and where the last one ends */
    uint32_t count, room;
    uint64_t *table; /* open addressing: upper half of the hash, number + 1; 0: empty */
    uint32_t table_size;
};

#define STORE_NONE UINT32_MAX

/* The number of a row, STORE_NONE where the store is full (2^32 words); `fresh`: it is new. */
uint32_t store_put(struct store *s, const uint64_t *words, uint32_t count, bool *fresh);
/* The number of a row that is there, or STORE_NONE. */
uint32_t store_find(const struct store *s, const uint64_t *words, uint32_t count);
/* The number of one more row, of a store in which nothing is looked for: it is not compared. */
uint32_t store_add(struct store *s, const uint64_t *words, uint32_t count);
const uint64_t *store_get(const struct store *s, uint32_t number, uint32_t *count);
/* Bytes it takes. */
size_t store_bytes(const struct store *s);
void store_free(struct store *s);

static inline uint64_t store_mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9FB21C651E98DF25u;
    return hash ^ (hash >> 32);
}

#endif
