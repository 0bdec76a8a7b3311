/* trial.h - what may follow from a situation on, to try something out: all of it, as far as a small
 * number of states goes.
 *
 *     struct trial t = {.world = w, .most = 1000, .meet = meet, .context = &mine};
 *     if (trial_run(&t, &from)) ... meet was told of each state that can follow
 *
 * Nothing is left out but what `allows` does not allow. */
#ifndef THRUM_EXPLORE_TRIAL_H
#define THRUM_EXPLORE_TRIAL_H

#include "explore/judge.h"

struct trial {
    struct world *world;
    uint32_t most; /* states */
    /* Whether a move may be made; NULL: any may. */
    bool (*allows)(void *context, const struct judged *v, struct move move);
    /* Of each state once, before its moves are made; of each move that fails, with the situation in
     * which it does. NULL: nobody asks. */
    void (*meet)(void *context, const struct judged *v);
    void (*fail)(void *context, const struct judged *v, const struct deed *deed);
    void *context;
    bool enough; /* what is told may set it: the rest is of no account */
    /* Whether to give up, asked now and then; NULL: never. */
    bool (*stops)(void *context);
};

/* True where it was looked at whole; else there are more states than so many, or a limit was
 * passed, or it was stopped, or enough. */
bool trial_run(struct trial *t, const struct situation *from);

#endif
