/* states.c - see states.h. */
#include "explore/states.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* ---- Bundles --------------------------------------------------------------------------------- */

enum { FEWEST_SLOTS = 64, SLOTS_BEHIND = 512, MOST_BUNDLES = 1 << 30 };

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9FB21C651E98DF25u;
    return hash ^ hash >> 32;
}

static uint64_t hash_of(const uint32_t *row, uint32_t width)
{
    uint64_t hash = 0;
    for (uint32_t i = 0; i + 1 < width; i += 2)
        hash = mix(hash, (uint64_t)row[i + 1] << 32 | row[i]);
    if (width % 2)
        hash = mix(hash, row[width - 1]);
    return hash * 0xD6E8FEB86659FD93u;
}

static uint32_t *row_at(const struct bundles *b, uint32_t number)
{
    return b->numbers + (size_t)number * b->width;
}

static bool is_same(const uint32_t *one, const uint32_t *other, uint32_t width)
{
    uint32_t differs = 0;
    for (uint32_t i = 0; i < width; i++)
        differs |= one[i] ^ other[i];
    return !differs;
}

/* Where the search for it begins. Larger hashes lead further back, however many slots there are. */
static uint32_t home_of(const struct bundles *b, uint64_t hash)
{
    return (uint32_t)((hash >> 32) * b->size >> 32);
}

static uint32_t slot_of(const struct bundles *b, uint64_t hash, uint32_t number)
{
    return ((uint32_t)hash & ~b->number_mask) | (number + 1);
}

static bool may_be(const struct bundles *b, uint32_t slot, uint64_t hash)
{
    return ((slot ^ (uint32_t)hash) & ~b->number_mask) == 0;
}

/* The slot with the row, or the empty one behind all where it could be. */
static uint32_t *find_slot(const struct bundles *b, const uint32_t *row, uint64_t hash)
{
    uint32_t *slot = &b->slots[home_of(b, hash)];
    for (; *slot; slot++)
        if (may_be(b, *slot, hash) &&
            is_same(row_at(b, (*slot & b->number_mask) - 1), row, b->width))
            break;
    return slot;
}

static void enter(struct bundles *b, uint32_t number, uint64_t hash)
{
    uint32_t *slot = &b->slots[home_of(b, hash)];
    while (*slot)
        slot++;
    *slot = slot_of(b, hash, number);
}

/* Half as many slots again. It is done in place and from behind, for hardly any row moves towards
 * the beginning; those that do wait until all others are in their places. */
static void grow_slots(struct bundles *b)
{
    uint32_t old = b->size ? b->size + SLOTS_BEHIND : 0, mask = b->number_mask;
    uint32_t *late = NULL;
    size_t late_count = 0, late_capacity = 0;
    b->size = b->size ? b->size + b->size / 2 : FEWEST_SLOTS;
    uint32_t slots = b->size + SLOTS_BEHIND;
    b->slots = memory_resize(b->slots, slots * sizeof *b->slots);
    memset(b->slots + old, 0, (slots - old) * sizeof *b->slots);
    b->number_mask = UINT32_MAX >> __builtin_clz(slots);
    for (uint32_t at = old; at-- > 0;) {
        uint32_t slot = b->slots[at], number = (slot & mask) - 1;
        b->slots[at] = 0;
        if (!slot)
            continue;
        uint64_t hash = hash_of(row_at(b, number), b->width);
        if (home_of(b, hash) >= at) {
            enter(b, number, hash);
            continue;
        }
        MEMORY_ROOM_FOR_ONE(late, late_count, late_capacity);
        late[late_count++] = number;
    }
    for (size_t i = 0; i < late_count; i++)
        enter(b, late[i], hash_of(row_at(b, late[i]), b->width));
    free(late);
}

/* So full that a search takes long, or that it might leave the slots behind. */
static bool is_crowded(const struct bundles *b)
{
    return b->count >= b->size / 4 * 3 || b->slots[b->size + SLOTS_BEHIND - 2];
}

static uint32_t bundles_find(const struct bundles *b, const uint32_t *row, uint64_t hash)
{
    if (!b->size)
        return STATES_NONE;
    uint32_t slot = *find_slot(b, row, hash);
    return slot ? (slot & b->number_mask) - 1 : STATES_NONE;
}

static uint32_t bundles_put(struct bundles *b, const uint32_t *row, uint64_t hash, bool *fresh)
{
    if (is_crowded(b))
        grow_slots(b);
    uint32_t *slot = find_slot(b, row, hash);
    *fresh = !*slot;
    if (*slot)
        return (*slot & b->number_mask) - 1;
    if (b->count >= MOST_BUNDLES)
        return STATES_NONE;
    if (b->count >= b->room) {
        b->room = b->room + b->room / 4 + 64;
        b->numbers = memory_resize(b->numbers, (size_t)b->room * b->width * sizeof *b->numbers);
    }
    *slot = slot_of(b, hash, b->count);
    memcpy(row_at(b, b->count), row, b->width * sizeof *row);
    return b->count++;
}

static void ask_for_slot(const struct bundles *b, uint64_t hash)
{
    if (b->size)
        __builtin_prefetch(&b->slots[home_of(b, hash)]);
}

static void ask_for_row(const struct bundles *b, uint64_t hash)
{
    if (!b->size)
        return;
    const uint32_t *slot = &b->slots[home_of(b, hash)];
    for (; *slot; slot++)
        if (may_be(b, *slot, hash))
            __builtin_prefetch(row_at(b, (*slot & b->number_mask) - 1));
}

static size_t bundles_bytes(const struct bundles *b)
{
    return b->size ? (size_t)b->room * b->width * sizeof *b->numbers +
                         (b->size + SLOTS_BEHIND) * sizeof *b->slots
                   : 0;
}

static void bundles_free(struct bundles *b)
{
    free(b->numbers);
    free(b->slots);
}

/* ---- Keys ------------------------------------------------------------------------------------ */

/* A state: how long its row is, and its two numbers. Long rows are filled up with zeros. */
enum { SIDE_BITS = 27, SHAPE_BITS = 10, EXACT_SHAPES = 256, LEAVES_A_SHAPE = 64 };

static uint32_t shape_of(uint32_t leaves)
{
    if (leaves <= EXACT_SHAPES)
        return leaves;
    return EXACT_SHAPES + (leaves - EXACT_SHAPES + LEAVES_A_SHAPE - 1) / LEAVES_A_SHAPE;
}

static uint32_t leaves_in(uint32_t shape)
{
    return shape <= EXACT_SHAPES ? shape : EXACT_SHAPES + (shape - EXACT_SHAPES) * LEAVES_A_SHAPE;
}

static uint64_t key_of(uint32_t shape, uint32_t left, uint32_t right)
{
    if (left >> SIDE_BITS || right >> SIDE_BITS || shape >> SHAPE_BITS)
        return STATES_NO_KEY;
    return (uint64_t)shape << (2 * SIDE_BITS) | (uint64_t)left << SIDE_BITS | right;
}

static uint32_t side_of(uint64_t key, unsigned side)
{
    return (uint32_t)(side ? key : key >> SIDE_BITS) & ((1u << SIDE_BITS) - 1);
}

static void split(uint64_t key, uint32_t row[2])
{
    row[0] = (uint32_t)key;
    row[1] = (uint32_t)(key >> 32);
}

static uint64_t key_at(const struct states *s, uint32_t state)
{
    const uint32_t *row = row_at(&s->roots, state);
    return (uint64_t)row[1] << 32 | row[0];
}

/* ---- Folding --------------------------------------------------------------------------------- */

static uint32_t left_count(uint32_t leaves)
{
    return (leaves + 1) / 2;
}

/* A row of `count` is cut into so many bundles, of which the first are one wider, if they are not
 * all alike. */
static uint32_t bundle_count(uint32_t count)
{
    return (count + STATES_WIDEST - 1) / STATES_WIDEST;
}

static uint32_t width_of(uint32_t count, uint32_t bundles, uint32_t i)
{
    return count / bundles + (i < count % bundles);
}

/* Room for a row and all above it. */
static void make_room(struct folded *f, uint32_t leaves)
{
    uint32_t wanted = 2 * leaves + 64;
    if (wanted > f->capacity) {
        f->capacity = wanted;
        f->numbers = memory_resize(f->numbers, wanted * sizeof *f->numbers);
    }
    f->leaves = leaves;
}

/* A row that is being folded: where to look, and where to put what is not there, or NULL. */
struct fold {
    const struct states *in;
    struct states *to;
    struct folded *scratch;
};

/* The number of a bundle; of a single number that is this one itself. */
static uint32_t number_of(const struct fold *fold, const uint32_t *row, uint32_t width,
                          const uint64_t *known)
{
    bool fresh;
    if (width == 1)
        return *row;
    uint64_t hash = known ? *known : hash_of(row, width);
    if (!fold->to)
        return bundles_find(&fold->in->by_width[width], row, hash);
    fold->to->by_width[width].width = width;
    return bundles_put(&fold->to->by_width[width], row, hash, &fresh);
}

/* The number of the side that begins in the scratch row at `from`. What is above it goes there at
 * `to`, which is left behind that. What is the same in `near`, of the same length, has the same
 * number there. */
static uint32_t fold_side(const struct fold *fold, const struct folded *near, uint32_t from,
                          uint32_t count, uint32_t *to, const uint64_t *hash)
{
    struct folded *f = fold->scratch;
    while (count > 1) {
        uint32_t bundles = bundle_count(count), at = from;
        for (uint32_t i = 0; i < bundles; i++) {
            uint32_t width = width_of(count, bundles, i);
            bool same = near && is_same(f->numbers + at, near->numbers + at, width);
            uint32_t number =
                same ? near->numbers[*to + i] : number_of(fold, f->numbers + at, width, hash);
            if (number == STATES_NONE)
                return STATES_NONE;
            f->numbers[*to + i] = number;
            at += width;
        }
        from = *to;
        *to += bundles;
        count = bundles;
    }
    return f->numbers[from];
}

static const struct folded *if_alike(const struct folded *near, uint32_t leaves)
{
    return near && near->leaves == leaves_in(shape_of(leaves)) ? near : NULL;
}

static uint64_t fold(const struct fold *fold, const struct folded *near, const uint32_t *row,
                     const struct folding *folding)
{
    struct folded *f = fold->scratch;
    uint32_t shape = shape_of(folding->leaves), leaves = leaves_in(shape);
    uint32_t lefts = left_count(leaves), to = leaves;
    const uint64_t *hashes = folding->hashes;
    make_room(f, leaves);
    memcpy(f->numbers, row, folding->leaves * sizeof *row);
    memset(f->numbers + folding->leaves, 0, (leaves - folding->leaves) * sizeof *row);
    near = if_alike(near, leaves);
    uint32_t left = fold_side(fold, near, 0, lefts, &to, folding->asks[0] ? &hashes[0] : NULL);
    if (left == STATES_NONE)
        return STATES_NO_KEY;
    uint32_t right =
        fold_side(fold, near, lefts, leaves - lefts, &to, folding->asks[1] ? &hashes[1] : NULL);
    return right == STATES_NONE ? STATES_NO_KEY : key_of(shape, left, right);
}

void states_begin(const struct states *s, const struct folded *near, const uint32_t *row,
                  uint32_t leaves, struct folding *f)
{
    uint32_t lefts = left_count(leaves);
    *f = (struct folding){.leaves = leaves};
    if (lefts > STATES_WIDEST || leaves - lefts < 2)
        return;
    near = if_alike(near, leaves);
    for (unsigned side = 0; side < 2; side++) {
        uint32_t from = side ? lefts : 0, width = side ? leaves - lefts : lefts;
        f->asks[side] = !near || !is_same(row + from, near->numbers + from, width);
        if (!f->asks[side])
            continue;
        f->hashes[side] = hash_of(row + from, width);
        ask_for_slot(&s->by_width[width], f->hashes[side]);
    }
}

void states_ask(const struct states *s, const struct folding *f)
{
    uint32_t lefts = left_count(f->leaves);
    for (unsigned side = 0; side < 2; side++)
        if (f->asks[side])
            ask_for_row(&s->by_width[side ? f->leaves - lefts : lefts], f->hashes[side]);
}

uint64_t states_fold(struct states *s, const struct folded *near, const uint32_t *row,
                     const struct folding *f)
{
    const struct fold puts = {.in = s, .to = s, .scratch = &s->scratch};
    uint64_t key = fold(&puts, near, row, f);
    states_ask_key(s, key);
    return key;
}

uint64_t states_seek(const struct states *s, const struct folded *near, const uint32_t *row,
                     const struct folding *f, struct folded *scratch)
{
    const struct fold seeks = {.in = s, .scratch = scratch};
    uint64_t key = fold(&seeks, near, row, f);
    states_ask_key(s, key);
    return key;
}

void states_ask_key(const struct states *s, uint64_t key)
{
    uint32_t root[2];
    split(key, root);
    ask_for_slot(&s->roots, hash_of(root, 2));
}

void states_ask_again(const struct states *s, uint64_t key)
{
    uint32_t root[2];
    split(key, root);
    ask_for_row(&s->roots, hash_of(root, 2));
}

uint32_t states_put(struct states *s, uint64_t key, bool *fresh)
{
    uint32_t root[2];
    if (key == STATES_NO_KEY)
        return STATES_NONE;
    split(key, root);
    s->roots.width = 2;
    return bundles_put(&s->roots, root, hash_of(root, 2), fresh);
}

uint32_t states_find_key(const struct states *s, uint64_t key)
{
    uint32_t root[2];
    split(key, root);
    return key == STATES_NO_KEY ? STATES_NONE : bundles_find(&s->roots, root, hash_of(root, 2));
}

uint32_t states_find(struct states *s, const uint32_t *row, uint32_t leaves)
{
    const struct folding f = {.leaves = leaves};
    const struct fold seeks = {.in = s, .scratch = &s->scratch};
    return states_find_key(s, fold(&seeks, NULL, row, &f));
}

uint32_t states_leaves(const struct states *s, uint32_t state)
{
    return leaves_in((uint32_t)(key_at(s, state) >> (2 * SIDE_BITS)));
}

/* ---- Unfolding ------------------------------------------------------------------------------- */

/* Takes a number apart into the row in f at `from`, with what is above that in f at `to`. */
static void unfold_side(const struct states *s, struct folded *f, uint32_t number, uint32_t from,
                        uint32_t count, uint32_t *to)
{
    uint32_t counts[16] = {count}, begins[16] = {from}, depth = 0;
    for (; counts[depth] > 1; depth++) {
        counts[depth + 1] = bundle_count(counts[depth]);
        begins[depth + 1] = *to;
        *to += counts[depth + 1];
    }
    f->numbers[begins[depth]] = number;
    for (; depth > 0; depth--) {
        const uint32_t *above = f->numbers + begins[depth];
        uint32_t *row = f->numbers + begins[depth - 1];
        for (uint32_t i = 0; i < counts[depth]; i++) {
            uint32_t width = width_of(counts[depth - 1], counts[depth], i);
            const uint32_t *bundle = width == 1 ? &above[i] : row_at(&s->by_width[width], above[i]);
            memcpy(row, bundle, width * sizeof *row);
            row += width;
        }
    }
}

void states_unfold(const struct states *s, uint32_t state, struct folded *to)
{
    uint64_t key = key_at(s, state);
    uint32_t leaves = states_leaves(s, state);
    uint32_t above = leaves, lefts = left_count(leaves);
    make_room(to, leaves);
    unfold_side(s, to, side_of(key, 0), 0, lefts, &above);
    unfold_side(s, to, side_of(key, 1), lefts, leaves - lefts, &above);
}

void folded_free(struct folded *f)
{
    free(f->numbers);
    *f = (struct folded){0};
}

size_t states_bytes(const struct states *s)
{
    size_t bytes = bundles_bytes(&s->roots);
    for (uint32_t width = 0; width <= STATES_WIDEST; width++)
        bytes += bundles_bytes(&s->by_width[width]);
    return bytes;
}

void states_free(struct states *s)
{
    bundles_free(&s->roots);
    for (uint32_t width = 0; width <= STATES_WIDEST; width++)
        bundles_free(&s->by_width[width]);
    folded_free(&s->scratch);
    *s = (struct states){0};
}
