/* judge.h - what is wrong with a situation: deadlocks and races; and what was found so far. */
#ifndef THRUM_EXPLORE_JUDGE_H
#define THRUM_EXPLORE_JUDGE_H

#include "explore/explore.h"
#include "explore/world.h"

/* One thing that is wrong, however many situations show it. `key` tells those of one kind apart, by
 * places in the program and not by threads. */
struct target {
    enum explore_kind kind;
    uint64_t key;
    uint32_t
        invariant; /* where the one begins that is broken, of which nothing else may be known */
    uint32_t *way; /* the states through which the search came to it (way.h); NULL: not kept */
    uint32_t way_length;
    uint64_t
        *pairs; /* of a race: by which instructions it was met, the lower one in the upper half */
    size_t pair_count, pair_capacity;
    struct move *moves; /* an order that comes to it, which was drawn (walks.h); NULL: none was */
    size_t count;
    uint32_t preemptions;
};

struct targets {
    struct target *all;
    size_t count, capacity;
};

/* Frees what it holds. */
void target_free(struct target *t);
void targets_free(struct targets *t);
/* The target, new if need be. */
struct target *targets_add(struct targets *t, enum explore_kind kind, uint64_t key);
struct target *targets_find(const struct targets *t, enum explore_kind kind, uint64_t key);
/* A race was met by these instructions; 0: it is none. */
void target_note_pair(struct target *t, uint64_t pair);
/* How many pairs of commands meet in it, besides these two instructions' own. */
size_t target_other_pairs(const struct target *t, const struct program *p, uint32_t one,
                          uint32_t other);

/* What is known of a situation that is being looked at. */
struct judged {
    const struct situation *situation;
    struct outlook *outlooks; /* by thread */
    uint32_t *accesses;       /* by thread: what its next step touches; 0: nothing plain */
    uint32_t capacity;
    bool moves; /* somebody can move, or the clock; waking without a notify is no such move: it
                   need not come */
};

void judged_room(struct judged *v, uint32_t threads);
void judged_free(struct judged *v);
/* Fills in the outlooks. */
void judged_look(struct judged *v, struct world *w, const struct situation *s);

struct wrong {
    enum explore_kind kind;
    uint64_t key;
    uint32_t one, other; /* race: the threads; a ring: `one` is in it */
    bool ring;
    uint64_t where; /* race: entity << 32 | 1 + element */
    uint64_t pair;  /* race: the two instructions, as in struct target */
};

/* Tells of each thing that is wrong. */
void judge(struct world *w, const struct judged *v,
           void (*tell)(void *context, const struct wrong *wrong), void *context);
/* Of places, without regard to how often and in which order they come; sorts them. */
uint64_t judge_key_of_places(uint64_t *places, size_t count);
uint64_t judge_failure_key(const struct deed *d);
enum explore_kind judge_failure_kind(const struct deed *d);

#endif
