/* guards.c - see guards.h. */
#include "watch/guards.h"

#include "base/memory.h"
#include "core/instructions.h"

#include <stdlib.h>
#include <string.h>

/* ---- Room ------------------------------------------------------------------------------------ */

static struct guard_entity *entity_of(struct guards *g, uint32_t entity)
{
    MEMORY_ROOM_AT(g->entities, entity, g->entity_capacity);
    return &g->entities[entity];
}

static struct guarded *variable_of(struct guards *g, const struct access *a)
{
    struct guard_entity *e = entity_of(g, a->entity);
    MEMORY_ROOM_AT(e->all, a->element, e->count);
    return &e->all[a->element];
}

static struct holder *holder_of(struct guards *g, uint32_t thread)
{
    MEMORY_ROOM_AT(g->holders, thread, g->holder_capacity);
    return &g->holders[thread];
}

static void drop_lock(struct holder *h, uint32_t lock)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->locks[i].lock == lock) {
            memmove(h->locks + i, h->locks + i + 1, (h->count - i - 1) * sizeof *h->locks);
            h->count--;
            return;
        }
}

/* As a lock it may have been held, have come before others or behind them, and have guarded. */
void guards_forget(struct guards *g, uint32_t entity)
{
    for (uint32_t i = 0; i < g->holder_capacity; i++)
        drop_lock(&g->holders[i], entity);
    for (uint32_t i = 0; i < g->entity_capacity; i++) {
        struct lock_orders *o = &g->entities[i].orders;
        for (size_t k = o->count; k-- > 0;)
            if (i == entity || o->all[k].held == entity)
                o->all[k] = o->all[--o->count];
    }
    if (entity >= g->entity_capacity)
        return;
    free(g->entities[entity].all);
    free(g->entities[entity].orders.all);
    g->entities[entity] = (struct guard_entity){0};
}

void guards_free(struct guards *g)
{
    for (uint32_t i = 0; i < g->entity_capacity; i++) {
        free(g->entities[i].all);
        free(g->entities[i].orders.all);
    }
    for (uint32_t i = 0; i < g->holder_capacity; i++)
        free(g->holders[i].locks);
    free(g->entities);
    free(g->holders);
    *g = (struct guards){0};
}

void guards_told(struct guards *g, uint32_t entity)
{
    entity_of(g, entity)->told = true;
}

/* ---- What guards a variable ------------------------------------------------------------------ */

/* Of the variable's locks those stay that are held; false, and all stay, where there is none. */
static bool keep_held(struct guarded *v, const struct holder *h)
{
    uint32_t kept[GUARD_LOCKS], count = 0;
    for (uint32_t i = 0; i < v->lock_count; i++)
        for (size_t k = 0; k < h->count; k++)
            if (h->locks[k].lock + 1 == v->locks[i])
                kept[count++] = v->locks[i];
    if (count == 0)
        return false;
    memcpy(v->locks, kept, count * sizeof *kept);
    v->lock_count = count;
    return true;
}

static void begin_to_guard(struct guarded *v, const struct holder *h)
{
    v->lock_count = 0;
    for (size_t k = h->count; k-- > 0 && v->lock_count < GUARD_LOCKS;)
        v->locks[v->lock_count++] = h->locks[k].lock + 1;
    v->several = false;
    memset(v->touches, 0, sizeof v->touches);
}

/* The last touch of another thread that this one does not know of; NULL: it knows of all. */
static const struct stamp *unknown_touch(const struct guarded *v, const struct past *p,
                                         uint32_t thread)
{
    const struct stamp *last = NULL;
    for (int i = 0; i < GUARD_TOUCHES; i++)
        if (!past_knows(p, thread, &v->touches[i]) && (!last || last->step < v->touches[i].step))
            last = &v->touches[i];
    return last;
}

static void keep_touch(struct guarded *v, const struct stamp *here)
{
    struct stamp *oldest = &v->touches[0];
    for (int i = 0; i < GUARD_TOUCHES; i++) {
        struct stamp *s = &v->touches[i];
        if (s->clock && s->thread == here->thread) {
            *s = *here;
            return;
        }
        v->several |= s->clock != 0;
        if (s->step < oldest->step)
            oldest = s;
    }
    *oldest = *here;
}

/* Under a lock of its own: what others did to it under that has been seen now. */
static void touch_guarded(struct guarded *v, struct past *p, const struct stamp *here)
{
    if (!past_knows(p, here->thread, &v->bare))
        v->done = true; /* it was touched without, at the same time */
    bool news = unknown_touch(v, p, here->thread) != NULL;
    keep_touch(v, here);
    for (uint32_t i = 0; news && i < v->lock_count; i++)
        past_learn(p, here->thread, v->locks[i] - 1);
}

void guards_accesses(struct guards *g, struct past *p, const struct machine *m, uint32_t thread,
                     uint64_t step, const struct guards_found *found)
{
    const struct holder *h = holder_of(g, thread);
    for (size_t i = 0; i < m->access_count; i++) {
        const struct access *a = &m->accesses[i];
        struct guarded *v = variable_of(g, a);
        if (v->done || a->indivisible)
            continue;
        struct stamp here = {.clock = past_stamp(p, thread),
                             .step = step,
                             .thread = thread,
                             .pc = a->pc,
                             .name = state_thread(m->state, thread)->name};
        v->written |= a->writes;
        if (v->lock_count ? keep_held(v, h) : h->count > 0) {
            if (!v->lock_count)
                begin_to_guard(v, h);
            touch_guarded(v, p, &here);
            continue;
        }
        const struct stamp *other = unknown_touch(v, p, thread);
        if (!other) {
            v->bare = here; /* before the others, or behind them */
            continue;
        }
        v->done = true;
        bool several = v->several, told = g->entities[a->entity].told;
        if (!several || told || !v->written)
            continue;
        g->entities[a->entity].told = true;
        found->unguarded(found->context, &(struct unguarded){.entity = a->entity,
                                                             .element = a->element,
                                                             .lock = v->locks[0] - 1,
                                                             .before = *other,
                                                             .here = here});
    }
}

static struct guard_seen seen_of(const struct guarded *v)
{
    if (v->done)
        return (struct guard_seen){GUARD_NONE, 0};
    if (v->lock_count)
        return (struct guard_seen){v->bare.clock ? GUARD_NOT_ALWAYS
                                   : v->several  ? GUARD_ALWAYS
                                                 : GUARD_BY_ONE,
                                   v->locks[0]};
    return (struct guard_seen){v->bare.clock ? GUARD_WITHOUT : GUARD_NOT_SEEN, 0};
}

static bool has_lock(const struct guarded *v, uint32_t lock)
{
    for (uint32_t i = 0; i < v->lock_count; i++)
        if (v->locks[i] == lock)
            return true;
    return false;
}

struct guard_seen guards_seen(const struct guards *g, uint32_t entity)
{
    struct guard_seen all = {GUARD_NOT_SEEN, 0};
    bool without = false;
    if (entity >= g->entity_capacity)
        return all;
    const struct guard_entity *e = &g->entities[entity];
    for (uint32_t i = 0; i < e->count; i++) {
        struct guard_seen one = seen_of(&e->all[i]);
        if (one.kind == GUARD_NONE)
            return one;
        if (one.lock && all.lock && !has_lock(&e->all[i], all.lock))
            return (struct guard_seen){GUARD_NOT_SEEN, 0};
        without |= one.kind == GUARD_WITHOUT || one.kind == GUARD_NOT_ALWAYS;
        all.kind = one.kind == GUARD_NOT_SEEN   ? all.kind
                   : all.kind == GUARD_NOT_SEEN ? one.kind
                                                : GUARD_ALWAYS; /* by several, or several of it */
        all.lock = all.lock ? all.lock : one.lock;
    }
    if (without)
        all.kind = all.lock ? GUARD_NOT_ALWAYS : GUARD_WITHOUT;
    return all;
}

/* ---- In which order locks are taken ---------------------------------------------------------- */

static bool common_gate(const struct lock_order *one, const struct lock_order *other)
{
    for (uint32_t i = 0; i < one->gate_count; i++)
        for (uint32_t k = 0; k < other->gate_count; k++)
            if (one->gates[i] == other->gates[k])
                return true;
    return false;
}

/* The same order of the same thread, or a new one. */
static struct lock_order *place_of(struct lock_orders *o, uint32_t held, uint32_t thread)
{
    for (size_t i = 0; i < o->count; i++)
        if (o->all[i].held == held && o->all[i].taken.thread == thread)
            return &o->all[i];
    MEMORY_ROOM_FOR_ONE(o->all, o->count, o->capacity);
    o->all[o->count] = (struct lock_order){0};
    return &o->all[o->count++];
}

static void look_for_inverse(struct guards *g, const struct past *p, struct lock_order *here,
                             uint32_t lock, const struct guards_found *found)
{
    struct lock_orders *others = &entity_of(g, here->held)->orders;
    for (size_t i = 0; i < others->count && !here->told; i++) {
        struct lock_order *there = &others->all[i];
        bool reads_both = (here->held_reads && there->taken_reads) ||
                          (there->held_reads && here->taken_reads); /* nobody waits there */
        if (there->held != lock || past_knows(p, here->taken.thread, &there->taken) || reads_both ||
            common_gate(here, there))
            continue;
        if (!there->told)
            found->inverted(found->context, &(struct inverted){.first = lock,
                                                               .second = here->held,
                                                               .before_held_pc = there->held_pc,
                                                               .here_held_pc = here->held_pc,
                                                               .before = there->taken,
                                                               .here = here->taken});
        there->told = here->told = true;
    }
}

/* Whether a lock was taken there for reading. */
static bool reads(const struct machine *m, uint32_t pc)
{
    const struct instruction *i = &m->program->code[pc];
    return i->op == OP_RDLOCK || (i->op == OP_WAIT_RESUME && i[-1].op == OP_RDLOCK);
}

static void note_order(struct guards *g, struct past *p, const struct machine *m,
                       const struct holder *h, size_t held, uint32_t lock,
                       const struct stamp *taken, const struct guards_found *found)
{
    entity_of(g, lock);
    entity_of(g, h->locks[held].lock);
    struct lock_order *o = place_of(&g->entities[lock].orders, h->locks[held].lock, taken->thread);
    bool told = o->told;
    *o = (struct lock_order){.held = h->locks[held].lock,
                             .held_pc = h->locks[held].pc,
                             .held_reads = reads(m, h->locks[held].pc),
                             .taken = *taken,
                             .taken_reads = reads(m, taken->pc),
                             .told = told};
    for (size_t i = 0; i < h->count && o->gate_count < ORDER_GATES; i++)
        if (i != held)
            o->gates[o->gate_count++] = h->locks[i].lock;
    look_for_inverse(g, p, o, lock, found);
}

static bool holds(const struct machine *m, uint32_t thread, uint32_t lock)
{
    const struct entity *e = state_entity(m->state, lock);
    if (e->owner)
        return e->owner == handle_of(thread);
    for (uint32_t i = 0; kind_rows[e->kind].holder.by == HELD_READERS && i < e->users; i++)
        if (state_values(m->state, e)[i].extra == handle_of(thread))
            return true;
    return false;
}

static void look_at_lock(struct guards *g, struct past *p, const struct machine *m, uint32_t thread,
                         uint64_t step, const struct touch *t, const struct guards_found *found)
{
    struct holder *h = holder_of(g, thread);
    size_t at = 0;
    while (at < h->count && h->locks[at].lock != t->index)
        at++;
    bool held = holds(m, thread, t->index);
    if (held == (at < h->count))
        return;
    if (!held) {
        drop_lock(h, t->index);
        return;
    }
    if (h->count > 0 && instruction_insists(m->program, t->pc)) {
        struct stamp taken = {.clock = past_stamp(p, thread),
                              .step = step,
                              .thread = thread,
                              .pc = t->pc,
                              .name = state_thread(m->state, thread)->name};
        for (size_t i = 0; i < h->count; i++)
            note_order(g, p, m, h, i, t->index, &taken, found);
    }
    MEMORY_ROOM_FOR_ONE(h->locks, h->count, h->capacity);
    h->locks[h->count++] = (struct held_lock){.lock = t->index, .pc = t->pc};
}

void guards_locks(struct guards *g, struct past *p, const struct machine *m, uint32_t thread,
                  uint64_t step, const struct guards_found *found)
{
    for (size_t i = 0; i < m->change_count; i++)
        if (m->changes[i].kind == CHANGE_STARTED) /* whoever was in its place */
            holder_of(g, m->changes[i].index)->count = 0;
    for (size_t i = 0; i < m->touch_count; i++)
        if (m->touches[i].kind == TOUCH_CHANGES && past_is_lock(m, m->touches[i].index))
            look_at_lock(g, p, m, thread, step, &m->touches[i], found);
}
