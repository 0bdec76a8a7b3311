/* tell_lost.c - notifications that came too early, where they are why somebody waits for ever. That
 * they can be lost a kind's row says (KIND_LOSES); what notifies is what looks at waiters.
 *
 * That a notification found nobody is mostly harmless. It is the cause where its waiter, had it
 * been woken right when it began to wait, would have gone on: so that is tried. One that looks at
 * its condition and waits again was not waiting for that notification. */
#include "explore/tell_inside.h"

#include "core/instructions.h"
#include "explore/warn.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_LOOKS = 1000 };

/* Whether the thread, which has just begun to wait in t->next, would go on if it were notified
 * now. */
static bool would_go_on(struct teller *t, uint32_t thread, uint32_t object)
{
    struct world *w = t->search->world;
    struct situation at = {0}, next = {0};
    bool looks = true;
    situation_copy(&at, &t->next);
    world_move(w, &at, (struct move){.thread = thread, .way = WAY_SPURIOUS}, &next, &t->deed);
    for (unsigned i = 0; i < MOST_LOOKS; i++) {
        situation_copy(&at, &next);
        struct outlook o = world_outlook(w, &at, thread);
        if (o.way == WAY_NONE) {
            looks = o.kind == WAITS_IN_LIST && o.object == object;
            break;
        }
        looks = !o.chooses &&
                instruction_rows[world_op(w, world_pc(w, &at, thread))].marks & MARK_LOOKING;
        if (!looks)
            break;
        world_move(w, &at, world_first_move(&o, thread), &next, &t->deed);
    }
    situation_free(&at);
    situation_free(&next);
    return !looks;
}

/* t->next becomes the situation behind so many steps of the schedule. */
static void go_behind(struct teller *t, const struct move *moves, size_t steps)
{
    struct world *w = t->search->world;
    struct situation at = {0};
    world_start(w, &t->next);
    for (size_t i = 0, done = 0; done < steps; i++) {
        situation_copy(&at, &t->next);
        world_move(w, &at, moves[i], &t->next, &t->deed);
        done += moves[i].way != WAY_CLOCK;
    }
    situation_free(&at);
}

/* Whether a step is about the condition at which somebody waits now. */
static bool is_about(const struct explore_step *s, const struct entity *condition)
{
    return s->event.op != OP_COUNT && s->event.outcome != OUTCOME_REFUSED &&
           s->event.name == condition->name && s->event.element == condition->element;
}

/* The number of the step with which the thread began its wait; SIZE_MAX. */
static size_t began(const struct teller *t, const char *thread, const struct entity *condition)
{
    const struct explore_finding *f = t->finding;
    for (size_t i = f->step_count; i-- > 0;)
        if (f->steps[i].event.op == OP_WAIT && is_about(&f->steps[i], condition) &&
            strcmp(f->steps[i].thread, thread) == 0)
            return i;
    return SIZE_MAX;
}

static void look_at(struct teller *t, const struct move *moves, uint32_t thread, uint32_t object)
{
    struct world *w = t->search->world;
    const struct explore_finding *f = t->finding;
    struct entity condition = *state_entity(world_machine(w, &t->at)->state, handle_index(object));
    char *waits = tell_name(w, &t->at, thread);
    size_t begins = kind_is(condition.kind, KIND_LOSES) ? began(t, waits, &condition) : SIZE_MAX;
    const struct explore_step *lost = NULL;
    for (size_t i = 0; begins != SIZE_MAX && i < begins; i++) {
        const struct event *e = &f->steps[i].event;
        if (is_about(&f->steps[i], &condition) && e->count == 0 &&
            instruction_rows[e->op].looks == LOOKS_WAITERS)
            lost = &f->steps[i];
    }
    if (lost) {
        go_behind(t, moves, begins + 1);
        if (would_go_on(t, thread, object))
            warn_notified(t->search->result, world_machine(w, &t->at), lost->thread, waits,
                          &lost->event);
    }
    free(waits);
}

void tell_lost(struct teller *t, const struct move *moves, size_t count)
{
    for (uint32_t i = 0; count && i < t->at.threads; i++) {
        const struct outlook *o = &t->view.outlooks[i];
        if (o->kind == WAITS_IN_LIST && o->object)
            look_at(t, moves, i, o->object);
    }
}
