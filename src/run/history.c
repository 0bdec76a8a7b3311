/* history.c - undo and redo: a checkpoint of the state now and then, and the choices since.
 *
 * While the lab is paused or its schedule is `manual`, every step and every order is recorded. To
 * go back, the nearest checkpoint before is copied and the choices behind it are done again,
 * without telling anybody; the machine is deterministic but for what comes from outside, and that
 * is recorded with the step. */
#include "run/lab_inside.h"

#include "base/memory.h"

#include <stdlib.h>

enum { STEPS_A_CHECKPOINT = 256, MOST_ENTRIES = 1 << 20 };

enum entry_kind { ENTRY_STEP, ENTRY_ORDER, ENTRY_WAIT_ENDS };

struct entry {
    enum entry_kind kind;
    uint32_t thread;
    uint32_t unit;               /* of an order */
    int64_t now;                 /* the lab's clock when it was done */
    struct schedule_place place; /* of a recorded schedule, behind it */
    bool forced;   /* a step: it chose `value` as it was told to; a wait: it ends by itself */
    int64_t value; /* see `forced`; a wait that does not: when it is over instead */
};

struct checkpoint {
    size_t entry; /* before this one */
    struct state *state;
};

struct history {
    struct entry *entries;
    size_t count, capacity;
    size_t position; /* entries done; the rest can be done again */
    struct checkpoint *checkpoints;
    size_t checkpoint_count, checkpoint_capacity;
    bool replays;                /* what happens now is not to be recorded */
    struct schedule_place begin; /* of a recorded schedule, before the first entry */
};

static void add_checkpoint(struct lab *lab)
{
    struct history *h = lab->history;
    MEMORY_ROOM_FOR_ONE(h->checkpoints, h->checkpoint_count, h->checkpoint_capacity);
    h->checkpoints[h->checkpoint_count++] =
        (struct checkpoint){.entry = h->position, .state = state_copy(lab->drive.machine.state)};
}

void history_begin(struct lab *lab)
{
    history_end(lab);
    lab->history = memory_zeroed(1, sizeof *lab->history);
    lab->history->begin = lab->drive.schedule.place;
    add_checkpoint(lab);
}

void history_end(struct lab *lab)
{
    struct history *h = lab->history;
    if (!h)
        return;
    for (size_t i = 0; i < h->checkpoint_count; i++)
        state_free(h->checkpoints[i].state);
    free(h->checkpoints);
    free(h->entries);
    free(h);
    lab->history = NULL;
}

/* What could have been done again is void once something else is done. */
static void cut_future(struct history *h)
{
    h->count = h->position;
    while (h->checkpoint_count > 1 && h->checkpoints[h->checkpoint_count - 1].entry > h->position)
        state_free(h->checkpoints[--h->checkpoint_count].state);
}

static void record(struct lab *lab, struct entry entry)
{
    struct history *h = lab->history;
    if (h->replays)
        return;
    cut_future(h);
    if (h->count == MOST_ENTRIES) {
        history_begin(lab); /* so far back nobody goes; the past begins here */
        return;
    }
    MEMORY_ROOM_FOR_ONE(h->entries, h->count, h->capacity);
    entry.now = lab->drive.machine.state->now;
    entry.place = lab->drive.schedule.place;
    h->entries[h->count++] = entry;
    h->position = h->count;
    if (h->position - h->checkpoints[h->checkpoint_count - 1].entry >= STEPS_A_CHECKPOINT)
        add_checkpoint(lab);
}

void history_step(struct lab *lab, uint32_t thread)
{
    record(lab, (struct entry){.kind = ENTRY_STEP,
                               .thread = thread,
                               .forced = lab->drive.machine.choice_forced,
                               .value = lab->drive.machine.choice});
}

void history_wait_ends(struct lab *lab, uint32_t thread, bool by_itself)
{
    record(lab, (struct entry){.kind = ENTRY_WAIT_ENDS,
                               .thread = thread,
                               .forced = by_itself,
                               .value = state_thread(lab->drive.machine.state, thread)->deadline});
}

void history_order(struct lab *lab, uint32_t thread, uint32_t unit)
{
    record(lab, (struct entry){.kind = ENTRY_ORDER, .thread = thread, .unit = unit});
}

static void redo_entry(struct lab *lab, const struct entry *e)
{
    struct machine *m = &lab->drive.machine;
    struct buffer why = {0};
    if (e->now > m->state->now)
        m->state->now = e->now;
    m->choice_forced = e->kind == ENTRY_STEP && e->forced;
    m->choice = e->value;
    if (e->kind == ENTRY_ORDER)
        machine_order(m, e->thread, e->unit, &why);
    else if (e->kind == ENTRY_WAIT_ENDS && e->forced)
        machine_wake_spuriously(m, e->thread);
    else if (e->kind == ENTRY_WAIT_ENDS)
        state_thread(m->state, e->thread)->deadline = e->value;
    else if (step_enabled(m, e->thread))
        step_run(m, e->thread);
    m->choice_forced = false;
    m->change_count = 0;
    buffer_free(&why);
}

void history_restore(struct lab *lab, struct state *state)
{
    struct machine *m = &lab->drive.machine;
    state_free(m->state);
    m->state = state;
    clock_change(&lab->clock, lab->clock.kind, lab->clock.factor, m->state->now);
    lab->drive.over = machine_over(m);
    lab_rebuild(lab);
}

/* Goes to the state in which `position` entries have been done. */
static void go_to(struct lab *lab, size_t position)
{
    struct history *h = lab->history;
    struct machine *m = &lab->drive.machine;
    size_t nearest = h->checkpoint_count - 1;
    while (h->checkpoints[nearest].entry > position)
        nearest--;
    void (*sink)(void *, const struct event *) = m->sink;
    int64_t (*clock)(void *) = m->read_clock;
    state_free(m->state);
    m->state = state_copy(h->checkpoints[nearest].state);
    m->sink = NULL;
    m->read_clock = NULL;
    h->replays = true;
    for (size_t i = h->checkpoints[nearest].entry; i < position; i++)
        redo_entry(lab, &h->entries[i]);
    h->replays = false;
    m->sink = sink;
    m->read_clock = clock;
    h->position = position;
    lab->drive.schedule.place = position ? h->entries[position - 1].place : h->begin;
    struct state *state = m->state;
    m->state = NULL;
    history_restore(lab, state);
}

static size_t orders_and_steps(const struct history *h, size_t from, bool back, uint64_t count)
{
    size_t at = from;
    while (count > 0 && (back ? at > 0 : at < h->count)) {
        at = back ? at - 1 : at + 1;
        /* Going back over an order, or on over one, does not count: it belongs to the step next to
         * it. */
        const struct entry *e = &h->entries[back ? at : at - 1];
        count -= e->kind == ENTRY_STEP;
    }
    return at;
}

static uint64_t steps_between(const struct history *h, size_t a, size_t b)
{
    uint64_t steps = 0;
    for (size_t i = a; i < b; i++)
        steps += h->entries[i].kind == ENTRY_STEP;
    return steps;
}

size_t lab_steps_done(const struct lab *lab, size_t from, uint32_t *threads, size_t most)
{
    const struct history *h = lab->history;
    size_t steps = 0;
    for (size_t i = 0; h && i < h->position; i++) {
        if (h->entries[i].kind != ENTRY_STEP)
            continue;
        if (steps >= from && steps - from < most)
            threads[steps - from] = h->entries[i].thread;
        steps++;
    }
    return steps;
}

/* Further back than `to`, past main's last steps before it and the order that they belong to. */
static size_t before_order_of_main(const struct history *h, size_t to)
{
    bool order = false;
    while (to > 0 && !order && h->entries[to - 1].thread == STATE_MAIN)
        order = h->entries[--to].kind == ENTRY_ORDER;
    return to;
}

uint32_t lab_ahead(const struct lab *lab, uint32_t *thread)
{
    const struct history *h = lab->history;
    if (!h || h->position == h->count)
        return 0;
    const struct entry *e = &h->entries[h->position];
    *thread = e->thread;
    return e->kind == ENTRY_ORDER ? lab->program->units[e->unit].first
                                  : machine_next_pc(&lab->drive.machine, e->thread);
}

/* Where main goes on without being told to, it would at once do again what was taken back: then
 * its order is taken back too, and if others' steps are what lets it go, those. */
uint64_t lab_undo(struct lab *lab, uint64_t count)
{
    struct history *h = lab->history;
    if (!h || h->position == 0)
        return 0;
    size_t from = h->position, to = orders_and_steps(h, from, true, count);
    go_to(lab, to);
    while (to > 0 && !lab_paused(lab) && step_enabled(&lab->drive.machine, STATE_MAIN)) {
        size_t before = before_order_of_main(h, to);
        to = before < to ? before : to - 1;
        go_to(lab, to);
    }
    return steps_between(h, to, from);
}

uint64_t lab_redo(struct lab *lab, uint64_t count)
{
    struct history *h = lab->history;
    if (!h || h->position == h->count)
        return 0;
    size_t from = h->position, to = orders_and_steps(h, from, false, count);
    go_to(lab, to);
    /* Main would go on by itself, and what lies ahead would be void. */
    while (to < h->count && !lab_paused(lab) && step_enabled(&lab->drive.machine, STATE_MAIN)) {
        do
            to++;
        while (to < h->count && h->entries[to].thread == STATE_MAIN &&
               h->entries[to].kind == ENTRY_STEP);
        go_to(lab, to);
    }
    return steps_between(h, from, to);
}
