/* pieces.c - what all threads share, cut into pieces: what is no entity's, some entities each, and
 * what lies behind these. Most steps change one of them, so there are few pieces where there are
 * many shared parts. A part is the row of its pieces' numbers; what is often asked of it stands in
 * its head.
 *
 * A situation's leaves are the same in small: the pieces, and among them its other parts. */
#include "explore/world_inside.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    ENTITY_WORDS = sizeof(struct entity) / sizeof(uint64_t),
    STATE_WORDS = sizeof(struct state) / sizeof(uint64_t),
    VALUE_WORDS = sizeof(struct value) / sizeof(uint64_t),
    FEWEST_EACH = 4, /* entities in a piece */
    MOST_PIECES = 1024,
};

/* What the first piece tells. */
struct first_piece {
    uint32_t pieces, threads;
};

struct entity *parts_raw_entities(const struct words *raw)
{
    const struct state *header = (const struct state *)raw->at;
    return (struct entity *)(raw->at + STATE_WORDS + header->binding_capacity / 2);
}

uint64_t *parts_raw_lists(const struct words *raw)
{
    const struct state *header = (const struct state *)raw->at;
    return (uint64_t *)(parts_raw_entities(raw) + header->entity_count);
}

/* Who waits at entities that keep their lists themselves, of which `values` are the extents;
 * returns how many. */
static uint32_t add_own_lists(const struct state *header, const struct entity *entities,
                              const struct value *values, struct words *row)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < header->entity_count; i++) {
        const struct entity *e = &entities[i];
        for (uint32_t k = 0; kind_is(e->kind, KIND_OWN_LIST) && k < e->users; k++, count++)
            parts_push_word(row,
                            (uint64_t)i << 32 |
                                handle_index(waiting_among((struct value *)values, e, k)->extra));
        values += e->extent.capacity;
    }
    return count;
}

/* What the head tells is read off the unpacked words, so that it is the same whoever made them. */
static void add_head_rows(const struct words *raw, struct words *row, struct shared_head *head)
{
    const struct state *header = (const struct state *)raw->at;
    const struct entity *entities = parts_raw_entities(raw);
    const uint64_t *list = parts_raw_lists(raw), *values = list + 1;
    head->holders = head->queued = 0;
    for (uint64_t lists = *list; lists > 0; lists--)
        values += 1 + (uint32_t)*values;
    values += 1 + *values;
    const struct value *rest = (const struct value *)values;
    for (uint32_t i = 0; i < header->entity_count; i++) {
        const struct entity *e = &entities[i];
        if (e->owner)
            parts_push_word(row, (uint64_t)i << 32 | handle_index(e->owner)), head->holders++;
        bool readers = kind_rows[e->kind].holder.by == HELD_READERS;
        for (uint32_t k = 0; readers && k < e->users; k++, head->holders++)
            parts_push_word(row, (uint64_t)i << 32 |
                                     handle_index(((const struct value *)values)[k].extra));
        values += e->extent.capacity * VALUE_WORDS;
    }
    head->queued = add_own_lists(header, entities, rest, row);
    head->waiters = *list != 0 || head->queued != 0 ? FACTS_WAITERS : 0;
    for (uint64_t lists = *list++; lists > 0; lists--) {
        uint64_t entity = *list >> 32, count = (uint32_t)*list;
        bool queued = kind_rows[entities[entity].kind].holder.by == HELD_READERS;
        head->waiters = (uint16_t)(head->waiters | (queued ? FACTS_QUEUED : 0));
        for (list++; count > 0; count--, head->queued++)
            parts_push_word(row, entity << 32 | *list++);
    }
    for (uint64_t count = *list++; count > 0; count--, head->queued++)
        parts_push_word(row, UINT64_MAX << 32 | *list++);
}

/* ---- Cutting --------------------------------------------------------------------------------- */

uint32_t pieces_entities_each(uint32_t entities)
{
    return entities / MOST_PIECES < FEWEST_EACH ? FEWEST_EACH : entities / MOST_PIECES;
}

void pieces_begin(struct world *w)
{
    w->number_count = 0;
}

void pieces_add(struct world *w, uint32_t piece)
{
    MEMORY_ROOM_FOR_ONE(w->numbers, w->number_count, w->number_capacity);
    w->numbers[w->number_count++] = piece;
}

void pieces_put(struct world *w, uint64_t before, const uint64_t *words, uint64_t count)
{
    struct words raw = {.at = (uint64_t *)words, .count = (uint32_t)count};
    bool fresh;
    w->row.count = 0;
    parts_push_word(&w->row, before);
    parts_pack(&raw, &w->row);
    pieces_add(w, store_put(&w->pieces, w->row.at, w->row.count, &fresh));
}

/* A row of numbers in words; a zero makes it even. */
static const uint64_t *number_words(struct world *w, uint32_t *count)
{
    MEMORY_ROOM_FOR_ONE(w->numbers, w->number_count, w->number_capacity);
    w->numbers[w->number_count] = 0;
    *count = (w->number_count + 1) / 2;
    return (const uint64_t *)w->numbers;
}

static void note_first(struct world *w, uint32_t threads)
{
    MEMORY_ROOM_AT(w->first_pieces, w->numbers[0], w->first_capacity);
    w->first_pieces[w->numbers[0]] =
        (struct first_piece){.pieces = w->number_count, .threads = threads};
}

static void add_head(struct world *w, uint32_t part, struct shared_head head)
{
    w->row.count = 0;
    parts_add_words(&w->row, SHARED_HEAD);
    parts_unpack_shared(w, part);
    add_head_rows(&w->raw, &w->row, &head);
    memcpy(w->row.at, &head, sizeof head);
    store_add(&w->shared, w->row.at, w->row.count);
}

uint32_t pieces_end(struct world *w, struct shared_head head)
{
    uint32_t count;
    bool fresh;
    const uint64_t *words = number_words(w, &count);
    uint32_t part = store_put(&w->shared_pieces, words, count, &fresh);
    if (fresh && part != STORE_NONE) {
        note_first(w, head.threads);
        add_head(w, part, head);
    }
    return part;
}

uint32_t parts_pack_shared(struct world *w, struct shared_head head)
{
    const uint64_t *at = w->raw.at, *end = at + w->raw.count;
    const uint64_t *entities = (const uint64_t *)parts_raw_entities(&w->raw);
    const uint64_t *behind = parts_raw_lists(&w->raw);
    uint64_t each =
        (uint64_t)pieces_entities_each(((const struct state *)at)->entity_count) * ENTITY_WORDS;
    pieces_begin(w);
    pieces_put(w, head.over, at, (uint64_t)(entities - at));
    for (at = entities; at < behind; at += each)
        pieces_put(w, 0, at, (uint64_t)(behind - at) < each ? (uint64_t)(behind - at) : each);
    pieces_put(w, 0, behind, (uint64_t)(end - behind));
    return pieces_end(w, head);
}

const uint32_t *pieces_of(const struct world *w, uint32_t part)
{
    uint32_t count;
    return (const uint32_t *)store_get(&w->shared_pieces, part, &count);
}

uint32_t pieces_count(const struct world *w, uint32_t part)
{
    return w->first_pieces[pieces_of(w, part)[0]].pieces;
}

void pieces_unpack(struct world *w, uint32_t piece)
{
    uint32_t count;
    parts_unpack_more(store_get(&w->pieces, piece, &count) + 1, &w->raw);
}

void parts_unpack_shared(struct world *w, uint32_t part)
{
    const uint32_t *pieces = pieces_of(w, part);
    w->raw.count = 0;
    for (uint32_t i = 0; i < pieces_count(w, part); i++)
        pieces_unpack(w, pieces[i]);
}

const struct shared_head *parts_shared_head(const struct world *w, uint32_t part)
{
    uint32_t count;
    return (const struct shared_head *)store_get(&w->shared, part, &count);
}

size_t parts_shared_bytes(const struct world *w)
{
    return store_bytes(&w->shared) + store_bytes(&w->shared_pieces) + store_bytes(&w->pieces) +
           w->first_capacity * sizeof *w->first_pieces;
}

void parts_free_shared(struct world *w)
{
    store_free(&w->shared);
    store_free(&w->shared_pieces);
    store_free(&w->pieces);
    free(w->first_pieces);
    free(w->numbers);
}

/* ---- Leaves ---------------------------------------------------------------------------------- */

/* Copies rows into leaves, or leaves into rows. The first piece is the first leaf; the others and
 * the situation's other parts go side by side, for what a thread changes is often as far in the one
 * as it is in the other. */
static void mix(uint32_t *leaves, uint32_t *pieces, uint32_t *others, uint32_t piece_count,
                uint32_t other_count, bool back)
{
    uint32_t all = piece_count + other_count, turn = 0;
    for (uint32_t i = 0; i < all; i++) {
        turn += piece_count;
        bool is_piece = turn >= all;
        turn -= is_piece ? all : 0;
        uint32_t *from = is_piece ? pieces++ : others++;
        if (back)
            *from = leaves[i];
        else
            leaves[i] = *from;
    }
}

uint32_t world_leaf_count(const struct world *w, const struct situation *s)
{
    return pieces_count(w, s->parts[SITUATION_SHARED]) + 1 + s->threads;
}

void world_leaves(const struct world *w, const struct situation *s, uint32_t *leaves)
{
    uint32_t *pieces = (uint32_t *)pieces_of(w, s->parts[SITUATION_SHARED]);
    uint32_t count = w->first_pieces[pieces[0]].pieces;
    leaves[0] = pieces[0];
    mix(leaves + 1, pieces + 1, s->parts + SITUATION_NAMES, count - 1, 1 + s->threads, false);
}

void world_situation(struct world *w, uint32_t *leaves, struct situation *to)
{
    const struct first_piece *f = &w->first_pieces[leaves[0]];
    uint32_t count;
    while (w->number_capacity < f->pieces + 1) {
        w->number_count = w->number_capacity;
        MEMORY_ROOM_FOR_ONE(w->numbers, w->number_count, w->number_capacity);
    }
    situation_room(to, f->threads);
    w->number_count = f->pieces;
    w->numbers[0] = leaves[0];
    mix(leaves + 1, w->numbers + 1, to->parts + SITUATION_NAMES, f->pieces - 1, 1 + f->threads,
        true);
    const uint64_t *words = number_words(w, &count);
    to->parts[SITUATION_SHARED] = store_find(&w->shared_pieces, words, count);
}
