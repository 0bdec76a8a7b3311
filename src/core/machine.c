/* machine.c - a machine: making it, what its instructions tell of errors and changes, and what is
 * done to it and asked of it between steps. See step.h and machine.h. */
#include "core/machine.h"

#include "base/memory.h"
#include "core/limits.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const struct event machine_no_event;

/* ---- The machine ----------------------------------------------------------------------------- */

void machine_init(struct machine *m, struct program *program, uint64_t seed, uint32_t max_threads)
{
    *m = (struct machine){.program = program};
    m->state = state_new(seed, max_threads ? max_threads : LIMIT_THREADS_ALIVE);
    uint32_t name = name_intern(program->texts, "main", 4);
    uint32_t entity = state_add_entities(&m->state, 1);
    uint32_t thread = state_add_thread(&m->state);
    struct entity *e = state_entity(m->state, entity);
    e->kind = ENTITY_THREAD;
    e->name = name;
    e->link = thread;
    state_bind(&m->state, name, handle_of(entity));
    struct thread *t = state_thread(m->state, thread);
    t->status = THREAD_IDLE;
    t->name = name;
    t->entity = handle_of(entity);
    t->number = m->state->threads_made++;
    t->random = (seed + 1) * 0x9E3779B97F4A7C15u;
    t->flags = FLAG_MAIN | FLAG_PUPPET | FLAG_STARTED;
    m->state->alive = m->state->required = 1;
    frame_begin(m, thread, 0);
}

void machine_free(struct machine *m)
{
    state_free(m->state);
    free(m->changes);
    free(m->accesses);
    free(m->touches);
    buffer_free(&m->scratch);
    *m = (struct machine){0};
}

void machine_changed(struct machine *m, enum change_kind kind, uint32_t index)
{
    MEMORY_ROOM_FOR_ONE(m->changes, m->change_count, m->change_capacity);
    m->changes[m->change_count++] = (struct change){kind, index};
}

bool machine_raise(struct machine *m, const struct failure *failure)
{
    const char *limit = failure_limit((enum failure_code)failure->code);
    assert(failure_fits(failure));
    if (limit)
        m->limit = limit;
    m->error = failure_intern(m->program, failure);
    m->error_kind = PENDING_ERROR;
    return false;
}

bool machine_has_room_for(struct machine *m, struct state_growth growth)
{
    uint64_t most = m->most_bytes ? m->most_bytes : LIMIT_STATE_BYTES;
    /* What comes from outside may take what no step may. */
    if (m->current)
        growth.values += LIMIT_SPARE_VALUES;
    uint64_t bytes = state_bytes_with(m->state, growth);
    if (bytes <= most || bytes == m->state->size) /* it may be larger by what is not asked for */
        return true;
    return machine_fail(m, FAILURE_MEMORY, {argument_number((int64_t)(most >> 20))});
}

bool machine_has_room(struct machine *m, uint64_t values)
{
    return values == 0 || machine_has_room_for(m, (struct state_growth){.values = values});
}

bool machine_text(struct machine *m, const char *bytes, size_t length, uint32_t *text)
{
    *text = text_intern_string(m->program->texts, bytes, length);
    if (*text != TEXT_TOO_MUCH)
        return true;
    if (length > LIMIT_TEXT_BYTES)
        return machine_fail(m, FAILURE_TEXT_LENGTH, {argument_number(LIMIT_TEXT_BYTES)});
    return machine_fail(m, FAILURE_TEXTS, {argument_number(LIMIT_TEXTS_BYTES >> 20)});
}

void machine_notice(struct machine *m, uint32_t thread, enum notice notice, uint32_t name,
                    uint32_t element)
{
    struct event e = {.kind = EVENT_NOTICE,
                      .thread = thread,
                      .pc = m->event.pc,
                      .name = name,
                      .element = element,
                      .notice = notice};
    if (m->sink)
        m->sink(m->sink_context, &e);
}

void machine_notice_result(struct machine *m, uint32_t thread, struct value v)
{
    const struct thread *t = state_thread(m->state, thread);
    if (!m->sink || t->depth > 0 || m->program->units[t->unit].kind != UNIT_ORDER)
        return;
    struct event e = {.kind = EVENT_NOTICE,
                      .thread = thread,
                      .pc = m->event.pc,
                      .value = v,
                      .notice = NOTICE_RESULT};
    m->sink(m->sink_context, &e);
}

int64_t machine_now(struct machine *m)
{
    if (m->read_clock) {
        int64_t now = m->read_clock(m->clock_context);
        if (now > m->state->now)
            m->state->now = now;
    }
    return m->state->now;
}

void machine_grow_stack(struct machine *m, uint32_t thread)
{
    state_resize_stack(&m->state, thread, state_thread(m->state, thread)->top + 1);
}

/* ---- From outside ---------------------------------------------------------------------------- */

void machine_start_main(struct machine *m, uint32_t unit)
{
    struct thread *t = state_thread(m->state, STATE_MAIN);
    t->flags &= (uint16_t)~FLAG_PUPPET;
    t->status = THREAD_RUNNING;
    threads_count_busy(m, t, 1);
    frame_cut(m, STATE_MAIN, 0);
    frame_begin(m, STATE_MAIN, unit);
    m->event = (struct event){0};
    m->operations = 0;
    m->current = handle_of(STATE_MAIN);
    machine_changed(m, CHANGE_THREAD, STATE_MAIN);
    machine_advance(m, STATE_MAIN);
    if (m->state->first_invariant) {
        invariants_check(m, STATE_MAIN, 0, 0, true);
        machine_advance(m, STATE_MAIN);
    }
    m->current = 0;
}

void machine_stop_all(struct machine *m)
{
    for (uint32_t i = 0; i < m->state->thread_count; i++) {
        const struct thread *t = state_thread(m->state, i);
        if (t->status == THREAD_RUNNING || t->status == THREAD_IDLE)
            thread_end(m, i, THREAD_KILLED, value_none());
    }
}

void machine_fail_thread(struct machine *m, uint32_t thread, const char *text)
{
    uint32_t failure = failure_outside(m->program, text);
    uint32_t pc = m->event.pc;
    m->event.pc =
        state_thread(m->state, thread)->pc; /* where it stands, and not the one that stepped last */
    thread_end(m, thread, THREAD_FAILED, value_failure(failure));
    m->event.pc = pc;
    machine_tell_follower(m, FOLLOW_OUTSIDE);
}

bool machine_over(const struct machine *m)
{
    return m->state->main_done && m->state->required == 0;
}

uint32_t machine_next_pc(const struct machine *m, uint32_t thread)
{
    const struct thread *t = state_thread(m->state, thread);
    return t->status == THREAD_RUNNING ? t->pc : 0;
}

const char *machine_state_word(const struct machine *m, uint32_t thread)
{
    static const char *const ended[] = {
        [THREAD_DONE] = "done",
        [THREAD_FAILED] = "failed",
        [THREAD_CANCELLED] = "cancelled",
        [THREAD_KILLED] = "killed",
    };
    const struct thread *t = state_thread(m->state, thread);
    if (t->status >= THREAD_DONE)
        return ended[t->status];
    switch (step_readiness(m, thread).kind) {
    case READY:
        return m->current == handle_of(thread) ? "running" : "ready";
    case NOT_STARTED:
        return "new";
    case IDLE:
        return "idle";
    case SLEEPS:
        return "sleeping";
    case DOES_IO:
        return "io";
    case WORKS:
        return t->flags & FLAG_GIL_QUEUED ? "ready" : "running";
    case WAITS_OUTSIDE:
        return m->program->code[t->pc].op == OP_WORK ? "running" : "io";
    default:
        return "waiting";
    }
}

bool machine_holds(const struct machine *m, uint32_t thread, uint32_t entity)
{
    const struct entity *e = state_entity(m->state, entity);
    return e->owner == handle_of(thread) ||
           (kind_rows[e->kind].holder.by == HELD_READERS && rwlock_held_by(m, thread, entity));
}

size_t machine_holders(const struct machine *m, uint32_t entity, uint32_t *threads, size_t most)
{
    const struct entity *e = state_entity(m->state, entity);
    enum kind_held_by by = kind_rows[e->kind].holder.by;
    if (by == HELD_ITS_LOCK)
        return 0;
    size_t count = 0;
    if (e->owner) {
        if (most > 0)
            threads[0] = handle_index(e->owner);
        count = 1;
    }
    if (by != HELD_READERS)
        return count;
    for (uint32_t i = 0; i < e->users; i++, count++)
        if (count < most)
            threads[count] = handle_index(state_values(m->state, e)[i].extra);
    return count;
}
