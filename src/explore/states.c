/* states.c - see states.h. */
#include "explore/states.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- Pairs ----------------------------------------------------------------------------------- */

enum { FEWEST_SLOTS = 256, SLOTS_BEHIND = 4096, MOST_PAIRS = 1 << 30 };

static uint64_t hash_of(uint64_t word)
{
    word = (word ^ word >> 32) * 0x9FB21C651E98DF25u;
    return (word ^ word >> 29) * 0xD6E8FEB86659FD93u;
}

/* Where the search for it begins. Larger hashes lead further back, however many slots there are. */
static uint32_t home_of(const struct pairs *p, uint64_t hash)
{
    return (uint32_t)((hash >> 32) * p->size >> 32);
}

static uint32_t slot_of(const struct pairs *p, uint64_t hash, uint32_t number)
{
    return ((uint32_t)hash & ~p->number_mask) | (number + 1);
}

/* The slot with the word, or the empty one behind all where it could be. */
static uint32_t *find_slot(const struct pairs *p, uint64_t word, uint64_t hash)
{
    uint32_t *slot = &p->slots[home_of(p, hash)], tag = (uint32_t)hash & ~p->number_mask;
    for (; *slot; slot++)
        if ((*slot & ~p->number_mask) == tag && p->words[(*slot & p->number_mask) - 1] == word)
            break;
    return slot;
}

static void enter(struct pairs *p, uint32_t number)
{
    uint64_t hash = hash_of(p->words[number]);
    uint32_t *slot = &p->slots[home_of(p, hash)];
    while (*slot)
        slot++;
    *slot = slot_of(p, hash, number);
}

/* Half as many slots again. It is done in place and from behind, for hardly any pair moves towards
 * the beginning; those that do wait until all others are in their places. */
static void grow_slots(struct pairs *p)
{
    uint32_t old = p->size ? p->size + SLOTS_BEHIND : 0, mask = p->number_mask;
    uint32_t *late = NULL;
    size_t late_count = 0, late_capacity = 0;
    p->size = p->size ? p->size + p->size / 2 : FEWEST_SLOTS;
    uint32_t slots = p->size + SLOTS_BEHIND;
    p->slots = memory_resize(p->slots, slots * sizeof *p->slots);
    memset(p->slots + old, 0, (slots - old) * sizeof *p->slots);
    p->number_mask = UINT32_MAX >> __builtin_clz(slots);
    for (uint32_t at = old; at-- > 0;) {
        uint32_t slot = p->slots[at];
        p->slots[at] = 0;
        if (!slot)
            continue;
        uint32_t number = (slot & mask) - 1;
        if (home_of(p, hash_of(p->words[number])) >= at) {
            enter(p, number);
            continue;
        }
        MEMORY_ROOM_FOR_ONE(late, late_count, late_capacity);
        late[late_count++] = number;
    }
    for (size_t i = 0; i < late_count; i++)
        enter(p, late[i]);
    free(late);
}

/* So full that a search takes long, or that it might leave the slots behind. */
static bool is_crowded(const struct pairs *p)
{
    return p->count >= p->size / 4 * 3 || p->slots[p->size + SLOTS_BEHIND - 2];
}

static uint32_t pairs_find(const struct pairs *p, uint64_t word)
{
    if (!p->size)
        return STATES_NONE;
    uint32_t slot = *find_slot(p, word, hash_of(word));
    return slot ? (slot & p->number_mask) - 1 : STATES_NONE;
}

static uint32_t pairs_put(struct pairs *p, uint64_t word, bool *fresh)
{
    if (is_crowded(p))
        grow_slots(p);
    uint64_t hash = hash_of(word);
    uint32_t *slot = find_slot(p, word, hash);
    *fresh = !*slot;
    if (*slot)
        return (*slot & p->number_mask) - 1;
    if (p->count >= MOST_PAIRS)
        return STATES_NONE;
    if (p->count >= p->room) {
        p->room = p->room + p->room / 4 + 64;
        p->words = memory_resize(p->words, p->room * sizeof *p->words);
    }
    *slot = slot_of(p, hash, p->count);
    p->words[p->count] = word;
    return p->count++;
}

static size_t pairs_bytes(const struct pairs *p)
{
    return p->room * sizeof *p->words + (p->size + SLOTS_BEHIND) * sizeof *p->slots;
}

static void pairs_free(struct pairs *p)
{
    free(p->words);
    free(p->slots);
}

/* ---- Trees ----------------------------------------------------------------------------------- */

/* A state: how many rows of pairs there are between its left number and its own row, and its two
 * numbers. */
enum { RIGHT_BITS = 30, LEFT_BITS = 29 };

static uint64_t key_of(uint32_t depth, uint32_t left, uint32_t right)
{
    if (left >> LEFT_BITS || right >> RIGHT_BITS)
        return STATES_NO_KEY;
    return (uint64_t)depth << (LEFT_BITS + RIGHT_BITS) | (uint64_t)left << RIGHT_BITS | right;
}

static uint32_t left_of(uint64_t key)
{
    return (uint32_t)(key >> RIGHT_BITS) & ((1u << LEFT_BITS) - 1);
}

static uint32_t right_of(uint64_t key)
{
    return (uint32_t)key & ((1u << RIGHT_BITS) - 1);
}

static uint64_t pair_of(uint32_t left, uint32_t right)
{
    return (uint64_t)left << 32 | right;
}

/* How many of a row are folded into its left number. */
static uint32_t left_count(uint32_t leaves)
{
    return (leaves + 1) / 2;
}

/* Room for a row and all above it. */
static void make_room(struct folded *f, uint32_t leaves)
{
    uint32_t wanted = 3 * leaves + 64;
    if (wanted > f->capacity) {
        f->capacity = wanted;
        f->numbers = memory_resize(f->numbers, wanted * sizeof *f->numbers);
    }
    f->leaves = leaves;
}

/* A row of pairs from the row below it. A number without a neighbour goes up as it is. What is the
 * same in the row `beside` of a tree of this shape has the same pair above it. */
static bool fold_row(struct pairs *nodes, const uint32_t *row, uint32_t count, uint32_t *above,
                     const uint32_t *beside, const uint32_t *above_beside, bool puts)
{
    for (uint32_t i = 0; i + 1 < count; i += 2) {
        bool fresh;
        if (beside && beside[i] == row[i] && beside[i + 1] == row[i + 1])
            above[i / 2] = above_beside[i / 2];
        else
            above[i / 2] = puts ? pairs_put(nodes, pair_of(row[i], row[i + 1]), &fresh)
                                : pairs_find(nodes, pair_of(row[i], row[i + 1]));
        if (above[i / 2] == STATES_NONE)
            return false;
    }
    if (count % 2)
        above[count / 2] = row[count - 1];
    return true;
}

/* The number of a row that begins in f at `from`, and how many rows of pairs it took. What is above
 * the row goes into f at `to`, which is left behind that. */
static uint32_t fold_side(struct pairs *nodes, struct folded *f, const struct folded *near,
                          uint32_t from, uint32_t count, uint32_t *to, uint32_t *depth, bool puts)
{
    const uint32_t *beside = near ? near->numbers : NULL;
    for (*depth = 0; count > 1; ++*depth) {
        if (!fold_row(nodes, f->numbers + from, count, f->numbers + *to,
                      beside ? beside + from : NULL, beside ? beside + *to : NULL, puts))
            return STATES_NONE;
        from = *to;
        count = (count + 1) / 2;
        *to += count;
    }
    return f->numbers[from];
}

static uint64_t fold(struct states *s, const struct folded *near, const uint32_t *row,
                     uint32_t leaves, bool puts)
{
    struct folded *f = &s->scratch;
    make_room(f, leaves);
    memcpy(f->numbers, row, leaves * sizeof *row);
    near = near && near->leaves == leaves ? near : NULL;
    uint32_t to = leaves, lefts = left_count(leaves), depth, right_depth;
    uint32_t left = fold_side(&s->nodes, f, near, 0, lefts, &to, &depth, puts);
    if (left == STATES_NONE)
        return STATES_NO_KEY;
    uint32_t right = fold_side(&s->nodes, f, near, lefts, leaves - lefts, &to, &right_depth, puts);
    return right == STATES_NONE ? STATES_NO_KEY : key_of(depth, left, right);
}

uint64_t states_fold(struct states *s, const struct folded *near, const uint32_t *row,
                     uint32_t leaves)
{
    return fold(s, near, row, leaves, true);
}

void states_prefetch(const struct states *s, uint64_t key)
{
    if (s->roots.size)
        __builtin_prefetch(&s->roots.slots[home_of(&s->roots, hash_of(key))]);
}

void states_prefetch_again(const struct states *s, uint64_t key)
{
    const struct pairs *p = &s->roots;
    if (!p->size)
        return;
    uint64_t hash = hash_of(key);
    const uint32_t *slot = &p->slots[home_of(p, hash)];
    for (; *slot; slot++)
        if (((*slot ^ (uint32_t)hash) & ~p->number_mask) == 0)
            __builtin_prefetch(&p->words[(*slot & p->number_mask) - 1]);
}

uint32_t states_put(struct states *s, uint64_t key, bool *fresh)
{
    return key == STATES_NO_KEY ? STATES_NONE : pairs_put(&s->roots, key, fresh);
}

uint32_t states_find_key(const struct states *s, uint64_t key)
{
    return key == STATES_NO_KEY ? STATES_NONE : pairs_find(&s->roots, key);
}

uint32_t states_find(struct states *s, const uint32_t *row, uint32_t leaves)
{
    return states_find_key(s, fold(s, NULL, row, leaves, false));
}

uint32_t states_first(const struct states *s, uint32_t state)
{
    uint64_t key = s->roots.words[state];
    uint32_t number = left_of(key);
    for (uint64_t depth = key >> (LEFT_BITS + RIGHT_BITS); depth > 0; depth--)
        number = (uint32_t)(s->nodes.words[number] >> 32);
    return number;
}

/* Takes a number apart into the row in f at `from`, with what is above that in f at `to`. */
static void unfold_side(const struct pairs *nodes, struct folded *f, uint32_t number, uint32_t from,
                        uint32_t count, uint32_t *to)
{
    uint32_t counts[32] = {count}, begins[32] = {from}, depth = 0;
    for (; counts[depth] > 1; depth++) {
        counts[depth + 1] = (counts[depth] + 1) / 2;
        begins[depth + 1] = *to;
        *to += counts[depth + 1];
    }
    f->numbers[begins[depth]] = number;
    for (; depth > 0; depth--) {
        const uint32_t *above = f->numbers + begins[depth];
        uint32_t *row = f->numbers + begins[depth - 1], length = counts[depth - 1];
        for (uint32_t i = 0; i + 1 < length; i += 2) {
            uint64_t word = nodes->words[above[i / 2]];
            row[i] = (uint32_t)(word >> 32);
            row[i + 1] = (uint32_t)word;
        }
        if (length % 2)
            row[length - 1] = above[length / 2];
    }
}

void states_unfold(const struct states *s, uint32_t state, uint32_t leaves, struct folded *to)
{
    make_room(to, leaves);
    uint32_t above = leaves, lefts = left_count(leaves);
    uint64_t key = s->roots.words[state];
    unfold_side(&s->nodes, to, left_of(key), 0, lefts, &above);
    unfold_side(&s->nodes, to, right_of(key), lefts, leaves - lefts, &above);
}

void folded_free(struct folded *f)
{
    free(f->numbers);
    *f = (struct folded){0};
}

size_t states_bytes(const struct states *s)
{
    return pairs_bytes(&s->nodes) + pairs_bytes(&s->roots);
}

void states_free(struct states *s)
{
    pairs_free(&s->nodes);
    pairs_free(&s->roots);
    folded_free(&s->scratch);
    *s = (struct states){0};
}
