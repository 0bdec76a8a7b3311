/* oracle_race.c - which plain variables two next steps race on, by the words of the language page:
 * both touch one, one writes, they may come in either order right after one another; two atomic
 * blocks, cas, add, swap do not race with each other, either does with a plain access.
 *
 * What an atomic block touches is found by doing it, one instruction after the other, on a copy. */
#include "oracle_inside.h"

#include "core/instructions.h"
#include "core/limits.h"
#include "core/machine.h"

#include <stdlib.h>

enum { MOST_TOUCHED = 64 };

struct touched {
    uint32_t entity, element; /* element: 1 + index in an array, else 0 */
    bool writes, atomic;
};

struct touches {
    struct touched list[MOST_TOUCHED];
    uint32_t count;
};

static void add(struct touches *ts, uint32_t entity, uint32_t element, bool writes, bool atomic)
{
    for (uint32_t i = 0; i < ts->count; i++)
        if (ts->list[i].entity == entity && ts->list[i].element == element) {
            ts->list[i].writes |= writes;
            return;
        }
    if (ts->count == MOST_TOUCHED)
        abort();
    ts->list[ts->count++] = (struct touched){entity, element, writes, atomic};
}

static void add_plain(const struct machine *m, struct touches *ts, uint32_t bound, bool writes,
                      bool atomic)
{
    if (bound && state_entity(m->state, bound - 1)->kind == ENTITY_SHARED)
        add(ts, bound - 1, 0, writes, atomic);
}

static void add_element(const struct machine *m, struct touches *ts, struct value base,
                        struct value index, bool writes, bool atomic)
{
    uint32_t entity = machine_designated(m, base);
    if (entity == NO_ENTITY)
        return;
    const struct entity *e = state_entity(m->state, entity);
    bool inside = index.kind == VALUE_INTEGER && index.number >= 0 && index.number < e->initial;
    if (e->kind == ENTITY_SHARED_ARRAY && inside)
        add(ts, entity, (uint32_t)index.number + 1, writes, atomic);
}

/* cas and the like: what is named lies under the operands. */
static void add_modified(const struct machine *m, uint32_t thread, struct instruction i,
                         struct touches *ts)
{
    unsigned which = i.a >> OPERAND_SHIFT;
    uint32_t operands = which == MODIFY_CAS || which == MODIFY_COMPARE ? 2 : 1;
    if (i.a & OPERAND_NAMED) {
        add_plain(m, ts, state_lookup(m->state, (uint32_t)i.b), true, true);
        return;
    }
    struct value v = machine_peek(m, thread, operands);
    if (v.kind == VALUE_ELEMENT) {
        struct value base = value_text(name_to_text(m->program->texts, (uint32_t)v.number));
        add_element(m, ts, base, value_integer(v.extra), true, true);
    } else {
        uint32_t entity = machine_designated(m, v);
        add_plain(m, ts, entity == NO_ENTITY ? 0 : entity + 1, true, true);
    }
}

/* Whether the instruction that the thread is at ends in an error: tried on a copy. */
static bool fails(const struct machine *m, uint32_t thread, struct instruction i)
{
    struct machine copy = {.program = m->program, .state = state_copy(m->state)};
    state_thread(copy.state, thread)->pc++;
    copy.current = thread + 1;
    copy.atomic = m->atomic;
    bool failed = !instruction_row(i)->run(&copy, thread, i);
    machine_free(&copy);
    return failed;
}

/* What the instruction that the thread is at touches. `x /= 0` has read x in the step before, and
 * never writes. */
static void add_instruction(const struct machine *m, uint32_t thread, struct instruction i,
                            bool atomic, struct touches *ts)
{
    if (i.op == OP_MODIFY) {
        add_modified(m, thread, i, ts);
        return;
    }
    const struct instruction_row *row = instruction_row(i);
    if (!row->is_step || !row->is_step(m, thread, i))
        return;
    if ((i.op == OP_COMPOUND_WRITE || i.op == OP_INDEX_COMPOUND_WRITE) && fails(m, thread, i))
        return;
    switch (i.op) {
    case OP_NAME_LOAD:
    case OP_COMPOUND_READ:
    case OP_LENGTH:
        if (i.b)
            add_plain(m, ts, state_lookup(m->state, (uint32_t)i.b), false, atomic);
        break;
    case OP_NAME_STORE:
    case OP_COMPOUND_WRITE:
        add_plain(m, ts, state_lookup(m->state, (uint32_t)i.b), true, atomic);
        break;
    case OP_INDEX_LOAD:
    case OP_INDEX_STORE:
    case OP_INDEX_COMPOUND_READ:
        add_element(m, ts, machine_peek(m, thread, 1), machine_peek(m, thread, 0),
                    i.op == OP_INDEX_STORE, atomic);
        break;
    case OP_INDEX_COMPOUND_WRITE:
        add_element(m, ts, machine_peek(m, thread, 3), machine_peek(m, thread, 2), true, atomic);
        break;
    default: /* it touches no variable, or is copying, whose elements come one by one */
        break;
    }
}

/* Does an atomic block on a copy of the state, up to its end or its error. */
static void add_block(const struct machine *m, uint32_t thread, struct touches *ts)
{
    struct machine copy = {.program = m->program, .state = state_copy(m->state)};
    state_thread(copy.state, thread)->pc++;
    copy.current = thread + 1;
    copy.atomic = 1;
    for (uint32_t n = 0; copy.atomic && n < LIMIT_LOCAL_OPERATIONS; n++) {
        struct instruction i = m->program->code[state_thread(copy.state, thread)->pc++];
        add_instruction(&copy, thread, i, true, ts);
        if (instruction_blocks(i))
            break;
        if (!instruction_row(i)->run(&copy, thread, i))
            break;
    }
    machine_free(&copy);
}

static void find_touches(const struct machine *m, uint32_t thread, struct touches *ts)
{
    const struct thread *t = state_thread(m->state, thread);
    ts->count = 0;
    if (!step_enabled(m, thread) || (t->flags & FLAG_ARMED) || machine_must_unwind(m, thread))
        return;
    struct instruction i = m->program->code[t->pc];
    if (i.op == OP_ATOMIC_BEGIN)
        add_block(m, thread, ts);
    else
        add_instruction(m, thread, i, false, ts);
}

static void compare(const struct machine *m, const struct touches *a, const struct touches *b,
                    struct oracle_lines *races)
{
    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t k = 0; k < b->count; k++) {
            const struct touched *x = &a->list[i], *y = &b->list[k];
            if (x->entity != y->entity || x->element != y->element || !(x->writes || y->writes) ||
                (x->atomic && y->atomic))
                continue;
            struct buffer name = {0};
            machine_add_entity_name(m, x->entity, &name);
            if (x->element)
                buffer_printf(&name, "[%u]", x->element - 1);
            oracle_add_line(races, buffer_text(&name));
            buffer_free(&name);
        }
}

void oracle_find_races(const struct machine *m, struct oracle_lines *races)
{
    struct touches *of = calloc(m->state->thread_count, sizeof *of);
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        find_touches(m, i, &of[i]);
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        for (uint32_t k = 0; k < i; k++)
            compare(m, &of[i], &of[k], races);
    free(of);
}
