/* states.h - situations that were visited, kept once each in a few bytes, and numbered.
 *
 *     struct folded near = {0};
 *     struct folding f;
 *     states_unfold(&s, state, &near);             // its row is near.numbers
 *     states_begin(&s, &near, row, leaves, &f);    // another that is much like it
 *     uint64_t key = states_fold(&s, &near, row, &f);
 *     uint32_t number = states_put(&s, key, &fresh);
 *
 * A row of numbers has two sides. Each is cut into bundles of a few numbers, which are kept once
 * and have numbers themselves; the row of these is much shorter, and so on until each side is one
 * number. These two are the state, in 8 bytes; the bundles beneath are shared by many. What is the
 * same as in a row whose bundles are known costs next to nothing. After A. Laarman, J. van de Pol,
 * M. Weber, "Parallel recursive state compression for free", 2011.
 *
 * The tables are too large for the processor's caches, and waiting for memory is most of what a
 * search does. So who has several rows to look up does each of these for all of them before the
 * next: states_begin, states_ask, states_fold, states_ask_again, states_put. The first ones ask for
 * what the next one reads.
 *
 * A row is as long as its first number says, as its caller knows: of two of different lengths that
 * differ in zeros at the end alone only one can be. A zeroed struct is empty. Numbers count from 0.
 * Owned by one thread. */
#ifndef THRUM_EXPLORE_STATES_H
#define THRUM_EXPLORE_STATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows of as many numbers each, each such row once. */
struct bundles {
    uint32_t *numbers;
    uint32_t width, count, room; /* in rows */
    uint32_t *slots; /* open addressing: number + 1 in the lower bits, above it some of the hash */
    uint32_t size;   /* slots that hashes lead to; behind these are a few more */
    uint32_t number_mask;
};

enum { STATES_WIDEST = 16 };

struct states {
    struct bundles roots;
    struct bundles by_width[STATES_WIDEST + 1];
    struct folded {
        uint32_t *numbers; /* the row; then, of each side, the row of its bundles and so on */
        uint32_t leaves, capacity;
    } scratch;
};

/* A row that is being folded. */
struct folding {
    uint32_t leaves;
    bool asks[2]; /* by side: it is one bundle, which is not known yet, with this hash */
    uint64_t hashes[2];
};

#define STATES_NONE UINT32_MAX
#define STATES_NO_KEY UINT64_MAX /* of what is not there, or has no room */

/* `near` is unfolded, or NULL. */
void states_begin(const struct states *s, const struct folded *near, const uint32_t *row,
                  uint32_t leaves, struct folding *f);
void states_ask(const struct states *s, const struct folding *f);
/* The key of the row, whose bundles are put there if they are new; STATES_NO_KEY where there is no
 * room for them. */
uint64_t states_fold(struct states *s, const struct folded *near, const uint32_t *row,
                     const struct folding *f);
/* The same where nothing is put there, which any number of threads may do at a time, each with
 * scratch of its own; STATES_NO_KEY where a bundle is not there. */
uint64_t states_seek(const struct states *s, const struct folded *near, const uint32_t *row,
                     const struct folding *f, struct folded *scratch);
/* Of a key that was come by earlier: the first asks for what the second one reads. */
void states_ask_key(const struct states *s, uint64_t key);
void states_ask_again(const struct states *s, uint64_t key);
/* The number of the state with this key, new if need be; STATES_NONE where there is no room. */
uint32_t states_put(struct states *s, uint64_t key, bool *fresh);
/* The number of a state that is there, by its key or its row; or STATES_NONE. */
uint32_t states_find_key(const struct states *s, uint64_t key);
uint32_t states_find(struct states *s, const uint32_t *row, uint32_t leaves);
static inline uint32_t states_count(const struct states *s)
{
    return s->roots.count;
}
/* A state's row, behind which there may be zeros; how long it is with these. */
void states_unfold(const struct states *s, uint32_t state, struct folded *to);
uint32_t states_leaves(const struct states *s, uint32_t state);
void folded_free(struct folded *f);
/* Bytes it takes. */
size_t states_bytes(const struct states *s);
void states_free(struct states *s);

#endif
