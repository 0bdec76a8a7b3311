/* declare.c - making and forgetting everything that has a name, but threads. */
#include "core/machine.h"
#include "core/waiting.h"

#include "core/limits.h"

static bool name_is_free(struct machine *m, uint32_t name)
{
    uint32_t bound = state_lookup(m->state, name);
    if (!bound)
        return true;
    const struct entity *e = state_entity(m->state, handle_index(bound));
    if (!(KIND(e->kind) & KINDS_THREADS) || e->element)
        return false;
    m->name_again = true;
    return state_thread(m->state, e->link)->status >= THREAD_DONE;
}

/* The name of an ended thread passes to another; the thread stays for what it still holds. */
static void unbind_ended_thread(struct machine *m, uint32_t name)
{
    uint32_t bound = state_lookup(m->state, name);
    if (!bound)
        return;
    uint32_t thread = state_entity(m->state, handle_index(bound))->link;
    state_thread(m->state, thread)->entity = 0;
    state_bind(&m->state, name, 0);
    state_drop_entity(&m->state, handle_index(bound));
    if (state_thread(m->state, thread)->held == 0 && thread != STATE_MAIN)
        state_drop_thread(&m->state, thread);
}

static bool take_length(struct machine *m, uint32_t thread, uint32_t *length)
{
    struct value v = machine_pop(m, thread);
    if (v.kind != VALUE_INTEGER || v.number < 1 || v.number > LIMIT_ARRAY_LENGTH)
        return machine_fail(m, FAILURE_ARRAY_LENGTH, {argument_number(LIMIT_ARRAY_LENGTH)});
    *length = (uint32_t)v.number;
    return true;
}

static bool check_count(struct machine *m, enum entity_kind kind, struct value v)
{
    const struct kind_number *number = &kind_rows[kind].number;
    if (v.kind == VALUE_INTEGER && v.number >= number->least && v.number <= number->most)
        return true;
    return machine_fail(m, FAILURE_KIND_NUMBER, {argument_kind(kind), argument_value(v)});
}

/* What the declaration says beside the name. */
struct declared {
    enum entity_kind kind;
    uint32_t name;
    struct value argument; /* count, initial value */
    uint32_t lock;         /* of a condition: 1 + the entity, 0: one of its own */
    uint32_t length;       /* 0: no array */
    uint8_t manner;        /* of a kind that has several */
};

static void fill(struct machine *m, uint32_t entity, const struct declared *d, uint32_t element)
{
    struct entity *e = state_entity(m->state, entity);
    e->kind = (uint8_t)d->kind;
    e->name = d->name;
    e->element = element;
    e->status = d->manner;
    m->state->locals += kind_is(d->kind, KIND_PER_THREAD);
    switch (kind_rows[d->kind].number.is) {
    case NUMBER_VALUE:
        e->value = d->argument;
        break;
    case NUMBER_COUNT:
        e->count = e->initial = d->argument.kind == VALUE_UNSET ? 1 : d->argument.number;
        break;
    case NUMBER_BOUND:
        e->initial = d->argument.number;
        break;
    case NUMBER_NONE:
    case NUMBER_LOCK:
    case NUMBER_DELAY:
        break;
    }
}

static void give_room(struct machine *m, uint32_t entity)
{
    if (kind_is(state_entity(m->state, entity)->kind, KIND_KEEPS_ROOM))
        state_resize_entity(&m->state, entity, ENTITY_LEAST_ROOM);
}

static bool stands_on_lock(enum entity_kind kind)
{
    return kind_rows[kind].number.is == NUMBER_LOCK;
}

/* What is to stand on a lock that there is not yet. */
bool declare_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    return stands_on_lock((enum entity_kind)i.b) && (i.a & OPERAND_COUNT) &&
           machine_designated(m, machine_peek(m, thread, !!(i.a & OPERAND_ARRAY))) == NO_ENTITY;
}

static bool add_condition_lock(struct machine *m, uint32_t entity, const struct declared *d)
{
    uint32_t lock = d->lock;
    if (!lock) {
        uint32_t own = state_add_entities(&m->state, 1);
        if (own == NO_ENTITY)
            return machine_fail(m, FAILURE_OBJECTS);
        struct entity *e = state_entity(m->state, own);
        e->kind = ENTITY_RLOCK;
        e->name = d->name;
        e->element = state_entity(m->state, entity)->element;
        e->link = handle_of(entity);
        lock = handle_of(own);
    }
    state_entity(m->state, entity)->link = handle_index(lock);
    state_entity(m->state, handle_index(lock))->users++;
    return true;
}

static bool make_array_of_values(struct machine *m, uint32_t entity, const struct declared *d)
{
    state_resize_entity(&m->state, entity, d->length);
    struct entity *e = state_entity(m->state, entity);
    e->kind = d->kind == ENTITY_SHARED ? ENTITY_SHARED_ARRAY : ENTITY_ATOMIC_ARRAY;
    e->name = d->name;
    e->initial = d->length;
    struct value *values = state_values(m->state, e);
    for (uint32_t i = 0; i < d->length; i++)
        values[i] = d->argument;
    return true;
}

static bool make_array_of_objects(struct machine *m, uint32_t entity, const struct declared *d)
{
    uint32_t first = state_add_entities(&m->state, d->length);
    if (first == NO_ENTITY)
        return machine_fail(m, FAILURE_OBJECTS);
    struct entity *e = state_entity(m->state, entity);
    e->kind = ENTITY_OBJECT_ARRAY;
    e->name = d->name;
    e->initial = d->length;
    e->link = first;
    for (uint32_t i = 0; i < d->length; i++)
        fill(m, first + i, d, handle_of(i));
    for (uint32_t i = 0; i < d->length; i++)
        give_room(m, first + i);
    if (stands_on_lock(d->kind))
        for (uint32_t i = 0; i < d->length; i++)
            if (!add_condition_lock(m, first + i, d))
                return false;
    return true;
}

/* What the state has to take for it. */
static struct state_growth growth_of(const struct declared *d)
{
    bool of_values = d->length && (d->kind == ENTITY_SHARED || d->kind == ENTITY_ATOMIC);
    if (of_values)
        return (struct state_growth){.entities = 1,
                                     .name = d->name,
                                     .values = state_extent_growth((struct extent){0}, d->length)};
    uint32_t objects = d->length ? d->length : 1;
    bool with_lock = stands_on_lock(d->kind) && !d->lock;
    bool rooms = kind_is(d->kind, KIND_KEEPS_ROOM);
    return (struct state_growth){.entities = !!d->length + objects * (with_lock ? 2 : 1),
                                 .name = d->name,
                                 .values = rooms ? (uint64_t)objects * ENTITY_LEAST_ROOM : 0};
}

static bool make(struct machine *m, const struct declared *d)
{
    if (!name_is_free(m, d->name))
        return machine_fail_in_use(m, d->name);
    if (!machine_has_room_for(m, growth_of(d)))
        return false;
    unbind_ended_thread(m, d->name);
    uint32_t entity = state_add_entities(&m->state, 1);
    if (entity == NO_ENTITY)
        return machine_fail(m, FAILURE_OBJECTS);
    /* In use from here on, so that what is added next to it gets another place. */
    state_entity(m->state, entity)->kind = (uint8_t)d->kind;
    state_bind(&m->state, d->name, handle_of(entity));
    if (!d->length) {
        fill(m, entity, d, 0);
        give_room(m, entity);
        return !stands_on_lock(d->kind) || add_condition_lock(m, entity, d);
    }
    if (d->kind == ENTITY_SHARED || d->kind == ENTITY_ATOMIC)
        return make_array_of_values(m, entity, d);
    return make_array_of_objects(m, entity, d);
}

static bool take_condition_lock(struct machine *m, uint32_t thread, struct declared *d)
{
    uint32_t lock;
    if (!machine_take(m, thread, (struct instruction){0}, WANTED_MUTEX_OR_RLOCK, &lock))
        return false;
    d->lock = handle_of(lock);
    m->event.name = m->event.entity = 0;
    return true;
}

bool declare_run(struct machine *m, uint32_t thread, struct instruction i)
{
    struct declared d = {.kind = (enum entity_kind)i.b, .manner = (uint8_t)(i.a >> OPERAND_SHIFT)};
    if ((i.a & OPERAND_ARRAY) && !take_length(m, thread, &d.length))
        return false;
    bool variable = kind_rows[d.kind].number.is == NUMBER_VALUE;
    if (stands_on_lock(d.kind) && (i.a & OPERAND_COUNT)) {
        if (!take_condition_lock(m, thread, &d))
            return false;
    } else if (i.a & OPERAND_COUNT) {
        d.argument = machine_pop(m, thread);
        if (!variable && !check_count(m, d.kind, d.argument))
            return false;
    }
    if (!machine_take_name(m, thread, (struct instruction){0}, &d.name))
        return false;
    m->event.name = d.name;
    if (!make(m, &d))
        return false;
    machine_about(m, state_entity(m->state, handle_index(state_lookup(m->state, d.name))));
    return true;
}

/* ---- drop ------------------------------------------------------------------------------------ */

static bool check_unused(struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    struct argument object = argument_entity(m->state, entity);
    uint32_t holder;
    if (machine_holders(m, entity, &holder, 1) > 0)
        return machine_fail(m, FAILURE_DROP_HELD, {object, argument_thread(m->state, holder)});
    if (kind_takes(e->kind, OPERATION_CARRY) && e->users > (e->link ? 1 : 0))
        return machine_fail(m, FAILURE_DROP_LOCK_OF_CONDITION, {object});
    for (uint32_t t = 0; t < m->state->thread_count; t++)
        if (machine_waits_for(m, t, entity) || wait_is_at(m, t, entity))
            return machine_fail(m, FAILURE_DROP_AWAITED, {argument_thread(m->state, t), object});
    return true;
}

static void drop_one(struct machine *m, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    if (m->follows)
        touches_add(m, TOUCH_DROPS, entity);
    m->state->locals -= kind_is(e->kind, KIND_PER_THREAD);
    if (!stands_on_lock(e->kind)) {
        state_drop_entity(&m->state, entity);
        return;
    }
    uint32_t lock = e->link;
    state_drop_entity(&m->state, entity);
    struct entity *l = state_entity(m->state, lock);
    l->users--;
    if (l->link == handle_of(entity))
        state_drop_entity(&m->state, lock);
}

bool declare_drop(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_DROPPED, &entity))
        return false;
    struct entity array = *state_entity(m->state, entity);
    if (array.element)
        return machine_fail(m, FAILURE_DROP_ELEMENT);
    bool objects = array.kind == ENTITY_OBJECT_ARRAY;
    for (uint32_t k = 0; objects && k < array.initial; k++) {
        if (KIND(state_entity(m->state, array.link + k)->kind) & KINDS_THREADS)
            return machine_fail(m, FAILURE_DROP_TIMERS);
        if (!check_unused(m, array.link + k))
            return false;
    }
    if (!check_unused(m, entity))
        return false;
    state_bind(&m->state, array.name, 0);
    for (uint32_t k = 0; objects && k < array.initial; k++)
        drop_one(m, array.link + (uint32_t)array.initial - 1 - k);
    drop_one(m, entity);
    return true;
}
