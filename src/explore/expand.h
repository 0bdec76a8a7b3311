/* expand.h - all that can come next where a state is: its moves, what these come to, what is wrong
 * with it.
 *
 *     struct expander x = {.world = w, .options = o, .states = &states, .asks = &asks, ...};
 *     expand_state(&x, state);      // asks for each thing that is not its own business
 *     ... x.expansion, x.wrongs
 *     expander_free(&x);
 *
 * What the moves have come to is handed over several at a time (asks.arrived): rows that are to be
 * looked up together. Owned by one thread; the states are only read. */
#ifndef THRUM_EXPLORE_EXPAND_H
#define THRUM_EXPLORE_EXPAND_H

#include "explore/explore.h"
#include "explore/judge.h"
#include "explore/persist.h"
#include "explore/states.h"
#include "explore/world.h"

/* Leaves (world.h) of several situations, one behind the other. */
struct leaves {
    uint32_t *numbers;
    size_t count, capacity;
};

/* Adds those of a situation; returns how many, and where they begin. */
uint32_t leaves_add(struct leaves *to, const struct world *w, const struct situation *situation,
                    size_t *begin);

/* What a move came to. */
#define ARRIVED_ALONE SIZE_MAX
struct arrival {
    size_t leaves; /* where they begin in those of the expander */
    struct folding folding;
    size_t same_as; /* an arrival before it, with the same leaves, of which the rest is not told */
    uint64_t key;   /* for who looks it up */
    uint32_t mover; /* the thread + 1; 0: the clock */
    bool fails, wakes;
};

/* One thing that goes wrong in a state, or on a move from there. */
struct trouble {
    enum explore_kind kind;
    uint64_t key;
    uint32_t invariant; /* where the one begins that a move has broken; 0 */
    uint64_t pair;      /* of a race (judge.h); 0 */
};

struct expander_asks {
    /* Arrivals are to be looked up, in their order; they are forgotten then. */
    void (*arrived)(void *context);
    /* Whether the moves of a persistent set, all of which have arrived, suffice; NULL: they do. */
    bool (*suffices)(void *context);
    /* Whether to stop, after so much more work. */
    bool (*stops)(void *context, uint64_t work);
    /* A limit has been reached; a thread has ended and held something. */
    void (*limit)(void *context, const char *limit);
    void (*held)(void *context, const struct situation *where, const struct event *notice);
};

struct expander {
    struct world *world;
    const struct explore_options *options;
    const struct states *states;
    const struct expander_asks *asks;
    void *context;
    bool counts; /* nothing is judged */
    struct folded unfolded;
    struct leaves leaves; /* of the arrivals */
    struct arrival *arrivals;
    size_t arrival_count, arrival_capacity;
    struct moved {
        size_t first, end; /* arrivals; none: not moved, or they are forgotten */
    } * moved;             /* by thread */
    uint32_t *double_of;   /* by thread: see world_doubles */
    uint32_t thread_capacity;
    struct situation from, to;
    struct judged view;
    struct persist persist;
    struct deed deed;
    struct trouble *troubles; /* of the state that was expanded last */
    size_t trouble_count, trouble_capacity;
    struct expansion {
        bool stopped;  /* it is not complete */
        bool over;     /* the program is */
        bool ends;     /* nobody can move, or it is over */
        bool deadlock; /* it is one */
        bool some;     /* the moves of a persistent set alone */
        bool sleeps;   /* something takes time or a time limit */
        uint64_t moves;
    } expansion;
};

void expand_state(struct expander *x, uint32_t state);
size_t expander_bytes(const struct expander *x);
void expander_free(struct expander *x);

#endif
