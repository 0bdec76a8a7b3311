/* races.c - see races.h. */
#include "watch/races.h"

#include "base/memory.h"

#include <stdlib.h>

/* ---- Room ------------------------------------------------------------------------------------ */

static struct race_variables *entity_of(struct races *r, uint32_t entity)
{
    MEMORY_ROOM_AT(r->entities, entity, r->capacity);
    return &r->entities[entity];
}

static struct race_variable *variable_of(struct races *r, const struct access *a)
{
    struct race_variables *vs = entity_of(r, a->entity);
    MEMORY_ROOM_AT(vs->all, a->element, vs->count);
    return &vs->all[a->element];
}

static void forget_reads(struct race_variable *v)
{
    clocks_release(v->reads);
    clocks_release(v->places);
    v->reads = v->places = NULL;
}

bool races_seen(const struct races *r, uint32_t entity)
{
    for (uint32_t i = 0; entity < r->capacity && i < r->entities[entity].count; i++)
        if (r->entities[entity].all[i].raced)
            return true;
    return false;
}

void races_forget(struct races *r, uint32_t entity)
{
    if (entity >= r->capacity)
        return;
    struct race_variables *vs = &r->entities[entity];
    for (uint32_t i = 0; i < vs->count; i++) {
        struct race_variable *v = &vs->all[i];
        forget_reads(v);
        clocks_release(v->clock);
        if (v->blocks)
            clocks_release(v->blocks->clock);
        free(v->blocks);
    }
    free(vs->all);
    *vs = (struct race_variables){0};
}

void races_free(struct races *r)
{
    for (uint32_t i = 0; i < r->capacity; i++)
        races_forget(r, i);
    free(r->entities);
    *r = (struct races){0};
}

/* ---- What an access races with --------------------------------------------------------------- */

/* Of all that it races with the last. */
static void offer(struct race *race, const struct stamp *before, bool writes, bool block)
{
    if (before->step < race->before.step)
        return;
    race->before = *before;
    race->before_writes = writes;
    race->before_block = block;
}

/* A read that is known by its thread alone. */
static struct stamp read_by(const struct race_variable *v, uint32_t thread)
{
    return (struct stamp){.clock = clocks_at(v->reads, thread),
                          .thread = thread,
                          .pc = (uint32_t)clocks_at(v->places, thread),
                          .name = (uint32_t)(clocks_at(v->places, thread) >> 32)};
}

/* A read that the thread does not know of, among those that come in no order. */
static bool unknown_read(const struct race_variable *v, const struct past *p, uint32_t thread,
                         uint32_t *reader)
{
    if (!v->reads)
        return false;
    struct clock_tree *known = clocks_share(p->threads[thread].known);
    known = clocks_with(known, thread, UINT64_MAX); /* its own it knows */
    bool any = clocks_beyond(v->reads, known, reader);
    clocks_release(known);
    return any;
}

static bool races_with(const struct race_variable *v, const struct past *p, uint32_t thread,
                       const struct access *a, struct race *race)
{
    bool writes = a->writes;
    uint32_t reader;
    race->before = (struct stamp){0};
    if (writes && !past_knows(p, thread, &v->read))
        offer(race, &v->read, false, false);
    else if (writes && unknown_read(v, p, thread, &reader)) {
        struct stamp read = read_by(v, reader);
        offer(race, &read, false, false);
    }
    if (!past_knows(p, thread, &v->wrote))
        offer(race, &v->wrote, true, false);
    if (a->indivisible || !v->blocks)
        return race->before.clock;
    if (writes && !past_knows(p, thread, &v->blocks->read))
        offer(race, &v->blocks->read, false, true);
    if (!past_knows(p, thread, &v->blocks->wrote))
        offer(race, &v->blocks->wrote, true, true);
    return race->before.clock;
}

/* ---- What is kept ---------------------------------------------------------------------------- */

static void keep_read(struct race_variable *v, const struct past *p, struct stamp here)
{
    if (!v->reads && !past_knows(p, here.thread, &v->read)) {
        v->reads = clocks_with(NULL, v->read.thread, v->read.clock);
        v->places = clocks_with(NULL, v->read.thread, (uint64_t)v->read.name << 32 | v->read.pc);
    }
    if (v->reads) {
        v->reads = clocks_with(v->reads, here.thread, here.clock);
        v->places = clocks_with(v->places, here.thread, (uint64_t)here.name << 32 | here.pc);
    }
    v->read = here;
}

static void keep(struct race_variable *v, const struct past *p, struct stamp here,
                 const struct access *a)
{
    if (a->indivisible && !v->blocks)
        v->blocks = memory_zeroed(1, sizeof *v->blocks);
    if (a->indivisible) {
        *(a->writes ? &v->blocks->wrote : &v->blocks->read) = here;
    } else if (a->writes) {
        v->wrote = here;
        forget_reads(v); /* all of them come before it */
        v->read = (struct stamp){0};
    } else {
        keep_read(v, p, here);
    }
}

/* From here on what is done to it comes in an order: behind whatever those who raced know. */
static void begin_to_order(struct race_variable *v, struct past *p, const struct race *race)
{
    v->raced = true;
    past_pass_on_to(p, race->before.thread, &v->clock);
    if (v->wrote.clock)
        past_pass_on_to(p, v->wrote.thread, &v->clock);
    if (v->read.clock)
        past_pass_on_to(p, v->read.thread, &v->clock);
    v->clock = clocks_joined(v->clock, v->reads);
    if (v->blocks)
        v->clock = clocks_joined(v->clock, v->blocks->clock);
    forget_reads(v);
}

void races_check(struct races *r, struct past *p, const struct machine *m, uint32_t thread,
                 uint64_t step, void (*found)(void *context, const struct race *race),
                 void *context)
{
    for (size_t i = 0; i < m->access_count; i++) {
        const struct access *a = &m->accesses[i];
        struct race_variable *v = variable_of(r, a);
        struct race race;
        if (v->raced)
            continue;
        struct stamp here = {.clock = past_stamp(p, thread),
                             .step = step,
                             .thread = thread,
                             .pc = a->pc,
                             .name = state_thread(m->state, thread)->name};
        if (!races_with(v, p, thread, a, &race)) {
            keep(v, p, here, a);
            continue;
        }
        race.entity = a->entity;
        race.element = a->element;
        race.here = here;
        race.here_writes = a->writes;
        race.here_block = a->indivisible;
        begin_to_order(v, p, &race);
        if (!r->entities[a->entity].told)
            found(context, &race);
        r->entities[a->entity].told = true;
    }
}

void races_order(struct races *r, struct past *p, const struct machine *m, uint32_t thread,
                 bool passes_on)
{
    for (size_t i = 0; i < m->access_count; i++) {
        const struct access *a = &m->accesses[i];
        struct race_variable *v = variable_of(r, a);
        struct clock_tree **clock = v->raced                      ? &v->clock
                                    : a->indivisible && v->blocks ? &v->blocks->clock
                                                                  : NULL;
        if (!clock)
            continue;
        if (!passes_on)
            past_look_at(p, thread, *clock);
        else if (a->writes)
            past_pass_on_to(p, thread, clock);
    }
}
