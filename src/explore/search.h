/* search.h - the first search: every situation, what is wrong, and how many schedules there are. */
#ifndef THRUM_EXPLORE_SEARCH_H
#define THRUM_EXPLORE_SEARCH_H

#include "explore/explore.h"
#include "explore/judge.h"
#include "explore/states.h"
#include "explore/world.h"

struct search {
    struct world *world;
    const struct explore_options *options;
    struct explore_result *result;
    struct targets targets;
    struct states states;
    struct folded unfolded; /* of the situation that was put back last */
    uint8_t *marks;         /* by state: enum mark */
    uint32_t *first_edges;  /* by state: into edges; STORE_NONE: not expanded */
    uint32_t *clock_edges;  /* by state, in virtual time: where the clock leads; STORE_NONE */
    uint32_t capacity;
    uint32_t *edges;  /* states; EDGE_FAILS: the schedule ends there; EDGE_LAST ends each row */
    uint32_t *movers; /* by edge, in virtual time: the thread + 1; 0: the clock */
    uint8_t *wakes;   /* by edge, where waiters may wake without a notify: it is that */
    size_t edge_count, edge_capacity;
    uint32_t *finished; /* states, those behind before those before */
    uint32_t finished_count, finished_capacity;
    uint32_t expanded; /* states whose moves were made */
    bool cyclic;
    bool counts;           /* made to count schedules alone: nothing is judged */
    size_t beside;         /* bytes that others hold meanwhile, which share the limit */
    const char *doing;     /* see struct explore_progress */
    double share;          /* see struct explore_progress */
    int64_t measured;      /* when that was reckoned */
    int64_t started, told; /* when the time began that is limited: 0: with the search */
};

enum mark {
    MARK_STACK = 1,
    MARK_END = 2,
    MARK_SPINS = 4, /* in virtual time: threads only spin there, and the clock moves on */
    MARK_CAN_END = 8,
    MARK_WRONG = 16,
};
#define EDGE_FAILS 0xFFFFFFFEu
#define EDGE_LAST 0xFFFFFFFFu

void search_run(struct search *s);
void search_free(struct search *s);
/* Bytes that it takes, and those beside it. */
size_t search_bytes(const struct search *s);
/* Whether these and `more_bytes` are what the first search may take. */
bool search_is_full(const struct search *s, size_t more_bytes);
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
/* Counts the schedules, and finds the states from which no schedule ends; count.c. */
void count_schedules(struct search *s);
bool count_endless(struct search *s);

#endif
