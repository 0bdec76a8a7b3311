/* tell_lost.c - notifications that came too early, where they are why somebody waits for ever. That
 * they can be lost a kind's row says (KIND_LOSES); what notifies is what looks at waiters.
 *
 * That a notification found nobody is mostly harmless. It is the cause where its waiter, had it
 * been woken right when it began to wait, would have gone on: so that is tried. One that looks at
 * its condition and waits again was not waiting for that notification. And the deadlock has to hang
 * on it: given to the waiter where all stand still in the end, it lets the program come to its end;
 * where others are missing, too, nothing is said of this one. */
#include "explore/tell_inside.h"

#include "core/instructions.h"
#include "explore/explain.h"
#include "explore/trial.h"
#include "explore/warn.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_LOOKS = 1000, MOST_MISSED = 16, MOST_STATES = 5000 };

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

/* A waiter and the notification that it missed. */
struct missed {
    uint32_t thread, object;
    const struct explore_step *lost;
};

/* The last notification that found nobody before the thread began to wait, and with which it would
 * have gone on; `lost` is NULL where there is none. */
static struct missed find_missed(struct teller *t, const struct move *moves, uint32_t thread,
                                 uint32_t object)
{
    struct world *w = t->search->world;
    const struct explore_finding *f = t->finding;
    struct entity condition = *state_entity(world_machine(w, &t->at)->state, handle_index(object));
    char *waits = tell_name(w, &t->at, thread);
    size_t begins = kind_is(condition.kind, KIND_LOSES) ? began(t, waits, &condition) : SIZE_MAX;
    struct missed found = {.thread = thread, .object = object};
    for (size_t i = 0; begins != SIZE_MAX && i < begins; i++) {
        const struct event *e = &f->steps[i].event;
        if (is_about(&f->steps[i], &condition) && e->count == 0 &&
            instruction_rows[e->op].looks == LOOKS_WAITERS)
            found.lost = &f->steps[i];
    }
    if (found.lost) {
        go_behind(t, moves, begins + 1);
        if (!would_go_on(t, thread, object))
            found.lost = NULL;
    }
    free(waits);
    return found;
}

/* ---- Giving it to the waiter ----------------------------------------------------------------- */

/* What came of it. */
struct given {
    struct search *search;
    struct world *world;
    const struct missed *missed;
    size_t count;
    bool ends, stuck;
};

static void look_at_end(void *context, const struct judged *v)
{
    struct given *g = context;
    if (world_over(g->world, v->situation)) {
        g->ends = true;
        return;
    }
    for (size_t i = 0; !v->moves && i < g->count; i++) {
        const struct outlook *o = &v->outlooks[g->missed[i].thread];
        g->stuck |= o->kind == WAITS_IN_LIST && o->object == g->missed[i].object;
    }
}

static bool stops(void *context)
{
    const struct given *g = context;
    return explain_called_off(g->search);
}

/* Whether the deadlock is gone once these have been notified where they wait: the program can come
 * to its end then, and in no order do they wait there for ever again. */
static bool helps(struct teller *t, const struct missed *missed, size_t count)
{
    struct world *w = t->search->world;
    struct given given = {.search = t->search, .world = w, .missed = missed, .count = count};
    struct trial trial = {
        .world = w, .most = MOST_STATES, .meet = look_at_end, .stops = stops, .context = &given};
    struct situation from = {0}, to = {0};
    situation_copy(&from, &t->at);
    for (size_t i = 0; i < count; i++) {
        world_move(w, &from, (struct move){.thread = missed[i].thread, .way = WAY_SPURIOUS}, &to,
                   &t->deed);
        situation_copy(&from, &to);
    }
    bool whole = trial_run(&trial, &from);
    situation_free(&from);
    situation_free(&to);
    return whole && given.ends && !given.stuck;
}

static void warn(struct teller *t, const struct missed *missed)
{
    struct world *w = t->search->world;
    char *waits = tell_name(w, &t->at, missed->thread);
    warn_notified(t->search->result, world_machine(w, &t->at), missed->lost->thread, waits,
                  &missed->lost->event);
    free(waits);
}

void tell_lost(struct teller *t, const struct move *moves, size_t count)
{
    struct missed missed[MOST_MISSED];
    size_t found = 0, alone = 0;
    for (uint32_t i = 0; count && i < t->at.threads && found < MOST_MISSED; i++) {
        const struct outlook *o = &t->view.outlooks[i];
        if (o->kind != WAITS_IN_LIST || !o->object)
            continue;
        missed[found] = find_missed(t, moves, i, o->object);
        found += missed[found].lost != NULL;
    }
    for (size_t i = 0; i < found; i++)
        if (helps(t, &missed[i], 1)) {
            warn(t, &missed[i]);
            alone++;
        }
    /* None is the only one that was lost: they were lost together. */
    if (!alone && found > 1 && helps(t, missed, found))
        for (size_t i = 0; i < found; i++)
            warn(t, &missed[i]);
}
