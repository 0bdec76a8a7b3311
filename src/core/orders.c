/* orders.c - what main at the prompt and puppets are told to do, one order after the other. */
#include "core/machine.h"

#include "core/limits.h"

#include <string.h>

/* The operand of OP_ORDER has eight bits for the count. */
enum { MOST_CAPTURED = 256 };

/* Beside its unit, in the first value of an order that waits. */
#define GUEST_ORDER ((int64_t)1 << 32)

/* Begins an order whose captured values are given. */
static void begin(struct machine *m, uint32_t thread, uint32_t unit, bool guest,
                  const struct value *captured)
{
    const struct unit *u = &m->program->units[unit];
    struct thread *t = state_thread(m->state, thread);
    t->unit = unit;
    t->pc = u->first;
    t->flags &= (uint16_t) ~(FLAG_ACTED | FLAG_GUEST);
    if (guest)
        t->flags |= FLAG_GUEST;
    frame_widen(m, thread, u->slots);
    for (uint32_t i = 0; i < u->capture_count; i++) {
        uint32_t slot = m->program->captures[u->captures + i];
        array_free(m, thread, slot);
        *machine_slot(m, thread, slot) = captured[i];
    }
    m->operations = 0;
}

/* Forgets what the finished order left: hidden variables, values in hand. */
static void clean(struct machine *m, uint32_t thread)
{
    frame_clear(m, thread);
    uint32_t slots = state_thread(m->state, thread)->bottom_slots;
    for (uint32_t slot = 0; slot < slots; slot++)
        if (m->program->privates[slot] == 0)
            array_free(m, thread, slot);
}

/* Takes the first of the waiting orders out of the queue and begins it. */
static void begin_waiting(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    struct value *queue = state_heap(m->state) + t->order_extent.offset;
    uint32_t unit = (uint32_t)queue[0].number, captured = queue[0].extra;
    bool guest = queue[0].number & GUEST_ORDER;
    struct value values[MOST_CAPTURED];
    uint32_t used = 0, left = t->orders - 1;
    memcpy(values, queue + 1, captured * sizeof *values);
    for (uint32_t k = 0; k <= left; k++)
        used += 1 + queue[used].extra;
    uint32_t taken = 1 + captured;
    memmove(queue, queue + taken, (used - taken) * sizeof *queue);
    memset(queue + used - taken, 0, taken * sizeof *queue);
    t->orders = left;
    state_resize_orders(&m->state, thread, used - taken);
    begin(m, thread, unit, guest, values);
}

void orders_next(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    if (t->status == THREAD_RUNNING && m->program->units[t->unit].kind == UNIT_ORDER) {
        t->orders_done++;
        clean(m, thread);
        t = state_thread(m->state, thread);
        t->unit = t->pc = 0;
        t->flags &= (uint16_t) ~(FLAG_INTERRUPT | FLAG_ACTED | FLAG_GUEST);
        if (t->entity)
            machine_touch(m, handle_index(t->entity)); /* somebody may join this order */
    }
    if (t->orders) {
        begin_waiting(m, thread);
        return;
    }
    bool over = m->state->main_done || (t->flags & FLAG_FINISH) || (t->flags & FLAG_CANCEL);
    if (over) {
        thread_end(m, thread, t->flags & FLAG_CANCEL ? THREAD_CANCELLED : THREAD_DONE,
                   value_none());
        return;
    }
    if (t->status == THREAD_RUNNING)
        threads_count_busy(m, t, -1);
    t->status = THREAD_IDLE;
    machine_changed(m, CHANGE_THREAD, thread);
    machine_changed(m, CHANGE_BUSY, 0);
}

size_t machine_orders(const struct machine *m, uint32_t thread, uint32_t *units, size_t most)
{
    const struct thread *t = state_thread(m->state, thread);
    const struct value *queue = state_heap(m->state) + t->order_extent.offset;
    uint32_t used = 0;
    for (uint32_t k = 0; k < t->orders && k < most; k++) {
        units[k] = (uint32_t)queue[used].number;
        used += 1 + queue[used].extra;
    }
    return t->orders;
}

static bool append(struct machine *m, uint32_t thread, uint32_t unit, bool guest, uint32_t count,
                   const struct value *captured)
{
    struct thread *t = state_thread(m->state, thread);
    struct value *queue = state_heap(m->state) + t->order_extent.offset;
    uint32_t used = 0;
    for (uint32_t k = 0; k < t->orders; k++)
        used += 1 + queue[used].extra;
    if (t->orders == LIMIT_ORDERS)
        return machine_fail(m, FAILURE_ORDERS,
                            {argument_thread(m->state, thread), argument_number(LIMIT_ORDERS)});
    if (!machine_has_room(m, state_extent_growth(t->order_extent, used + 1 + count)))
        return false;
    state_resize_orders(&m->state, thread, used + 1 + count);
    t = state_thread(m->state, thread);
    queue = state_heap(m->state) + t->order_extent.offset;
    queue[used] = (struct value){
        .kind = VALUE_INTEGER, .extra = count, .number = (int64_t)unit | (guest ? GUEST_ORDER : 0)};
    if (count)
        memcpy(queue + used + 1, captured, count * sizeof *captured);
    t->orders++;
    return true;
}

static bool give(struct machine *m, uint32_t thread, uint32_t unit, uint32_t count,
                 const struct value *captured)
{
    struct thread *t = state_thread(m->state, thread);
    bool guest = m->current && machine_is_guest(m, handle_index(m->current));
    if (!(t->flags & FLAG_PUPPET) && !(thread == STATE_MAIN && t->status >= THREAD_DONE))
        return machine_fail(m, FAILURE_TAKES_NO_ORDERS, {argument_thread(m->state, thread)});
    if (t->status >= THREAD_DONE)
        return machine_fail(m, FAILURE_ORDER_TO_ENDED, {argument_thread(m->state, thread)});
    if (m->follows)
        touches_add(m, TOUCH_ORDERS, thread);
    if (t->status != THREAD_IDLE) {
        if (!append(m, thread, unit, guest, count, captured))
            return false;
        state_thread(m->state, thread)->orders_given++;
        return true;
    }
    t->orders_given++;
    t->status = THREAD_RUNNING;
    threads_count_busy(m, t, 1);
    begin(m, thread, unit, guest, captured);
    machine_changed(m, CHANGE_THREAD, thread);
    machine_advance(m, thread);
    return true;
}

/* The values that an order brings along, which lie on the stack. */
static uint32_t take_captured(struct machine *m, uint32_t thread, struct instruction i,
                              struct value *captured)
{
    uint32_t count = i.a >> OPERAND_SHIFT;
    for (uint32_t k = count; k > 0; k--)
        captured[k - 1] = machine_pop(m, thread);
    return count;
}

bool orders_one(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value captured[MOST_CAPTURED];
    uint32_t entity;
    if (!machine_take(m, thread, (struct instruction){0}, WANTED_THREAD, &entity))
        return false;
    uint32_t count = take_captured(m, thread, i, captured);
    return give(m, state_entity(m->state, entity)->link, (uint32_t)i.b, count, captured);
}

bool orders_all(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value captured[MOST_CAPTURED];
    uint32_t count = take_captured(m, thread, i, captured);
    for (uint32_t k = 1; k < m->state->thread_count; k++) {
        const struct thread *t = state_thread(m->state, k);
        bool takes =
            (t->flags & FLAG_PUPPET) && (t->status == THREAD_RUNNING || t->status == THREAD_IDLE);
        if (takes && !give(m, k, (uint32_t)i.b, count, captured))
            return false;
    }
    return true;
}

/* ---- From outside ---------------------------------------------------------------------------- */

bool machine_order(struct machine *m, uint32_t thread, uint32_t unit, struct buffer *why)
{
    m->event = (struct event){0};
    m->current = 0;
    if (give(m, thread, unit, 0, NULL)) {
        machine_tell_follower(m, FOLLOW_OUTSIDE);
        if (m->sink && m->traces)
            m->sink(m->sink_context,
                    &(struct event){.kind = EVENT_ORDERED, .thread = thread, .unit = unit});
        return true;
    }
    failure_add_words(m->program, m->error, why);
    return false;
}

uint32_t machine_interrupt(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    uint32_t dropped = t->orders;
    if (!(t->flags & FLAG_PUPPET) || t->status != THREAD_RUNNING)
        return 0;
    t->orders = 0;
    t->orders_done += dropped;
    t->flags |= FLAG_INTERRUPT;
    condition_hand_on(m, thread);
    channel_give_up(m, thread);
    state_resize_orders(&m->state, thread, 0);
    machine_changed(m, CHANGE_THREAD, thread);
    machine_tell_follower(m, FOLLOW_OUTSIDE);
    return dropped;
}

bool machine_finish_main(struct machine *m)
{
    struct thread *t = state_thread(m->state, STATE_MAIN);
    m->event = (struct event){0};
    if (t->status >= THREAD_DONE)
        return false;
    if (t->status == THREAD_IDLE)
        thread_end(m, STATE_MAIN, THREAD_DONE, value_none());
    else
        t->flags |= FLAG_FINISH;
    machine_tell_follower(m, FOLLOW_OUTSIDE);
    return true;
}
