/* world_inside.h - what the files of the world share: making it (world.c), taking states apart
 * (parts.c, shared.c, pieces.c, image.c, arrays.c), moves (moves.c), what they did (deeds.c),
 * threads that are alike (alike.c) or in a circle (circle.c, rotation.c), counters (counters.c). */
#ifndef THRUM_EXPLORE_WORLD_INSIDE_H
#define THRUM_EXPLORE_WORLD_INSIDE_H

#include "explore/footprint.h"
#include "explore/liveness.h"
#include "explore/world.h"

struct words {
    uint64_t *at;
    uint32_t count, capacity;
};

/* Numbers for numbers, + 1, those that were given since it was cleared. */
struct numbering {
    uint32_t *of;
    uint32_t capacity;
};

/* Room for `count` more words; returns where they go, and counts them. */
uint64_t *parts_add_words(struct words *w, uint32_t count);
void parts_push_word(struct words *w, uint64_t word);
/* A row of the words that are not zero, and masks that say which these are; and back. */
void parts_pack(const struct words *raw, struct words *row);
void parts_unpack(const uint64_t *row, struct words *raw);
/* Behind what is there. */
void parts_unpack_more(const uint64_t *row, struct words *raw);

/* What a thread's part tells without being unpacked. */
struct thread_note {
    uint8_t status; /* enum thread_status */
    bool alone;     /* all code on its stack does its local work alone */
    bool unwinds;   /* cancelled or interrupted */
    uint16_t op;
    uint32_t pc;
    uint32_t joins;     /* 1 + the number of the thread that it joins, where it is at JOIN */
    bool joins_by_name; /* it is at JOIN, and its name stood for no thread when that began */
    bool daemon, puppet;
    bool acts_on_heap;             /* its stack, orders or arrays lie in the heap */
    struct footprint step, future; /* where footprints are wanted */
};

/* Who a thread is, for all that its part does not say. */
struct identity {
    uint32_t name, entity;  /* as in struct thread */
    uint32_t number, alike; /* threads with the same code have the same `alike`; 0: none has */
};

/* The head of a row of shared parts, before what is packed. */
struct shared_head {
    uint32_t threads;
    uint16_t over, waiters; /* waiters: enum facts_waiters */
    uint32_t holders;       /* rows of entity << 32 | thread behind the head: who holds what */
    uint32_t queued;        /* and behind those, who stands in whose list, in their order */
};

enum { SHARED_HEAD = sizeof(struct shared_head) / sizeof(uint64_t) };

/* Threads, a bit each. */
struct chain_members {
    uint64_t bits[4];
};

struct chain {
    uint32_t row;                /* in `chains`: who is joined, in turn */
    bool come_to;                /* a move has led there */
    struct chain_members passed; /* who has been joined before, however it was come to */
};

enum { ALIKE_MOST = 1024 }; /* threads in all, for which those that are alike change places */

enum { ROTATION_MOST = 64 /* threads */, ROTATION_ARRAYS = 4 };

/* By number: what it becomes when the circle turns, + 1; 0: not asked yet. */
struct turned_numbers {
    uint32_t *to;
    uint32_t capacity;
};

/* A circle of threads, from number 1 on (rotation.c). */
struct rotation {
    uint32_t count; /* threads; 0: there is none */
    uint64_t slots; /* that say where a thread stands */
    uint32_t made;  /* the last instruction of main's by which one is made */
    struct turned_array {
        uint32_t name, first; /* its first object */
    } arrays[ROTATION_ARRAYS];
    uint32_t array_count;
    uint32_t begun[ROTATION_MOST]; /* the part of each as it began, + 1 */
    struct turned_numbers parts, shared;
};

struct memo; /* one remembered move, see moves.c */

struct world {
    struct machine machine;
    struct facts facts;
    struct footprints footprints;
    struct liveness liveness;
    struct world_options options;
    uint8_t *executed;          /* by instruction: some move has done it */
    bool relative;              /* deadlines are counted from now, which is 0 */
    struct store shared;        /* by shared part: its head, and the rows behind that */
    struct store shared_pieces; /* by shared part: the numbers of its pieces, in words */
    struct store pieces;
    struct first_piece *first_pieces; /* by piece, of those that come first */
    uint32_t first_capacity;
    uint32_t no_rest;  /* the piece of a rest in which there is nothing, + 1; 0: not made */
    uint32_t *numbers; /* scratch: of pieces */
    uint32_t number_count, number_capacity;
    struct store names, threads, arrays, accesses;
    struct store orders; /* of locks: held << 32 | taken */
    uint32_t *order_places;
    uint32_t order_capacity;
    struct thread_note *notes; /* by thread part */
    uint32_t note_capacity;
    struct identity *identities; /* of the machine's threads, by thread */
    uint32_t identity_capacity;
    struct situation loaded, start;
    bool is_loaded;
    struct image {
        struct state *block; /* its front, as in the situation that is loaded */
        size_t capacity;
        bool fits; /* the machine's is laid out in the same way */
    } image;
    struct words raw, row;                        /* scratch: unpacked, packed */
    struct numbering array_numbers, array_places; /* scratch: arrays.c */
    struct memo *memos;
    uint32_t memo_count, memo_group, memos_written;
    struct store outlooks; /* what memos tell of a thread before it moves */
    struct deed *deed;     /* of the move that is being done */
    struct deed begun;     /* of the script's beginning */
    void (*sink)(void *context, const struct event *e);
    void *sink_context;
    /* Shared parts with their threads exchanged, by part and exchange: alike.c. */
    struct store exchanges;
    uint32_t *exchange_results;
    uint32_t exchange_capacity;
    struct rotation rotation;
    struct turned_numbers of_names; /* by part of names: whether its threads are the circle */
    struct situation turned;        /* scratch */
    uint8_t *groups;                /* by part of names: whether any threads are alike */
    uint32_t group_capacity;
    /* Who is joined one after another, by part and names: joins.c. */
    struct store chain_keys, chains;
    struct chain *chain_of;
    uint32_t chain_capacity;
    bool joins_apart; /* those that are joined by name have to be told apart */
};

/* Puts the machine into a situation; takes the one that the machine is in apart. */
void parts_load(struct world *w, const struct situation *s);
void parts_take(struct world *w, struct situation *s);
/* The same after a step of this thread that cannot have changed another thread or a name. */
void parts_take_after(struct world *w, const struct situation *from, uint32_t thread,
                      struct situation *s);
uint32_t parts_take_shared(struct world *w);
/* A part that no step has led to, unpacked in w->raw, with nothing in the heap: as it would be of
 * this thread of the situation. The machine is in none afterwards, if it is new. */
uint32_t parts_put_thread(struct world *w, const struct situation *s, uint32_t thread);
uint32_t parts_take_names(struct world *w);
void situation_room(struct situation *s, uint32_t threads);
/* What is shared goes into a machine whose threads are there already, from w->raw; what entities
 * have in the heap begins at `heap`, and takes so many values. */
void shared_load(struct world *w, uint32_t heap);
uint32_t shared_heap(const struct entity *entities, uint32_t count);
/* The same where the situation that is loaded has another shared part, without moving anything in
 * the machine; false, and nothing done, where that cannot be. */
bool shared_load_changes(struct world *w, uint32_t part);
/* The rows of a shared part, unpacked into w->raw; packs w->raw with this head. */
void parts_unpack_shared(struct world *w, uint32_t part);
uint32_t parts_pack_shared(struct world *w, struct shared_head head);
/* A shared part is made of its pieces in their order: the front of the block, so many entities
 * each, the rest; `before` stands before a piece's words. */
void pieces_begin(struct world *w);
void pieces_add(struct world *w, uint32_t piece);
void pieces_put(struct world *w, uint64_t before, const uint64_t *words, uint64_t count);
uint32_t pieces_end(struct world *w, struct shared_head head);
uint32_t pieces_entities_each(uint32_t entities);
/* Those of a shared part; one, unpacked into w->raw behind what is there. */
const uint32_t *pieces_of(const struct world *w, uint32_t part);
uint32_t pieces_count(const struct world *w, uint32_t part);
void pieces_unpack(struct world *w, uint32_t piece);
/* What the machine was like in the situation that is loaded (image.c). Between image_begin, when it
 * has moved, and image_end: whether this is the same still; it is as the image is to be. */
void image_begin(struct world *w);
void image_end(struct world *w);
bool image_has_front(const struct world *w);
bool image_has_entities(const struct world *w, uint32_t first, uint32_t count);
bool image_has_thread(const struct world *w, uint32_t thread);
void image_keep_front(struct world *w);
void image_keep_entities(struct world *w, uint32_t first, uint32_t count);
void image_keep_thread(struct world *w, uint32_t thread);
size_t image_bytes(const struct world *w);
void image_free(struct world *w);
/* Where the entities begin in the unpacked words; where the lists of waiters do. */
struct entity *parts_raw_entities(const struct words *raw);
uint64_t *parts_raw_lists(const struct words *raw);
const struct shared_head *parts_shared_head(const struct world *w, uint32_t part);
const struct identity *parts_identities(const struct world *w, uint32_t part);
/* Large private arrays: in a thread's part a slot has the number of its array's contents, which are
 * kept once. arrays_take puts these numbers into the values of a stack; true if there are any.
 * arrays_begin comes before, whenever the machine has moved. */
void arrays_begin(struct world *w);
bool arrays_take(struct world *w, struct value *stack, uint32_t count);
/* Makes the arrays whose numbers stand in the stacks of the machine's threads. */
void arrays_load(struct world *w);
void arrays_free(struct world *w);
/* Puts counters back; before the machine is taken apart. */
void counters_settle(struct world *w);
/* Deadlines are counted from now, so that waiting for the same time again is the same state. */
void world_count_from_now(struct world *w);
size_t parts_shared_bytes(const struct world *w);
void parts_free_shared(struct world *w);
/* What is remembered of moves. */
void moves_make(struct world *w);
size_t moves_bytes(const struct world *w);
/* Writes what the machine tells into w->deed: the machine's sink. */
void deed_take_event(void *world, const struct event *e);
/* Whether an invariant is broken; writes that it broke where nobody was left to fail by it. */
bool deed_breaks_invariant(const struct world *w);
void deed_add_breach(const struct world *w, struct deed *d);

static inline const struct thread_note *note_of(const struct world *w, const struct situation *s,
                                                uint32_t thread)
{
    return &w->notes[s->parts[SITUATION_THREADS + thread]];
}
/* Has the threads change places in the unpacked shared part: `moves_to` by thread. */
void alike_exchange(struct world *w, const uint32_t *moves_to);
void alike_free(struct world *w);
/* Turns a situation whose threads are a circle into the one that stands for all its turns; false,
 * and nothing done, where they are none. *thread is where this thread comes to, in the lowest place
 * that there is. */
bool rotation_canonical(struct world *w, struct situation *s, uint32_t *thread);
/* Whether it is an array whose objects are turned; what an object becomes. */
bool rotation_has(const struct rotation *t, uint32_t name);
uint32_t rotation_object(const struct rotation *t, uint32_t entity);
/* Fills *t in, which has the count of the threads, where these threads are a circle; the machine is
 * in a situation of theirs. */
bool circle_look(struct world *w, const struct identity *ids, struct rotation *t);
size_t rotation_bytes(const struct world *w);
void rotation_free(struct world *w);
/* A move of `mover` has led from one situation to another. */
void joins_note(struct world *w, const struct situation *from, uint32_t mover,
                const struct situation *to);
/* By thread: `turn`, its place among those that a thread is joining by name, from 1 on, and `by`,
 * which threads are; 0 where none is. False where whose turn it is can matter: then nobody changes
 * places, here or anywhere. */
bool joins_find(struct world *w, const struct situation *s, uint32_t *turn, uint64_t *by);
void joins_free(struct world *w);

#endif
