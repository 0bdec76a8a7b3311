/* states.h - situations that were visited, kept once each in a few bytes, and numbered.
 *
 *     struct folded near = {0};
 *     states_unfold(&s, state, leaves, &near);            // its row is near.numbers[0..leaves)
 *     uint64_t key = states_fold(&s, &near, row, leaves); // of another that is much like it
 *     uint32_t number = states_put(&s, key, &fresh);
 *
 * A row of numbers is folded as a tree: two neighbours make a pair, which is kept once and has a
 * number; the row of these is half as long, and so on until two are left. These two are the state,
 * in 8 bytes; the pairs beneath are shared by many. What differs little from a row whose tree is
 * known costs the pairs above what differs. A. Laarman, J. van de Pol, M. Weber, "Parallel
 * recursive state compression for free", 2011.
 *
 * How long a row is follows from its first number, which the caller knows to read. A zeroed struct
 * is empty. Numbers count from 0. Owned by one thread. */
#ifndef THRUM_EXPLORE_STATES_H
#define THRUM_EXPLORE_STATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Two numbers in a word, each such word once. */
struct pairs {
    uint64_t *words;
    uint32_t count, room;
    uint32_t *slots; /* open addressing: number + 1 in the lower bits, above it some of the hash */
    uint32_t size;   /* slots that hashes lead to; behind these are a few more */
    uint32_t number_mask;
};

struct states {
    struct pairs nodes, roots;
    struct folded {
        uint32_t *numbers; /* the row, then the row of its pairs, ..., the last two */
        uint32_t leaves, capacity;
    } scratch;
};

#define STATES_NONE UINT32_MAX
#define STATES_NO_KEY UINT64_MAX /* of what is not there, or has no room */

/* The key of a row of 2 or more, whose pairs are put there if they are new; STATES_NO_KEY where
 * there is no room for them. `near` is unfolded, or all zero. */
uint64_t states_fold(struct states *s, const struct folded *near, const uint32_t *row,
                     uint32_t leaves);
/* Fetches from memory what states_put will read first; and what then. */
void states_prefetch(const struct states *s, uint64_t key);
void states_prefetch_again(const struct states *s, uint64_t key);
/* The number of the state with this key, new if need be; STATES_NONE where there is no room. */
uint32_t states_put(struct states *s, uint64_t key, bool *fresh);
/* The number of a state that is there, by its key or its row; or STATES_NONE. */
uint32_t states_find_key(const struct states *s, uint64_t key);
uint32_t states_find(struct states *s, const uint32_t *row, uint32_t leaves);
static inline uint32_t states_count(const struct states *s)
{
    return s->roots.count;
}
/* The first number of a state's row. */
uint32_t states_first(const struct states *s, uint32_t state);
void states_unfold(const struct states *s, uint32_t state, uint32_t leaves, struct folded *to);
void folded_free(struct folded *f);
/* Bytes it takes. */
size_t states_bytes(const struct states *s);
void states_free(struct states *s);

#endif
