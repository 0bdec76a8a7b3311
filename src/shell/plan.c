/* plan.c - see plan.h. */
#include "shell/plan.h"

#include "base/memory.h"

#include <stdlib.h>

void plan_begin(struct plan *p, const struct followed_order *order, const char *leads_to)
{
    plan_end(p);
    *p = (struct plan){.is = true,
                       .program = program_copy(order->from->program),
                       .leads_to = memory_copy(leads_to)};
    struct machine from = *order->from;
    from.program = p->program;
    struct followed_order own = *order;
    own.from = &from;
    followed_make(&p->followed, &own);
}

void plan_end(struct plan *p)
{
    if (p->is) {
        followed_free(&p->followed);
        program_free(p->program);
        free(p->leads_to);
    }
    *p = (struct plan){0};
}

uint64_t plan_steps(const struct plan *p)
{
    return p->followed.drive.steps;
}

bool plan_place(const struct plan *p, const struct drive *lab, uint64_t *done)
{
    if (!p->is || p->left || lab->steps > plan_steps(p))
        return false;
    *done = lab->steps;
    return true;
}

/* Whether that is what the plan has there. Who unwinds does a step that has no entry. */
static bool is_due(const struct plan *p, uint64_t step, const struct event *e,
                   const struct drive *d)
{
    const struct record_entry *due = record_step(p->followed.record, step);
    return !due ||
           (due->thread == state_thread(d->machine.state, e->thread)->number && due->op == e->op);
}

bool plan_hear(struct plan *p, const struct drive *lab, const struct event *e)
{
    uint64_t step;
    if (!p->is)
        return false;
    if (e->kind == EVENT_WENT) {
        p->left = e->step < p->differs ? 0 : p->differs;
        p->told = p->told && e->step >= plan_steps(p);
        return false;
    }
    step = lab->steps + 1;
    if (e->kind != EVENT_STEP)
        return false;
    if (step <= p->differs) /* what was undone is gone */
        p->differs = 0;
    if (p->left || step > plan_steps(p) || is_due(p, step, e, lab))
        return false;
    p->left = p->differs = step;
    return true;
}

bool plan_is_done(struct plan *p, const struct drive *lab)
{
    bool is_done = p->is && !p->left && !p->told && lab->steps >= plan_steps(p);
    p->told |= is_done;
    return is_done;
}
