/* instructions.c - the table of instructions, and those that belong to no primitive. */
#include "core/instructions.h"

#include "core/machine.h"

/* ---- Output ---------------------------------------------------------------------------------- */

static bool print(struct machine *m, uint32_t thread, struct instruction i)
{
    uint32_t count = (uint32_t)i.b;
    buffer_clear(&m->scratch);
    for (uint32_t k = count; k > 0; k--) {
        value_add_text(m->program, machine_peek(m, thread, k - 1), &m->scratch);
        if (k > 1 && !(i.op == OP_PRINT && i.a))
            buffer_putc(&m->scratch, ' ');
    }
    for (uint32_t k = 0; k < count; k++)
        machine_pop(m, thread);
    struct event e = {.kind = i.op == OP_PRINT ? EVENT_PRINT : EVENT_LOG,
                      .thread = thread,
                      .pc = m->event.pc,
                      .level = i.a,
                      .text = buffer_text(&m->scratch),
                      .length = m->scratch.length};
    if (m->sink)
        m->sink(m->sink_context, &e);
    return true;
}

/* ---- Doing ----------------------------------------------------------------------------------- */

static bool run_choose(struct machine *m, uint32_t thread, struct instruction i)
{
    struct value high = machine_peek(m, thread, 0), low = machine_peek(m, thread, 1);
    i.op = OP_RANDOM;
    if (!expression_local(m, thread, i))
        return false;
    if (m->choice_forced && m->choice >= low.number && m->choice <= high.number) {
        machine_pop(m, thread);
        machine_push(m, thread, value_integer(m->choice));
    }
    m->event.value = machine_peek(m, thread, 0);
    return true;
}

static bool define_function(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)thread;
    uint32_t name = m->program->units[i.b].name, bound = state_lookup(m->state, name);
    if (bound && state_entity(m->state, bound - 1)->kind != ENTITY_FUNCTION)
        return machine_fail_in_use(m, name);
    if (!bound) {
        uint32_t entity = state_add_entities(&m->state, 1);
        if (entity == NO_ENTITY)
            return machine_fail_limit(m, "number of objects", "there are too many objects");
        bound = entity + 1;
        state_bind(&m->state, name, bound);
    }
    struct entity *e = state_entity(m->state, bound - 1);
    e->kind = ENTITY_FUNCTION;
    e->name = name;
    e->link = (uint32_t)i.b;
    return true;
}

static bool begin_atomic(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)thread, (void)i;
    m->atomic++;
    return true;
}

static bool run_wait(struct machine *m, uint32_t thread, struct instruction i)
{
    bool over;
    if (!wait_run(m, thread, i, &over))
        return false;
    if (over)
        state_thread(m->state, thread)->pc++;
    return true;
}

static bool run_timing(struct machine *m, uint32_t thread, struct instruction i)
{
    bool over;
    if (!timing_run(m, thread, i, &over))
        return false;
    if (!over)
        state_thread(m->state, thread)->pc--;
    return true;
}

static bool yield_step(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)m, (void)thread, (void)i;
    return true;
}

static bool count_active(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    m->event.value = value_integer(m->state->alive);
    machine_push(m, thread, m->event.value);
    return true;
}

static bool end_unit(struct machine *m, uint32_t thread, struct instruction i)
{
    (void)i;
    if (m->program->units[state_thread(m->state, thread)->unit].kind == UNIT_ORDER)
        orders_next(m, thread);
    else
        thread_end(m, thread, THREAD_DONE, value_none());
    return true;
}

/* ---- The table --------------------------------------------------------------------------------
 */

const struct instruction_row instruction_rows[OP_COUNT] = {
    [OP_CONSTANT] = {expression_constant, LOCAL},
    [OP_POP] = {expression_pop, LOCAL},
    [OP_DUPLICATE] = {expression_local, LOCAL},
    [OP_SLOT_LOAD] = {expression_slot_load, LOCAL},
    [OP_SLOT_STORE] = {expression_slot_store, LOCAL},
    [OP_SLOT_CLEAR] = {expression_local, LOCAL},
    [OP_BINARY] = {expression_operator, LOCAL},
    [OP_NEGATE] = {expression_local, LOCAL},
    [OP_NOT] = {expression_local, LOCAL},
    [OP_CHECK_BOOLEAN] = {expression_local, LOCAL},
    [OP_TEXT_JOIN] = {expression_local, LOCAL},
    [OP_ME] = {expression_local, LOCAL},
    [OP_NOW] = {expression_local, LOCAL},
    [OP_TIME_OF_DAY] = {expression_local, LOCAL},
    [OP_RANDOM] = {expression_local, LOCAL},
    [OP_JUMP] = {control_jump, LOCAL},
    [OP_JUMP_IF_FALSE] = {control_jump_if_false, LOCAL},
    [OP_JUMP_IF_TRUE] = {control_jump_if_true, LOCAL},
    [OP_NAME_LOAD] = {variable_load, DEPENDS},
    [OP_NAME_STORE] = {variable_store, DEPENDS},
    [OP_NAME_TEXT] = {variable_run, LOCAL},
    [OP_NAME_BASE] = {variable_run, LOCAL},
    [OP_COMPOUND_READ] = {variable_compound_read, DEPENDS},
    [OP_COMPOUND_WRITE] = {variable_compound_write, DEPENDS},
    [OP_INDEX_LOAD] = {variable_run, DEPENDS},
    [OP_INDEX_STORE] = {variable_run, DEPENDS},
    [OP_INDEX_COMPOUND_READ] = {variable_run, DEPENDS},
    [OP_INDEX_COMPOUND_WRITE] = {variable_run, DEPENDS},
    [OP_ELEMENT] = {variable_run, LOCAL},
    [OP_CHECK_NAME] = {expression_local, LOCAL},
    [OP_ARRAY_MAKE] = {control_local, LOCAL},
    [OP_ARRAYS] = {variable_run, DEPENDS},
    [OP_ARRAY_LENGTH] = {variable_run, LOCAL},
    [OP_MODIFY] = {variable_run, VISIBLE},
    [OP_LOOP_ENTER] = {control_loop_enter, LOCAL},
    [OP_LOOP_TURN] = {control_loop_turn, DEPENDS},
    [OP_LOOP_LEAVE] = {control_loop_leave, LOCAL},
    [OP_RANGE_START] = {control_local, LOCAL},
    [OP_RANGE_NEXT] = {control_range_next, LOCAL},
    [OP_REPEAT_START] = {control_local, LOCAL},
    [OP_REPEAT_NEXT] = {control_repeat_next, LOCAL},
    [OP_LIST_NEXT] = {control_local, LOCAL},
    [OP_ARRAY_NEXT] = {control_local, LOCAL},
    [OP_THREADS] = {control_threads, VISIBLE},
    [OP_CALL] = {control_call, DEPENDS},
    [OP_RETURN] = {control_return, DEPENDS},
    [OP_RAISE] = {control_local, LOCAL},
    [OP_RERAISE] = {control_local, LOCAL},
    [OP_CATCH_TEXT] = {control_local, LOCAL},
    [OP_ASSERTION_FAILED] = {control_local, LOCAL},
    [OP_ATOMIC_BEGIN] = {begin_atomic, VISIBLE},
    [OP_ATOMIC_END] = {control_local, LOCAL},
    [OP_CRITICAL_ENTER] = {control_critical, VISIBLE},
    [OP_CRITICAL_LEAVE] = {control_critical, VISIBLE},
    [OP_INVARIANT] = {invariant_declare, LOCAL},
    [OP_DEFINE] = {define_function, LOCAL},
    [OP_THREAD] = {threads_run, DEPENDS},
    [OP_SPAWN] = {threads_run, BLOCKS},
    [OP_TIMER] = {threads_run, DEPENDS},
    [OP_START] = {threads_run, VISIBLE},
    [OP_JOIN_BEGIN] = {threads_run, LOCAL},
    [OP_JOIN] = {threads_run, BLOCKS},
    [OP_JOIN_ALL] = {threads_run, BLOCKS},
    [OP_CANCEL] = {threads_run, VISIBLE},
    [OP_KILL] = {threads_run, VISIBLE},
    [OP_DAEMON] = {threads_run, VISIBLE},
    [OP_RENAME] = {threads_run, VISIBLE},
    [OP_ORDER] = {orders_run, VISIBLE},
    [OP_ORDER_ALL] = {orders_run, VISIBLE},
    [OP_YIELD] = {yield_step, VISIBLE},
    [OP_DEADLINE] = {timing_local, LOCAL},
    [OP_DEADLINE_SAVE] = {timing_local, LOCAL},
    [OP_DEADLINE_FROM] = {timing_local, LOCAL},
    [OP_SLEEP_BEGIN] = {timing_local, LOCAL},
    [OP_SLEEP] = {run_timing, BLOCKS},
    [OP_WORK_BEGIN] = {timing_local, LOCAL},
    [OP_WORK] = {run_timing, BLOCKS},
    [OP_IO_BEGIN] = {timing_local, LOCAL},
    [OP_IO] = {run_timing, BLOCKS},
    [OP_DECLARE] = {declare_run, DEPENDS},
    [OP_BARRIER_BODY] = {barrier_body, LOCAL},
    [OP_DROP] = {drop_run, VISIBLE},
    [OP_ACQUIRE] = {lock_acquire, BLOCKS},
    [OP_RDLOCK] = {rwlock_acquire, BLOCKS},
    [OP_WRLOCK] = {rwlock_acquire, BLOCKS},
    [OP_RELEASE] = {lock_release, VISIBLE},
    [OP_WAIT] = {run_wait, BLOCKS},
    [OP_WAIT_RESUME] = {wait_resume, BLOCKS},
    [OP_BARRIER_TRIP] = {barrier_run, VISIBLE},
    [OP_UNTIL_CHECK] = {condition_run, DEPENDS},
    [OP_SET] = {event_run, VISIBLE},
    [OP_CLEAR] = {event_run, VISIBLE},
    [OP_NOTIFY] = {condition_run, VISIBLE},
    [OP_BROADCAST] = {condition_run, VISIBLE},
    [OP_ABORT] = {barrier_run, VISIBLE},
    [OP_RESET] = {barrier_run, VISIBLE},
    [OP_PUT] = {queue_run, BLOCKS},
    [OP_GET] = {queue_run, BLOCKS},
    [OP_ONCE_ENTER] = {once_run, BLOCKS},
    [OP_ONCE_LEAVE] = {once_run, VISIBLE},
    [OP_ONCE_ABANDON] = {once_run, VISIBLE},
    [OP_OBSERVE] = {observe_run, VISIBLE},
    [OP_ACTIVE] = {count_active, VISIBLE},
    [OP_LENGTH] = {variable_run, DEPENDS},
    [OP_CHOOSE] = {run_choose, VISIBLE},
    [OP_PRINT] = {print, VISIBLE},
    [OP_LOG] = {print, VISIBLE},
    [OP_ASK] = {run_timing, BLOCKS},
    [OP_FETCH] = {run_timing, BLOCKS},
    [OP_END] = {end_unit, LOCAL},
};
