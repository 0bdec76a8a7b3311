/* history_undo.c - undo and redo: takes the lab itself to where it was; and looking back, which
 * makes the lab as it was beside the lab as it is. See history.h and lab.h. */
#include "run/history.h"

#include "base/memory.h"
#include "run/lab_inside.h"

#include <stdlib.h>

/* ---- Undo ------------------------------------------------------------------------------------ */

void lab_restore(struct lab *lab, struct state *state)
{
    struct machine *m = &lab->drive.machine;
    state_free(m->state);
    m->state = state;
    clock_change(&lab->clock, lab->clock.kind, lab->clock.factor, m->state->now);
    lab->drive.over = machine_over(m);
    lab_rebuild(lab);
}

/* Since when they wait is no part of the state. */
void lab_keep_waits(struct lab *lab, const struct drive *past)
{
    uint32_t threads = lab->drive.machine.state->thread_count;
    for (uint32_t i = 0; i < threads && i < past->standing_capacity; i++)
        drive_standing(&lab->drive, i)->since = past->standings[i].since;
}

/* Who listens knows of it before everybody is looked at anew. */
static void tell_went(struct lab *lab)
{
    const struct machine *m = &lab->drive.machine;
    if (m->sink)
        m->sink(m->sink_context, &(struct event){.kind = EVENT_WENT, .step = lab->drive.steps});
}

static void go_to(struct lab *lab, struct history_place place)
{
    struct history *h = lab->history;
    struct drive past;
    struct history_place behind = place;
    uint32_t timeless = lab->drive.machine.state->timeless;
    struct history_last last;
    history_make(lab, place, &past, &last);
    h->regime = last.regime;
    h->here = place;
    h->ahead = history_on(h, &behind) != NULL;
    h->now = past.machine.state->now;
    h->place = past.schedule.place;
    lab->drive.schedule.place = h->place;
    lab->drive.steps = past.steps;
    struct state *state = past.machine.state;
    past.machine.state = NULL;
    state->timeless = timeless; /* as the clock that is set wants it */
    tell_went(lab);
    lab_restore(lab, state);
    lab_keep_waits(lab, &past);
    drive_free(&past);
}

/* Whether undo counts this deed, of which `behind` is the place behind it: a step, or an order to
 * main that was all done with it, as `shared n = 0`. What else was ordered belongs to the steps
 * that came of it. */
static bool counts(const struct history *h, const struct entry *deed, struct history_place behind)
{
    if (deed->kind != ENTRY_ORDER || deed->thread != STATE_MAIN)
        return deed->kind == ENTRY_STEP;
    const struct entry *next = history_on(h, &behind);
    return !next || next->kind != ENTRY_STEP || next->thread != STATE_MAIN;
}

static struct history_place steps_back(const struct history *h, uint64_t count)
{
    struct history_place place = h->here, behind = place;
    const struct entry *deed;
    for (; count > 0 && (deed = history_back(h, &place)); behind = place)
        count -= counts(h, deed, behind);
    return place;
}

static struct history_place steps_on(const struct history *h, uint64_t count)
{
    struct history_place place = h->here;
    const struct entry *deed;
    while (count > 0 && (deed = history_on(h, &place)))
        count -= counts(h, deed, place);
    return place;
}

static uint64_t steps_between(const struct history *h, struct history_place from,
                              struct history_place to)
{
    uint64_t steps = 0;
    const struct entry *deed;
    while (history_compare(from, to) < 0 && (deed = history_on(h, &from)))
        steps += counts(h, deed, from);
    return steps;
}

/* Further back, past main's last steps and the order that they belong to; by one deed at least. */
static struct history_place before_order_of_main(const struct history *h,
                                                 struct history_place place)
{
    struct history_place to = place;
    const struct entry *deed = history_back(h, &to);
    struct history_place least = to;
    while (deed && deed->thread == STATE_MAIN) {
        place = to;
        if (deed->kind == ENTRY_ORDER)
            return place;
        deed = history_back(h, &to);
    }
    return history_compare(place, least) < 0 ? place : least;
}

uint32_t lab_ahead(const struct lab *lab, uint32_t *thread)
{
    const struct history *h = lab->history;
    if (!h || !h->ahead)
        return 0;
    struct history_place place = h->here;
    const struct entry *e = history_on(h, &place);
    *thread = e->thread;
    return e->kind == ENTRY_ORDER ? lab->program->units[e->value].first
                                  : machine_next_pc(&lab->drive.machine, e->thread);
}

static bool is_oldest(struct history_place place)
{
    return place.stretch == 0 && place.entry == 0;
}

/* Where main goes on without being told to, it would at once do again what was taken back: then
 * its order is taken back too, and if others' steps are what lets it go, those. */
uint64_t lab_undo(struct lab *lab, uint64_t count)
{
    struct history *h = lab->history;
    if (!h || !h->count || is_oldest(h->here))
        return 0;
    struct history_place before = h->here;
    lab_look_at_now(lab);
    go_to(lab, steps_back(h, count));
    while (!is_oldest(h->here) && !lab_paused(lab) && step_enabled(&lab->drive.machine, STATE_MAIN))
        go_to(lab, before_order_of_main(h, h->here));
    return steps_between(h, h->here, before);
}

/* Past a deed, and main's steps behind it. */
static struct history_place behind_steps_of_main(const struct history *h,
                                                 struct history_place place)
{
    struct history_place to = place;
    const struct entry *deed = history_on(h, &to);
    do {
        place = to;
        deed = history_on(h, &to);
    } while (deed && deed->kind == ENTRY_STEP && deed->thread == STATE_MAIN);
    return place;
}

uint64_t lab_redo(struct lab *lab, uint64_t count)
{
    struct history *h = lab->history;
    if (!h || !h->ahead)
        return 0;
    struct history_place before = h->here;
    lab_look_at_now(lab);
    go_to(lab, steps_on(h, count));
    /* Main would go on by itself, and what lies ahead would be void. */
    while (h->ahead && !lab_paused(lab) && step_enabled(&lab->drive.machine, STATE_MAIN))
        go_to(lab, behind_steps_of_main(h, h->here));
    return steps_between(h, before, h->here);
}

/* ---- Looking --------------------------------------------------------------------------------- */

uint64_t lab_oldest_step(const struct lab *lab)
{
    const struct history *h = lab->history;
    return h && h->count ? history_stretch(h, 0)->begin.steps : lab->drive.steps;
}

size_t lab_steps_done(const struct lab *lab, size_t from, uint32_t *threads, size_t most)
{
    const struct history *h = lab->history;
    uint64_t oldest = lab_oldest_step(lab), steps = lab->drive.steps;
    size_t done = 0;
    for (; done < most && from + done < oldest; done++)
        threads[done] = NO_THREAD;
    if (done == most || from + done >= steps)
        return (size_t)steps;
    struct history_place place = history_place_of_step(h, from + done);
    const struct entry *deed;
    while (done < most && history_compare(place, h->here) < 0 && (deed = history_on(h, &place)))
        if (deed->kind == ENTRY_STEP)
            threads[done++] = deed->thread;
    return (size_t)steps;
}

void lab_look_at_now(struct lab *lab)
{
    if (!lab->past)
        return;
    drive_free(lab->past);
    free(lab->past);
    lab->past = NULL;
}

/* The step was the last of the stretch before. */
static void find_event(struct lab *lab, size_t stretch, uint64_t step)
{
    struct history_place end = {stretch, history_stretch(lab->history, stretch)->count};
    struct history_last last;
    struct drive before;
    history_make(lab, end, &before, &last);
    drive_free(&before);
    lab->past_event = last.step;
    lab->past_event_known = last.number == step;
}

const struct event *lab_shown_event(const struct lab *lab)
{
    return lab->past && lab->past_event_known ? &lab->past_event : NULL;
}

bool lab_look_back(struct lab *lab, uint64_t step)
{
    if (step < lab_oldest_step(lab))
        return false;
    lab_look_at_now(lab);
    if (step >= lab->drive.steps)
        return true;
    struct history_place place = history_place_of_step(lab->history, step);
    struct history_last last;
    lab->past = memory_new(sizeof *lab->past);
    history_make(lab, place, lab->past, &last);
    lab->past_event = last.step;
    lab->past_event_known = last.number == step && step > 0;
    if (!lab->past_event_known && place.stretch > 0)
        find_event(lab, place.stretch - 1, step);
    return true;
}
