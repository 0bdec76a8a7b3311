/* apart.h - counting the schedules where the first search leaves some out: a second search, among
 * all states, that stops where it would take much longer than the first.
 *
 *     struct apart apart;
 *     apart_begin(&apart, s, machine, &world_options);
 *     search_run(s);                        // the second may begin beside it meanwhile
 *     apart_go_on(&apart);                  // or apart_drop: nothing is to be counted
 *     ... explain what was found ...
 *     bool right = apart_end(&apart);
 *
 * With somebody who helps (explore_options.helper) it goes on beside the first search and the
 * explaining, in a world and with texts of its own: nothing is shared but struct abreast. What it
 * comes to is the same. Where both together would take more memory than they may it is given up,
 * and done once the rest is done. */
#ifndef THRUM_EXPLORE_APART_H
#define THRUM_EXPLORE_APART_H

#include "explore/search.h"

struct apart {
    struct search *first;
    const struct machine *machine;  /* what is explored */
    struct world_options world;     /* how the first search sees it */
    size_t first_bytes;             /* that the first search holds where it ends */
    size_t world_bytes;             /* of these its world's */
    struct search search;           /* the second */
    struct explore_options options; /* of it */
    struct explore_result result;   /* of it */
    struct machine copy;            /* for a world of its own, beside: with texts of its own */
    struct world *own;              /* NULL: it has the first one's */
    struct abreast abreast;
    void *help; /* who does it beside; NULL: nobody does */
    bool asked; /* whether somebody was asked to */
    bool wrong; /* its world took threads for alike that are not */
};

/* The first search is about to begin; nothing is allocated. `machine` and what it consists of stay
 * as they are until apart_end or apart_drop. */
void apart_begin(struct apart *a, struct search *first, const struct machine *machine,
                 const struct world_options *world);
/* Now and then: the first search, or who explains, holds so many bytes. */
void apart_look(struct apart *a, size_t bytes);
/* The first search is over, and has left nothing out but schedules: they are counted. */
void apart_go_on(struct apart *a);
/* How many there are is told in the first search's result, where it can be. False: threads were
 * taken for alike that are not (world_takes_name_again), and all has to be done again. */
bool apart_end(struct apart *a);
/* The schedules are not to be counted. */
void apart_drop(struct apart *a);

#endif
