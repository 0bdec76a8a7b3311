/* threads.c - making, starting, joining, cancelling and ending threads and timers. */
#include "core/machine.h"

#include "core/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    KEEP_ENDED = 10000
}; /* ended threads with a name of the lab's that can still be asked for */

/* ---- Ends ------------------------------------------------------------------------------------ */

void thread_leave_lists(struct machine *m, uint32_t thread)
{
    uint32_t waits_on = state_thread(m->state, thread)->waits_on;
    const struct kind_wait *wait =
        waits_on ? &kind_rows[state_entity(m->state, handle_index(waits_on))->kind].wait : NULL;
    if (wait && wait->leave)
        wait->leave(m, thread, handle_index(waits_on), true);
    state_stop_waiting(m->state, thread);
    timing_leave_work(m, thread);
    struct thread *t = state_thread(m->state, thread);
    t->wake = WAKE_NOT;
    t->deadline = NO_DEADLINE;
    t->flags &= (uint16_t) ~(FLAG_ARMED | FLAG_COMPLETED);
}

static void tell_what_it_holds(struct machine *m, uint32_t thread)
{
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        const struct entity *e = state_entity(m->state, i);
        if (machine_holds(m, thread, i))
            machine_notice(m, thread, NOTICE_ENDED_HOLDING, e->name, e->element);
    }
}

/* Once main has ended, puppets that have nothing to do end too. */
static void end_idle_puppets(struct machine *m)
{
    for (uint32_t i = 0; i < m->state->thread_count; i++)
        if (state_thread(m->state, i)->status == THREAD_IDLE)
            thread_end(m, i, THREAD_DONE, value_none());
}

void thread_end(struct machine *m, uint32_t thread, enum thread_status status, struct value result)
{
    struct thread *t = state_thread(m->state, thread);
    bool was_alive = t->status == THREAD_RUNNING || t->status == THREAD_IDLE;
    bool was_busy = t->status == THREAD_RUNNING;
    thread_leave_lists(m, thread);
    t = state_thread(m->state, thread);
    if (was_alive) {
        m->state->alive--;
        if (was_busy)
            threads_count_busy(m, t, -1);
        m->state->required -= !(t->flags & FLAG_DAEMON);
    }
    t->status = (uint8_t)status;
    t->result = result;
    t->pc = t->unit = t->base = t->depth = t->bottom_slots = t->orders = 0;
    t->due = 0;
    t->flags &= FLAG_DAEMON | FLAG_PUPPET | FLAG_TIMER | FLAG_AUTOMATIC | FLAG_MAIN | FLAG_STARTED;
    frame_cut(m, thread, 0);
    state_resize_stack(&m->state, thread, 0);
    state_resize_orders(&m->state, thread, 0);
    t = state_thread(m->state, thread);
    m->state->ended_automatic += !!(t->flags & FLAG_AUTOMATIC);
    struct event e = {
        .kind = EVENT_ENDED, .thread = thread, .pc = m->event.pc, .status = (int)status};
    if (status == THREAD_FAILED)
        e.failure = (uint32_t)result.number;
    if (m->sink)
        m->sink(m->sink_context, &e);
    if (t->held)
        tell_what_it_holds(m, thread);
    machine_changed(m, CHANGE_ENDED, thread);
    if (t->entity)
        machine_touch(m, handle_index(t->entity));
    machine_changed(m, CHANGE_BUSY, 0);
    if (thread == STATE_MAIN) {
        m->state->main_done = 1;
        end_idle_puppets(m);
    }
}

/* Forgets ended threads with names of the lab's once there are many, the older half. */
static void forget_ended(struct machine *m)
{
    if (m->state->ended_automatic <= KEEP_ENDED)
        return;
    uint32_t newest = m->state->threads_made - KEEP_ENDED / 2;
    for (uint32_t i = m->state->thread_count; i-- > 1;) {
        const struct thread *t = state_thread(m->state, i);
        if (t->status < THREAD_DONE || !(t->flags & FLAG_AUTOMATIC) || t->held ||
            t->number > newest)
            continue;
        uint32_t entity = t->entity;
        if (entity) {
            state_bind(&m->state, t->name, 0);
            state_drop_entity(&m->state, handle_index(entity));
        }
        state_drop_thread(&m->state, i);
        m->state->ended_automatic--;
    }
}

/* ---- Making ---------------------------------------------------------------------------------- */

static bool take_thread_name(struct machine *m, uint32_t name)
{
    uint32_t bound = state_lookup(m->state, name);
    if (!bound)
        return true;
    const struct entity *e = state_entity(m->state, handle_index(bound));
    if (e->kind == ENTITY_FUNCTION)
        return machine_fail(m, FAILURE_NAME_OF_FUNCTION, {argument_name(name)});
    if (!(KIND(e->kind) & KINDS_THREADS) || e->element)
        return machine_fail_in_use(m, name);
    uint32_t old = e->link;
    m->name_again = true;
    if (state_thread(m->state, old)->status < THREAD_DONE)
        return machine_fail(m, FAILURE_NAME_OF_THREAD, {argument_name(name)});
    if (m->follows)
        touches_add(m, TOUCH_LOOKS, handle_index(bound));
    struct thread *t = state_thread(m->state, old);
    m->state->ended_automatic -= !!(t->flags & FLAG_AUTOMATIC);
    t->entity = 0;
    state_bind(&m->state, name, 0);
    state_drop_entity(&m->state, handle_index(bound));
    if (state_thread(m->state, old)->held == 0 && old != STATE_MAIN)
        state_drop_thread(&m->state, old);
    return true;
}

static uint32_t automatic_name(struct machine *m)
{
    for (;;) {
        char text[32];
        int length = snprintf(text, sizeof text, "Thread-%u", ++m->state->names_made);
        uint32_t name = name_intern(m->program->texts, text, (size_t)length);
        if (name == 0 || !state_lookup(m->state, name))
            return name;
    }
}

static void forget_locals(struct machine *m, uint32_t thread)
{
    if (m->state->locals == 0)
        return;
    for (uint32_t i = 0; i < m->state->entity_count; i++) {
        const struct entity *e = state_entity(m->state, i);
        if (kind_is(e->kind, KIND_PER_THREAD) && thread < e->extent.capacity)
            state_values(m->state, e)[thread] = (struct value){0};
    }
}

/* Thread and entity, bound to each other; `element` as in struct entity. */
static uint32_t new_thread(struct machine *m, uint32_t maker, uint32_t entity, uint32_t name,
                           unsigned flags)
{
    uint32_t thread = state_add_thread(&m->state);
    forget_locals(m, thread);
    struct thread *t = state_thread(m->state, thread);
    t->status = THREAD_NEW;
    t->name = name;
    t->entity = handle_of(entity);
    t->number = m->state->threads_made++;
    t->random =
        (m->state->seed + 1) * 0x9E3779B97F4A7C15u ^ (uint64_t)t->number * 0xD1B54A32D192ED03u;
    if (state_thread(m->state, maker)->flags & FLAG_DAEMON)
        flags |= FLAG_DAEMON;
    if (machine_is_guest(m, maker))
        flags |= FLAG_GUEST;
    t->flags = (uint16_t)flags;
    return thread;
}

/* What the instruction says of the body. */
struct body {
    uint32_t unit; /* 0: a puppet */
    uint32_t arguments;
};

static bool take_body(struct machine *m, struct instruction i, struct body *body)
{
    *body = (struct body){.arguments = i.a >> OPERAND_SHIFT};
    if (!(i.a & OPERAND_CALL)) {
        body->unit = i.b < 0 ? 0 : (uint32_t)i.b;
        return true;
    }
    return machine_take_function(m, 0, (uint32_t)i.b, body->arguments, &body->unit);
}

/* Whether a thread of this name takes the place of one that has ended. */
static bool has_a_place(const struct machine *m, uint32_t name)
{
    uint32_t bound = state_lookup(m->state, name);
    if (!bound)
        return false;
    const struct entity *e = state_entity(m->state, handle_index(bound));
    if (!(KIND(e->kind) & KINDS_THREADS) || e->element || e->link == STATE_MAIN)
        return false;
    const struct thread *t = state_thread(m->state, e->link);
    return t->status >= THREAD_DONE && t->held == 0;
}

/* Whether there is room for `count` threads with this body and their stacks, what it captures
 * included, for the array that they stand in, and for the name. */
static bool room_for_threads(struct machine *m, uint32_t maker, struct body body, uint32_t count,
                             bool array, uint32_t name)
{
    const struct unit *u = &m->program->units[body.unit];
    const struct thread *t = state_thread(m->state, maker);
    uint64_t values = body.unit ? u->slots + body.arguments : 0;
    for (uint32_t i = 0; body.unit && i < u->capture_count; i++) {
        uint32_t slot = m->program->captures[u->captures + i];
        struct value v = {0};
        if (slot < frame_slots(m, t))
            v = *machine_slot(m, maker, slot);
        values += v.kind == VALUE_ARRAY ? v.extra : 0; /* a large one is not copied */
    }
    /* Up to the next power of two; few lie in the thread itself. */
    uint64_t room = values <= STATE_STACK_INLINE ? 0 : STATE_STACK_INLINE;
    while (room && room < values)
        room *= 2;
    uint32_t fresh = has_a_place(m, name) ? count - 1 : count;
    return machine_has_room_for(
        m, (struct state_growth){
               .entities = fresh + array, .threads = fresh, .name = name, .values = room * count});
}

/* Lays out the new thread's frame; the arguments are on top of the maker's stack and stay there. */
static void give_body(struct machine *m, uint32_t maker, uint32_t thread, struct body body)
{
    if (!body.unit) {
        struct thread *puppet = state_thread(m->state, thread);
        puppet->flags = (uint16_t)((puppet->flags | FLAG_PUPPET) & ~FLAG_GUEST); /* by order */
        frame_begin(m, thread, 0);
        return;
    }
    for (uint32_t k = body.arguments; k > 0; k--)
        machine_push(m, thread, machine_peek(m, maker, k - 1));
    frame_begin(m, thread, body.unit);
    frame_capture(m, maker, thread, body.unit);
}

static bool make_thread(struct machine *m, uint32_t maker, struct instruction i, uint32_t *thread)
{
    struct body body;
    uint32_t name = 0;
    if (!take_body(m, i, &body))
        return false;
    forget_ended(m);
    unsigned flags = i.a & OPERAND_DAEMON ? FLAG_DAEMON : 0;
    if (i.a & OPERAND_ANONYMOUS) {
        flags |= FLAG_AUTOMATIC;
        name = automatic_name(m);
        if (name == 0)
            return machine_fail(m, FAILURE_NAMES);
        if (!room_for_threads(m, maker, body, 1, false, name))
            return false;
    } else {
        /* The name lies under the arguments. */
        struct value v = machine_peek(m, maker, body.arguments);
        machine_push(m, maker, v);
        if (!machine_take_name(m, maker, (struct instruction){0}, &name) ||
            !room_for_threads(m, maker, body, 1, false, name) || !take_thread_name(m, name))
            return false;
    }
    uint32_t entity = state_add_entities(&m->state, 1);
    if (entity == NO_ENTITY)
        return machine_fail(m, FAILURE_OBJECTS);
    *thread = new_thread(m, maker, entity, name, flags);
    struct entity *e = state_entity(m->state, entity);
    e->kind = ENTITY_THREAD;
    e->name = name;
    e->link = *thread;
    state_bind(&m->state, name, handle_of(entity));
    give_body(m, maker, *thread, body);
    for (uint32_t k = body.arguments + !(i.a & OPERAND_ANONYMOUS); k > 0; k--)
        machine_pop(m, maker);
    machine_about(m, state_entity(m->state, entity));
    return true;
}

static bool check_alive(struct machine *m)
{
    return m->state->alive < m->state->max_threads ||
           machine_fail(m, FAILURE_THREADS, {argument_number(m->state->max_threads)});
}

static void start_thread(struct machine *m, uint32_t thread)
{
    struct thread *t = state_thread(m->state, thread);
    bool idle = (t->flags & FLAG_PUPPET) && t->orders == 0;
    t->flags |= FLAG_STARTED;
    t->status = idle ? THREAD_IDLE : THREAD_RUNNING;
    m->state->alive++;
    if (!idle)
        threads_count_busy(m, t, 1);
    m->state->required += !(t->flags & FLAG_DAEMON);
    machine_changed(m, CHANGE_STARTED, thread);
    machine_changed(m, CHANGE_THREAD, thread);
    if (t->flags & FLAG_TIMER) {
        timer_arm(m, thread, machine_now(m));
    } else if (t->flags & FLAG_PUPPET) {
        if (!idle) {
            orders_next(m, thread);
            machine_advance(m, thread);
        } else if (m->state->main_done)
            thread_end(m, thread, THREAD_DONE, value_none());
    } else {
        machine_advance(m, thread);
    }
}

bool threads_make_is_step(const struct machine *m, uint32_t thread, struct instruction i)
{
    (void)thread;
    return (i.a & OPERAND_CALL) && machine_lacks_function(m, (uint32_t)i.b);
}

bool threads_make(struct machine *m, uint32_t maker, struct instruction i)
{
    uint32_t thread;
    return make_thread(m, maker, i, &thread);
}

bool threads_spawn(struct machine *m, uint32_t maker, struct instruction i)
{
    uint32_t thread;
    if (!check_alive(m) || !make_thread(m, maker, i, &thread))
        return false;
    start_thread(m, thread);
    return true;
}

bool threads_start(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_THREAD_OR_TIMER, &entity))
        return false;
    uint32_t target = state_entity(m->state, entity)->link;
    struct thread *t = state_thread(m->state, target);
    if (t->status == THREAD_CANCELLED && !(t->flags & FLAG_STARTED)) {
        t->flags |= FLAG_STARTED;
        return true; /* cancelled before its start: it never runs, and this was its start */
    }
    if (t->status != THREAD_NEW)
        return machine_fail(m, FAILURE_STARTED_ALREADY,
                            {argument_thread(m->state, target),
                             argument_kind(state_entity(m->state, entity)->kind)});
    if (!check_alive(m))
        return false;
    start_thread(m, target);
    return true;
}

/* DES [n] duration args. */
bool threads_make_timers(struct machine *m, uint32_t maker, struct instruction i)
{
    struct body body;
    if (!take_body(m, i, &body))
        return false;
    bool array = i.a & OPERAND_ARRAY, repeats = i.a & OPERAND_COUNT;
    struct value delay = machine_peek(m, maker, body.arguments);
    struct value length = array ? machine_peek(m, maker, body.arguments + 1) : value_integer(1);
    if (delay.kind == VALUE_INTEGER && delay.number >= 0 && delay.number <= INT64_MAX / 1000000000)
        delay = value_duration(delay.number * 1000000000);
    if (delay.kind != VALUE_DURATION || delay.number < 0)
        return machine_fail(m, FAILURE_TIMER_DURATION);
    if (repeats && delay.number == 0)
        return machine_fail(m, FAILURE_TIMER_EVERY_0);
    if (length.kind != VALUE_INTEGER || length.number < 1 || length.number > LIMIT_ARRAY_LENGTH)
        return machine_fail(m, FAILURE_ARRAY_LENGTH, {argument_number(LIMIT_ARRAY_LENGTH)});
    uint32_t name;
    machine_push(m, maker, machine_peek(m, maker, body.arguments + 1 + array));
    uint32_t count = (uint32_t)length.number;
    if (!machine_take_name(m, maker, (struct instruction){0}, &name) ||
        !room_for_threads(m, maker, body, count, array, name) || !take_thread_name(m, name))
        return false;
    uint32_t bound = state_add_entities(&m->state, count + array);
    if (bound == NO_ENTITY)
        return machine_fail(m, FAILURE_OBJECTS);
    uint32_t first = bound + array;
    if (array) {
        struct entity *e = state_entity(m->state, bound);
        e->kind = ENTITY_OBJECT_ARRAY;
        e->name = name;
        e->initial = count;
        e->link = first;
    }
    state_bind(&m->state, name, handle_of(bound));
    for (uint32_t k = 0; k < count; k++) {
        uint32_t timer_name = name;
        if (array) {
            char text[128];
            int bytes =
                snprintf(text, sizeof text, "%s[%u]", name_bytes(m->program->texts, name), k);
            timer_name = name_intern(m->program->texts, text, (size_t)bytes);
        }
        struct entity *e = state_entity(m->state, first + k);
        e->kind = ENTITY_TIMER;
        e->name = name;
        e->element = array ? handle_of(k) : 0;
        e->initial = delay.number;
        e->status = repeats ? TIMER_EVERY : TIMER_ONCE;
        uint32_t thread = new_thread(m, maker, first + k, timer_name, FLAG_TIMER);
        state_entity(m->state, first + k)->link = thread;
        give_body(m, maker, thread, body);
    }
    for (uint32_t k = body.arguments + 2 + array; k > 0; k--)
        machine_pop(m, maker);
    return true;
}

/* ---- cancel, kill, daemon, rename ------------------------------------------------------------ */

static bool take_thread(struct machine *m, uint32_t thread, struct instruction i, uint32_t *target)
{
    uint32_t entity;
    if (!machine_take(m, thread, i, WANTED_THREAD_OR_TIMER, &entity))
        return false;
    *target = state_entity(m->state, entity)->link;
    return true;
}

/* What is left to cancel or kill of a timer that has gone off, or of a thread that has ended. */
static int too_late(const struct thread *t)
{
    bool went_off =
        (t->flags & FLAG_TIMER) && !(t->flags & FLAG_ARMED) &&
        (t->status == THREAD_RUNNING || t->status == THREAD_DONE || t->status == THREAD_FAILED);
    return went_off ? OUTCOME_OFF_ALREADY : OUTCOME_ENDED_ALREADY;
}

bool threads_cancel(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t target;
    if (!take_thread(m, thread, i, &target))
        return false;
    struct thread *t = state_thread(m->state, target);
    if (target == STATE_MAIN)
        return machine_fail(m, FAILURE_MAIN_CANCELLED);
    bool fired = (t->flags & FLAG_TIMER) && t->status == THREAD_RUNNING && !(t->flags & FLAG_ARMED);
    if (t->status >= THREAD_DONE || fired) { /* the latter is left alone, as in CPython */
        m->event.outcome = timer_stop(m, target) ? OUTCOME_NO_MORE : too_late(t);
        return true;
    }
    if (t->status == THREAD_NEW || t->status == THREAD_IDLE || (t->flags & FLAG_ARMED)) {
        thread_end(m, target, THREAD_CANCELLED, value_none());
        return true;
    }
    t->flags |= FLAG_CANCEL;
    condition_hand_on(m, target);
    channel_give_up(m, target);
    machine_changed(m, CHANGE_THREAD, target);
    return true;
}

bool threads_kill(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t target;
    if (!take_thread(m, thread, i, &target))
        return false;
    if (target == STATE_MAIN)
        return machine_fail(m, FAILURE_MAIN_KILLED);
    if (state_thread(m->state, target)->status < THREAD_DONE)
        thread_end(m, target, THREAD_KILLED, value_none());
    else
        m->event.outcome = too_late(state_thread(m->state, target));
    return true;
}

bool threads_set_daemon(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t target;
    if (!take_thread(m, thread, i, &target))
        return false;
    struct thread *t = state_thread(m->state, target);
    if (t->status != THREAD_NEW)
        return machine_fail(m, FAILURE_DAEMON_STARTED, {argument_thread(m->state, target)});
    t->flags = (uint16_t)(i.a >> OPERAND_SHIFT ? t->flags | FLAG_DAEMON : t->flags & ~FLAG_DAEMON);
    return true;
}

bool threads_rename(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    struct value fresh = machine_pop(m, thread);
    struct instruction on_stack = {0};
    uint32_t target, name;
    if (!take_thread(m, thread, on_stack, &target))
        return false;
    if (target == STATE_MAIN)
        return machine_fail(m, FAILURE_MAIN_RENAMED);
    uint32_t entity = handle_index(state_thread(m->state, target)->entity);
    if (state_entity(m->state, entity)->element)
        return machine_fail(m, FAILURE_ELEMENT_RENAMED);
    machine_push(m, thread, fresh);
    if (!machine_take_name(m, thread, on_stack, &name))
        return false;
    uint32_t bound = state_lookup(m->state, name);
    if (bound == handle_of(entity))
        return true;
    if (bound && state_entity(m->state, handle_index(bound))->kind != ENTITY_THREAD)
        return machine_fail_in_use(m, name);
    if (!take_thread_name(m, name))
        return false;
    struct thread *t = state_thread(m->state, target);
    struct entity *e = state_entity(m->state, handle_index(t->entity));
    uint32_t old = t->name;
    m->event.other = name;
    t->name = e->name = name;
    t->flags &= (uint16_t)~FLAG_AUTOMATIC;
    uint32_t bearer = t->entity;
    machine_touch(m,
                  handle_index(bearer)); /* a thread may join it that came before there was one */
    state_bind(&m->state, old, 0);
    state_bind(&m->state, name, bearer);
    return true;
}
