/* plan.h - the order that `replay` goes through: all of its steps, those to come as well, how many
 * of them the lab has done, and whether it still does what is due. Guarded by the lab's monitor. */
#ifndef THRUM_SHELL_PLAN_H
#define THRUM_SHELL_PLAN_H

#include "watch/followed.h"

struct plan {
    bool is;                  /* there is one */
    struct followed followed; /* all of it, done by a driver apart */
    struct program *program;  /* its own copy */
    char *leads_to;           /* what comes of it: "deadlock: nobody can go on" */
    uint64_t left;            /* the first of its steps that the lab did otherwise; 0: none */
    uint64_t differs;         /* the same, also where that is undone and `redo` leads back to it */
    bool told;                /* that its last step was done */
};

/* `order` and `leads_to` are copied. In place of the one before. The lab, which is to follow it,
 * counts its steps from there. */
void plan_begin(struct plan *p, const struct followed_order *order, const char *leads_to);
void plan_end(struct plan *p);

uint64_t plan_steps(const struct plan *p);
/* How many of them are done, where the lab does what is planned; else false. */
bool plan_place(const struct plan *p, const struct drive *lab, uint64_t *done);
/* From the sink. True where the lab goes another way with this step. */
bool plan_hear(struct plan *p, const struct drive *lab, const struct event *e);
/* Whether its last step has been done since this was last asked. */
bool plan_is_done(struct plan *p, const struct drive *lab);

#endif
