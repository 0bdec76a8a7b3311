/* play.h - an order of steps played move by move: what it costs, and whether it comes to what goes
 * wrong.
 *
 *     struct play p;
 *     play_begin(&p, search, search->world, target);
 *     while (!p.over && ...)
 *         play_move(&p, move);       // one that play_can allows
 *     if (p.again) ... p.moves lead to the target, with p.preemptions
 *     play_free(&p);
 *
 * Owned by one thread. */
#ifndef THRUM_EXPLORE_PLAY_H
#define THRUM_EXPLORE_PLAY_H

#include "explore/search.h"

struct play {
    struct search *search;
    struct world *world;
    const struct target *target; /* what it is to come to; NULL: a deadlock, or any failure */
    struct target met;           /* where there is no target: what it came to */
    struct situation at, to;
    struct judged view; /* of `at` */
    struct deed deed;   /* of the last move */
    struct move *moves; /* those that were made */
    size_t count, capacity, most;
    uint32_t last, preemptions; /* who went last + 1; so far */
    bool again, over;           /* it has come to the target; nothing more can come */
    bool given_up;              /* as the time is over, or the memory is used up */
    struct move *choices;       /* of play_draw */
    size_t choice_count, choice_capacity;
};

/* Whether a move leaves a thread that could go on: a preemption. `last`: who went last + 1, as
 * play_last_behind has it. */
bool play_preempts(const struct judged *v, uint32_t last, struct move move);
/* Who went last behind a move, + 1; 0: nobody, or leaving it is no preemption. */
uint32_t play_last_behind(uint32_t last, struct move move, const struct deed *deed);

/* At the beginning; no more than `most` moves are made. */
void play_begin(struct play *p, struct search *s, struct world *w, const struct target *target,
                size_t most);
/* Whether this can happen now. */
bool play_can(const struct play *p, struct move move);
void play_move(struct play *p, struct move move);
/* A thread goes on until it stops by itself; returns how many of its moves that were. */
size_t play_on(struct play *p, uint32_t thread);
/* Whoever can, one after the other. */
void play_on_all(struct play *p);
/* One of the moves that can come, drawn: but for one time in `leaves` of the thread that went last,
 * if it can go on. WAY_NONE where there is none. */
struct move play_draw(struct play *p, uint64_t *random, uint32_t leaves);
void play_free(struct play *p);

#endif
