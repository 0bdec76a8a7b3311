/* search.h - the first search: every situation, what is wrong, and how many schedules there are. */
#ifndef THRUM_EXPLORE_SEARCH_H
#define THRUM_EXPLORE_SEARCH_H

#include "explore/ends.h"
#include "explore/expand.h"
#include "explore/explore.h"
#include "explore/judge.h"
#include "explore/states.h"
#include "explore/world.h"

struct apart;

/* What a search is told that goes on beside another one (apart.h). */
struct abreast {
    atomic_size_t taken;              /* bytes that the other one holds */
    atomic_uint_fast64_t most_states; /* more are not to be looked at; 0: that is not known yet */
    atomic_bool called_off;
    atomic_bool awaited; /* the other one is over: this one tells how far it is */
};

struct search {
    struct world *world;
    const struct machine *machine; /* what the world was made of, and how; NULL: not told */
    const struct world_options *world_options;
    const struct explore_options *options;
    struct explore_result *result;
    struct targets targets;
    struct states states;
    struct folded unfolded; /* of the situation that was put back last */
    struct leaves leaves;   /* of a situation that is looked up */
    uint8_t *marks;         /* by state: enum mark */
    uint32_t capacity;
    uint32_t *edges; /* states; EDGE_FAILS: the schedule ends there; EDGE_LAST ends each row. Those
                        of the states that the search is in, unless the graph is kept */
    size_t edge_count, edge_capacity;
    uint32_t expanded;       /* states whose moves were made */
    uint32_t finished_count; /* states that the search has left */
    struct ends ends;
    struct tally {
        uint64_t *numbers; /* by state: how many schedules there are from it on; see count.c */
        uint64_t *large;
        size_t capacity, large_count, large_capacity;
        bool given_up;
    } tally;
    /* In virtual time, and where waiters may wake without a notify, the graph is kept. */
    bool keeps_graph;
    uint32_t *first_edges; /* by state: into edges; STATES_NONE: not expanded */
    uint32_t *clock_edges; /* by state, in virtual time: where the clock leads; STATES_NONE */
    uint32_t *movers;      /* by edge, in virtual time: the thread + 1; 0: the clock */
    uint8_t *wakes;        /* by edge, where waiters may wake without a notify: it is that */
    uint32_t *finished;    /* states, those behind before those before */
    uint32_t finished_capacity;
    bool cyclic;
    bool counts;             /* made to count schedules alone: nothing is judged */
    size_t beside;           /* bytes that others hold meanwhile, which share the limit */
    struct abreast *abreast; /* it goes on beside another one; or NULL */
    struct apart *apart;     /* what may go on beside this one; or NULL */
    const char *doing;       /* see struct explore_progress */
    double share;            /* see struct explore_progress */
    int64_t measured;        /* when that was reckoned */
    int64_t started, told;   /* when the time began that is limited: 0: with the search */
    int64_t grace;           /* nanoseconds beyond that limit, while what is known is made easier */
    bool walked;             /* orders were drawn (walks.h) */
};

enum mark {
    MARK_STACK = 1,
    MARK_END = 2,
    MARK_SPINS = 4, /* in virtual time: threads only spin there, and the clock moves on */
    MARK_CAN_END = 8,
    MARK_WRONG = 16,
    MARK_EXPANDED = 32,
    MARK_OPEN = 64, /* ends.h */
};
#define EDGE_FAILS 0xFFFFFFFEu
#define EDGE_LAST 0xFFFFFFFFu

void search_run(struct search *s);
void search_free(struct search *s);
/* Bytes that it takes, and those beside it. */
size_t search_bytes(const struct search *s);
/* Whether these and `more_bytes` are what the first search may take; it counts no schedules any
 * more before that is so. */
bool search_is_full(struct search *s, size_t more_bytes);
/* Gives back what only this search needs, when all is read off its graph. */
void search_forget_graph(struct search *s);
/* Gives the states back, too. */
void search_forget_states(struct search *s);
/* Puts a state back into a situation. */
void search_situation(struct search *s, uint32_t state, struct situation *to);
/* The state that a situation in canonical form is; STATES_NONE where it was not visited. */
uint32_t search_find(struct search *s, const struct situation *situation);
/* Calls `progress`, if it is time for that. */
void search_tell(struct search *s);
/* Whether the search has to stop: a limit, or cancelled; notes which in the result. */
bool search_stops(struct search *s, size_t more_bytes);
/* How many schedules there are; count.c. The search leaves a state; it tells of the first one; it
 * counts no longer. */
void count_leave(struct search *s, uint32_t state, const uint32_t *edges);
void count_tell(struct search *s);
void count_give_up(struct search *s);
size_t count_bytes(const struct search *s);
/* Marks the states of a graph that was kept from which a schedule ends; whether not all are. */
bool count_endless(struct search *s);

#endif
