/* past.c - see past.h. */
#include "watch/past.h"

#include "base/memory.h"

#include <stdlib.h>

/* ---- Room ------------------------------------------------------------------------------------ */

static struct past_thread *thread_of(struct past *p, uint32_t thread)
{
    MEMORY_ROOM_AT(p->threads, thread, p->thread_capacity);
    return &p->threads[thread];
}

static struct clock_tree **entity_of(struct past *p, uint32_t entity)
{
    MEMORY_ROOM_AT(p->entities, entity, p->entity_capacity);
    return &p->entities[entity];
}

void past_free(struct past *p)
{
    enum past_locks locks = p->locks;
    for (uint32_t i = 0; i < p->thread_capacity; i++) {
        clocks_release(p->threads[i].known);
        clocks_release(p->threads[i].orders);
    }
    for (uint32_t i = 0; i < p->entity_capacity; i++)
        clocks_release(p->entities[i]);
    clocks_release(p->lives);
    clocks_release(p->everything);
    clocks_release(p->fence);
    free(p->threads);
    free(p->entities);
    free(p->stepped);
    *p = (struct past){.locks = locks};
}

/* ---- Who knows what -------------------------------------------------------------------------- */

static void join(struct past_thread *t, struct clock_tree *clock)
{
    if (t->known != clock)
        t->known = clocks_joined(t->known, clock);
}

/* All that comes before whoever comes behind this thread's step; it stays the thread's. */
static struct clock_tree *told(struct past *p, uint32_t thread)
{
    struct past_thread *t = &p->threads[thread];
    if (t->stamped) {
        t->known = clocks_with(t->known, thread, ++t->done);
        t->stamped = false;
    }
    return t->known;
}

static void replace(struct clock_tree **clock, struct clock_tree *with)
{
    struct clock_tree *old = *clock;
    if (old == with)
        return;
    *clock = clocks_share(with);
    clocks_release(old);
}

void past_look_at(struct past *p, uint32_t thread, struct clock_tree *clock)
{
    join(&p->threads[thread], clock);
}

/* What knows just what the thread does lets go of that first: where the two alone have it, the
 * thread goes on with it in its place, and nothing is copied. */
static void let_go_of_same(const struct past *p, uint32_t thread, struct clock_tree **clock)
{
    if (*clock && *clock == p->threads[thread].known) {
        clocks_release(*clock);
        *clock = NULL;
    }
}

void past_pass_on_to(struct past *p, uint32_t thread, struct clock_tree **clock)
{
    let_go_of_same(p, thread, clock);
    *clock = clocks_joined(*clock, told(p, thread));
}

void past_learn(struct past *p, uint32_t thread, uint32_t lock)
{
    join(&p->threads[thread], *entity_of(p, lock));
}

/* ---- Everything ------------------------------------------------------------------------------ */

static void gather(struct past *p)
{
    for (size_t i = 0; i < p->stepped_count; i++) {
        p->everything = clocks_joined(p->everything, told(p, p->stepped[i]));
        p->threads[p->stepped[i]].listed = false;
    }
    p->stepped_count = 0;
}

static void put_fence(struct past *p)
{
    replace(&p->fence, p->everything);
    p->fences++;
}

void past_fence(struct past *p)
{
    gather(p);
    put_fence(p);
}

void past_begin_step(struct past *p, uint32_t thread)
{
    struct past_thread *t = thread_of(p, thread);
    if (!t->listed) {
        t->listed = true;
        MEMORY_ROOM_FOR_ONE(p->stepped, p->stepped_count, p->stepped_capacity);
        p->stepped[p->stepped_count++] = thread;
    }
    if (t->fences != p->fences) {
        join(t, p->fence);
        t->fences = p->fences;
    }
}

/* ---- A step ---------------------------------------------------------------------------------- */

/* How a lock among the entities is taken: as what `locks` says, anything else as what orders. */
static enum past_locks order_of(const struct past *p, const struct machine *m, uint32_t entity)
{
    return p->locks != PAST_LOCKS_ORDER && past_is_lock(m, entity) ? p->locks : PAST_LOCKS_ORDER;
}

static void take_orders(struct past_thread *t)
{
    join(t, t->orders);
    clocks_release(t->orders);
    t->orders = NULL;
}

void past_look(struct past *p, const struct machine *m, uint32_t thread)
{
    struct past_thread *t = &p->threads[thread];
    for (size_t i = 0; i < m->touch_count; i++) {
        const struct touch *touch = &m->touches[i];
        switch (touch->kind) {
        case TOUCH_LOOKS:
        case TOUCH_CHANGES:
            if (order_of(p, m, touch->index) == PAST_LOCKS_ORDER)
                join(t, *entity_of(p, touch->index));
            break;
        case TOUCH_LOOKS_LIVES:
            join(t, p->lives);
            break;
        case TOUCH_LOOKS_ALL:
            gather(p);
            join(t, p->everything);
            break;
        case TOUCH_ORDERS:
        case TOUCH_CHANGES_ALL:
        case TOUCH_DROPS:
            break;
        }
    }
    for (size_t i = 0; i < m->change_count; i++)
        if (m->changes[i].kind == CHANGE_ENTITY &&
            order_of(p, m, m->changes[i].index) == PAST_LOCKS_ORDER)
            join(t, *entity_of(p, m->changes[i].index));
    uint32_t done = state_thread(m->state, thread)->orders_done;
    if (done != t->orders_done)
        take_orders(t);
    t->orders_done = done;
}

bool past_adds_nothing(const struct past *p, const struct machine *m, uint32_t thread)
{
    const struct past_thread *t = &p->threads[thread];
    bool adds = t->stamped;
    for (size_t i = 0; i < m->touch_count && !adds; i++)
        adds = m->touches[i].index >= p->entity_capacity ||
               p->entities[m->touches[i].index] != t->known;
    for (size_t i = 0; i < m->change_count && !adds; i++)
        adds = m->changes[i].index >= p->entity_capacity ||
               p->entities[m->changes[i].index] != t->known;
    return !adds;
}

static void change_entity(struct past *p, const struct machine *m, uint32_t thread, uint32_t entity)
{
    struct clock_tree **clock = entity_of(p, entity);
    switch (order_of(p, m, entity)) {
    case PAST_LOCKS_ORDER: /* it has been looked at: what came before it is known */
        let_go_of_same(p, thread, clock);
        replace(clock, told(p, thread));
        break;
    case PAST_LOCKS_TELL:
        past_pass_on_to(p, thread, clock);
        break;
    case PAST_LOCKS_MEAN_NOTHING:
        break;
    }
}

/* What a thread that is made or started knows is what its maker does, whoever was in its place
 * before. */
static void start(struct past *p, uint32_t by, uint32_t thread)
{
    thread_of(p, thread);
    struct past_thread *t = &p->threads[thread];
    replace(&t->known, told(p, by));
    t->fences = p->threads[by].fences;
    take_orders(t);
}

static void give_order(struct past *p, const struct machine *m, uint32_t by, uint32_t thread)
{
    thread_of(p, thread);
    const struct thread *told_one = state_thread(m->state, thread);
    past_pass_on_to(p, by, &p->threads[thread].orders);
    if (told_one->entity)
        past_pass_on_to(p, by, entity_of(p, handle_index(told_one->entity)));
    if (told_one->status != THREAD_NEW && told_one->orders == 0)
        take_orders(&p->threads[thread]); /* it does it now */
}

static void pass_on_changes(struct past *p, const struct machine *m, uint32_t thread)
{
    bool lives = false;
    for (size_t i = 0; i < m->change_count; i++) {
        struct change c = m->changes[i];
        switch (c.kind) {
        case CHANGE_STARTED:
            lives = true;
            if (c.index != thread)
                start(p, thread, c.index);
            break;
        case CHANGE_THREAD:
            if (c.index == thread)
                break;
            thread_of(p, c.index);
            join(&p->threads[c.index], told(p, thread));
            break;
        case CHANGE_ENTITY:
            change_entity(p, m, thread, c.index);
            break;
        case CHANGE_ENDED:
        case CHANGE_BUSY:
            lives = true;
            break;
        }
    }
    if (lives)
        past_pass_on_to(p, thread, &p->lives);
}

/* What it changes for all comes first: whom it starts begins behind that. */
void past_pass_on(struct past *p, const struct machine *m, uint32_t thread)
{
    for (size_t i = 0; i < m->touch_count; i++)
        if (m->touches[i].kind == TOUCH_CHANGES_ALL) {
            p->everything = clocks_joined(p->everything, told(p, thread));
            put_fence(p);
            p->threads[thread].fences = p->fences;
        }
    pass_on_changes(p, m, thread);
    for (size_t i = 0; i < m->touch_count; i++) {
        const struct touch *touch = &m->touches[i];
        if (touch->kind == TOUCH_CHANGES)
            change_entity(p, m, thread, touch->index);
        else if (touch->kind == TOUCH_ORDERS)
            give_order(p, m, thread, touch->index);
    }
}
